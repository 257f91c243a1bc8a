import cadquery as cq

pot_radius = 18.0
pot_height = 32.0
wall = 2.0
drain_diameter = 6.0

pot = cq.Workplane("XY").circle(pot_radius).extrude(pot_height)
pot = pot.shell(-wall, faces=">Z")
result = pot.faces("<Z").workplane().hole(drain_diameter, wall * 2)
