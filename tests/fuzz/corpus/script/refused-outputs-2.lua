model { name = "t", from = "2026-01", to = "2026-12" }
local level = axis("level", { "L5", "L4" })
output("x", month(), { by = { level } })
