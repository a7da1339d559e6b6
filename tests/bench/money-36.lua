-- money-36: a benchmark of arithmetic alone: ten uncertain inputs and no monthly chance. Each of 260 cells has a
-- year's money that nine measures draw on in turn: 200 operations on all cells a month (polsim check counts them).
-- Everything hangs on the month's backlogs and prices, so that nothing can be computed once a draw.
-- The programs of peers/ and reference.py compute the same.

model { name = "money-36", title = { en = "Nine measures in 260 cells", zh = "260个单元、九项措施的预算" },
  from = "2026-01", to = "2028-12" }

local benchmark = assumed "the benchmark's definition: tests/bench/reference.py"
local MEASURES <const> = 9
local ids = {}
for c = 0, 259 do ids[c + 1] = string.format("c%03d", c) end
local cell = axis("cell", ids)
local function by_cell(f)
  local values = {}
  for c = 0, 259 do values[ids[c + 1]] = f(c) end
  return values
end

local need = parameter("need", { axes = { cell }, unit = "person", source = benchmark,
  default = by_cell(function(c) return 20 + 7 * c % 40 end) })
local budget = parameter("budget", { axes = { cell }, unit = "yuan", source = benchmark,
  default = by_cell(function(c) return 150 + 11 * c % 100 end) })
local season = parameter("season", { source = benchmark,
  default = by_month { 1.4, 1.3464101615137755, 1.2, 1, 0.8, 0.6535898384862245, 0.6, 0.6535898384862245, 0.8, 1,
    1.2, 1.3464101615137755 } })
local inflation = parameter("inflation", { default = beta(5, 995), source = benchmark })

local price_level = stock("price_level", { axes = { cell }, initial = 1 })
local level = price_level * (1 + inflation)
price_level:becomes(level)

local available = budget * level
local left, spent, lost = available, amount(0, "yuan"), amount(0, "person")
for i = 1, MEASURES do
  local take_up = parameter("take_up_" .. i, { default = beta(2 + i, 12 - i), source = benchmark })
  local backlog = stock("backlog_" .. i, { axes = { cell }, unit = "person" })
  local standard = amount(0.8 + 0.05 * i, "yuan/person")

  local price = min(level * standard, standard * 1.08)       -- indexed, up to a ceiling
  local wanted = backlog + need * (season * take_up)
  local cost = wanted * price
  local limit = max(left / (11 - i), amount(2, "yuan"))      -- a share of what is left, and never nothing
  local paid = where(gt(cost, limit), limit, cost)
  local served = paid / price
  local rest = wanted - served
  local waits = clamp(rest * 0.9, 0, amount(10 + i, "person"))
  backlog:becomes(waits)
  local overhead = max(served * amount(0.03, "yuan/person"), paid * 0.02)
  local spending = paid + overhead
  left = max(left - spending, 0)
  spent = spent + spending
  lost = lost + (rest - waits)
end

output("spent", spent:sum(), { unit = "yuan", kind = "flow" })
output("left", left:sum(), { unit = "yuan", kind = "flow" })
output("lost", lost:sum(), { unit = "person", kind = "flow" })
output("real", (spent / level):sum(), { unit = "yuan", kind = "flow" })
output("unused", (left / available):sum(), { kind = "flow" })
