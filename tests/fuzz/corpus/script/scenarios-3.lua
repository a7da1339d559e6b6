model { name = "t", from = "2026-01", to = "2026-01" }
local level = axis("level", { "L5", "L4" })
local town = axis("town", { "a", "b" })
local rate = parameter("rate", { axes = { level, town }, default = { otherwise = { otherwise = 1 } }, source = plan "p. 1" })
local n = parameter("n", { default = 10, source = plan "p. 2" })
output("rate", rate, { by = { level, town } })
output("n", n)
