model { name = "t", from = "2026-01", to = "2026-12" }
local n = poisson("n", amount(5, "person"))
local chance = 0.3 * month()
output("passed", binomial("passed", n, chance))
