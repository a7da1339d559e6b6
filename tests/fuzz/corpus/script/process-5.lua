model { name = "t", from = "2026-01", to = "2026-04" }
local cap = per_person_cap("voucher", { persons = amount(10, "person"), most = 2 })
local started = cap:starts(amount(10, "person"))
local entitled = started:only { voucher_used = { "0", "1" } }
cap:uses(entitled)
cap:returns(started - entitled)
output("entitled", entitled, { by = { cap.axis }, kind = "flow" })
output("free", cap.free, { by = { cap.axis } })
