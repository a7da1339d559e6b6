-- From the year's task to the certificate / 从年度任务到取证
--
-- Routes (docs/pengyang.md): R1 level training of the HR bureau, R1' of other departments, R2 qualification,
-- R3 other courses, R4 firms' own training, R5 work-for-training, R6 apprenticeship. R1, R1' and R4 with a
-- level certificate are one value by department and level; the rest have a value each.
local axes = require "model/axes"
local input = require "model/inputs"
local reading = require "model/readings"
local rates = require "model/rates"
local budget = require "model/budget"
local department, level, item, course = axes.department, axes.level, axes.item, axes.course
local one_year = amount(1, "year")
local people = {}

local function at_hr(x) return axes.at_only(department, "hr", x) end

-- New places of a month so that the year's stand at `due`; never taken back where `due` falls.
local function new_places(name, due, shape)
  local opened = stock(name, { axes = shape, unit = "person_time" })
  local new = max(0, due - opened)
  opened:becomes(where(eq(month(), 12), 0, opened + new))
  return new
end

-- government-subsidised or the firms' own (X3): a department's class
local class_column = reading.task_class == "text" and "class_text" or "class_reconciled"
people.government = department:labels { [class_column] = "gov" }
people.enterprise = department:labels { [class_column] = "ent" }

-- ── the year's task and its filling / 年度任务与落实 ────────────────────────────────────────────
local task = input.annual_task
if reading.dept_total == "printed" then                    -- X1: each row × 2000/2050
  task = task * (input.printed_total / input.annual_task:sum(department))
end
people.task = in_plan() * task * (one_year / 12)           -- even progress 序时进度

-- A year's factor on the task; under catch_up=on what earlier years lack is added up to the limit (W6).
local pace = input.year_filling
if reading.catch_up == "on" then
  local behind = stock("behind", { label = { en = "Part of a year's task still to be caught up", zh = "待补任务（年度任务倍数）" } })
  local caught = min(behind, max(0, input.catch_up_limit - pace))
  behind:becomes(where(eq(month(), 12), behind + max(0, 1 - pace) - caught, behind))
  pace = pace + caught
end
local rural = 1 - input.rural_share * (1 - input.rural_filling)                       -- W8
local places = in_plan() * task * input.filling * input.department_filling * pace * rural -- a year

-- Parts of a department's places: qualifications (HR bureau), work-for-training (firms), courses (the rest).
local firms = department:labels { calendar = "firm" }
local county = department:labels { calendar = "county" }
local qualification_part = at_hr(input.qualification_part)
local work_part = stack(department, function(id)
  if axes.calendar[id] == "firm" then return input.work_part end
  return 0
end)
local course_part = 1 - qualification_part - work_part

-- ── apprentices (R6): counted once, at the start / 学徒制 ───────────────────────────────────────
local apprentice_started = in_plan()
  * where(eq(month(), input.apprentice_start), round(input.apprentice_intake * one_year), 0)
-- The outcome of each is drawn at the start and known at the end.
local apprentice_fine, apprentice_lost = split("apprentice_outcome", apprentice_started, input.apprentice_success)
local function at_the_end(x)
  return stack(axes.term, function(term)
    return delayed(x:at(axes.term, term), round(input.apprentice_months:at(axes.term, term)))
  end)
end
local apprentice_certified, apprentice_dropped = at_the_end(apprentice_fine), at_the_end(apprentice_lost)

-- ── places opened in the month / 开班 ───────────────────────────────────────────────────────────
local weight = stack(department, function(id)
  if axes.calendar[id] == "firm" then return input.firm_weight end
  return input.course_weight
end)
local course_due = round(this_year(places * course_part * weight))
if reading.apprentice_places == "inside" then               -- inside the HR bureau's 800
  course_due = course_due - at_hr(this_year(apprentice_started):sum())
end
local wanted = new_places("course_opened", course_due, { department })
local admitted, people_waiting = capacity("course_queue", wanted:only { department = county },
  input.course_capacity * in_plan())                        -- W2: who finds no place waits
local courses = admitted + wanted:only { department = firms }
people.not_admitted = people_waiting

-- 以收定支 (W1 c): places of R2 and R5 only as far as the plan's money goes
local affordable = 1
if reading.admission == "within_budget" then
  affordable = budget.affordable(task * input.filling * input.department_filling)
end
local demand = affordable * rates.catalogue_factor ^ input.demand_elasticity -- W5
local qualification_due = round(this_year(
  (places:at(department, "hr") * input.qualification_part * input.county_weight) * demand))
local work_due = round(this_year(places * work_part * input.firm_weight * input.work_eligible * affordable))
local qualification_wanted = new_places("qualification_opened", qualification_due, {})
local work_started = new_places("work_opened", work_due, { department })

-- ── qualifications (R2): persons by subsidies used / 职业资格：按已享受次数的人员 ───────────────
-- Who starts is drawn from the persons who are free, whatever subsidies they have used; a right is used by a
-- certificate that is claimed and approved.
local one_each = amount(1, "person/person_time")
local restart                                               -- X9: rights of each year
if reading.cap_period == "year" then restart = eq(month(), 1) end
local cap = per_person_cap("qualification_persons", { persons = round(input.pool), most = 2, restart = restart,
  label = { en = "Subsidies used", zh = "已享受补贴次数" } })
people.subsidies_used = cap.axis
local item_started = cap:starts(min(qualification_wanted * one_each, cap.free:sum())) / one_each
local qualification_started = item_started:sum()

local drivers = reading.driver_licence == "both" and { K26 = true, K27 = true } or { K26 = true } -- X19
local items_of = {}                                         -- course -> list of its items
for _, id in ipairs(course:labels()) do items_of[id] = {} end
for _, id in ipairs(item:labels()) do
  table.insert(items_of[drivers[id] and "drivers" or axes.pass_group_of[id]], id)
end
function people.mix_of(id)                                  -- a course's part of all qualification trainings
  local sum = 0
  for _, one in ipairs(items_of[id]) do sum = sum + input.item_mix:at(item, one) end
  return sum
end
local by_course = multinomial("course_of", item_started, stack(course, people.mix_of))

local same, next_month = input.short_same_month, input.long_next_month
local short, long = { [0] = same, [1] = 1 - same }, { [1] = next_month, [2] = 1 - next_month }
local by_course_over = delayed(by_course:only { course = "drivers" }, round(input.driver_months))
  + waiting("course_item", by_course:only { course = { "operations", "fire_facility", "others" } }, short)
local item_completed, item_dropped = split("completed_item", by_course_over, input.completion)

local exam_wait = axes.wait(input.exam_wait, axes.exam_month)
local item_examined = waiting("exam_item", item_completed, exam_wait)
local shift = input.pass_common + input.pass_year           -- common to levels and items
local group_pass = clamp(input.qualification_pass + input.qualification_spread * shift, 0, 1)
local item_pass = stack(course, function(id)
  return group_pass:at(axes.pass_group, id == "drivers" and "others" or id)
end)
local item_passed, item_failed = split("passed_item", item_examined, item_pass)
cap:returns(cap:now((item_dropped + item_failed):sum(course)) * one_each)

-- ── courses: level certificates, special abilities, others (R1, R1', R3, R4) / 班次 ─────────────
-- 10 % rule: a planned quota of trainings by department and year, rounded up so that none falls below it.
local share = input.high_skill_share
local base = stack(department, function() return 1 end)                           -- X6
if reading.share_base == "gov" then base = base:only { department = people.government } end
if reading.share_scope == "county_total" then               -- X8: those who can carry it for all
  local able = department:column "high_able"
  local carried = stack(department, able)
  share = share * (task * base):sum(department) / (task * base * carried):sum(department)
  base = base * carried
end
local high_share = share * base
local ordinary = courses + at_hr(qualification_started) + work_started
local quota = ceil(this_year(ordinary) * high_share - amount(1e-9, "person_time"))
local high_opened = stock("high_opened", { axes = { department }, unit = "person_time" })
local high_started = min(courses, max(0, quota - high_opened)) -- where a month has no course, a later one makes up
high_opened:becomes(where(eq(month(), 12), 0, high_opened + high_started))

local course_high = where(gt(course_part, 1e-9), min(1, high_share / course_part), 1)
local level_part = clamp(input.level_part + input.level_part_shift, 0, 1)
local low = where(lt(course_high, 1), max(0, level_part - course_high) / (1 - course_high), 0)
local kinds = multinomial("kind", courses - high_started,
  { low = low, special = (1 - low) * input.special_part, rest = "other" })
local junior, intermediate = split("junior", kinds.low, input.junior_share)
local high = multinomial("high_level", high_started, { L3 = input.high_l3, L2 = input.high_l2, rest = "L1" })
local level_started = stack(level, { L5 = junior, L4 = intermediate, L3 = high.L3, L2 = high.L2, L1 = high.L1 })

local course_over = stack(level, {
  L5 = waiting("course_L5", junior, short),
  L4 = waiting("course_L4", intermediate, short),
  L3 = waiting("course_L3", high.L3, long),
  L2 = waiting("course_L2", high.L2, long),
  L1 = waiting("course_L1", high.L1, long),
})
local level_completed, level_dropped = split("completed", course_over, input.completion)
local level_examined = waiting("exam", level_completed, exam_wait)
local pass = clamp(input.pass_rate + input.pass_spread * shift, 0, 1)
local level_certified, level_failed = split("passed", level_examined, pass)

local special_completed, special_dropped =
  split("completed_special", waiting("course_special", kinds.special, short), input.completion)
local special_examined = waiting("exam_special", special_completed:sum(department), exam_wait)
local special_certified, special_failed = split("passed_special", special_examined, input.special_pass)
local other_completed, other_dropped =
  split("completed_other", waiting("course_other", kinds.other, short), input.completion)

-- ── work-for-training (R5) / 以工代训 ───────────────────────────────────────────────────────────
local work_completed, work_dropped =
  split("completed_work", delayed(work_started, round(input.work_months)), input.work_completion)

-- ── what other files use ────────────────────────────────────────────────────────────────────────
people.cap, people.one_each, people.items_of = cap, one_each, items_of
people.firms, people.county = firms, county
people.level_completed, people.level_certified = level_completed, level_certified
people.level_examined, people.level_failed = level_examined, level_failed
people.item_completed = item_completed
people.item_examined, people.item_failed, people.item_passed = item_examined, item_failed, item_passed
people.special_examined, people.special_certified, people.special_failed =
  special_examined, special_certified, special_failed
people.work_completed = work_completed
people.apprentice_fine, people.apprentice_certified = apprentice_fine, apprentice_certified
people.apprentice_level = stack(level, function(id)        -- certificates by level
  if id == "L5" or id == "L4" then return 0 end
  return apprentice_certified:at(axes.high_level, id):sum()
end)

-- by kind and department: started, completed, dropped
local function by_kind(level_people, item_people, special, other, work, apprentice)
  return stack(axes.kind, { level = level_people:sum(level), qualification = at_hr(item_people:sum()), special = special,
    other = other, work = work, apprentice = at_hr(apprentice:sum()) })
end
people.started = by_kind(level_started, item_started, kinds.special, kinds.other, work_started, apprentice_started)
people.completed = by_kind(level_completed, item_completed, special_completed, other_completed, work_completed,
  apprentice_certified)
people.dropped = by_kind(level_dropped, item_dropped, special_dropped, other_dropped, work_dropped, apprentice_dropped)
people.ordinary = ordinary                                 -- places filled, without apprentices
people.high_started = high_started + at_hr(apprentice_started:sum())
people.high_completed = level_completed:only { level = axes.high_levels }:sum(level)
  + at_hr(apprentice_certified:sum())

-- what counts as a training of T1: at its end (X24) or start; an apprenticeship at its start
local not_apprentice = { "level", "qualification", "special", "other", "work" }
if reading.t1_counted == "completion" then
  people.counted = people.completed:only { kind = not_apprentice } + people.started:only { kind = "apprentice" }
else
  people.counted = people.started
end

return people
