model { name = "t", from = "2026-01", to = "2026-12", units = { "dollar" } }
local wage = parameter("wage", { default = 5, unit = "dollar/person", source = assumed "x" })
output("paid", wage * amount(2, "person"), { unit = "dollar" })
