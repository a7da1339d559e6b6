model { name = "t", title = { en = "T", zh = "测试" }, from = "2026-01", to = "2027-12" }
output("people", amount(10, "person"))
