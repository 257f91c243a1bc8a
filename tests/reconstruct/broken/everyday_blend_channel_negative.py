import cadquery as cq

# U-channel from a polyline
w, h, t, length = 40.0, 25.0, 3.0, 120.0

pts = [
    (-w / 2, 0),
    (w / 2, 0),
    (w / 2, h),
    (w / 2 - t, h),
    (w / 2 - t, t),
    (-w / 2 + t, t),
    (-w / 2 + t, h),
    (-w / 2, h),
]
channel = cq.Workplane("XZ").polyline(pts).close().extrude(length)
channel = (
    channel.faces("<Z")
    .workplane(centerOption="CenterOfMass")
    .rarray(1, 30, 1, 3)
    .hole(6.0)
)
result = channel.edges("|Y").edges("<Z").fillet(-2.0)
