model { name = "t", from = "2026-01", to = "2026-01" }
local town = axis("town", { "east", "west" })
local level = axis("level", { "L5", "L4", "L3" })
local x = parameter("x", { axes = { town, level }, source = assumed "a test",
  default = { east = { L5 = 1, otherwise = 2 }, otherwise = { L5 = 10, L4 = 20, L3 = 30 } } })
output("x", x, { by = { town, level } })
