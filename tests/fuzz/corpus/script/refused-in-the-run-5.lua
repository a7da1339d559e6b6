model { name = "t", from = "2026-01", to = "2026-12" }
local level = axis("level", { "L5", "L4" })
local s = stock("places", { axes = { level }, initial = { L5 = 50, L4 = 2 } })
s:loses(1)
output("places", s, { by = { level } })
