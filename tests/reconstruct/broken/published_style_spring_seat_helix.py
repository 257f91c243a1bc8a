import cadquery as cq

seat_radius = 20.0
seat_height = 8.0
groove_pitch = 4.0
groove_height = 8.0
wire_radius = 1.2
bore_radius = 8.0

seat = cq.Workplane("XY").circle(seat_radius).circle(bore_radius).extrude(seat_height)
path = cq.Wire.makeHelix(groove_pitch, groove_height)
groove = (
    cq.Workplane("XZ", origin=(seat_radius, 0, 0))
    .circle(wire_radius)
    .sweep(cq.Workplane(path), isFrenet=True)
)
result = seat.cut(groove)
