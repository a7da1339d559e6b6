model { name = "t", from = "2026-01", to = "2026-12" }
local town = axis("town", { "a", "b" })
local size = axis("size", { "x", "y" })
local people = stack(town, { a = amount(3, "person"), b = amount(4, "person") })
pipeline("claim", people, { { name = "checked", again = { chanse = .1 } } })
