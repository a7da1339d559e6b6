model { name = "t", from = "2026-01", to = "2026-12" }
output("exp", exp(month() - 1))
output("log", log(month()))
output("sqrt", sqrt(month()))
output("back", exp(log(7)))
