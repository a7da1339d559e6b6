model { name = "t", from = "2026-01", to = "2026-12" }
local town = axis("town", { "north", "south" })
local class = axis("class", { "old", "new", "other" })
local waiting_now = parameter("waiting", { axes = { class }, unit = "person", source = plan "p. 3",
  default = { old = 20, new = 10, other = 10 } })
local places = stack(town, { north = amount(12, "person"), south = amount(40, "person") })
local pool = stack(town, { north = waiting_now, south = 2 * waiting_now })
output("placed", draw_from("placed", places, pool, class), { by = { town, class } })
