import cadquery as cq

body = cq.Workplane("XY").box(30, 20, 10)
result = body.val().Volume()
print(result)
