model { name = "t", from = "2026-01", to = "2026-12" }
local price = amount(1500, "yuan/person")
local cost = price * amount(2, "person") + 0
output("cost", cost, { unit = "yuan" })
output("people", cost / price, { unit = "person" })
