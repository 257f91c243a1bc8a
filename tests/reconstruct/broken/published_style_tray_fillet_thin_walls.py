import cadquery as cq

tray_length = 100.0
tray_width = 60.0
tray_height = 20.0
wall = 2.0
rim_radius = 1.6
divider_thickness = 2.0
foot_radius = 2.5

tray = cq.Workplane("XY").box(tray_length, tray_width, tray_height).faces(">Z").shell(-wall)
divider = cq.Workplane("XY").box(divider_thickness, tray_width - wall, tray_height - wall)
tray = tray.union(divider)
tray = tray.faces(">Z").edges().fillet(rim_radius)
result = tray.faces("<Z").edges().fillet(foot_radius)
