-- What if 15 % instead of 10 % of trainings are at level 3 and up? 高级工以上培训比例由10%提高到15%？
-- Differs from the baseline: the planned share. The number of trainings stays; level 5 and 4 give way.
scenario {
  model = "model.lua",
  title = { en = "High-skill share 15 %", zh = "高技能培训比例15%" },
  set = { high_skill_share_planned = 0.15 },
}
