model { name = "t", from = "2026-01", to = "2026-12", tail = "2027-06" }
output("people", amount(10, "person"))
output("planned", in_plan() * amount(10, "person"))
