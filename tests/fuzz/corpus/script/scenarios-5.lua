model { name = "t", from = "2026-01", to = "2026-01" }
local extra = parameter("extra", { default = 0, source = plan "p. 1" })
output("n", poisson("m", 50) + extra)
