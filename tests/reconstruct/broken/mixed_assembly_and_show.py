import cadquery as cq

from cadquery.vis import show

plate = cq.Workplane("XY").box(40, 30, 5)
pin = cq.Workplane("XY").circle(3).extrude(20)
assembly = cq.Assembly()
assembly.add(plate)
assembly.add_part(pin)
result = assembly
show(result)
