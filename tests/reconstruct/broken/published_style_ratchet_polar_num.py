import cadquery as cq

disc_radius = 24.0
disc_thickness = 5.0
bore_radius = 4.0
tooth_count = 10
tooth_width = 4.0
tooth_depth = 3.5

wheel = (
    cq.Workplane("XY")
    .circle(disc_radius)
    .extrude(disc_thickness)
    .faces(">Z")
    .workplane()
    .circle(bore_radius)
    .cutThruAll()
)
wheel = (
    wheel.faces(">Z")
    .workplane()
    .polarArray(radius=disc_radius, startAngle=0, angle=360, num=tooth_count)
    .rect(tooth_depth, tooth_width)
    .cutThruAll()
)
result = wheel
