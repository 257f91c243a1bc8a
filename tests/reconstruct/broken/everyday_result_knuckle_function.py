import cadquery as cq

# Hinge leaf
leaf_l = 60.0
leaf_w = 30.0
leaf_t = 3.0
knuckle_r = 5.0
pin = 5.0

leaf = cq.Workplane("XY").box(leaf_l, leaf_w, leaf_t, centered=(True, False, False))
barrel = (
    cq.Workplane("YZ")
    .workplane(offset=-leaf_l / 2)
    .center(0, knuckle_r)
    .circle(knuckle_r)
    .extrude(leaf_l)
)
hinge = leaf.union(barrel)
hinge = hinge.cut(
    cq.Workplane("YZ").workplane(offset=-leaf_l / 2).center(0, knuckle_r).circle(pin / 2).extrude(leaf_l)
)
screws = cq.Workplane("XY").pushPoints([(-20, 18), (0, 22), (20, 18)]).circle(2.2).extrude(leaf_t)
def make_hinge():
    return hinge.cut(screws)


if __name__ == "__main__":
    make_hinge().val().exportStl("hinge.stl")
