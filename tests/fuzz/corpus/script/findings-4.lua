model { name = "t", from = "2026-01", to = "2026-12" }
adds_up("mix", { a = .5, b = .3, c = .1 }, 1, { source = plan "III", label = { en = "Mix", zh = "构成" } })
adds_up("tenths", { .1, .1, .1, .1, .1, .1, .1, .1, .1, .1 }, 1, { source = plan "III" })
adds_up("over", { .7, .5 }, 1, { source = plan "III" })
output("x", month())
