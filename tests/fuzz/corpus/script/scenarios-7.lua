model { name = "t", title = { en = "Tiny", zh = "小" }, from = "2026-01", to = "2026-01" }
local n = parameter("n", { default = 10, label = { en = "Number", zh = "数量" }, source = plan "p. 2" })
local base = switch("base", { "all", "some" }, { default = "all", source = plan "p. 3" })
label("base", "all", { en = "all of them", zh = "全部" })
label("base", "some", { en = "some of them", zh = "部分" })
output("n", n * (base == "some" and 0.5 or 1))
target("enough", { of = total(n), by = "2026-01", at_least = 15 })
