-- national-48: a benchmark of size: the steps of a county's plan (scenarios/pengyang) in 300 regions x 13 departments x
-- 5 levels. Three routes, from a place in a course to money paid out of one fund that may run dry.
-- `regions` is a switch, so that cost can be seen to follow the number of cells: --set regions=75.

model { name = "national-48", title = { en = "A plan for 300 regions", zh = "300个地区的培训计划" },
  from = "2026-01", to = "2029-12" }

local source = assumed "the benchmark's definition"
local count = switch("regions", { "10", "75", "150", "300" }, { default = "300", source = source })
local ids = {}
for r = 1, math.tointeger(tonumber(count)) do ids[r] = string.format("r%03d", r) end
local region = axis("region", ids)
local department = axis("department", { "d01", "d02", "d03", "d04", "d05", "d06", "d07", "d08", "d09", "d10", "d11",
  "d12", "d13" })
local level = axis("level", { "L5", "L4", "L3", "L2", "L1" })

-- Regions differ in size by a factor of ten, departments by six; most people seek the lower levels.
local size = {}
for r, id in ipairs(ids) do size[id] = 0.2 + 1.8 * (r % 10) / 9 end
local weight = {}
for d, id in ipairs(department:labels()) do weight[id] = 1 + d % 6 end
local region_size = parameter("region_size", { axes = { region }, default = size, source = source })
local department_size = parameter("department_size", { axes = { department }, default = weight, source = source })
local level_size = parameter("level_size", { axes = { level }, source = source,
  default = { L5 = 0.4, L4 = 0.3, L3 = 0.2, L2 = 0.07, L1 = 0.03 } })
local season = parameter("season", { source = source,
  default = by_month { 0.4, 0.4, 1.2, 1.4, 1.4, 1.2, 0.8, 0.8, 1.2, 1.4, 1.2, 0.6 } })
local filling = parameter("filling", { axes = { region }, default = each(pert(0.6, 0.85, 1)), source = source })
local completion = parameter("completion", { axes = { department }, source = source,
  default = each(pert(0.8, 0.9, 0.97)) })
local pass = parameter("pass", { axes = { level }, source = source, default = { L5 = pert(0.75, 0.85, 0.95),
  L4 = pert(0.7, 0.8, 0.9), L3 = pert(0.6, 0.7, 0.85), L2 = pert(0.5, 0.6, 0.8), L1 = pert(0.4, 0.5, 0.7) } })
local take_up = parameter("take_up", { default = pert(0.8, 0.9, 0.98), source = source })
local rate = parameter("rate", { axes = { level }, unit = "yuan/person", source = source,
  default = { L5 = 1000, L4 = 1500, L3 = 2000, L2 = 3000, L1 = 4000 } })
local work_rate = parameter("work_rate", { default = 500, unit = "yuan/person", source = source })
local licence_rate = parameter("licence_rate", { default = pert(600, 800, 1200), unit = "yuan/person", source = source })
local budget = parameter("budget", { unit = "yuan/year", source = source,
  default = by_year { [2026] = 4e5, [2027] = 6e5, otherwise = 5e5 } })
local regional_budget = budget * region_size:sum()

local exam_wait = { [0] = 0.3, [1] = 0.5, [2] = 0.2 }
local claim_wait = { [0] = 0.4, [1] = 0.4, [2] = 0.2 }
local payment_wait = { [1] = 0.2, [2] = 0.5, [3] = 0.3 }
local place = amount(1, "person")

-- courses: the long way, in all cells
local started = poisson("started", place * region_size * department_size * level_size * season * filling)
local completed = binomial("completed", delayed(started, 1), completion)
local course = pipeline("course", completed, {
  { name = "examined", wait = exam_wait, chance = pass },
  { name = "claimed", wait = claim_wait, chance = take_up },
  { name = "due", wait = payment_wait } })
local certified, due = course.examined.people - course.examined.lost, course.due.people

-- work for training: by region and department; licences: by region
local work_started = poisson("work_started", place * 0.5 * region_size * department_size * season * filling)
local work_due = waiting("work_wait", binomial("work_done", delayed(work_started, 3), completion), payment_wait)
local licences = binomial("licences", poisson("candidates", 5 * place * region_size * season), pass:at(level, "L3"))
local licence_due = waiting("licence_wait", licences, payment_wait)

local fund_of_all = fund("central", { appropriation = regional_budget, carry_over = true })
local course_yuan, work_yuan = (due * rate):sum(department, level), (work_due * work_rate):sum(department)
local licence_yuan = licence_due * round(licence_rate)
fund_of_all:pay("licences", licence_yuan:sum(), { priority = 1 })
fund_of_all:pay("courses", course_yuan:sum(), { priority = 2 })
fund_of_all:pay("work", work_yuan:sum(), { priority = 3 })

local by_region = { by = { region }, unit = "person", monthly_quantiles = false }
output("started", started, by_region)
output("completed", completed, by_region)
output("certified", certified, by_region)
output("due", course_yuan + work_yuan + licence_yuan, { by = { region }, unit = "yuan", monthly_quantiles = false })
