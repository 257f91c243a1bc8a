import cadquery as cq

# V-belt pulley as a turned profile
bore_r = 6.0
hub_r = 12.0
rim_r = 30.0
width = 16.0
groove = 5.0

profile = (
    cq.Workplane("XZ")
    .moveTo(bore_r, 0)
    .lineTo(rim_r, 0)
    .lineTo(rim_r, width / 2 - groove)
    .lineTo(rim_r - 6, width / 2)
    .lineTo(rim_r, width / 2 + groove)
    .lineTo(rim_r, width)
    .lineTo(bore_r, width)
)
pulley = profile.revolve(360, (0, 0, 0), (0, 1, 0))
key = cq.Workplane("XY").rect(3.0, 2 * (bore_r + 2)).extrude(width)
result = pulley.cut(key)
