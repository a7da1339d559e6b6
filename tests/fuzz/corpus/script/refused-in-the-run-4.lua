model { name = "t", from = "2026-01", to = "2026-12" }
local s = stock("budget", { initial = amount(500, "yuan"), unit = "yuan" })
s:loses(amount(100, "yuan"))
output("budget", s)
