model { name = "t", from = "2026-01", to = "2026-12" }
local limit = switch("limit", { "none", "some" }, { default = "some", source = plan "p. 1" })
local a = parameter("a", { default = 10, source = plan "p. 2" })
local b = parameter("b", { default = 10, source = plan "p. 2" })
local c = parameter("c", { default = pert(1, 2, 3), source = plan "p. 2" })
local x = a
if limit == "none" then x = b end
output("n", x)
