model { name = "t", from = "2026-11", to = "2027-02" }
local cap = per_person_cap("voucher", { persons = amount(10, "person"), most = 1, restart = eq(month(), 1) })
local started = cap:now(cap:starts(amount(10, "person")))
local entitled = started:only { voucher_used = "0" }
cap:uses(entitled)
cap:returns(started - entitled)
output("entitled", entitled, { kind = "flow" })
