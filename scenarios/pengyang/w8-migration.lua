-- W8: more people work elsewhere. Are the targets within reach, which department is hit first?
-- W8：外出务工增加，目标还能完成吗，哪个部门先受影响？
-- Differs from the baseline: fewer rural workers fill the places, (a) × .85, (b) × .75; completion − 5 points,
-- staying three months in work-for-training − 10 points.
scenario {
  model = "baseline.lua",
  title = { en = "More out-migration", zh = "外出务工增加" },
  question = { en = "Are the targets within reach, which department is hit first?", zh = "目标还能完成吗，哪个部门先受影响？" },
  set = { completion = plus(-0.05), retention = plus(-0.10) },
  variants = {
    { name = "a", title = { en = "15 % fewer rural workers", zh = "农村劳动者少15%" }, set = { rural_filling = 0.85 } },
    { name = "b", title = { en = "25 % fewer rural workers", zh = "农村劳动者少25%" }, set = { rural_filling = 0.75 } },
  },
}
