import cadquery as cq

# The passive horn of examples/, dimension by dimension.
disc_diameter = 20.0
disc_height = 2.0
boss_diameter = 9.0
total_height = 3.1
bore_diameter = 7.0

disc = cq.Workplane("XY").circle(disc_diameter / 2).extrude(disc_height)
boss = cq.Workplane("XY").circle(boss_diameter / 2).extrude(total_height)
bore = cq.Workplane("XY").circle(bore_diameter / 2).extrude(total_height)
result = disc.union(boss).cut(bore)
