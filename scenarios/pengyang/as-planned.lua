-- What if every task is filled exactly? 如果各部门任务恰好完成（任务落实率为1）？
-- Differs from the baseline: the fillings are 1; passing, dropping out and claims still vary.
scenario {
  model = "baseline.lua",
  title = { en = "Tasks filled exactly", zh = "任务足额落实" },
  question = { en = "What if every task is filled exactly?", zh = "如果各部门任务恰好完成（任务落实率为1）？" },
  set = { filling = 1, department_filling = 1 },
}
