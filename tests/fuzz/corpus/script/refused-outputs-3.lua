model { name = "t", from = "2026-01", to = "2026-12" }
local level = axis("level", { "L5", "L4" })
output("x", stack(level, { L5 = 1, L4 = 2 }), { by = level })
