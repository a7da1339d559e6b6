model { name = "t", from = "2026-01", to = "2026-12" }
output("x", month(), { at_least = 1, at_most = 2 })
