import cadquery as cq

frame_size = 50.0
frame_thickness = 6.0
opening = 34.0
corner = 3.0

frame = (
    cq.Workplane("XY")
    .rect(frame_size, frame_size)
    .rect(opening, opening)
    .extrude(frame_thickness)
)
inner_corners = cq.selectors.BoxSelector((-5, -5, 0), (5, 5, frame_thickness))
result = frame.edges(inner_corners).fillet(corner)
