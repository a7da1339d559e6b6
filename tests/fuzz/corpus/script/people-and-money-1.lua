model { name = "t", from = "2026-01", to = "2026-12" }
local enrolled = poisson("enrolled", amount(10, "person"))
local passed = binomial("passed", enrolled, 0.8)
local stayed, left = split("stay", passed, 0.75)
output("enrolled", enrolled)
output("passed", passed)
output("stayed", stayed)
output("left", left)
