import cadquery as cq

lens_radius = 30.0
lens_offset = 22.0
rim_thickness = 3.0
rim_radius = 16.0

left = cq.Workplane("XY").sphere(lens_radius).translate((0, 0, -lens_offset))
right = cq.Workplane("XY").sphere(lens_radius).translate((0, 0, lens_offset))
lens = left.intersection(right)
rim = cq.Workplane("XY").workplane(offset=-rim_thickness / 2).circle(rim_radius).extrude(rim_thickness)
result = lens.fuse_with(rim)
