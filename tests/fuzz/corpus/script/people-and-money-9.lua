model { name = "t", from = "2026-01", to = "2026-12" }
local class = axis("class", { "old", "new", "other" })
local queue = stock("queue", { axes = { class }, initial = 0, unit = "person" })
queue:gains(poisson("came", amount(5, "person") * stack(class, { old = 1, new = 2, other = .5 })))
local placed = draw_from("placed", min(queue:sum(), amount(15, "person")), queue, class)
queue:loses(placed)
conserve("whole", placed - round(placed))
conserve("within", where(le(placed, queue), 0, placed - queue))
output("placed", placed, { by = { class } })
