-- 4. Money: a fund that may run dry.
--    资金：可能不够用的一笔钱。
--
-- A fund with an appropriation pays claims as far as its cash allows, oldest year first; what it cannot pay
-- stays owed (arrears) and is paid when money comes. Without an appropriation it is unlimited, and its
-- payments are the need. Each fund reports commitment, payment, arrears and balance by itself.
-- waiting(stream, people, shares): each person waits 1, 2 or 3 months for the payment to fall due.
--
-- Try: --set "budget=scaled(0.7)"

model {
  name = "fund",
  title = { en = "A fund for certificates", zh = "取证补贴资金" },
  from = "2026-01", to = "2027-12", tail = "2028-12",
}

local pass_rate = parameter("pass_rate", { default = pert(.7, .8, .9), range = { 0, 1 },
  source = assumed "an example", label = { en = "Pass rate", zh = "通过率" } })
local subsidy = parameter("subsidy", { default = 1500, unit = "yuan/person", range = { 0, 20000 },
  source = plan "1500 yuan a person", label = { en = "Subsidy", zh = "补贴标准" } })
local budget = parameter("budget", { unit = "yuan/year", range = { 0, 1e9 },
  default = by_year { [2026] = 550000, [2027] = 650000, otherwise = 100000 },
  source = assumed "an example", label = { en = "Budget", zh = "年度预算" } })

local examined = poisson("examined", in_plan() * amount(50, "person"))
local certified = binomial("certified", examined, pass_rate)
local due = waiting("wait", certified, { [1] = .2, [2] = .5, [3] = .3 })

local county = fund("county", { appropriation = budget, label = { en = "County money", zh = "县级资金" } })
label("route", "certificate", { en = "Certificate subsidy", zh = "取证补贴" })
local paid = county:pay("certificate", due * subsidy)

output("certified", certified, { unit = "person", role = "stage:1", label = { en = "Certified", zh = "取证" } })
output("due", due, { unit = "person", role = "stage:2", label = { en = "Due for payment", zh = "到期应兑付" } })

conserve("due = paid + owed", total(due * subsidy) - total(paid) - county:arrears("certificate"))
