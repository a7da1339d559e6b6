model { name = "t", from = "2026-13", to = "2026-12" }
