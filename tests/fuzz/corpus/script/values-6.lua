model { name = "t", from = "2026-01", to = "2026-12" }
local m = month()
output("safe", where(gt(m, 1), 12 / (m - 1), 0))
