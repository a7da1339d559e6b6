model { name = "t", from = "2026-01", to = "2026-12" }
local level = axis("level", { "L5", "L4" })
local n = poisson("n", amount(5, "person"))
local chance = stack(level, { L5 = 0.5, L4 = 1.2 - 0.3 * month() })
output("passed", binomial("passed", n, chance), { by = { level } })
