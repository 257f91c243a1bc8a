import cadquery as cq

pipe_radius = 6.0
wall = 1.5
run = 40.0
rise = 30.0
bend_radius = 12.0

path = (
    cq.Workplane("XZ")
    .lineTo(0, rise)
    .radiusArc((bend_radius, rise + bend_radius), bend_radius)
    .lineTo(run, rise + bend_radius)
)
profile = cq.Workplane("XY").circle(pipe_radius).circle(pipe_radius - wall)
pipe = path.sweep(profile)
result = pipe
