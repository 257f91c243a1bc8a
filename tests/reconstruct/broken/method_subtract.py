import cadquery as cq

block = cq.Workplane("XY").box(40, 40, 20)
pin = cq.Workplane("XY").circle(8).extrude(40, both=True)
result = block.subtract(pin)
