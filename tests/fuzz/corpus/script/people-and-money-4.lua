model { name = "t", from = "2026-01", to = "2026-12" }
local n = poisson("n", amount(10, "person"))
local parts = multinomial("m", n, { a = .2, b = .3, rest = "c" })
local w = waiting("w", parts.a, { [0] = .5, .25, .25 })
conserve("parts", n - parts.a - parts.b - parts.c)
conserve("whole", w - round(w))
output("w", w)
