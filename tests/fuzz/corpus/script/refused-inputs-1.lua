model { name = "t", form = "2026-01", to = "2026-12" }
