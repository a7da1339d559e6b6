model { name = "t", from = "2026-01", to = "2026-01" }
local level = axis("level", { "L5", "L4", "L3" })
local class = axis("class", { "basic", "high" })
local x = stack(level, { L5 = 1, L4 = 2, L3 = 4 })
output("x", regroup(x, level, class, { L5 = "basic", L4 = "basic", L3 = "high" }), { by = { class } })
