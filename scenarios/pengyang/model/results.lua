-- What is reported, the six targets, and what must always add up / 指标、目标、恒等式
local axes = require "model/axes"
local input = require "model/inputs"
local reading = require "model/readings"
local people = require "model/people"
local claims = require "model/claims"
local money = require "model/money"
local department, level, item, kind, stage = axes.department, axes.level, axes.item, axes.kind, axes.stage

-- ── the path of people / 培训—取证—兑付流程 ─────────────────────────────────────────────────────
local apprentices = people.apprentice_level
local item_certified = claims.item_certified
local function tested(level_people, item_people, special, apprentice)
  return stack(kind, { level = level_people:sum(), qualification = item_people:sum(), special = special, other = 0,
    work = 0, apprentice = apprentice })
end
local started, completed, dropped = people.started:sum(department), people.completed:sum(department),
  people.dropped:sum(department)
local examined = tested(people.level_examined, people.item_examined, people.special_examined, apprentices:sum())
local certified = tested(people.level_certified, people.item_passed, people.special_certified, apprentices:sum())
local failed = tested(people.level_failed, people.item_failed, people.special_failed, 0)

local function people_output(name, value, role, en, zh)
  output(name, value, { by = { kind }, unit = "person_time", kind = "flow", role = role, label = { en = en, zh = zh } })
end
-- The steps are of trainings that are subsidised by certificate, so that each is a part of the one before.
local function step(number, name, value, en, zh)
  people_output(name, value:only { kind = { "level", "qualification", "apprentice" } }, "stage:" .. number, en, zh)
end
step(1, "enrolled", started, "Enrolled for a certificate", "取证类培训参训")
step(2, "completed", completed, "Completed", "结业")
step(3, "examined", examined, "Examined", "参加考核")
step(4, "certified", certified, "Certified", "取证")
step(5, "claimed", claims.by_kind "claimed" + claims.refused_claimed, "Claimed", "申领")
step(6, "checked", claims.by_kind "checked", "Checked and accepted", "审核验收通过")
step(7, "published", claims.by_kind "published", "Published", "公示无异议")
step(8, "due", claims.by_kind "due", "Due and, while the fund lasts, paid", "到期兑付")
people_output("started", started, nil, "Trainings started, all kinds", "各类培训开班参训")
people_output("ended", completed, nil, "Trainings completed, all kinds", "各类培训结业")
people_output("dropped", dropped, nil, "Dropped out", "中途退出")
people_output("failed", failed, nil, "Failed the exam", "考核未通过")
people_output("no_rate", claims.no_rate, nil, "Certified, but the plan has no rate", "取证但方案无补贴标准或已过期")
people_output("unclaimed", claims.unclaimed, nil, "Entitled but not claimed", "符合条件未申领")
people_output("handed_back", claims.by_kind "back", nil, "Handed back once", "退回补正")
output("work_left", claims.work_left, { unit = "person_time", kind = "flow",
  label = { en = "Left work within three months", zh = "以工代训未稳定就业三个月" } })
people_output("work_due", claims.by_kind("due"):only { kind = "work" }, nil, "Work-for-training, due", "以工代训到期兑付")
output("refused", claims.refused, { by = { kind, axes.reason }, unit = "person_time", kind = "flow",
  label = { en = "Turned down", zh = "不予补贴" } })

-- Who is on the way, and what is still open at the end, by route: printed, never dropped
local on_the_way = stack(stage, {
  s1_training = total(started) - total(completed) - total(dropped),
  s2_exam = (total(completed) - total(examined)):only { kind = { "level", "qualification", "special" } },
  s3_work = axes.at_only(kind, "work", claims.held),
  s4_claim = claims.by_kind "to_claim" + claims.refused_to_claim, s5_check = claims.by_kind "in_check" + claims.refused_in_check,
  s6_notice = claims.by_kind "in_notice",
  s7_payment = claims.by_kind "to_pay" })
output("on_the_way", on_the_way, { by = { kind, stage }, unit = "person_time", kind = "level",
  label = { en = "On the way", zh = "在途人次" } })
output("not_admitted", people.not_admitted:sum(), { unit = "person_time", kind = "level",
  label = { en = "Waiting for a place in a course", zh = "等候开班人次" } })

-- ── departments / 各部门进度 ────────────────────────────────────────────────────────────────────
local done = people.counted:sum(kind)
local hr_only = axes.at_only(department, "hr", people.item_passed:sum() + apprentices:sum())
local by_department = people.level_certified:sum(level) + hr_only      -- level and qualification
output("task", people.task, { by = { department }, unit = "person_time", kind = "flow", role = "task",
  label = { en = "Task (even progress)", zh = "年度任务（序时进度）" } })
output("done", done, { by = { department }, unit = "person_time", kind = "flow", role = "done",
  label = { en = "Trainings counted", zh = "已完成培训人次" } })
output("remaining", people.task - done, { by = { department }, unit = "person_time", kind = "flow",
  label = { en = "Behind the task", zh = "欠缺人次" } })
output("classes", people.ordinary / input.class_size, { by = { department }, unit = "class", kind = "flow",
  label = { en = "Classes of about 40", zh = "开班数（每班约40人）" } })
output("certificates", by_department, { by = { department }, unit = "person_time", kind = "flow", role = "certificates",
  label = { en = "Certificates, level and qualification", zh = "取证数（等级和资格）" } })
output("level_certificates", people.level_certified + axes.at_only(department, "hr", apprentices),
  { by = { department, level }, unit = "person_time", kind = "flow", label = { en = "Level certificates", zh = "技能等级证书" } })
output("group_certificates", claims.certified_by_group:sum(level), { by = { axes.group }, unit = "person_time", kind = "flow",
  label = { en = "HR bureau's level certificates by group", zh = "人社局等级证书（分人群）" } })
output("qualification_certificates", regroup(item_certified, item, axes.item_group, axes.item_group_of),
  { by = { axes.item_group }, unit = "person_time", kind = "flow",
    label = { en = "Qualification certificates", zh = "职业资格证书" } })
output("item_certificates", item_certified, { by = { item }, unit = "person_time", kind = "flow",
  label = { en = "Qualification certificates by item", zh = "职业资格证书（分项目）" } })
output("certificates_by_kind", stack(axes.certificate, {
  C1 = people.item_passed:sum(), C2 = people.level_certified:sum() + apprentices:sum(), C3 = people.special_certified,
  C4 = people.completed:at(kind, "other"):sum(), C5 = people.work_completed:sum() }),
  { by = { axes.certificate }, unit = "person_time", kind = "flow", label = { en = "Certificates of all kinds", zh = "各类证书" } })
output("attainment", ratio(done, people.task), { by = { department },
  label = { en = "Trainings counted per task", zh = "任务完成率" } })
output("certificate_rate", ratio(by_department, done), { by = { department },
  label = { en = "Certificates per training counted", zh = "取证率（取证/完成培训）" } })

-- 10 % of trainings; a planned quota, so at the start it holds by construction
local ten_percent = plan "二（五）“高级工以上技能人才培养培训比例不低于10%”"
local every_department
if reading.share_scope == "each_dept" and reading.share_base == "all" then every_department = .10 end
output("high_skill_share", ratio(people.high_started, people.started:sum(kind)),
  { by = { department }, at_least = every_department, source = ten_percent,
    label = { en = "Level-3-and-up share of trainings started", zh = "高级工以上培训占比（按开班）" } })
output("high_skill_share_county", ratio(people.high_started:sum(), people.started:sum()),
  { at_least = .10, source = ten_percent,
    label = { en = "Level-3-and-up share of the county's trainings", zh = "全县高级工以上培训占比" } })
output("high_skill_share_completed", ratio(people.high_completed, people.completed:sum(kind)),
  { by = { department }, label = { en = "Level-3-and-up share of trainings completed", zh = "高级工以上培训占比（按结业）" } })

-- ── persons: the cap of two subsidies / 按人：每人不超过两次 ────────────────────────────────────
local persons = amount(1, "person/person_time")
output("persons_subsidised", claims.first * persons, { unit = "person", kind = "flow",
  label = { en = "Persons with a first qualification subsidy", zh = "首次享受职业资格补贴人数" } })
output("persons_twice", claims.second * persons, { unit = "person", kind = "flow",
  label = { en = "Persons with a second qualification subsidy", zh = "第二次享受职业资格补贴人数" } })

-- ── money / 资金 ────────────────────────────────────────────────────────────────────────────────
output("public_money_due", money.public_due, { unit = "yuan", kind = "flow",
  label = { en = "Public money due, all funds", zh = "各级资金应兑付合计" } })
output("due_by_kind", money.by_kind, { by = { kind }, unit = "yuan", kind = "flow",
  label = { en = "Public money due by kind of training", zh = "应兑付（分培训类别）" } })
output("county_guaranteed_due", money.f2_due, { unit = "yuan", kind = "flow",
  label = { en = "Due from county special and Minning money together", zh = "县财政专项和闽宁资金应兑付合计" } })
output("not_yet_funded", money.unfunded, { unit = "yuan", kind = "level",
  label = { en = "Not yet funded", zh = "未落实资金" } })
output("cost_per_certificate", ratio(money.public_due, people.level_certified:sum() + people.item_passed:sum()
  + apprentices:sum()), { unit = "yuan/person_time", label = { en = "Public money due per certificate", zh = "每本证书资金" } })
output("paid_rate", ratio(money.f2_paid, money.f2_due), {
  label = { en = "Paid per yuan due, county and Minning money", zh = "兑付率（县级和闽宁资金）" } })
if money.limited then
  output("execution_rate", ratio(money.f2_paid, money.given * amount(1, "year") / 12), {
    label = { en = "Execution rate, county and Minning money", zh = "预算执行率（县级和闽宁资金）" } })
end

-- Rules without data: the parameters are 0, so the shares have no value / 没有数据的规定
output("frontline_share", ratio(input.frontline_money, input.staff_education_money), { at_least = .60,
  source = plan "三（二）“60%以上用于一线职工教育培训”",
  label = { en = "Front-line workers' part of staff-education money", zh = "职工教育经费用于一线职工占比" } })
output("performance_share", ratio(input.school_performance_pay, input.school_training_income), { at_least = .50,
  source = plan "二（八）“不低于50%的比例作为绩效工资来源”",
  label = { en = "Performance pay's part of schools' net training income", zh = "职业学校培训净收入作为绩效工资占比" } })

-- ── the six targets / 六项目标 ──────────────────────────────────────────────────────────────────
local plain = people.counted:only { kind = { "level", "qualification", "special", "other" } }:sum(kind)
local government, enterprise = plain:only { department = people.government }:sum(),
  plain:only { department = people.enterprise }:sum()
local counted_work, counted_apprentices = people.counted:at(kind, "work"):sum(), people.counted:at(kind, "apprentice"):sum()
if reading.work_counts == "T3" then enterprise = enterprise + counted_work -- X12
else government = government + counted_work end
if reading.apprentice_counts == "T2" then government = government + counted_apprentices -- X23
else enterprise = enterprise + counted_apprentices end

local level_counted = people.level_certified
if reading.cert_base == "gov_only" then                                  -- X5
  level_counted = level_counted:only { department = people.government }
end
local level_certificates = level_counted:sum(department)
if reading.cert_base == "all" or reading.apprentice_counts == "T2" then
  level_certificates = level_certificates + apprentices
end
local high_levels = axes.high_levels
if reading.high_skilled_from == "L2" then high_levels = { "L2", "L1" } end -- X22
local high_skilled = level_certificates:only { level = high_levels }:sum()
if reading.count_talent == "unique" then                                 -- X7
  high_skilled = high_skilled - binomial("high_again", high_skilled, input.high_repeat)
end
if reading.qualification_l3_counts == "yes" then
  high_skilled = high_skilled + binomial("qualification_l3",
    item_certified:only { item = { "K23", "K31" } }:sum(), input.qualification_l3)
end

-- Milestones: thirds by the year's end; the plan has no yearly split (X16).
local function plan_target(name, value, least, text, en, zh, note)
  local words = { en = en, zh = zh }
  target(name, { of = total(value), by = "2028-12", at_least = least, unit = "person_time",
    milestones = { ["2026-12"] = math.ceil(least / 3), ["2027-12"] = math.ceil(2 * least / 3),
      source = assumed "方案只写三年总数，没有分年目标；按三年均分（X16）" },
    source = plan("一：“" .. text .. "”"), note = note, label = words })
  output(name .. "_total", total(value), { kind = "level", unit = "person_time", role = "path:" .. name,
    label = words })
end
-- Under the reading `text` firms' tasks are far below 2000, and filling by default is at most 1.15 × 1.13 = 1.3:
-- chance decides nothing. The note says so of the tasks in the file: what a scenario or --set makes of tasks
-- and filling is not known here.
local t3_note
if reading.task_class == "text" then
  local asked, annual_task = 0, department:column "annual_task"
  for _, id in ipairs(people.enterprise) do asked = asked + 3 * annual_task[id] end
  if 1.3 * asked < 2000 then
    t3_note = {
      zh = ("不改任务和落实率时由口径决定，不是预测：按附件2文字，企业自主培训任务三年共%g人次（data/departments.csv）"):format(asked),
      en = ("decided by the reading, not a forecast, unless tasks or filling are changed: by the text of Annex 2 firms "
        .. "are asked for %g in three years (data/departments.csv)"):format(asked) }
  end
end
plan_target("T1", done:sum(), 6000, "开展各类职业技能培训6000人次", "Trainings", "各类职业技能培训")
plan_target("T2", government, 4000, "开展政府补贴性技能培训4000人次", "Government-subsidised trainings", "政府补贴性技能培训")
plan_target("T3", enterprise, 2000, "企业自主开展技能培训2000人次", "Firms' own trainings", "企业自主开展技能培训", t3_note)
plan_target("T4", level_certificates:sum(), 3000, "取得职业技能等级证书3000人次", "Level certificates", "职业技能等级证书")
plan_target("T5", people.item_passed:sum(), 1000, "取得职业资格证书1000人次", "Qualification certificates", "职业资格证书")
plan_target("T6", high_skilled, 500, "新增高技能人才500人次", "New high-skilled workers", "新增高技能人才")
-- X2: the same trainings against the tasks of the rows
output("row_tasks_met", ratio(done:sum(), people.task:sum()), {
  label = { en = "Trainings counted against the annual tasks", zh = "完成培训与年度任务之比" } })

-- ── identities: 0 in every cell, month and draw / 恒等式 ────────────────────────────────────────
local function never_more(name, x, than)
  conserve(name, max(0, total(x) - total(than)))
end
conserve("T1 = T2 + T3", done:sum() - government - enterprise)
conserve("rows add up to T1", done:sum() - people.counted:sum(department):sum())
conserve("kinds add up to the places filled",
  people.started:sum(kind) - people.started:at(kind, "apprentice") - people.ordinary)
never_more("no more level certificates than completions", people.level_certified, people.level_completed)
never_more("no more qualification certificates than completions", people.item_passed:sum(), people.item_completed:sum())
never_more("no more exams than completions", examined:sum(), completed:sum())
if reading.qualification_l3_counts == "no" then
  never_more("T6 within T4", high_skilled, level_certificates:sum())
end
conserve("everyone started has completed, dropped out or is in training at the end",
  total(started) - total(completed) - total(dropped) - on_the_way:at(stage, "s1_training"))
conserve("everyone examined has passed or failed", examined - certified - failed)
conserve("items add up to the certificates", item_certified:sum() - people.item_passed:sum())
conserve("certified = claimed rightly + turned down + unclaimed + without a rate",
  (certified - claims.by_kind "certified" - claims.refused_at_certificate - claims.unclaimed - claims.no_rate)
    :only { kind = { "level", "qualification", "apprentice", "special" } })
conserve("claimed rightly = on the way + due",
  total(claims.by_kind "certified") - total(claims.by_kind "due") - claims.by_kind "to_claim" - claims.by_kind "in_check"
    - claims.by_kind "in_notice" - claims.by_kind "to_pay")
never_more("no more level claims than certificates", claims.by_kind "certified", certified
  + axes.at_only(kind, "work", claims.retained))
conserve("no more than two subsidies a person", max(0, total(claims.second) - total(claims.first)))
conserve("county and Minning money pay R2 and R5, all of it and nothing else",
  round(100 * (money.f2_due - money.f2_committed)))
conserve("other departments' trainings are paid by their own, industry and other money only",
  round(100 * (money.own_due - money.own_committed)))
conserve("county and Minning money: due = paid + owed",
  round(100 * (total(money.f2_due) - total(money.f2_paid) - money.f2_owed)))
