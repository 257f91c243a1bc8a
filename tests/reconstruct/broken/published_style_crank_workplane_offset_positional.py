import cadquery as cq

web_length = 48.0
web_width = 18.0
web_thickness = 9.0
journal_diameter = 14.0
journal_length = 16.0
pin_diameter = 10.0
pin_length = 14.0
throw = 30.0

web = cq.Workplane("XY").slot2D(web_length, web_width).extrude(web_thickness)
journal = (
    cq.Workplane("XY")
    .center(-throw / 2, 0)
    .circle(journal_diameter / 2)
    .extrude(-journal_length)
)
pin = (
    cq.Workplane("XY")
    .center(throw / 2, 0, web_thickness)
    .circle(pin_diameter / 2)
    .extrude(pin_length)
)
result = web.union(journal).union(pin).edges("|Z").edges(">Z").fillet(0.5)
