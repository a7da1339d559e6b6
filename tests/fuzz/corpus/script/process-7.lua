model { name = "t", from = "2026-10", to = "2027-03" }
local cap = per_person_cap("voucher", { persons = amount(10, "person"), most = 1, restart = eq(month(), 1) })
local started = cap:starts(where(ne(month(), 11), min(cap.free:sum(), amount(10, "person")), 0))
local back = cap:now(delayed(started, 1))
local entitled = back:only { voucher_used = "0" }
cap:uses(entitled)
cap:returns(back - entitled)
output("started", started:sum(), { kind = "flow" })
output("entitled", entitled, { kind = "flow" })
