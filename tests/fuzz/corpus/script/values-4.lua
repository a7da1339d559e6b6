model { name = "t", from = "2026-01", to = "2026-12" }
output("y", lookup(month(), { { 2, 10 }, { 4, 30 }, { 10, 0 } }))
