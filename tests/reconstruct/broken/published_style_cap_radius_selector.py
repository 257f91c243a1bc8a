import cadquery as cq

cap_radius = 22.0
cap_height = 14.0
wall = 2.5
vent_radius = 3.0
rim_chamfer = 0.8

cap = cq.Workplane("XY").circle(cap_radius).extrude(cap_height)
cap = cap.faces("<Z").shell(-wall)
cap = cap.faces(">Z").workplane().circle(vent_radius).cutThruAll()
cap = cap.edges(cq.selectors.RadiusNthSelector(6)).chamfer(rim_chamfer)
result = cap
