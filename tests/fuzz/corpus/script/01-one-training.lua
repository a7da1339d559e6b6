-- 1. The smallest model: people enter a course every month, most complete it, most of those pass.
--    最小的模型：每月有人参训，多数结业，多数通过考核。
--
--    polsim run scenarios/examples/01-one-training.lua
--
-- model{} comes first and says which months are computed. Every line below it names a value: an amount
-- in each month and in each of the thousands of futures ("draws") polsim computes.
-- poisson and binomial deal in whole people. Their first argument names the stream of chance: each
-- needs a name of its own.
-- delayed(x, 1) is x one month ago: who starts in March completes in April.
--
-- By hand: binomial parts of Poisson people are Poisson again, so each month from March on
-- mean = variance = 100 x .9 x .8 = 72 certificates, and over the year 10 x 72 = 720 (sd 26.83).

model {
  name = "one-training",
  title = { en = "One training course", zh = "一个培训班" },
  from = "2026-01", to = "2026-12",
}

local enrolled  = poisson("enrolled", amount(100, "person"))
local completed = binomial("completed", delayed(enrolled, 1), 0.9)
local certified = binomial("certified", delayed(completed, 1), 0.8)

output("enrolled", enrolled, { unit = "person", role = "stage:1", label = { en = "Enrolled", zh = "参训" } })
output("completed", completed, { unit = "person", role = "stage:2", label = { en = "Completed", zh = "结业" } })
output("certified", certified, { unit = "person", role = "stage:3", label = { en = "Certified", zh = "取证" } })

target("enough", { of = total(certified), by = "2026-12", at_least = 700, unit = "person",
  source = assumed "an example", label = { en = "700 certificates in the year", zh = "全年取证700人" } })

conserve("nobody is certified who did not complete", max(0, total(certified) - total(completed)))
