-- Every number of the model with its source: 原文 plan, 来源 cited, 假设 assumed. S1 … S20 are the outside
-- sources of docs/sources.md; an assumption may name one that speaks for it.
-- pert(low, likely, high) is a range with a most likely value.
local axes = require "model/axes"
local department, level, item = axes.department, axes.level, axes.item
local pass_group, group = axes.pass_group, axes.group
local input = {}

-- ── tasks and their filling / 任务与落实 ─────────────────────────────────────────────────────────
input.annual_task = parameter("annual_task", { axes = { department }, unit = "person_time/year",
  default = department:column "annual_task", source = plan "附件2“年度任务”各行",
  label = { en = "Annual task", zh = "年度任务" } })

input.printed_total = parameter("printed_total", { default = 2000, unit = "person_time/year",
  source = plan "附件2“年度培训任务合计”：2000", label = { en = "Printed sum of the tasks", zh = "印出的年度任务合计" } })

-- Filling (班次人次/任务) is pert(.80, 1, 1.20) in all: two factors of about that spread together, so
-- that departments move together by half (correlation about .56).
input.filling = parameter("filling", { default = pert(.85, 1, 1.15), range = { 0, 2 },
  source = assumed "无往年记录；全县共同部分。与各部门部分相乘约为pert(0.80,1.00,1.20)",
  label = { en = "Places filled against task, county-wide", zh = "任务落实率（全县共同部分）" } })

input.department_filling = parameter("department_filling", { axes = { department }, range = { 0, 2 },
  default = each(pert(.87, 1, 1.13)), source = assumed "无往年记录；各部门自身部分，彼此独立",
  label = { en = "Places filled against task, the department's own part", zh = "任务落实率（部门自身部分）" } })

input.year_filling = parameter("year_filling", { range = { 0, 2 },
  default = by_year { [2026] = 1, [2027] = 1, [2028] = 1, otherwise = 1 },
  source = assumed "默认三年均衡推进；启动缓慢等情形在此修改",
  label = { en = "Places filled against task, by year", zh = "任务落实率（分年）" } })

input.catch_up_limit = parameter("catch_up_limit", { default = 1.25, range = { 1, 3 },
  source = assumed "补上欠缺任务时，一年最多开到任务的1.25倍；只在口径catch_up=on时用",
  label = { en = "Most of a year's task when catching up", zh = "补课上限（年度任务倍数）" } })

input.rural_share = parameter("rural_share", { axes = { department }, range = { 0, 1 },
  default = department:column "rural_share", source = assumed "各部门参训人员中农村转移就业劳动者占比，方案未写；人社局=.70×.60",
  label = { en = "Rural workers among the department's trainees", zh = "参训人员中农村转移就业劳动者占比" } })
input.rural_filling = parameter("rural_filling", { default = 1, range = { 0, 1 },
  source = assumed "默认不变；外出务工增加时可招农村劳动者减少，在此修改",
  label = { en = "Places filled by rural workers", zh = "农村转移就业劳动者落实率" } })

input.county_weight = parameter("county_weight", { unit = "year", range = { 0, 1 },
  default = by_month { .06, .04, .10, .08, .07, .07, .07, .07, .08, .10, .14, .12 },
  source = assumed "第一季度取.20（S7 人社部2023年：全国第一季度约占全年19%），农忙季向第四季度移8个百分点",
  label = { en = "Share of the year's qualification trainings opened in the month", zh = "各月开班比重（职业资格）" } })

input.firm_weight = parameter("firm_weight", { unit = "year", range = { 0, 1 },
  default = by_month { 2 / 23, 1 / 23, 2 / 23, 2 / 23, 2 / 23, 2 / 23, 2 / 23, 2 / 23, 2 / 23, 2 / 23, 2 / 23, 2 / 23 },
  source = assumed "企业按月均衡，2月（春节）减半",
  label = { en = "Share of the year's trainings opened in the month, firms", zh = "各月开班比重（企业）" } })

input.course_weight = parameter("course_weight", { unit = "year", range = { 0, 1 },
  default = by_month { .06, .04, .10, .08, .07, .07, .07, .07, .08, .10, .14, .12 },
  source = assumed "部门技能等级等班次，与county_weight相同；只在冬季招生等情形在此修改",
  label = { en = "Share of the year's courses opened in the month (no qualifications)", zh = "各月开班比重（技能等级等班次）" } })
input.course_capacity = parameter("course_capacity", { unit = "person_time", range = { 0, 1e6 },
  default = by_month { otherwise = 1e6 }, source = assumed "方案未写各月最多能开多少班；默认不限，满员者等候",
  label = { en = "Places of courses a month, all departments", zh = "每月可开班容量（各部门合计）" } })

input.class_size = parameter("class_size", { default = 40, unit = "person_time/class",
  source = assumed "每班约40人", label = { en = "People in a class", zh = "每班人数" } })

-- ── what kind of training / 培训类别构成 ────────────────────────────────────────────────────────
input.high_skill_share = parameter("high_skill_share_planned", { default = .10, range = { 0, 1 },
  source = plan "二（五）“高级工以上技能人才培养培训比例不低于10%”",
  label = { en = "Planned share of level-3-and-up trainings", zh = "高级工以上培训计划比例" } })

input.qualification_part = parameter("qualification_part", { default = pert(.46, .56, .66), range = { 0, 1 },
  source = assumed "人社局800人次中职业资格培训占比；按取得职业资格证书1000人次倒推约.56",
  label = { en = "HR bureau: part of its task that is qualification training", zh = "人社局任务中职业资格培训占比" } })

input.work_part = parameter("work_part", { default = pert(.35, .50, .65), range = { 0, 1 },
  source = assumed "工信商务局300人次中以工代训占比，方案未写",
  label = { en = "Industry bureau: part that is work-for-training", zh = "企业培训中以工代训占比" } })

input.level_part = parameter("level_part", { axes = { department }, range = { 0, 1 },
  default = department:column "level_part",
  source = assumed "其余培训中考技能等级证书的占比：人社局.85，行业部门.70，群团和农业.40，企业.30",
  label = { en = "Part of the rest that is for a level certificate", zh = "其余培训中技能等级培训占比" } })

input.level_part_shift = parameter("level_part_shift", { default = pert(-.10, 0, .10), range = { -.3, .3 },
  source = assumed "上列占比全部没有数据，各部门一起上下浮动",
  label = { en = "Common shift of these parts", zh = "技能等级培训占比共同浮动" } })

input.special_part = parameter("special_part", { default = .50, range = { 0, 1 },
  source = assumed "其余培训中专项职业能力与培训合格证书各半，方案未写",
  label = { en = "Part of other courses that is for a special-ability certificate", zh = "其他培训中专项职业能力占比" } })

input.junior_share = parameter("junior_share", { default = pert(.45, .60, .75), range = { 0, 1 },
  source = assumed "初级工比中级工 .6:.4，方案未写",
  label = { en = "Level 5 among level 5 and 4", zh = "初、中级中初级工占比" } })

input.high_l3 = parameter("high_l3", { default = .9207, range = { 0, 1 },
  source = cited("S6 新华社 2026-02-28", "2025年全国新取证：高级工以上410万、其中技师以上27万，即高级工.934；按各级通过率折成参训构成"),
  label = { en = "Level 3 among level 3 and up", zh = "高级工以上参训中高级工占比" } })
input.high_l2 = parameter("high_l2", { default = .0627, range = { 0, 1 },
  source = cited("S6 新华社 2026-02-28", "同上；技师与高级技师取证4:1（.053/.013）为假设"),
  label = { en = "Level 2 among level 3 and up", zh = "高级工以上参训中技师占比" } })

input.demand_elasticity = parameter("demand_elasticity", { default = 0, range = { 0, 2 },
  source = assumed "目录标准提高1%，职业资格参训增加的百分比；默认0（只影响成本）",
  label = { en = "Elasticity of qualification enrolment to the catalogue's amounts", zh = "职业资格参训对补贴标准的弹性" } })

input.item_mix = parameter("item_mix", { axes = { item }, range = { 0, 1 }, default = item:column "mix",
  source = assumed "各目录项目需求构成，方案未写；索道、民航安检、水路危货按0",
  label = { en = "Share of qualification trainings", zh = "职业资格培训项目构成" } })

-- ── from enrolment to certificate / 培训到取证 ──────────────────────────────────────────────────
input.short_same_month = parameter("short_same_month", { default = .70, range = { 0, 1 },
  source = assumed "初、中级工和职业资格短期班：.7当月结业，.3次月结业",
  label = { en = "Short courses that end in the month they start", zh = "短期班当月结业占比" } })
input.long_next_month = parameter("long_next_month", { default = .50, range = { 0, 1 },
  source = assumed "高级工以上班：.5次月结业，.5隔月结业",
  label = { en = "Level-3-and-up courses that end in the next month", zh = "高级工以上班次月结业占比" } })
input.driver_months = parameter("driver_months", { default = 4, range = { 0, 12 },
  source = assumed "客、货运驾驶员须先取得A2、B2驾驶证（附件1备注），按4个月",
  label = { en = "Months of a commercial driver's course", zh = "客货运驾驶员培训月数" } })

input.completion = parameter("completion", { default = pert(.85, .93, .98), range = { 0, 1 },
  source = cited("S1 广州市审计局 2012—2013；S2 吕梁山护工 2021", "领券到参训93.9%、85.6%，计划到参训97.3%；以此代结业率"),
  label = { en = "Completion of short courses", zh = "结业率" } })
input.work_completion = parameter("work_completion", { default = pert(.85, .95, .99), range = { 0, 1 },
  source = assumed "以工代训在本企业进行，中途退出较少",
  label = { en = "Completion of work-for-training", zh = "以工代训结业率" } })

input.exam_wait = parameter("exam_wait", { axes = { axes.exam_month }, range = { 0, 1 },
  default = { m0 = .10, m1 = .45, m2 = .35, m3 = .10 },
  source = assumed "结业到考核约1.5个月（0.5—3个月）", label = { en = "Wait for the exam", zh = "候考时间分布" } })

input.pass_rate = parameter("pass_rate", { axes = { level }, range = { 0, 1 },
  default = { L5 = pert(.80, .90, .97), L4 = pert(.74, .85, .94), L3 = pert(.60, .78, .90),
              L2 = pert(.45, .65, .85), L1 = pert(.40, .60, .80) },
  source = assumed "分等级没有公开数据；总体对照全国79.6%（S3 人社部2018）、83.1%（S4 新华社2012—2016）、86.4%（S5 中国青年报2004上半年）",
  label = { en = "Pass rate", zh = "等级认定通过率" } })
input.qualification_pass = parameter("qualification_pass", { axes = { pass_group }, range = { 0, 1 },
  default = { operations = pert(.65, .80, .92), fire_facility = pert(.40, .65, .90), others = pert(.65, .82, .95) },
  source = assumed "含一次补考；未找到公开通过率，消防设施操作员上限参照S20（培训机构自称90%以上）",
  label = { en = "Qualification pass rate, with one re-sit", zh = "职业资格考核通过率（含一次补考）" } })

-- Pass rates of one year rise and fall together. A rate moves by its spread (a sixth of its range)
-- times (pass_common + the year's own draw); correlation within a year comes to about .45.
input.pass_spread = parameter("pass_spread", { axes = { level }, range = { 0, .2 },
  default = { L5 = .028, L4 = .033, L3 = .050, L2 = .067, L1 = .067 },
  source = assumed "各等级通过率区间的六分之一",
  label = { en = "Spread of the pass rate", zh = "通过率波动幅度（等级）" } })
input.qualification_spread = parameter("qualification_spread", { axes = { pass_group }, range = { 0, .2 },
  default = { operations = .045, fire_facility = .083, others = .050 },
  source = assumed "各组通过率区间的六分之一", label = { en = "Spread of the qualification pass rate", zh = "通过率波动幅度（职业资格）" } })
input.pass_common = parameter("pass_common", { default = pert(-2, 0, 2), range = { -4, 4 },
  source = assumed "同一考核机构、同一时期的通过率同向变动",
  label = { en = "Common shift of pass rates (in spreads)", zh = "通过率共同浮动（幅度倍数）" } })
input.pass_year = noise("pass_year", normal(0, .5), { per = "year" })

input.special_pass = parameter("special_pass", { default = pert(.75, .88, .96), range = { 0, 1 },
  source = assumed "专项职业能力考核没有公开数据，参照初级工",
  label = { en = "Pass rate of special-ability tests", zh = "专项职业能力考核通过率" } })

input.high_repeat = parameter("high_repeat", { default = pert(0, .03, .08), range = { 0, 1 },
  source = assumed "同一人在方案期内再次取得高级工以上证书的占比；只在口径count_talent=unique时用",
  label = { en = "High-skilled certificates that are a person's second", zh = "高级工以上证书中同一人再次取证占比" } })

input.qualification_l3 = parameter("qualification_l3", { default = .10, range = { 0, 1 },
  source = assumed "消防设施操作员、消防员取证中三级（高级工）占比；只在口径qualification_l3_counts=yes或fire_l3_pay=level时用",
  label = { en = "Level 3 among K23 and K31 certificates", zh = "消防类职业资格中三级占比" } })

-- ── work-for-training and apprentices / 以工代训与学徒制 ────────────────────────────────────────
input.work_eligible = parameter("work_eligible", { default = 1, range = { 0, 1 },
  source = plan "二（四）“县内民营企业”；只安排符合条件的企业",
  label = { en = "Work-for-training at private firms of the county", zh = "以工代训中县内民营企业占比" } })
input.work_months = parameter("work_months", { default = 1, range = { 1, 12 },
  source = plan "二（四）“培训时间不少于30天”", label = { en = "Months of work-for-training", zh = "以工代训月数" } })
input.hold_months = parameter("hold_months", { default = 3, range = { 0, 24 },
  source = plan "二（四）“稳定就业3个月以上”", label = { en = "Months in work before the claim", zh = "申领前稳定就业月数" } })
input.retention = parameter("retention", { default = pert(.55, .75, .90), range = { 0, 1 },
  source = assumed "没有以工代训留岗数据；S8 某加工企业年留任58%—65%，折三个月87%—90%，新手更低",
  label = { en = "Still employed after three months", zh = "三个月稳定就业率" } })

input.apprentice_intake = parameter("apprentice_intake", { axes = { axes.high_level, axes.term }, default = 0, unit = "person_time/year",
  range = { 0, 1e5 }, source = assumed "方案未定学徒人数，默认0", label = { en = "Apprentices started a year", zh = "每年新招学徒" } })
input.apprentice_start = parameter("apprentice_start", { range = { 1, 12 },
  default = by_year { [2026] = 3, [2027] = 3, [2028] = 1, otherwise = 1 },
  source = assumed "2026、2027年3月，2028年1月开班，以便期内取证",
  label = { en = "Month in which apprentices start", zh = "学徒开班月份" } })
input.apprentice_months = parameter("apprentice_months", { axes = { axes.term }, default = { one = 11, two = 24 }, range = { 1, 24 },
  source = assumed "一年制11个月、两年制24个月", label = { en = "Months of an apprenticeship", zh = "学徒期月数" } })
input.apprentice_years = parameter("apprentice_years", { axes = { axes.term }, unit = "year", default = { one = 1, two = 2 },
  range = { 1, 2 }, source = plan "二（五）“每人每年”：一年制计1年，两年制计2年",
  label = { en = "Years paid for an apprenticeship", zh = "学徒补贴年数" } })
input.apprentice_success = parameter("apprentice_success", { default = pert(.55, .80, .95), range = { 0, 1 },
  source = assumed "已含考核通过；没有国内数据，S9 澳大利亚学徒完成率43%—58%为偏低旁证（我国学徒多为在岗职工）", label = { en = "Apprentices who end with the certificate", zh = "学徒取证率" } })

-- ── claims / 申领 ───────────────────────────────────────────────────────────────────────────────
input.five_share = parameter("five_share", { default = pert(.55, .70, .85), range = { 0, 1 },
  source = assumed "人社局等级培训中五类重点群体占比，其余为企业职工",
  label = { en = "Five key groups among the HR bureau's level trainees", zh = "人社局等级培训中五类群体占比" } })
input.group_mix = parameter("group_mix", { axes = { group }, range = { 0, 1 },
  default = { grad = .10, school_leaver = .05, rural_transfer = .60, urban_unemp = .15, hard_to_employ = .10, employee = 0, sixth = 0 },
  source = assumed "五类群体之间的构成，方案未写；农村转移就业劳动者为主",
  label = { en = "Among the five key groups", zh = "五类群体构成" } })
input.sixth_share = parameter("sixth_share", { default = .03, range = { 0, 1 },
  source = assumed "第六类人员占人社局等级培训；只在口径sixth_group=yes时用",
  label = { en = "Sixth group among the HR bureau's level trainees", zh = "第六类人员占比" } })
input.eligible_low = parameter("eligible_low", { axes = { group }, range = { 0, 1 }, default = group:column "low_levels",
  source = plan "二（二）“五类就业重点群体…取得技能等级证书的”", label = { en = "Subsidised at level 5 and 4", zh = "初、中级工有补贴" } })
input.eligible_high = parameter("eligible_high", { axes = { group }, range = { 0, 1 }, default = group:column "high_levels",
  source = plan "二（五）“符合条件的企业职工和五类就业重点群体取得高级工、技师、高级技师的”",
  label = { en = "Subsidised at level 3 and up", zh = "高级工以上有补贴" } })
input.employee_share = parameter("qualification_employees", { default = .30, range = { 0, 1 },
  source = assumed "职业资格参训人员中企业职工占比；只在口径employee_registration=registered时用",
  label = { en = "Employees among qualification trainees", zh = "职业资格参训中企业职工占比" } })
input.unregistered = parameter("unregistered_employees", { default = .20, range = { 0, 1 },
  source = assumed "企业职工中外地户籍占比；只在口径employee_registration=registered时用",
  label = { en = "Employees registered elsewhere", zh = "企业职工中外地户籍占比" } })
input.pool = parameter("qualification_pool", { default = 3000, unit = "person", range = { 1, 1e6 },
  source = assumed "愿意参加职业资格培训的人数，方案未写；决定每人补贴两次的上限何时起作用",
  label = { en = "Persons who may take qualifications", zh = "职业资格培训人员池" } })

input.claim_organised = parameter("claim_organised", { default = pert(.90, .97, 1), range = { 0, 1 },
  source = assumed "培训机构集中申领", label = { en = "Certificates claimed, organised classes", zh = "申领率（机构集中申领）" } })
input.claim_individual = parameter("claim_individual", { default = pert(.40, .75, .95), range = { 0, 1 },
  source = assumed "直补个人、本人申请；S11 新华社：2024年全国技能补贴310万人次、证书1200万以上，约26%，为另一项政策的下界旁证",
  label = { en = "Certificates claimed, individuals", zh = "申领率（个人申领）" } })
input.claim_firm = parameter("claim_firm", { default = .90, range = { 0, 1 },
  source = assumed "企业申领以工代训补贴", label = { en = "Claims by firms", zh = "申领率（企业）" } })

input.reject_identity = parameter("reject_identity", { default = pert(0, .01, .04), range = { 0, 1 },
  source = assumed "乡镇和部门审核身份不通过的占比，没有数据",
  label = { en = "Claims turned down: not who may claim", zh = "身份不符占比" } })
input.reject_repeat = parameter("reject_repeat", { default = pert(0, .005, .02), range = { 0, 1 },
  source = assumed "重复申领占比，没有数据", label = { en = "Claims turned down: paid for already", zh = "重复申领占比" } })
input.returned = parameter("returned", { default = .05, range = { 0, 1 },
  source = assumed "材料退回补正占比，没有数据；补正后多一个月", label = { en = "Claims handed back once", zh = "退回补正占比" } })
input.claim_window = parameter("claim_window", { default = 12, unit = "month", range = { 0, 120 },
  source = cited("S13 广东", "申请期12个月；方案未写"), label = { en = "Months in which a certificate may be claimed", zh = "申领期限（月）" } })
input.claim_delay = parameter("claim_delay", { default = 0, unit = "month", range = { 0, 24 },
  source = assumed "默认0；申领推迟的情形在此修改", label = { en = "Further months before the claim", zh = "申领另推迟月数" } })
input.payment_delay = parameter("payment_delay", { default = 0, unit = "month", range = { 0, 24 },
  source = assumed "默认0；兑付推迟的情形在此修改", label = { en = "Further months before the payment", zh = "兑付另推迟月数" } })

-- Certificate to money is about pert(1, 3, 9) months in all (mean 3.67). The four waits below have that mean
-- together and its spread within half a point a month; checking hands back `returned` for a month.
local total_wait = cited("S12 武进区；S13 广东；S14 天津",
  "各环节合计约1.3—5个月，有的按年集中兑付；四个环节之和取1/3/9个月的pert，各环节如何分为假设")
local function wait(name, axis, shares, en, zh)
  input[name] = parameter(name, { axes = { axis }, range = { 0, 1 }, default = shares, source = total_wait,
    label = { en = en, zh = zh } })
end
wait("claim_wait", axes.claim_month, { m0 = .30, m1 = .45, m2 = .20, m3 = .05 }, "Certificate to claim", "取证到申领")
wait("check_wait", axes.check_month, { m0 = .34, m1 = .45, m2 = .21 }, "Claim to the end of checking", "申领到审核验收")
wait("notice_wait", axes.notice_month, { m0 = .70, m1 = .30 }, "Public notice", "公示")
wait("payment_wait", axes.payment_month, { m1 = .55, m2 = .45 }, "Notice to payment", "公示到拨付")

-- ── rules without data / 没有数据的规定 ─────────────────────────────────────────────────────────
local no_data = assumed "没有数据：按0计，相应指标显示为空"
local function unknown(name, en, zh)
  input[name] = parameter(name, { default = 0, unit = "yuan/year", range = { 0, 1e9 }, source = no_data,
    label = { en = en, zh = zh } })
end
unknown("staff_education_money", "Firms' staff-education money", "企业职工教育经费")
unknown("frontline_money", "of it for front-line workers", "其中用于一线职工")
unknown("school_training_income", "Schools' net income from paid training", "职业学校社会培训净收入")
unknown("school_performance_pay", "of it for performance pay", "其中作为绩效工资来源")

return input
