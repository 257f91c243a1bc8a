import cadquery as cq


def build():
    body = cq.Workplane("XY").box(30, 20, 10)
    return body.edges("|Z").fillet(2)
