import cadquery as cq

# base
base_height = 4.76
base_start = -2.38

# hole 1
hole_1_depth = 4.76
hole_1_start = -2.38
hole_1_diameter = 152.4

# hole 2
hole_2_depth = 4.76
hole_2_start = -2.38
hole_2_diameter = 6.605

base = (
    cq.Workplane("XY")
    .workplane(offset=base_start)
    .moveTo(-215.907, 89.212)
    .threePointArc((-217.759936, 93.390301), (-221.939, 95.242))
    .lineTo(-287.325, 95.258)
    .threePointArc((-297.53622, 100.855895), (-298.893, 112.42))
    .threePointArc((0.0, 319.336143), (298.893, 112.42))
    .threePointArc((297.532284, 100.85057), (287.312, 95.258))
    .lineTo(221.939, 95.242)
    .threePointArc((217.759936, 93.390301), (215.907, 89.212))
    .lineTo(215.907, -89.212)
    .threePointArc((217.759936, -93.390301), (221.939, -95.242))
    .lineTo(287.006, -95.25)
    .threePointArc((297.44824, -100.721501), (298.893, -112.42))
    .threePointArc((0.0, -319.336143), (-298.893, -112.42))
    .threePointArc((-297.531534, -100.849555), (-287.31, -95.258))
    .lineTo(-221.939, -95.242)
    .threePointArc((-217.759936, -93.390301), (-215.907, -89.212))
    .close()
    .extrude(base_height)
)
body = base

hole_1 = (
    cq.Workplane("XY")
    .workplane(offset=hole_1_start)
    .moveTo(0.0, 0.0)
    .circle(hole_1_diameter / 2)
    .extrude(hole_1_depth)
)
body = body.cut(hole_1)

hole_2 = (
    cq.Workplane("XY")
    .workplane(offset=hole_2_start)
    .pushPoints(
        [(219.07, -219.07), (219.07, 219.07), (-219.07, -219.07), (-219.07, 219.07)]
    )
    .circle(hole_2_diameter / 2)
    .extrude(hole_2_depth)
)
body = body.cut(hole_2)

result = body
