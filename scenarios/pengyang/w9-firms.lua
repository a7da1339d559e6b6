-- W9: firms are asked for 667 a year. How large is the gap to 2000, what does it cost as work-for-training?
-- W9：工信商务局任务由300增至667，距2000还差多少，以工代训要花多少？
-- Differs from the baseline: the industry bureau's task. (a) the same part is work-for-training, (b) all of it.
scenario {
  model = "baseline.lua",
  title = { en = "Firms' task 667", zh = "企业任务补足到667" },
  question = { en = "How large is the gap to 2000, and what does it cost?", zh = "距2000还差多少，要花多少？" },
  set = { annual_task = { industry = 667 } },
  variants = {
    { name = "a", title = { en = "the same part work-for-training", zh = "以工代训占比不变" } },
    { name = "b", title = { en = "all work-for-training", zh = "全部以工代训" }, set = { work_part = 1 } },
  },
}
