import cadquery as cq

profile = cq.Sketch().rect(40, 20).fillet(2)
result = cq.Workplane("XY").placeSketch(profile).extrude(8)
