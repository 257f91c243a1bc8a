import cadquery as cq

base_diameter = 40.0
base_height = 6.0
dome_radius = 16.0
port_diameter = 8.0

base = cq.Workplane("XY").cylinder(base_height, base_diameter / 2)
dome = (
    cq.Workplane("XY")
    .sphere(radius=dome_radius, angle=90)
    .translate((0, 0, base_height / 2))
)
half_space = cq.Workplane("XY").box(100, 100, 50).translate((0, 0, -25 - base_height / 2))
body = base.union(dome).cut(half_space)
result = body.faces("<Z").workplane().hole(port_diameter)
