model { name = "t", from = "2026-01", to = "2026-05" }
local age = axis("age", { "z", "y", "x" })
local herd = stock("herd", { axes = { age }, unit = "person" })
herd:becomes(herd:shift(age, 1, { last = "stay" }) + stack(age, { z = amount(10, "person"), otherwise = 0 }))
output("herd", herd, { by = { age } })
