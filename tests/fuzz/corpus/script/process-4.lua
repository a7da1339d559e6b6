model { name = "t", from = "2026-01", to = "2026-03" }
local admitted = capacity("school", where(eq(month(), 1), amount(10, "person"), 0), amount(4, "person"))
output("admitted", admitted, { kind = "flow" })
