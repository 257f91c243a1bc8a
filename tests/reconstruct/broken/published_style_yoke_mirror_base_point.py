import cadquery as cq

arm_length = 45.0
arm_width = 14.0
arm_thickness = 8.0
gap = 20.0
pin_diameter = 8.0
stem_diameter = 16.0
stem_length = 25.0

arm = (
    cq.Workplane("XY")
    .box(arm_length, arm_thickness, arm_width)
    .translate((arm_length / 2, gap / 2 + arm_thickness / 2, 0))
)
arms = arm.union(arm.mirror(mirrorPlane="XZ", basePoint=(0, 0, 0)))
bridge = cq.Workplane("XY").box(arm_thickness, gap + 2 * arm_thickness, arm_width)
stem = cq.Workplane("YZ").circle(stem_diameter / 2).extrude(-stem_length)
yoke = arms.union(bridge).union(stem)
pin = (
    cq.Workplane("XZ", origin=(arm_length - arm_width / 2, 0, 0))
    .circle(pin_diameter / 2)
    .extrude(gap * 2, both=True)
)
result = yoke.cut(pin)
