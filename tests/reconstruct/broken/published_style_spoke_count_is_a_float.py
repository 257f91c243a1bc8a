import cadquery as cq

rim_outer = 40.0
rim_inner = 34.0
hub_radius = 9.0
bore_radius = 4.0
wheel_width = 8.0
spoke_count = 5.0
spoke_width = 5.0

rim = cq.Workplane("XY").circle(rim_outer).circle(rim_inner).extrude(wheel_width)
hub = cq.Workplane("XY").circle(hub_radius).extrude(wheel_width)
wheel = rim.union(hub)
for index in range(spoke_count):
    spoke = (
        cq.Workplane("XY")
        .rect(rim_inner - hub_radius + 4.0, spoke_width)
        .extrude(wheel_width / 2)
        .translate(((rim_inner + hub_radius) / 2, 0, 0))
        .rotate((0, 0, 0), (0, 0, 1), index * 360.0 / spoke_count)
    )
    wheel = wheel.union(spoke)
bore = cq.Workplane("XY").circle(bore_radius).extrude(wheel_width)
result = wheel.cut(bore)
