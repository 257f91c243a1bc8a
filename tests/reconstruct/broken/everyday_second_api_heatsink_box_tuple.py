import cadquery as cq

# Finned heat sink
base_x, base_y, base_z = 60.0, 40.0, 5.0
fin_h = 20.0
fin_t = 2.0
n_fins = 7

sink = cq.Workplane("XY").box(base_x, base_y, base_z)
pitch = (base_x - fin_t) / (n_fins - 1)
for i in range(n_fins):
    x = -base_x / 2 + fin_t / 2 + i * pitch
    fin = (
        cq.Workplane("XY")
        .box((fin_t, base_y, fin_h))
        .translate((x, 0, base_z / 2 + fin_h / 2))
    )
    sink = sink.union(fin)
sink = sink.faces("<Z").edges("|Y").chamfer(1.0)
result = sink
