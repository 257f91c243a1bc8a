import cadquery as cq

wedge = cq.Workplane("XY").rect(40, 20).extrude(10)
result = wedge.edges("|Y and >Z").fillet(10)
