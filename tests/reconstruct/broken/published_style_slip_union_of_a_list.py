import cadquery as cq

tooth_count = 5
tooth_pitch = 9.0
tooth_width = 4.0
tooth_height = 6.0
bar_height = 8.0
bar_depth = 12.0

bar = cq.Workplane("XY").box(tooth_count * tooth_pitch, bar_depth, bar_height)
teeth = [
    cq.Workplane("XY")
    .box(tooth_width, bar_depth, tooth_height)
    .translate(((index - (tooth_count - 1) / 2) * tooth_pitch, 0, (bar_height + tooth_height) / 2))
    for index in range(tooth_count)
]
result = bar.union(teeth)
