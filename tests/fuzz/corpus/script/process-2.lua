model { name = "t", from = "2026-01", to = "2027-12" }
output("out", batched(amount(5, "person"), eq(month(), 12)))
