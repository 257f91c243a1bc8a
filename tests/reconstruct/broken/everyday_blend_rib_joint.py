import cadquery as cq

# Gusset rib between two plates
size = 50.0
t = 5.0
rib_t = 4.0

floor = cq.Workplane("XY").box(size, size, t, centered=(False, True, False))
wall = cq.Workplane("XY").box(t, size, size, centered=(False, True, False))
rib = (
    cq.Workplane("XZ")
    .workplane(offset=-rib_t / 2)
    .moveTo(t, t)
    .lineTo(size * 0.8, t)
    .lineTo(t, size * 0.8)
    .close()
    .extrude(rib_t)
)
result = floor.union(wall).union(rib)
result = result.faces(">X").edges().fillet(3.0)
result = result.edges("|Y").fillet(6.0)
