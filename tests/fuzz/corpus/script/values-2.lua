model { name = "t", from = "2026-01", to = "2026-12" }
local x = month() - 6.5
output("min", min(x, 0, 2), { kind = "flow" })
output("max", max(x, 0))
output("abs", abs(x))
output("clamp", clamp(x, -1, 2))
output("floor", floor(x))
output("ceil", ceil(x))
output("round", round(x))
