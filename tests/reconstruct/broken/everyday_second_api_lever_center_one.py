import cadquery as cq

# Lever arm with two bosses
arm_len = 70.0
arm_w = 12.0
arm_t = 6.0
boss_r = 11.0
pin_d = 8.0

arm = cq.Workplane("XY").center(x=arm_len / 2).rect(arm_len, arm_w).extrude(arm_t)
boss_a = cq.Workplane("XY").circle(boss_r).extrude(14.0)
boss_b = cq.Workplane("XY").center(arm_len, 0).circle(boss_r * 0.8).extrude(10.0)
lever = arm.union(boss_a).union(boss_b)
for x in (0, arm_len):
    lever = lever.cut(cq.Workplane("XY").center(x, 0).circle(pin_d / 2).extrude(20))
result = lever.faces(">Z").edges().chamfer(0.8)
