model { name = "t", from = "2026-11", to = "2027-02", tail = "2027-03" }
output("month", month())
output("year", year())
output("in_plan", in_plan())
