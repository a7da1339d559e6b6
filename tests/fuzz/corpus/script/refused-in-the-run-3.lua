model { name = "t", from = "2026-01", to = "2026-12" }
local rate = parameter("rate", { default = uniform(0.5, 1.5), source = assumed "a test" })
output("passed", binomial("passed", poisson("n", 5), rate))
