model { name = "t", from = "2026-01", to = "2026-12" }
local a = axis("a", { "x", "y" })
local f = (month() - 1) * stack(a, { x = 1, y = 3 })
output("x", f:share(a):at(a, "x"))
