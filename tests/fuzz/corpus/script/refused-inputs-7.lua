model { name = "t", from = "2026-01", to = "2026-12", units = "class" }
