model { name = "t", from = "2026-01", to = "2026-01" }
local level = axis("level", { "L5", "L4", "L3" })
local x = stack(level, { L5 = 1, L4 = 2, L3 = 4 })
output("high", x:only { level = { "L4", "L3" } }, { by = { level } })
output("one", x:only { level = "L3" }:sum())
output("at", x:at(level, "L4"))
