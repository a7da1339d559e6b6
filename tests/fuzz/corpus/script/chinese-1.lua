model { name = "t", from = "2026-01", to = "2026-12" }
local level = axis("level", { "L5", "L4" })
local rate = parameter("pass_rate", { axes = { level }, default = { L5 = .5, L4 = .25 }, range = { 0, 1 }, source = plan "p. 1" })
local n = parameter("n", { default = 10, source = plan "p. 2" })
local base = switch("base", { "all", "gov_only" }, { default = "all", source = plan "p. 3" })
output("rate", rate * n, { by = { level } })
