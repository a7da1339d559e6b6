model { name = "t", from = "2026-01", to = "2026-04" }
local cap = per_person_cap("voucher", { persons = amount(10, "person"), most = 1 })
cap:uses(cap:starts(amount(10, "person")))
output("free", cap.free)
