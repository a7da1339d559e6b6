-- How sentences that can be read in two ways are read / 口径选择 (X1 … X28: docs/pengyang.md)
-- One line to change in a scenario: set = { cert_base = "gov_only" }
local readings = {}

-- reading(rule, name, source, title, { { choice, en, zh }, … }): the first choice is the default.
local function reading(rule, name, source, title, choices)
  local ids = {}
  for i, words in ipairs(choices) do ids[i] = words[1] end
  readings[name] = switch(name, ids, { default = ids[1], source = source,
    label = { en = title[1] .. " (" .. rule .. ")", zh = title[2] .. "（" .. rule .. "）" } })
  for _, words in ipairs(choices) do label(name, words[1], { en = words[2], zh = words[3] }) end
end

-- ── what counts / 计数 ──────────────────────────────────────────────────────────────────────────
reading("X1", "dept_total", plan "附件2：13行之和2050，“年度培训任务合计”印作2000",
  { "Annual tasks", "年度任务" }, {
  { "rows", "sum of the rows (2050)", "分行之和（2050）" },
  { "printed", "printed total (2000)", "合计栏（2000）" } })

reading("X3", "task_class", plan "附件2：只有工信商务局“组织企业自主开展技术技能培训”（300）；一：“企业自主开展技能培训2000人次”",
  { "Enterprise training", "企业自主培训" }, {
  { "text", "as Annex 2 says", "按附件2文字" },
  { "reconciled", "reconciled with the target of 2000", "按2000人次目标调整归类" } })

reading("X5", "cert_base", plan "一：“取得职业技能等级证书3000人次”，未写明是否只计政府补贴性培训",
  { "Certificates counted", "证书计数范围" }, {
  { "all", "all trainings", "全部培训" },
  { "gov_only", "government-subsidised only", "仅政府补贴性培训" } })

reading("X6", "share_base", plan "二（五）“高级工以上技能人才培养培训比例不低于10%”，未写明分母",
  { "Base of the 10 %", "10%的分母" }, {
  { "all", "all trainings", "全部培训" },
  { "gov", "departments with government-subsidised tasks", "有政府补贴性任务的部门" } })

reading("X7", "count_talent", plan "一：“新增高技能人才500人次”",
  { "New high-skilled", "新增高技能人才" }, {
  { "events", "each certificate", "按证书" },
  { "unique", "each person's first", "每人只计首次" } })

reading("X8", "share_scope", plan "二（五）“各行业部门…高级工以上技能人才培养培训比例不低于10%”",
  { "Who must keep the 10 %", "10%的考核范围" }, {
  { "each_dept", "each department", "各部门" },
  { "county_total", "the county as a whole", "全县合计" } })

reading("X9", "cap_period", plan "二（三）“每人享受补贴不超过2次”，未写期限",
  { "At most two subsidies a person", "每人补贴次数上限" }, {
  { "plan", "in the whole plan", "整个方案期内2次" },
  { "year", "a year", "每年2次" },
  { "none", "no limit", "不设上限" } })

reading("X10", "sixth_group", cited("S14 天津市", "财社〔2023〕181号第5条：国家六类，另含防止返贫监测对象；方案只列五类"),
  { "National sixth group", "国家第六类人员" }, {
  { "no", "not subsidised", "不纳入" },
  { "yes", "subsidised", "纳入" } })

reading("X12", "work_counts", plan "二（四）以工代训写在“支持企业自主开展培训”之下，同时由财政补贴",
  { "Work-for-training counts to", "以工代训计入" }, {
  { "T3", "firms' own trainings", "企业自主培训" },
  { "T2", "government-subsidised trainings", "政府补贴性培训" } })

reading("X22", "high_skilled_from", plan "二（五）“取得高级工、技师、高级技师的”",
  { "High-skilled begins at", "高技能人才起点" }, {
  { "L3", "level 3", "高级工" },
  { "L2", "level 2", "技师" } })

reading("T5/T6", "qualification_l3_counts", assumed "方案未写高级（三级）职业资格是否计入新增高技能人才；默认不计",
  { "A level-3 qualification is high-skilled", "三级职业资格计入高技能人才" }, {
  { "no", "no", "不计" },
  { "yes", "yes", "计入" } })

reading("X23", "apprentice_counts", plan "二（五）企业新型学徒制由企业组织、财政补贴",
  { "Apprentices count to", "新型学徒制计入" }, {
  { "T2", "government-subsidised trainings", "政府补贴性培训" },
  { "T3", "firms' own trainings", "企业自主培训" } })

reading("X24", "t1_counted", assumed "方案未写“开展培训”按开班还是按结业计数；按结业计数",
  { "A training counts when it", "培训人次计数时点" }, {
  { "completion", "ends", "按结业" },
  { "start", "starts", "按开班" } })

-- ── who is paid what / 补贴 ─────────────────────────────────────────────────────────────────────
reading("X11", "apprentice_pay", plan "二（五）“取得职业技能等级证书的，每人每年分别按照8000元、11000元、15000元”",
  { "Apprenticeship subsidy is paid", "学徒制补贴兑付" }, {
  { "at_certificate", "at the certificate, all years", "取证时一次兑付各年" },
  { "each_year", "when each year ends", "逐年兑付" } })

reading("X11", "apprentice_stacking", cited("S10 武汉市", "同一培训不重复享受"),
  { "Level subsidy on top of it", "学徒制与等级补贴叠加" }, {
  { "none", "no", "不叠加" },
  { "level", "yes", "叠加" } })

reading("W4", "apprentice_places", assumed "附件2人社局800人次是否包含学徒，方案未写",
  { "Apprentices are", "学徒名额" }, {
  { "inside", "inside the HR bureau's 800", "在人社局800人次之内" },
  { "added", "on top of the 800", "在800人次之外" } })

reading("X13", "department_pay", plan "附件2“列入任务分工的单位自行统筹相关资金”，与三（二）各渠道资金重叠",
  { "Other departments' certificates are paid by", "其他部门取证补贴由" }, {
  { "own", "their own money", "部门自筹" },
  { "employment", "the employment fund", "就业补助资金" } })

reading("X14", "employee_low", plan "二（二）只写五类群体1000—6000元；二（五）职工只有高级工以上",
  { "Employees at level 5 and 4", "企业职工初、中级工" }, {
  { "none", "no subsidy", "无补贴" },
  { "as_groups", "as the key groups", "同重点群体" } })

reading("X19", "driver_licence", plan "附件1第26项备注“需分别取得A2和B2以上驾驶证”，只印在26项一行",
  { "Driving licence first", "先取得驾驶证的项目" }, {
  { "both", "K26 and K27", "客运和货运" },
  { "k26_only", "K26 only", "仅客运" } })

reading("X27", "employee_registration", plan "二（三）“彭阳户籍的…五类人员，以及符合条件的企业职工”",
  { "Employees registered elsewhere may take qualifications", "外地户籍职工享受资格补贴" }, {
  { "any", "yes", "可以" },
  { "registered", "no", "不可以" } })

reading("X28", "fire_l3_pay", plan "附件1第23、31项；二（五）高级工4000元",
  { "Level-3 fire qualifications are paid", "消防类三级证书补贴" }, {
  { "catalogue", "the catalogue amount", "按目录标准" },
  { "level", "as level 3", "按高级工标准" } })

reading("§3.4", "missing_rates", assumed "原文缺失的金额取估计区间；取上、下限时看结果变动",
  { "Amounts that the text lacks", "原文缺失的金额" }, {
  { "range", "the whole range", "取区间" },
  { "low", "the low end", "取下限" },
  { "high", "the high end", "取上限" } })

-- ── how the county acts / 执行方式 ──────────────────────────────────────────────────────────────
reading("W1", "fund_limit", assumed "方案没有任何资金总额；默认不设上限，测算结果就是资金需求",
  { "County and Minning money", "县级专项和闽宁资金" }, {
  { "none", "unlimited: the need is the result", "不设上限（结果即需求）" },
  { "constant", "yearly amounts", "逐年定额" } })

reading("W1", "admission", assumed "方案未写资金不足时是否减少招生",
  { "Places of qualifications and work-for-training", "职业资格和以工代训招生" }, {
  { "by_task", "by the task", "按任务" },
  { "within_budget", "only what the yearly amounts can pay", "以收定支" } })

reading("W6", "catch_up", assumed "方案未写欠下的任务是否在以后年度补上",
  { "A year's shortfall", "年度欠缺任务" }, {
  { "off", "is lost", "不补" },
  { "on", "is caught up", "以后年度补上" } })

reading("W7", "payment_batch", cited("S14 天津市", "有的项目按月兑付，特种作业按年集中兑付"),
  { "Payments are made", "拨付批次" }, {
  { "monthly", "every month", "按月" },
  { "december", "once, in December", "每年12月一次" } })

reading("L41", "carry_over", assumed "方案未写年末结余是否结转",
  { "Money left in December", "年末结余" }, {
  { "yes", "is carried over", "结转下年" },
  { "no", "lapses", "收回" } })

return readings
