model { name = "t", from = "2026-01", to = "2026-01" }
local a = axis("a", { "x", "y" })
local b = axis("b", { "u", "v", "w" })
local f = stack(a, { x = 1, y = 10 }) * stack(b, { u = 1, v = 2, w = 3 })
output("over_b", f:sum(b), { by = { a } })
output("over_both", f:sum(a, b))
output("whole", f:sum())
