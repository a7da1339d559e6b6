-- cohort-36: the benchmark of tests/bench in the model language: 260 cells x 36 months x 7 variates
-- (1 Poisson, 6 binomials) = 65,520 a draw. The size of the population is the parameter `scale`:
--   polsim run scenarios/examples/cohort-36.lua --set "scale=1000"
-- It costs about the same at scale 1 and 100,000: people are sampled as cohorts, not one by one.
-- 性能基准：260个单元×36个月×7个随机数；人口规模由scale决定。

model {
  name = "cohort-36",
  title = { en = "260 cohorts over 36 months", zh = "260个队列、36个月" },
  from = "2026-01", to = "2028-12",
}

local ids = {}
for c = 0, 259 do ids[c + 1] = string.format("c%03d", c) end
local cell = axis("cell", ids, { label = { en = "Cell", zh = "单元" } })
local level = axis("level", { "v0", "v1", "v2", "v3", "v4" }, { label = { en = "Level", zh = "等级" } })

local benchmark = cited("tests/bench/peers/cohort36.py", "the benchmark's definition")
local function by_cell(f)
  local values = {}
  for c = 0, 259 do values[ids[c + 1]] = f(c) end
  return values
end

local scale = parameter("scale", { default = 1, range = { 0, 1e7 }, source = benchmark,
  label = { en = "Size of the population", zh = "人口规模" } })
local arrivals = parameter("arrivals", { axes = { cell }, unit = "person", source = benchmark,
  default = by_cell(function(c) return 0.2 + 0.025 * (c % 40) end),
  label = { en = "People a month", zh = "月均人数" } })
-- 1 + 0.4 cos(2 pi m / 12), m = 0 in January
local season = parameter("season", { source = benchmark, label = { en = "Season", zh = "季节" },
  default = by_month { 1.4, 1.3464101615137755, 1.2, 1, 0.8, 0.6535898384862245, 0.6, 0.6535898384862245, 0.8, 1,
    1.2, 1.3464101615137755 } })
local filling = parameter("filling", { default = beta(45, 5), source = benchmark, label = { en = "Filling", zh = "落实率" } })
local drop_out = parameter("drop_out", { default = beta(5, 45), source = benchmark, label = { en = "Drop-out", zh = "退出率" } })
local pass_rate = parameter("pass_rate", { axes = { level }, source = benchmark, label = { en = "Pass rate", zh = "通过率" },
  default = { v0 = beta(60, 10), v1 = beta(50, 10), v2 = beta(40, 10), v3 = beta(30, 10), v4 = beta(20, 10) } })
local take_up = parameter("take_up", { default = 0.9, range = { 0, 1 }, source = benchmark, label = { en = "Take-up", zh = "申领率" } })
local stays = parameter("stays", { default = 0.95, range = { 0, 1 }, source = benchmark, label = { en = "Stays a month", zh = "月留存率" } })

local cell_pass = stack(cell, by_cell(function(c) return pass_rate:at(level, "v" .. c % 5) end))

local enrolled = poisson("enrolled", arrivals * scale * season * filling)
local finished = binomial("finished", previous(enrolled), 1 - drop_out)
local certified = binomial("certified", previous(finished), cell_pass)
local claimed = binomial("claimed", previous(certified), take_up)
local kept_1 = binomial("kept_1", previous(claimed), stays)
local kept_2 = binomial("kept_2", previous(kept_1), stays)
local kept_3 = binomial("kept_3", previous(kept_2), stays)

output("enrolled", enrolled:sum(), { unit = "person", label = { en = "Enrolled", zh = "参训" } })
output("finished", finished:sum(), { unit = "person", label = { en = "Finished", zh = "结业" } })
output("certified", certified:sum(), { unit = "person", label = { en = "Certified", zh = "取证" } })
output("claimed", claimed:sum(), { unit = "person", label = { en = "Claimed", zh = "申领" } })
output("paid", kept_3:sum(), { unit = "person", label = { en = "Stayed three months", zh = "留存三个月" } })
