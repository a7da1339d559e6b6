model { name = "t", from = "2026-01", to = "2026-12", units = { "class" } }
output("classes", amount(2, "class/month") * amount(1, "month"), { unit = "class" })
