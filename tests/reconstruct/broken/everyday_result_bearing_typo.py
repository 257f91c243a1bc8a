import cadquery as cq

# Pillow block bearing housing
base_l, base_w, base_t = 90.0, 30.0, 10.0
housing_r = 22.0
bore = 25.0
center_h = 28.0

base = cq.Workplane("XY").box(base_l, base_w, base_t, centered=(True, True, False))
web = (
    cq.Workplane("XZ")
    .workplane(offset=-base_w / 2)
    .center(0, center_h)
    .circle(housing_r)
    .extrude(base_w)
)
block = base.union(web)
block = block.cut(
    cq.Workplane("XZ").workplane(offset=-base_w / 2).center(0, center_h).circle(bore / 2).extrude(base_w)
)
block = (
    block.faces("<Z")
    .workplane()
    .pushPoints([(-35, 0), (35, 0)])
    .cboreHole(8.0, 13.0, 4.0)
)
result = blok
