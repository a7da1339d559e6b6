-- 5. Stocks and feedback: an epidemic among 1000 people (chain-binomial SIR).
--    存量与反馈：一千人中的疫情（链式二项SIR模型）。
--
-- A stock is what there is at the start of the month; flows go out of and into it and take effect at the
-- month's end, so two flows of one month see the same stock. Here a "month" is one step of the epidemic.
-- Each susceptible person escapes infection with probability exp(-contact x infectious / population);
-- each infectious person recovers with a fixed probability. Nobody appears or vanishes: the identity
-- at the end is proved by polsim check.
--
-- tests/independent/sir.py computes the same with NumPy alone; tests compare the two.

model {
  name = "sir",
  title = { en = "An epidemic", zh = "一次疫情" },
  from = "2026-01", to = "2028-12",
}

local population = amount(1000, "person")
local contact = parameter("contact", { default = 0.6, range = { 0, 10 },
  source = assumed "an example", label = { en = "Contacts that infect, a month", zh = "每月传染接触数" } })
local recovery = parameter("recovery", { default = 0.3, range = { 0, 1 },
  source = assumed "an example", label = { en = "Chance to recover in a month", zh = "每月康复概率" } })

local susceptible = stock("susceptible", { initial = amount(990, "person"), unit = "person", label = { en = "Susceptible", zh = "易感者" } })
local infectious = stock("infectious", { initial = amount(10, "person"), unit = "person", label = { en = "Infectious", zh = "感染者" } })
local recovered = stock("recovered", { unit = "person", label = { en = "Recovered", zh = "康复者" } })

local infections = binomial("infections", susceptible, 1 - exp(-(contact * infectious / population)))
local recoveries = binomial("recoveries", infectious, recovery)

susceptible:loses(infections)
infectious:gains(infections)
infectious:loses(recoveries)
recovered:gains(recoveries)

output("infections", infections, { unit = "person", label = { en = "New infections", zh = "新增感染" } })
output("susceptible", susceptible, { unit = "person", monthly_quantiles = true, label = { en = "Susceptible", zh = "易感者" } })
output("infectious", infectious, { unit = "person", monthly_quantiles = true, label = { en = "Infectious", zh = "感染者" } })
output("recovered", recovered, { unit = "person", label = { en = "Recovered", zh = "康复者" } })
target("contained", { of = total(infections), by = "2028-12", at_most = 800, unit = "person",
  source = assumed "an example", label = { en = "At most 800 infections", zh = "新增感染不超过800人" } })

conserve("nobody appears or vanishes", susceptible + infectious + recovered - population)
