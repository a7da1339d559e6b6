model { name = "t", from = "2026-01", to = "2026-06" }
local town = axis("town", { "a", "b", "c" })
local came = where(eq(month(), 1), stack(town, { a = amount(10, "person"), b = amount(20, "person"), c = amount(3, "person") }), 0)
local admitted, queue = capacity("school", came, amount(11.9, "person"))
output("admitted", admitted, { by = { town }, kind = "flow" })
output("queue", queue:sum(), { kind = "level" })
conserve("nobody is lost", total(came) - total(admitted) - queue)
