model { name = "t", from = "2026-01", to = "2026-01" }
local marked, others = poisson("marked", amount(6, "person")), poisson("others", amount(14, "person"))
output("all", hypergeometric("all", marked + others, marked, others) - marked)
output("none", hypergeometric("none", others, 0 * marked, others))
output("only", hypergeometric("only", marked, marked, 0 * others) - marked)
output("most", hypergeometric("most", min(marked + others, amount(15, "person")), marked, others) - marked)
output("one", hypergeometric("one", amount(1, "person"), marked, others + amount(1, "person")))
