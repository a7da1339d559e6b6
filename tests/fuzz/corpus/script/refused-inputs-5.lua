model { name = "t", from = "2026-01", to = "2025-12" }
