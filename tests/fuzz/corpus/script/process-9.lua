model { name = "t", from = "2026-01", to = "2027-12" }
local first = fund("first", { appropriation = amount(100, "yuan/year") })
local second = fund("second", { appropriation = amount(60, "yuan/year") })
local paid, owed = pay_in_order({ first, second }, "a", where(eq(month(), 2), amount(90, "yuan"), 0), { priority = 1 })
local _, owed_b = pay_in_order({ first, second }, "b", where(eq(month(), 2), amount(90, "yuan"), 0), { priority = 2 })
output("paid", paid)
output("owed_a", owed)
output("owed_b", owed_b)
