-- From the year's task to the certificate / 从年度任务到取证
--
-- Routes (docs/pengyang.md): R1 level training of the HR bureau, R1' of other departments, R2 qualification,
-- R3 other courses, R4 firms' own training, R5 work-for-training, R6 apprenticeship. R1, R1' and R4 with a
-- certificate are one value by department and level; the rest have a value each.
local axes = require "axes"
local input = require "inputs"
local reading = require "readings"
local department, level, item = axes.department, axes.level, axes.item
local one_year = amount(1, "year")
local people = {}

-- Yearly amounts in whole people: `due` counts up from 0 each January; what is new this month.
local function new_this_month(due)
  return due - where(eq(month(), 1), 0, previous(due))
end

-- ── places: task × filling, by the month / 开班 ─────────────────────────────────────────────────
local task = input.annual_task
if reading.dept_total == "printed" then                    -- X1: each row × 2000/2050
  task = task * (input.printed_total / input.annual_task:sum(department))
end
people.task = in_plan() * task * (one_year / 12)           -- even progress 序时进度

local calendar = department:column "calendar"
local weight = axes.by(department, function(id)
  if calendar[id] == "firm" then return input.firm_weight end
  return input.county_weight
end)
local filling = input.filling * input.department_filling * input.year_filling
local enrolled = new_this_month(round(this_year(in_plan() * task * weight * filling)))

-- 10 % rule: a planned quota of trainings, rounded up so that no department falls below it
local quota = ceil(this_year(enrolled) * input.high_skill_share - amount(1e-9, "person_time"))
local high_started = new_this_month(quota)

-- ── kinds: the rest of the places / 其余培训的类别 ──────────────────────────────────────────────
local qualification_part = axes.at_only(department, "hr", input.qualification_part)
local work_part = axes.by(department, function(id)
  if calendar[id] == "firm" then return input.work_part end
  return 0
end)
local level_part = clamp(input.level_part + input.level_part_shift, 0, 1) * (1 - qualification_part - work_part)
local not_high = 1 - input.high_skill_share
local kinds = multinomial("kind", enrolled - high_started, {
  qualification = qualification_part / not_high,
  work = work_part / not_high,
  low = max(0, level_part - input.high_skill_share) / not_high,
  rest = "other",
})
local junior, intermediate = split("junior", kinds.low, input.junior_share)
local high = multinomial("high_level", high_started, { L3 = input.high_l3, L2 = input.high_l2, rest = "L1" })
local level_started = stack(level, { L5 = junior, L4 = intermediate, L3 = high.L3, L2 = high.L2, L1 = high.L1 })

-- ── level trainings: course, exam, certificate (R1, R1', R4) / 技能等级 ─────────────────────────
local same, next_month = input.short_same_month, input.long_next_month
local short, long = { [0] = same, [1] = 1 - same }, { [1] = next_month, [2] = 1 - next_month }
local course_over = stack(level, {
  L5 = waiting("course_L5", junior, short),
  L4 = waiting("course_L4", intermediate, short),
  L3 = waiting("course_L3", high.L3, long),
  L2 = waiting("course_L2", high.L2, long),
  L1 = waiting("course_L1", high.L1, long),
})
local level_completed, level_dropped = split("completed", course_over, input.completion)

local exam_wait = {}
for j = 0, 3 do exam_wait[j] = input.exam_wait:at(axes.exam_month, "m" .. j) end
local level_examined = waiting("exam", level_completed, exam_wait)

local shift = input.pass_common + input.pass_year          -- common to levels and items
local pass = clamp(input.pass_rate + input.pass_spread * shift, .02, .995)
local level_certified, level_failed = split("passed", level_examined, pass)

-- ── qualification trainings by catalogue item (R2) / 职业资格 ───────────────────────────────────
local item_started = multinomial("item", kinds.qualification:at(department, "hr"), input.item_mix)
local drivers, others = { "K26", "K27" }, {}
for _, id in ipairs(item:labels()) do
  if id ~= "K26" and id ~= "K27" then others[#others + 1] = id end
end
local item_over = delayed(item_started:only { item = drivers }, input.driver_months)
  + waiting("course_item", item_started:only { item = others }, short)
local item_completed, item_dropped = split("completed_item", item_over, input.completion)
local item_examined = waiting("exam_item", item_completed, exam_wait)

local group = item:column "pass_group"
local group_pass = clamp(input.qualification_pass + input.qualification_spread * shift, .02, .995)
local item_pass = axes.by(item, function(id) return group_pass:at(axes.pass_group, group[id]) end)
local item_certified, item_failed = split("passed_item", item_examined, item_pass)

-- ── other courses (R3; R4 without a certificate) and work-for-training (R5) / 其他培训、以工代训 ─
local other_over = waiting("course_other", kinds.other, short)
local other_completed, other_dropped = split("completed_other", other_over, input.completion)
local work_over = delayed(kinds.work, input.work_months)
local work_completed, work_dropped = split("completed_work", work_over, input.work_completion)

-- ── apprentices (R6): counted once, at the start / 学徒制 ───────────────────────────────────────
-- They come on top of the HR bureau's 800 (default none). Taking them out of the 800 is not built.
local apprentice_started = in_plan()
  * where(eq(month(), input.apprentice_start), round(input.apprentice_intake * one_year), 0)
local apprentice_over = delayed(apprentice_started, input.apprentice_months)
local apprentice_certified, apprentice_dropped =
  split("apprentice_certified", apprentice_over, input.apprentice_success)

-- ── what other files use ────────────────────────────────────────────────────────────────────────
local function at_hr(x) return axes.at_only(department, "hr", x) end

people.level_started, people.level_completed, people.level_certified = level_started, level_completed, level_certified
people.level_examined, people.level_dropped, people.level_failed = level_examined, level_dropped, level_failed
people.item_completed, people.item_certified = item_completed, item_certified
people.item_examined, people.item_failed = item_examined, item_failed
people.work_completed = work_completed
people.apprentice_certified = apprentice_certified

-- by kind and department: started, completed, dropped
people.started = stack(axes.kind, { level = level_started:sum(level), qualification = kinds.qualification,
  other = kinds.other, work = kinds.work, apprentice = at_hr(apprentice_started:sum(level)) })
people.completed = stack(axes.kind, { level = level_completed:sum(level),
  qualification = at_hr(item_completed:sum(item)), other = other_completed, work = work_completed,
  apprentice = at_hr(apprentice_certified:sum(level)) })
people.dropped = stack(axes.kind, { level = level_dropped:sum(level),
  qualification = at_hr(item_dropped:sum(item)), other = other_dropped, work = work_dropped,
  apprentice = at_hr(apprentice_dropped:sum(level)) })
people.enrolled = enrolled                                 -- places filled, without apprentices
people.high_started = level_started:only { level = axes.high_levels }:sum(level)
  + at_hr(apprentice_started:sum(level))
people.high_completed = level_completed:only { level = axes.high_levels }:sum(level)
  + at_hr(apprentice_certified:sum(level))

-- what counts as a training of T1: at its end (X24) or start; an apprenticeship at its start
local function at_start(x) return x:only { kind = { "apprentice" } } end
local function not_apprentice(x) return x:only { kind = { "level", "qualification", "other", "work" } } end
if reading.t1_counted == "completion" then
  people.counted = not_apprentice(people.completed) + at_start(people.started)
else
  people.counted = people.started
end

-- government-subsidised or the firms' own (X3, X12): a department's class, work-for-training always firms'
local class_column = reading.task_class == "text" and "class_text" or "class_reconciled"
people.government = axes.having(department, class_column, "gov")
people.enterprise = axes.having(department, class_column, "ent")

return people
