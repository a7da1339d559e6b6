model { name = "t", from = "2026-01", to = "2026-12" }
local open = where(gt(month(), 6), amount(1, "person"), 0)
output("sampled", hypergeometric("h", 4 * open, 6 * open, 14 * open))    -- nobody to draw from until June
output("all", hypergeometric("all", amount(20, "person"), amount(6, "person"), amount(14, "person")))
output("none", hypergeometric("none", amount(4, "person"), 0, amount(14, "person")))
output("only", hypergeometric("only", amount(4, "person"), amount(6, "person"), 0))
output("nobody", hypergeometric("nobody", 0, amount(6, "person"), amount(14, "person")))
