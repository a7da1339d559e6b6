model { name = "t", from = "2026-01", to = "2026-12" }
local n = poisson("n", 5)
local x = n or 5
