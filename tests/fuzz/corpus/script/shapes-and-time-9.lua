model { name = "t", from = "2026-03", to = "2027-12" }
local x = month()
output("total", total(x))
output("this_year", this_year(x))
output("previous", previous(x))
output("growth", total(x) - previous(total(x)), { kind = "flow" })
