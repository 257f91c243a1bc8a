import cadquery as cq

block_length = 40.0
block_width = 28.0
block_height = 18.0
bushing_diameter = 18.0
bore_diameter = 12.0
corner = 4.0

profile = cq.Workplane("XY").rect(block_length, block_width).fillet2D(corner)
block = profile.extrude(block_height)
bushing = (
    cq.Workplane("XY")
    .workplane(offset=block_height)
    .circle(bushing_diameter / 2)
    .extrude(6.0)
)
result = block.union(bushing).faces(">Z").workplane().hole(bore_diameter)
