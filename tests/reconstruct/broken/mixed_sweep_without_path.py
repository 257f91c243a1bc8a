import cadquery as cq

result = cq.Workplane("XY").circle(3).sweep(cq.Workplane("XZ").lineTo(0, 30).spline([(10, 40)], includeCurrent=True).close().open())
