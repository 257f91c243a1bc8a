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
            (5.3405, 7.95),
            (6.5405, 9.1088),
            (7.6, 9.1088),
            (7.6, -9.1088),
            (6.5405, -9.1088),
            (5.3405, -7.95),
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
            (-9.0588, 8.6),
            (-9.0588, 6.5405),
            (-7.9, 5.3405),
            (-7.9, 4.0),
        ]
    )
    .close()
    .polyline(
        [
            (7.9, 4.0),
            (7.9, 5.3405),
            (9.0588, 6.5405),
            (9.0588, 8.6),
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
    .moveTo(-26.5, -14.6355)
    .lineTo(-25.4803, -14.5728)
    .threePointArc((-25.376247, -15.309489), (-25.1985, -16.032))
    .threePointArc((-23.07221, -19.300462), (-19.5271, -20.9242))
    .lineTo(-19.0728, -20.9803)
    .lineTo(-19.1355, -22.0)
    .lineTo(-26.5, -22.0)
    .close()
    .moveTo(26.5, -22.0)
    .lineTo(19.1355, -22.0)
    .lineTo(19.0728, -20.9803)
    .threePointArc((19.809489, -20.876247), (20.532, -20.6985))
    .threePointArc((23.800462, -18.57221), (25.4242, -15.0271))
    .lineTo(25.4803, -14.5728)
    .lineTo(26.5, -14.6355)
    .close()
    .moveTo(-26.5, 22.0)
    .lineTo(-19.1355, 22.0)
    .lineTo(-19.0728, 20.9803)
    .threePointArc((-19.809489, 20.876247), (-20.532, 20.6985))
    .threePointArc((-23.800462, 18.57221), (-25.4242, 15.0271))
    .lineTo(-25.4803, 14.5728)
    .lineTo(-26.5, 14.6355)
    .close()
    .moveTo(26.5, 14.6355)
    .lineTo(25.4803, 14.5728)
    .threePointArc((25.376247, 15.309489), (25.1985, 16.032))
    .threePointArc((23.07221, 19.300462), (19.5271, 20.9242))
    .lineTo(19.0728, 20.9803)
    .lineTo(19.1355, 22.0)
    .lineTo(26.5, 22.0)
    .close()
    .extrude(cutout_2_depth)
)
body = body.cut(cutout_2)

hole = (
    cq.Workplane("XY")
    .workplane(offset=hole_start)
    .pushPoints([(6.3671, -10.5), (22.8671, -10.5), (6.3671, 10.5), (22.8671, 10.5)])
    .circle(hole_diameter / 2)
    .extrude(hole_depth)
)
body = body.cut(hole)

pocket = (
    cq.Workplane("XY")
    .workplane(offset=pocket_start)
    .pushPoints([(22.8671, -10.5), (22.8671, 10.5)])
    .circle(pocket_diameter_1 / 2)
    .pushPoints([(6.3671, -10.5), (22.8671, -10.5), (22.8671, 10.5), (6.3671, 10.5)])
    .circle(pocket_diameter_2 / 2)
    .moveTo(7.2333, -8.9227)
    .threePointArc((6.367118, -12.300625), (5.501, -8.9227))
    .close()
    .moveTo(5.501, 8.9227)
    .threePointArc((6.367118, 12.300625), (7.2333, 8.9227))
    .close()
    .extrude(pocket_depth)
)
body = body.cut(pocket)

result = body
