model { name = "t", title = { en = "T", cn = "测试" }, from = "2026-01", to = "2026-12" }
