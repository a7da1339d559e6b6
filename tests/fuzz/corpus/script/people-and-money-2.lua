model { name = "t", from = "2026-01", to = "2026-12" }
local level = axis("level", { "L5", "L4", "L3" })
local shares = parameter("shares", { axes = { level }, default = { L5 = .5, L4 = .3, L3 = .2 }, source = plan "p. 6" })
output("people", multinomial("level", poisson("people", amount(100, "person")), shares), { by = { level } })
