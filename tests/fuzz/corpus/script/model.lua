-- China's child-care allowance of 2025: how much money, a year, from which level of government?
-- 2025年国家育儿补贴：每年需要多少钱，中央与地方各出多少？
--
-- 3,600 yuan a year for each child under 3 from 2025-01-01. Born since: a year's money at birth and on two birthdays.
-- Born before: 300 yuan for each month that is left to the third birthday. Ages are months; each month everyone
-- moves one month on (shift), and whoever turns three leaves. The history of births begins in 2022, three years before.
-- Births have no season here, and claims count in the month they arise, though the first were paid in September 2025.
-- C numbers: docs/sources.md. tests/independent/childcare.py has the closed form.

model {
  name = "childcare", title = { en = "Child-care allowance", zh = "育儿补贴" },
  from = "2022-01", to = "2028-12",
}

local ages, month_of, group_of, chance = {}, {}, {}, {}
for m = 0, 35 do
  local id = ("m%02d"):format(m)
  ages[m + 1], month_of[id], group_of[id] = id, m, ("y%d"):format(m // 12)
  chance[id] = m == 0 and .0025 or m < 12 and (.0040 - .0025) / 11 or (.0056 - .0040) / 48
end
local age = axis("age", ages, { label = { en = "Age in months", zh = "月龄" } })
local year_of_age = axis("year_of_age", { "y0", "y1", "y2" }, { label = { en = "Age", zh = "年龄" } })
label("year_of_age", "y0", { en = "under 1", zh = "不满1岁" })
label("year_of_age", "y1", { en = "1", zh = "1岁" })
label("year_of_age", "y2", { en = "2", zh = "2岁" })

-- people
local births_known = parameter("births_known", { unit = "person/year", range = { 0, 3e7 },
  default = by_year { [2022] = 9.56e6, [2023] = 9.02e6, [2024] = 9.54e6, otherwise = 7.92e6 },
  source = cited("C1", "2025: 7.92 million, the base of later years"), label = { en = "Births a year, known", zh = "已公布的年出生人口" } })
local births_change = parameter("births_change", { default = pert(-.12, -.03, .08), range = { -.5, .5 },
  source = assumed "C1: -6 % in 2023, +6 % in 2024, -17 % in 2025", label = { en = "Change of births a year, from 2026", zh = "2026年起出生人口年变化率" } })
local death = parameter("death", { axes = { age }, default = chance, range = { 0, 1 },
  source = cited("C2", "of 1,000 born 2.5 die in 28 days, 4.0 in a year, 5.6 in five"), label = { en = "Chance to die in a month", zh = "月死亡概率" } })

local births = poisson("births", births_known * (1 + births_change) ^ max(year() - 2025, 0) * amount(1 / 12, "year"))
local children = stock("children", { axes = { age }, unit = "person" })
local died = binomial("died", children, death)
local left = children - died
local there = children:becomes(left:shift(age, 1, { last = "leave" }) + stack(age, { m00 = births, otherwise = 0 })) -- at the month's end

-- money
local standard = parameter("standard", { default = 3600, unit = "yuan/person", range = { 0, 1e5 },
  source = cited("C3", "3,600 yuan per child and year"), label = { en = "Allowance for a year", zh = "每孩每年补贴标准" } })
local take_up = parameter("take_up", { default = pert(.92, .96, 1), range = { 0, 1 },
  source = assumed "C5: 33 of 36 million born 2022-2025 had it by March 2026, and claims go on", label = { en = "Families that claim", zh = "申领率" } })
local central_share = parameter("central_share", { default = .9, range = { 0, 1 },
  source = cited("C4", "about 90 %"), label = { en = "Part paid by the central government", zh = "中央财政负担比例" } })
local central_budget = parameter("central_budget", { unit = "yuan/year", range = { 0, 1e12 },
  default = by_year { [2025] = 90e9, [2026] = 99.9e9, [2027] = 99.9e9, [2028] = 99.9e9, otherwise = 0 },
  source = cited("C4, C6", "2025: about 90 billion, 2026: 99.9 billion; then held"), label = { en = "Central budget", zh = "中央财政预算" } })
local central_money = switch("central_money", { "need", "budget" }, { default = "need",
  source = assumed "need: what it would take", label = { en = "Central money", zh = "中央资金口径" } })

local months_since_2025 = (year() - 2025) * 12 + month() - 1
local born_before = ge(stack(age, month_of), months_since_2025)
local a_year = stack(age, { m00 = standard, m12 = standard, m24 = standard, otherwise = 0 })
local due = binomial("claimed", children, take_up) * where(born_before, standard / 12, a_year)
local claims = where(ge(year(), 2025), due, 0):sum(age)

local purse = { label = { en = "Central government", zh = "中央财政" } }
if central_money == "budget" then purse.appropriation = central_budget end -- else unlimited: the need is the result
local central = fund("central", purse)
local provinces = fund("local", { label = { en = "Local governments", zh = "地方财政" } })
label("route", "allowance", { en = "Child-care allowance", zh = "育儿补贴" })
central:pay("allowance", claims * central_share)
provinces:pay("allowance", claims * (1 - central_share))

output("births", births, { unit = "person", label = { en = "Births", zh = "出生人口" } })
output("children", regroup(there, age, year_of_age, group_of), { by = { year_of_age }, kind = "level", unit = "person", label = { en = "Children under 3", zh = "3岁以下婴幼儿" } })
output("need", claims, { unit = "yuan", label = { en = "Need, all levels", zh = "各级财政合计需求" } })
target("budget_2025", { of = this_year(claims * central_share), by = "2025-12", at_most = 90e9, unit = "yuan", source = cited("C4"),
  label = { en = "Central budget of 2025 suffices for its year", zh = "2025年中央预算够当年用" } })
target("budgets_to_2026", { of = total(claims * central_share), by = "2026-12", at_most = 189.9e9, unit = "yuan", source = cited("C4, C6"),
  label = { en = "Central budgets of 2025 and 2026 suffice together", zh = "2025、2026两年中央预算合计够用" } })
conserve("all who were born are here, dead or three", there:sum() - total(births - died:sum() - left:at(age, "m35")))
