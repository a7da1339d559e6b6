-- What if every task is filled exactly? 如果各部门任务恰好完成（任务落实率为1）？
-- Differs from the baseline: the three fillings are 1; passing, dropping out and claims still vary.
scenario {
  model = "model.lua",
  title = { en = "Tasks filled exactly", zh = "任务足额落实" },
  set = { filling = 1, department_filling = 1 },
}
