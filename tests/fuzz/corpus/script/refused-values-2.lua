model { name = "t", from = "2026-01", to = "2026-12" }
local n = poisson("n", 5)
local long = n > 3 and 1 or 0
