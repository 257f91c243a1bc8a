import cadquery as cq

lever_length = 75.0
lever_width = 12.0
boss_radius = 11.0
boss_height = lever_thickness + 6.0
lever_thickness = 6.0
pivot_diameter = 8.0
end_radius = 8.0

arm = (
    cq.Workplane("XY")
    .center(lever_length / 2, 0)
    .rect(lever_length, lever_width)
    .extrude(lever_thickness)
)
boss = cq.Workplane("XY").circle(boss_radius).extrude(boss_height)
tip = cq.Workplane("XY").center(lever_length, 0).circle(end_radius).extrude(lever_thickness)
lever = arm.union(boss).union(tip)
result = lever.faces("<Z").workplane(origin=(0, 0, 0)).hole(pivot_diameter)
