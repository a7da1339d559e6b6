model { name = "t", from = "2026-01", to = "2026-12" }
local n = poisson("n", 5)
if n then n = 0 end
