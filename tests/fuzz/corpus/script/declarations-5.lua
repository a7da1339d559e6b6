model { name = "t", from = "2026-01", to = "2026-12" }
local level = axis("level", { "L5", "L4", "L3" }, { label = { en = "Level", zh = "等级" } })
local sum = 0
for i, id in ipairs(level:labels()) do sum = sum + i * #id end  -- 2 + 4 + 6
local share = parameter("share", { axes = { level }, default = { L5 = .5, L4 = .3, L3 = .2 }, source = plan "p. 1" })
output("people", amount(100, "person") * share, { by = { level } })
output("labels", sum)
