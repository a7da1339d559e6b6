-- W3: 15 % instead of 10 % of trainings at level 3 and up. Are 500 reached safely, at what cost, how many level
-- certificates are lost? W3：高级工以上培训比例由10%提高到15%，500人能否稳妥完成，多花多少，少取多少证？
-- Differs from the baseline: the planned share. The number of trainings stays; level 5 and 4 give way.
scenario {
  model = "baseline.lua",
  title = { en = "High-skill share 15 %", zh = "高技能培训比例15%" },
  question = { en = "Are 500 reached safely, and at what cost?", zh = "500人能否稳妥完成，多花多少？" },
  set = { high_skill_share_planned = 0.15 },
}
