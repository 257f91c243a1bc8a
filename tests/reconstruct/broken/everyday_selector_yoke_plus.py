import cadquery as cq

# Symmetric yoke, half modelled and mirrored
fork_l = 40.0
fork_w = 10.0
fork_h = 16.0
bridge = 12.0

half = (
    cq.Workplane("XY")
    .moveTo(0, 0)
    .lineTo(bridge, 0)
    .lineTo(bridge, 14)
    .lineTo(bridge + fork_l, 14)
    .lineTo(bridge + fork_l, 14 + fork_w)
    .lineTo(0, 14 + fork_w)
    .close()
    .extrude(fork_h)
)
yoke = half.union(half.mirror("XZ"))
yoke = yoke.cut(
    cq.Workplane("XZ", origin=(bridge + fork_l - 8, 0, fork_h / 2)).circle(4).extrude(60, both=True)
)
result = yoke.edges("|Z & >X").fillet(2.0)
