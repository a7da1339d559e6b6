model { name = "t", from = "2026-01", to = "2026-01" }
local level = axis("level", { "L5", "L4", "L3" })
output("x", stack(level, { L4 = 7, otherwise = 1 }), { by = { level } })
