model { name = "t", from = "2026-01", to = "2026-12" }
output("n", binomial("n", poisson("m", 5) / 2, 0.5))
