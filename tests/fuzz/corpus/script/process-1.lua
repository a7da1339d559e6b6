model { name = "t", from = "2026-01", to = "2026-12" }
local came = where(eq(month(), 1), amount(100, "person"), 0)
local p = pipeline("claim", came, {
  { name = "checked", wait = { [0] = .4, [1] = .6 }, again = { chance = .1, months = 2 }, chance = .9 },
  { name = "paid", wait = { [1] = 1 } } })
output("checked", p.checked.people)
output("lost", p.checked.lost)
output("back", p.checked.back)
output("within", p.checked.within, { kind = "level" })
output("paid", p.paid.people)
output("unpaid", p.paid.within, { kind = "level" })
