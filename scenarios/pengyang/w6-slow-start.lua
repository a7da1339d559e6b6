-- W6: 2026 starts slowly. How much can be recovered by 2028, which target fails first?
-- W6：2026年启动缓慢，到2028年能补回多少，哪项目标先完不成？
-- Differs from the baseline: 2026 filled by half. (a) lost, (b) caught up with at most 1.25 × a year's task.
scenario {
  model = "baseline.lua",
  title = { en = "Slow start in 2026", zh = "2026年启动缓慢" },
  question = { en = "How much can be recovered by 2028?", zh = "到2028年能补回多少？" },
  set = { year_filling = by_year { [2026] = 0.5 } },
  variants = {
    { name = "a", title = { en = "not caught up", zh = "不补" } },
    { name = "b", title = { en = "caught up", zh = "以后年度补上" }, set = { catch_up = "on" } },
  },
}
