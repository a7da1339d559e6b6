-- How sentences that can be read in two ways are read / 口径选择 (X1 … X28: docs/pengyang.md)
-- One line to change in a scenario: set = { cert_base = "gov_only" }
local readings = {}

readings.dept_total = switch("dept_total", { "rows", "printed" }, { default = "rows",
  source = plan "附件2：13行之和2050，“年度培训任务合计”印作2000",
  label = { en = "Annual tasks: sum of the rows (2050) or printed total (2000)", zh = "年度任务按分行之和（2050）或合计栏（2000）" } })

readings.task_class = switch("task_class", { "text", "reconciled" }, { default = "text",
  source = plan "附件2：只有工信商务局“组织企业自主开展技术技能培训”（300）；一：“企业自主开展技能培训2000人次”",
  label = { en = "Enterprise training: as Annex 2 says, or reconciled with the target of 2000",
            zh = "企业自主培训按附件2文字，或按2000人次目标调整归类" } })

readings.cert_base = switch("cert_base", { "all", "gov_only" }, { default = "all",
  source = plan "一：“取得职业技能等级证书3000人次”，未写明是否只计政府补贴性培训",
  label = { en = "Certificates counted: of all trainings, or of government-subsidised ones only",
            zh = "证书计数范围：全部培训，或仅政府补贴性培训" } })

readings.t1_counted = switch("t1_counted", { "completion", "start" }, { default = "completion",
  source = assumed "方案未写“开展培训”按开班还是按结业计数；按结业计数",
  label = { en = "A training counts when it ends or when it starts", zh = "培训人次按结业或按开班计数" } })

readings.qualification_l3_counts = switch("qualification_l3_counts", { "no", "yes" }, { default = "no",
  source = assumed "方案未写高级（三级）职业资格是否计入新增高技能人才；默认不计",
  label = { en = "A level-3 qualification counts as high-skilled", zh = "三级职业资格计入高技能人才" } })

readings.fund_limit = switch("fund_limit", { "none", "constant" }, { default = "none",
  source = assumed "方案没有任何资金总额；默认不设上限，测算结果就是资金需求",
  label = { en = "County and Minning money: unlimited (the need is the result) or the yearly amounts of data/appropriations.csv",
            zh = "县级专项和闽宁资金：不设上限（结果即需求）或按data/appropriations.csv逐年定额" } })

-- What the choices are called in tables / 口径的显示名称
label("dept_total", "rows", { en = "sum of the rows (2050)", zh = "分行之和（2050）" })
label("dept_total", "printed", { en = "printed total (2000)", zh = "合计栏（2000）" })
label("task_class", "text", { en = "as Annex 2 says", zh = "按附件2文字" })
label("task_class", "reconciled", { en = "reconciled with the target", zh = "按目标调整归类" })
label("cert_base", "all", { en = "all trainings", zh = "全部培训" })
label("cert_base", "gov_only", { en = "government-subsidised only", zh = "仅政府补贴性培训" })
label("t1_counted", "completion", { en = "when it ends", zh = "按结业" })
label("t1_counted", "start", { en = "when it starts", zh = "按开班" })
label("qualification_l3_counts", "no", { en = "no", zh = "不计" })
label("qualification_l3_counts", "yes", { en = "yes", zh = "计入" })
label("fund_limit", "none", { en = "unlimited", zh = "不设上限" })
label("fund_limit", "constant", { en = "yearly amounts", zh = "逐年定额" })

-- Not built: persons instead of certificates (X7), the sixth group (X10), the two-subsidy cap (X9).
return readings
