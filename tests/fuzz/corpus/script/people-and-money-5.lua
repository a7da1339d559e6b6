model { name = "t", from = "2026-01", to = "2026-12" }
local came = where(eq(month(), 3), amount(100, "person"), 0)
output("left", waiting("w", binomial("came", came, 1), { [0] = .1, [1] = .6, [2] = .3 }))
