model { name = "t", from = "2026-01", to = "2026-01" }
local age = axis("age", { "young", "grown", "old", "aged" })
local x = stack(age, { young = 1, grown = 2, old = 4, aged = 8 })
output("leave", x:shift(age, 1, { last = "leave" }), { by = { age } })
output("stay", x:shift(age, 1, { last = "stay" }), { by = { age } })
output("two", x:shift(age, 2, { last = "stay" }), { by = { age } })
output("far", x:shift(age, 9, { last = "stay" }), { by = { age } })
output("gone", x:shift(age, 9, { last = "leave" }))
output("still", x:shift(age, 0, { last = "leave" }), { by = { age } })
