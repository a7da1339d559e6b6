-- 2. Numbers nobody knows exactly: parameters, their ranges and where they come from.
--    没有人确知的数：参数、取值范围和来源。
--
-- A parameter has a default (a number or a distribution), a source, and a label for people.
--   plan "..."        the plan's own words            原文
--   cited(ref, note)  somebody else's figure          来源 (S1: see docs/sources.md)
--   assumed "..."     our judgement, to be discussed  假设
-- pert(low, likely, high) is a range with a most likely value. A parameter is drawn once a draw: in one
-- future completion is .88 all year, in another .95. That moves the total far more than the luck of
-- single people does.
-- Change it without touching this file:  --set "pass_rate=0.7"  or in a scenario: set = { pass_rate = 0.7 }
--
-- By hand, with M people a year reaching the exam, c and p independent:
--   mean = M E[c] E[p],  variance = mean + M^2 (E[c^2] E[p^2] - E[c]^2 E[p]^2).
--   pert(.85,.93,.98): mean .925, variance .00058929; pert(.7,.8,.9): mean .8, variance .00142857.
--   M = 1000 (ten months of 100): mean 740, sd 48.38 (see tests/independent/pipeline.py).

model {
  name = "uncertain-inputs",
  title = { en = "One course, uncertain rates", zh = "一个培训班，比率不确定" },
  from = "2026-01", to = "2026-12",
}

local places = parameter("places", { default = 100, unit = "person", range = { 0, 1000 },
  source = plan "100 places a month", label = { en = "Places a month", zh = "每月名额" } })
local completion = parameter("completion", { default = pert(.85, .93, .98), range = { 0, 1 },
  source = cited("S1 Guangzhou Municipal Audit Office", "2012: 93.9 %, 2013: 85.6 % of vouchers used"), label = { en = "Completion", zh = "结业率" } })
local pass_rate = parameter("pass_rate", { default = pert(.7, .8, .9), range = { 0, 1 },
  source = assumed "near the national average", label = { en = "Pass rate", zh = "通过率" } })

local enrolled  = poisson("enrolled", places)
local completed = binomial("completed", delayed(enrolled, 1), completion)
local certified = binomial("certified", delayed(completed, 1), pass_rate)

output("certified", certified, { unit = "person", role = "stage:3", label = { en = "Certified", zh = "取证" } })
target("enough", { of = total(certified), by = "2026-12", at_least = 700, unit = "person",
  source = plan "700 certificates", label = { en = "700 certificates in the year", zh = "全年取证700人" } })
