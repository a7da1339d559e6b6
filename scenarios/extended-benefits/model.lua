-- US extended unemployment benefits: a benefit that switches itself on. Idaho, 2006-2011.
-- 美国失业保险延长给付：失业率达到法定条件时自动启动。以爱达荷州2006—2011年为例。
--
-- Regular benefits last 26 weeks. When the insured unemployment rate of 13 weeks is at least 5 % and 120 % of its average
-- in the same weeks of the two years before, 13 weeks more are paid; on and off each last 13 weeks at least (E1). So the
-- policy reads the past of the people it changes. A month stands for four weeks and a third; seasons are left out.
-- Who loses a job moves through the months of a spell (shift) until work is found; the last month gathers the rest.
-- The rates of each year are Idaho's (E2); what chance adds is the year's luck and each person's.
-- Dollars are a unit of this model's own. E numbers: docs/sources.md. tests/independent/extended_benefits.py has it in NumPy.

model {
  name = "extended-benefits", title = { en = "Extended unemployment benefits", zh = "失业保险延长给付" },
  from = "2006-01", to = "2011-12", units = { "dollar" },
}

local spell = axis("spell", { "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10" },
  { label = { en = "Month of unemployment", zh = "失业月数" } })
local function of_year(number) -- by_year of a number made of each row of the table
  local years = {}
  for _, row in ipairs((csv "data/idaho.csv").rows) do years[row.year // 1] = number(row) end
  return by_year(years)
end

local layoff = parameter("layoff", { default = of_year(function(r) return r.first_payments / r.workers / 12 end), range = { 0, 1 },
  source = cited("E2", "first payments / covered workers / 12"), label = { en = "Chance to lose a job in a month", zh = "月失业概率" } })
local finding = parameter("finding", { default = of_year(function(r) return r.finding end), range = { 0, 1 },
  source = cited("E2", "leaves as many insured unemployed as there were"), label = { en = "Chance to find work in a month", zh = "月再就业概率" } })
local discouraged = parameter("discouraged", { default = pert(0, .05, .10), range = { 0, 1 },
  source = assumed "E3: ten weeks more lengthen a spell by 1.5 weeks", label = { en = "Fewer find work while benefits are longer", zh = "延长给付期间再就业概率降幅" } })
local threshold = parameter("threshold", { default = .05, range = { 0, 1 },
  source = cited("E1", "20 CFR 615.12(a)(1)(ii)"), label = { en = "Rate that switches on", zh = "启动失业率" } })
local against_past = parameter("against_past", { default = 1.2, range = { 0, 10 },
  source = cited("E1", "20 CFR 615.12(a)(1)(i)"), label = { en = "Multiple of the two years before", zh = "相对前两年同期倍数" } })
local benefit = parameter("benefit", { default = of_year(function(r) return r.benefits / r.insured / 12 end), unit = "dollar/person", range = { 0, 1e4 },
  source = cited("E2", "benefits / insured unemployed / 12"), label = { en = "Benefit a month", zh = "月给付额" } })
local contribution = parameter("contribution", { default = of_year(function(r) return r.contributions / r.workers / 12 end), unit = "dollar/person",
  range = { 0, 1e3 }, source = cited("E2", "contributions / covered workers / 12"), label = { en = "Contribution a month", zh = "月缴费额" } })
local federal_share = parameter("federal_share", { default = .5, range = { 0, 1 },
  source = cited("E1", "EUCA 204(a)"), label = { en = "Federal part of extended benefits", zh = "联邦负担比例" } })
local reserve = parameter("reserve", { default = 200e6, unit = "dollar", range = { 0, 1e10 },
  source = assumed "about one and a half years of contributions", label = { en = "Trust fund at the start of 2006", zh = "2006年初基金结余" } })

-- people
local employed = stock("employed", { initial = amount(631000, "person"), unit = "person" })
local unemployed = stock("unemployed", { axes = { spell }, unit = "person",
  -- a steady 2006
  initial = { m1 = 3312, m2 = 2494, m3 = 1878, m4 = 1414, m5 = 1065, m6 = 802, m7 = 604, m8 = 455, m9 = 342, m10 = 1044 } })
local on = stock("on")                      -- 1 in months with extended benefits
local kept = stock("kept", { initial = 3 }) -- months since that last changed
local economy = noise("economy", lognormal(-.005, .1), { per = "year" })
local lost = employed:loses(binomial("lost", employed, layoff * economy))
local found = binomial("found", unemployed, finding * where(gt(on, 0), 1 - discouraged, 1))
employed:gains(found:sum())
unemployed:becomes((unemployed - found):shift(spell, 1, { last = "stay" }) + stack(spell, { m1 = lost, otherwise = 0 }))

-- the trigger
local insured = unemployed:only { spell = { "m1", "m2", "m3", "m4", "m5", "m6" } }:sum()
local rate = insured / employed
local quarter = (rate + previous(rate) + delayed(rate, 2)) / 3
local past = (delayed(quarter, 12) + delayed(quarter, 24)) / 2
local next_on = where(ge(kept, 3), where(all(ge(quarter, threshold), ge(quarter, against_past * past)), 1, 0), on)
on:becomes(next_on)
kept:becomes(where(eq(next_on, on), kept + 1, 1))

-- money
local months_on = on * amount(1, "month")
local cost = unemployed:only { spell = { "m7", "m8", "m9" } }:sum() * on * benefit
local trust = stock("trust", { initial = reserve, unit = "dollar", may_be_negative = true })
trust:gains(employed * contribution)
trust:loses(insured * benefit + cost * (1 - federal_share))

output("rate", rate, { kind = "level", label = { en = "Insured unemployment rate", zh = "参保失业率" } })
output("insured", insured, { unit = "person", label = { en = "On regular benefits", zh = "领取常规给付人数" } })
output("months_on", months_on, { kind = "flow", unit = "month", label = { en = "Months with extended benefits", zh = "延长给付月数" } })
output("cost", cost, { kind = "flow", unit = "dollar", label = { en = "Extended benefits paid", zh = "延长给付支出" } })
output("trust", trust, { unit = "dollar", role = "path:solvent", label = { en = "State trust fund", zh = "州失业保险基金结余" } })
target("switched_on", { of = total(months_on), by = "2011-12", at_least = 1, unit = "month", source = cited("E1"), label = { en = "Extended benefits are switched on", zh = "延长给付启动" } })
target("solvent", { of = trust, by = "2011-12", at_least = 0, unit = "dollar", source = assumed "no debt at the end", label = { en = "The fund is not in debt", zh = "基金不负债" } })
conserve("nobody appears or vanishes", employed + unemployed:sum() - amount(644410, "person"))
