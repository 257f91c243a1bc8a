import cadquery as cq
import math

knob_radius = 15.0
knob_height = 18.0
skirt_radius = 19.0
skirt_height = 4.0
shaft_diameter = 6.0
shaft_depth = 12.0
grip_count = 12
grip_radius = 1.5
top_fillet = 2.0

skirt = cq.Workplane("XY").circle(skirt_radius).extrude(skirt_height)
grip = cq.Workplane("XY").workplane(offset=skirt_height).circle(knob_radius).extrude(knob_height)
knob = skirt.union(grip)
knob = knob.edges("|Y").fillet(top_fillet)

for index in range(grip_count):
    angle = 2 * math.pi * index / grip_count
    flute = (
        cq.Workplane("XY")
        .workplane(offset=skirt_height)
        .center(knob_radius * math.cos(angle), knob_radius * math.sin(angle))
        .circle(grip_radius)
        .extrude(knob_height)
    )
    knob = knob.cut(flute)

shaft = cq.Workplane("XY").circle(shaft_diameter / 2).extrude(shaft_depth)
result = knob.cut(shaft)
