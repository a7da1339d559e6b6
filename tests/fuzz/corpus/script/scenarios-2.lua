model { name = "t", from = "2026-01", to = "2027-12" }
local a = parameter("a", { default = by_year { [2026] = 10, [2027] = 20 }, source = plan "p. 1" })
local b = parameter("b", { default = uniform(1, 3), source = plan "p. 2" })
output("a", a)
output("b", b)
