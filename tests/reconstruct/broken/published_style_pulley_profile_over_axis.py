import cadquery as cq

rim_radius = 25.0
groove_radius = 18.0
pulley_width = 16.0
hub_radius = -3.0
flange_width = 3.0

profile = (
    cq.Workplane("XZ")
    .moveTo(hub_radius, -pulley_width / 2)
    .lineTo(rim_radius, -pulley_width / 2)
    .lineTo(rim_radius, -pulley_width / 2 + flange_width)
    .lineTo(groove_radius, 0)
    .lineTo(rim_radius, pulley_width / 2 - flange_width)
    .lineTo(rim_radius, pulley_width / 2)
    .lineTo(hub_radius, pulley_width / 2)
    .close()
)
result = profile.revolve(360, (0, 0, 0), (0, 1, 0))
