model { name = "t", from = "2026-01", to = "2026-12" }
output("x", amount(5, "yuan"), { unit = "person" })
