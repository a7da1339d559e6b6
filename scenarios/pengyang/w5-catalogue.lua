-- W5: the catalogue's amounts rise by 20 %. Does demand rise, or only the cost?
-- W5：目录标准上调20%，参训会增加，还是只增加成本？
-- Differs from the baseline: K1–K33 × 1.2 (unlisted stays 1000). Elasticity of enrolment: (a) 0, (b) 0.3 (assumed).
scenario {
  model = "baseline.lua",
  title = { en = "Catalogue up 20 %", zh = "目录标准上调20%" },
  question = { en = "Does demand rise, or only the cost?", zh = "参训会增加，还是只增加成本？" },
  set = { catalogue_factor = 1.2 },
  variants = {
    { name = "a", title = { en = "demand unmoved", zh = "参训不变" } },
    { name = "b", title = { en = "elasticity 0.3", zh = "弹性0.3" }, set = { demand_elasticity = 0.3 } },
  },
}
