-- W2: courses open in winter only. Can a year's courses fit into five months, does payment slip a year?
-- W2：只在冬季（11月至次年3月）开班，一年的任务五个月开得完吗，兑付会不会跨年？
-- Differs from the baseline: courses (not qualifications, not firms) open in November to March, the month weights
-- divided by their sum .46. (a) at most 245 places a month, who finds none waits; (b) as many as come.
local winter = { .06 / .46, .04 / .46, .10 / .46, 0, 0, 0, 0, 0, 0, 0, .14 / .46, .12 / .46 }
scenario {
  model = "baseline.lua",
  title = { en = "Courses in winter only", zh = "只在冬季开班" },
  question = { en = "Can a year's courses fit into five months?", zh = "一年的班次五个月开得完吗？" },
  set = { course_weight = by_month(winter) },
  variants = {
    { name = "a", title = { en = "245 places a month", zh = "每月最多245人次" },
      set = { course_capacity = by_month { 245, 245, 245, 0, 0, 0, 0, 0, 0, 0, 245, 245 } } },
    { name = "b", title = { en = "no limit of places", zh = "不限容量" } },
  },
}
