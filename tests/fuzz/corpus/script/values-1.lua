model { name = "t", from = "2026-01", to = "2026-01" }
local a = axis("a", { "x", "y" })
local b = axis("b", { "u", "v" })
local f = stack(a, { x = 1, y = 2 })
local g = stack(b, { u = 10, v = 20 })
output("product", f * g, { by = { a, b } })
output("rest", -(f + 1) ^ 2 / 4 - 3 * f, { by = { a } })
