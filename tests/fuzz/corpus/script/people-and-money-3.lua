model { name = "t", from = "2026-01", to = "2026-12" }
local to = multinomial("fate", poisson("people", amount(100, "person")), { work = .6, school = .3, rest = "home" })
output("work", to.work)
output("school", to.school)
output("home", to.home)
