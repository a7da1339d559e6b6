model { name = "t", from = "2026-01", to = "2026-12" }
parameter("task", { default = 1200, unit = "person/year", range = { 0, 5000 }, label = { en = "Task", zh = "任务" },
  source = plan "annex 2" })
output("people", p.task * amount(1, "month") / amount(12, "month/year"))
