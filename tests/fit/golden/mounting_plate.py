import cadquery as cq

# base
base_height = 42.0
base_start = -21.0

# cutout 1
cutout_1_depth = 53.0
cutout_1_start = -26.5

# cutout 2
cutout_2_depth = 9.6
cutout_2_start = -1.0

# hole
hole_depth = 9.6
hole_start = -1.0
hole_diameter = 2.1

# pocket
pocket_depth = 4.4
pocket_start = 2.0
pocket_diameter_1 = 3.6
pocket_diameter_2 = 2.1

base = (
    cq.Workplane("ZX")
    .workplane(offset=base_start)
    .polyline(
        [
            (0.0, 25.5),
            (4.0, 25.5),
            (4.0, 7.95),
            (5.3404, 7.95),
            (6.5404, 9.10883),
            (7.6, 9.10883),
            (7.6, -9.10883),
            (6.5404, -9.10883),
            (5.3404, -7.95),
            (4.0, -7.95),
            (4.0, -25.5),
            (0.0, -25.5),
        ]
    )
    .close()
    .extrude(base_height)
)
body = base

cutout_1 = (
    cq.Workplane("YZ")
    .workplane(offset=cutout_1_start)
    .polyline(
        [
            (-22.0, 4.0),
            (-22.0, 8.6),
            (-9.05883, 8.6),
            (-9.05883, 6.5404),
            (-7.9, 5.3404),
            (-7.9, 4.0),
        ]
    )
    .close()
    .polyline(
        [
            (7.9, 4.0),
            (7.9, 5.3404),
            (9.05883, 6.5404),
            (9.05883, 8.6),
            (22.0, 8.6),
            (22.0, 4.0),
        ]
    )
    .close()
    .extrude(cutout_1_depth)
)
body = body.cut(cutout_1)

cutout_2 = (
    cq.Workplane("XY")
    .workplane(offset=cutout_2_start)
    .moveTo(-26.5, -14.63542)
    .lineTo(-25.48027, -14.57277)
    .threePointArc((-25.376247, -15.309489), (-25.19858, -16.03199))
    .threePointArc((-23.07221, -19.300462), (-19.52711, -20.92424))
    .lineTo(-19.07277, -20.98027)
    .lineTo(-19.13542, -22.0)
    .lineTo(-26.5, -22.0)
    .close()
    .moveTo(26.5, -22.0)
    .lineTo(19.13542, -22.0)
    .lineTo(19.07277, -20.98027)
    .threePointArc((19.809489, -20.876247), (20.53199, -20.69858))
    .threePointArc((23.800462, -18.57221), (25.42424, -15.02711))
    .lineTo(25.48027, -14.57277)
    .lineTo(26.5, -14.63542)
    .close()
    .moveTo(-26.5, 22.0)
    .lineTo(-19.13542, 22.0)
    .lineTo(-19.07277, 20.98027)
    .threePointArc((-19.809489, 20.876247), (-20.53199, 20.69858))
    .threePointArc((-23.800462, 18.57221), (-25.42424, 15.02711))
    .lineTo(-25.48027, 14.57277)
    .lineTo(-26.5, 14.63542)
    .close()
    .moveTo(26.5, 14.63542)
    .lineTo(25.48027, 14.57277)
    .threePointArc((25.376247, 15.309489), (25.19858, 16.03199))
    .threePointArc((23.07221, 19.300462), (19.52711, 20.92424))
    .lineTo(19.07277, 20.98027)
    .lineTo(19.13542, 22.0)
    .lineTo(26.5, 22.0)
    .close()
    .extrude(cutout_2_depth)
)
body = body.cut(cutout_2)

hole = (
    cq.Workplane("XY")
    .workplane(offset=hole_start)
    .pushPoints(
        [(6.36712, -10.5), (22.86712, -10.5), (6.36712, 10.5), (22.86712, 10.5)]
    )
    .circle(hole_diameter / 2)
    .extrude(hole_depth)
)
body = body.cut(hole)

pocket = (
    cq.Workplane("XY")
    .workplane(offset=pocket_start)
    .pushPoints([(22.86712, -10.5), (22.86712, 10.5)])
    .circle(pocket_diameter_1 / 2)
    .pushPoints(
        [(6.36712, -10.5), (22.86712, -10.5), (22.86712, 10.5), (6.36712, 10.5)]
    )
    .circle(pocket_diameter_2 / 2)
    .moveTo(7.23332, -8.92275)
    .threePointArc((6.367118, -12.300625), (5.50092, -8.92275))
    .close()
    .moveTo(5.50092, 8.92275)
    .threePointArc((6.367118, 12.300625), (7.23332, 8.92275))
    .close()
    .extrude(pocket_depth)
)
body = body.cut(pocket)

result = body
