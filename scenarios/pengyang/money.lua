-- From the certificate to the money, by fund / 从取证到兑付
--
-- Paid per certificate (二（六）“按照取证人数兑现补贴”). A claim is put in the month of its certificate; the
-- money is due after the whole wait (claim, checks, notice, payment) and paid then if the fund has it.
-- Not built: the cap of two qualification subsidies a person (“每人享受补贴不超过2次”), which would cut
-- `item_claimed` below; rejected and returned claims, the claim window, batches. See docs/pengyang.md.
local axes = require "axes"
local input = require "inputs"
local people = require "people"
local reading = require "readings"
local department, level, item, payer = axes.department, axes.level, axes.item, axes.payer
local one_year = amount(1, "year")
local money = {}

-- ── rates / 补贴标准 ────────────────────────────────────────────────────────────────────────────
local per_head = "yuan/person_time"
local function raised(name, yuan, en, zh)
  return parameter(name, { default = yuan, unit = per_head, range = { 0, 20000 },
    source = plan "二（五）“取得高级工、技师、高级技师的，补贴标准分别提高到4000元、5000元、6000元”",
    label = { en = en, zh = zh } })
end
local level_rate = stack(level, {
  L5 = parameter("subsidy_L5", { default = pert(1000, 1000, 1500), unit = per_head, range = { 1000, 6000 },
    source = assumed "原文缺失，取估计区间：二（二）只有“1000元-6000元”；取下限，参照S19 桐庐县（1000元）",
    label = { en = "Subsidy, level 5", zh = "初级工补贴" } }),
  L4 = parameter("subsidy_L4", { default = pert(1500, 2000, 3000), unit = per_head, range = { 1000, 6000 },
    source = assumed "原文缺失，取估计区间：二（二）只有“1000元-6000元”；低于高级工4000元内插，参照S19 桐庐县（1500元）",
    label = { en = "Subsidy, level 4", zh = "中级工补贴" } }),
  L3 = raised("subsidy_L3", 4000, "Subsidy, level 3", "高级工补贴"),
  L2 = raised("subsidy_L2", 5000, "Subsidy, level 2", "技师补贴"),
  L1 = raised("subsidy_L1", 6000, "Subsidy, level 1", "高级技师补贴"),
})

-- Catalogue: amounts the text has; the 19 it lacks by group as estimates (原文缺失，取估计区间). An amount
-- filled into data/catalogue.csv takes the place of the estimate.
local amount_of, missing_of = item:column "amount", item:column "missing_group"
local low, central, high = item:column "low", item:column "central", item:column "high"
local function wrong(id, text)
  error(("data/catalogue.csv: '%s' %s"):format(id, text), 0)
end
local known, estimate, shown = {}, { special_operations = 0, construction = 0, special_equipment = 0 }, {}
for _, id in ipairs(item:labels()) do
  local yuan, group = amount_of[id], missing_of[id]
  known[id] = 0                                        -- not known here, or `unlisted`, which has its own
  if type(yuan) == "number" then
    if id ~= "unlisted" then known[id] = yuan end
  elseif yuan ~= nil then
    wrong(id, "has the amount '" .. yuan .. "', which is no number")
  elseif group == nil or low[id] == nil or central[id] == nil or high[id] == nil then
    wrong(id, "has no amount: fill it in, or give low, central, high and missing_group")
  else                                                 -- one estimate a group: its items must agree
    local text = ("%g/%g/%g"):format(low[id], central[id], high[id])
    if shown[group] ~= nil and shown[group] ~= text then
      wrong(id, "is estimated as " .. text .. ", others of its missing_group as " .. shown[group])
    end
    shown[group], estimate[group] = text, pert(low[id], central[id], high[id])
  end
end
local catalogue_rate = parameter("catalogue_rate", { axes = { item }, default = known, unit = per_head,
  range = { 0, 20000 }, source = plan "附件1“补贴标准(元)”；原文缺失的19项在此为0，用missing_rate",
  label = { en = "Subsidy of a catalogue item", zh = "目录补贴标准" } })
local missing_rate = parameter("missing_rate", { axes = { axes.missing_group }, default = estimate, unit = per_head,
  range = { 0, 20000 }, source = assumed "原文缺失，取估计区间（附件1第1—19项金额缺失）：S15 宁夏2019年800元、S16 泉州800元、S14 天津300元、S17 青海1000—2000元、S18 市场收费450—2000元",
  label = { en = "Estimate for items whose amount the text lacks", zh = "缺金额项目的估计标准" } })
local unlisted_rate = parameter("unlisted_rate", { default = 1000, unit = per_head, range = { 0, 20000 },
  source = plan "二（三）“未列入我县职业资格目录范围的，统一按照1000元标准给予补贴”",
  label = { en = "Subsidy of an item not in the catalogue", zh = "未列入目录的补贴标准" } })
local item_rate = axes.by(item, function(id)
  if id == "unlisted" then return unlisted_rate end
  if amount_of[id] == nil then return missing_rate:at(axes.missing_group, missing_of[id]) end
  return catalogue_rate:at(item, id)
end)

local work_rate = parameter("work_rate", { default = 1500, unit = per_head, range = { 0, 20000 },
  source = plan "二（四）“按照每人1500元标准给予企业技能培训补贴”",
  label = { en = "Work-for-training subsidy, to the firm", zh = "以工代训补贴（拨企业）" } })
local apprentice_rate = parameter("apprentice_rate", { axes = { level }, unit = "yuan/person_time/year",
  default = { L5 = 0, L4 = 0, L3 = 8000, L2 = 11000, L1 = 15000 },
  source = plan "二（五）新型学徒制“每人每年分别按照8000元、11000元、15000元标准补贴”",
  label = { en = "Apprenticeship subsidy a year, to the firm", zh = "新型学徒制补贴（每人每年）" } })
local other_cost = parameter("other_cost", { default = 0, unit = per_head, range = { 0, 20000 },
  source = assumed "专项能力、合格证书等其他培训原文无标准，按0计",
  label = { en = "Cost of another course", zh = "其他培训单位成本" } })
local firm_cost = parameter("firm_cost", { default = 0, unit = per_head, range = { 0, 20000 },
  source = assumed "企业自主培训由职工教育经费承担，原文无标准，按0计",
  label = { en = "Cost of a firm's own training", zh = "企业自主培训单位成本" } })

-- ── claims and waits / 申领与等待 ───────────────────────────────────────────────────────────────
local pay_wait = {}
for j = 1, 9 do pay_wait[j] = input.pay_wait:at(axes.pay_month, "m" .. j) end

-- Level certificates: the HR bureau's (R1) by group, other departments' (R1'), firms' (R4)
local certified = people.level_certified
local firms = axes.having(department, "calendar", "firm")
local own = {}
for _, id in ipairs(axes.having(department, "calendar", "county")) do
  if id ~= "hr" then own[#own + 1] = id end
end
local five, employee = split("five_group", certified:at(department, "hr"), input.five_share)
local with_rate = stack(payer, {
  five = five,
  employee = employee:only { level = axes.high_levels },   -- X14: employees have no rate at L5 and L4
  own = certified:only { department = own }:sum(department),
  firm = certified:only { department = firms }:sum(department):only { level = axes.high_levels },
})
local level_claimed = binomial("claimed_level", with_rate, input.claim_organised)
local level_due = waiting("pay_level", level_claimed, pay_wait)
local level_yuan = (level_due * round(level_rate)):sum(level)

-- Qualifications (R2): certified within the plan only (“《方案》实施期内参加培训取得”)
local item_claimed = binomial("claimed_item", people.item_certified * in_plan(), input.claim_individual)
local item_due = waiting("pay_item", item_claimed, pay_wait)
local qualification_yuan = (item_due * round(item_rate)):sum(item)

-- Work-for-training (R5): three months in work, then the firm claims
local retained = binomial("retained", delayed(people.work_completed:sum(), input.hold_months), input.retention)
local work_claimed = binomial("claimed_work", retained, input.claim_firm)
local work_due = waiting("pay_work", work_claimed, pay_wait)
local work_yuan = work_due * work_rate

-- Apprentices (R6): the years accrue, paid at the certificate; no level subsidy on top (X11)
local apprentice_due = waiting("pay_apprentice", people.apprentice_certified, pay_wait)
local apprentice_yuan = (apprentice_due * (apprentice_rate * input.apprentice_years)):sum(level)

-- ── funds / 资金来源 ────────────────────────────────────────────────────────────────────────────
label("route", "R1", { en = "Level certificates, five groups", zh = "五类群体技能等级补贴" })
label("route", "R1_employee", { en = "Level certificates, employees", zh = "企业职工高级工以上补贴" })
label("route", "R1_own", { en = "Level certificates, other departments", zh = "其他部门技能等级补贴" })
label("route", "R2", { en = "Qualification certificates", zh = "职业资格补贴" })
label("route", "R3", { en = "Other courses", zh = "其他培训" })
label("route", "R4", { en = "Firms' own trainings", zh = "企业自主培训" })
label("route", "R4_level", { en = "Level certificates, firms' own", zh = "企业自主培训高级工以上补贴" })
label("route", "R5", { en = "Work-for-training", zh = "以工代训补贴" })
label("route", "R6", { en = "Apprenticeship", zh = "新型学徒制补贴" })

local employment = fund("employment", { label = { en = "Employment subsidies", zh = "就业补助资金" } })
local skill_special = fund("skill_special", { label = { en = "Unemployment insurance and skills funds", zh = "失业保险基金和技能提升专项" } })
local department_own = fund("department_own", { label = { en = "Departments' own money", zh = "部门自筹资金" } })
local enterprise = fund("enterprise", { label = { en = "Firms' training money", zh = "企业职工教育经费" } })

local firm_other = people.completed:at(axes.kind, "other"):only { department = firms }:sum()
local county_other = people.completed:at(axes.kind, "other"):sum() - firm_other
employment:pay("R1", level_yuan:at(payer, "five"))
skill_special:pay("R1_employee", level_yuan:at(payer, "employee"))
skill_special:pay("R4_level", level_yuan:at(payer, "firm"))
skill_special:pay("R6", apprentice_yuan)
department_own:pay("R1_own", level_yuan:at(payer, "own"))
department_own:pay("R3", county_other * other_cost)
enterprise:pay("R4", firm_other * firm_cost)

-- 闽宁 and the county's special money pay R2 and R5 (三（二）“由县财政统筹专项资金、闽宁资金等予以保障”).
local f2_source = assumed "方案没有金额；取基准方案各年平均需求（data/appropriations.csv），只在fund_limit=constant时用"
local given_money = csv "data/appropriations.csv"
local function yearly(column)
  local entry, dated = given_money:column(column), {}
  for year = 2026, 2030 do dated[year] = entry[tostring(year)] end
  return by_year(dated)
end
local minning_money = parameter("minning_appropriation", { default = yearly "minning", unit = "yuan/year",
  range = { 0, 1e9 }, source = f2_source, label = { en = "Minning (Fujian–Ningxia) money a year", zh = "闽宁资金年度额" } })
local county_money = parameter("county_appropriation", { default = yearly "county_special", unit = "yuan/year",
  range = { 0, 1e9 }, source = f2_source, label = { en = "County special money a year", zh = "县财政专项资金年度额" } })
local minning_share = parameter("minning_share", { default = .5, range = { 0, 1 },
  source = assumed "方案未写闽宁资金与县财政各承担多少；不设上限时各按一半，合计不受影响",
  label = { en = "Part of the county lines that Minning money pays", zh = "县级保障部分中闽宁资金占比" } })

local minning_label = { en = "Minning money", zh = "闽宁资金" }
local county_label = { en = "County special money", zh = "县财政专项资金" }
local minning, county, by_minning
if reading.fund_limit == "none" then
  minning, county = fund("minning", { label = minning_label }), fund("county_special", { label = county_label })
  by_minning = { R2 = round(qualification_yuan * minning_share), R5 = round(work_yuan * minning_share) }
else                                                   -- Minning money is drawn first, R2 before R5
  minning = fund("minning", { appropriation = minning_money, label = minning_label })
  county = fund("county_special", { appropriation = county_money, label = county_label })
  local purse = stock("minning_purse", { unit = "yuan", label = { en = "Minning money left", zh = "闽宁资金结余" } })
  local came = where(eq(month(), 1), round(minning_money * one_year), 0)
  local first = min(qualification_yuan, purse + came)
  by_minning = { R2 = first, R5 = min(work_yuan, purse + came - first) }
  purse:gains(came)
  purse:loses(by_minning.R2 + by_minning.R5)
end
money.f2_paid = minning:pay("R2", by_minning.R2) + minning:pay("R5", by_minning.R5)
  + county:pay("R2", qualification_yuan - by_minning.R2, { priority = 1 })
  + county:pay("R5", work_yuan - by_minning.R5, { priority = 2 })
money.f2_owed = county:arrears("R2") + county:arrears("R5") + minning:arrears("R2") + minning:arrears("R5")

-- ── what results.lua uses ───────────────────────────────────────────────────────────────────────
money.f2_due = qualification_yuan + work_yuan
money.public_due = level_yuan:sum(payer) + qualification_yuan + work_yuan + apprentice_yuan + county_other * other_cost
money.without_channel = certified:sum(department) - five - employee   -- 0: see results.lua
  - certified:only { department = own }:sum(department) - certified:only { department = firms }:sum(department)
money.with_rate, money.level_claimed, money.level_due = with_rate, level_claimed, level_due
money.item_claimed, money.item_due = item_claimed, item_due
money.claimed = stack(axes.kind, { level = level_claimed:sum(), qualification = item_claimed:sum(), other = 0,
  work = work_claimed, apprentice = people.apprentice_certified:sum() })
money.due = stack(axes.kind, { level = level_due:sum(), qualification = item_due:sum(), other = 0,
  work = work_due, apprentice = apprentice_due:sum() })
money.no_rate = stack(axes.kind, { level = certified:sum() - with_rate:sum(),    -- employees below level 3
  qualification = (people.item_certified * (1 - in_plan())):sum(), other = 0, work = 0, apprentice = 0 })
money.unclaimed = stack(axes.kind, { level = with_rate:sum() - level_claimed:sum(),
  qualification = (people.item_certified * in_plan()):sum() - item_claimed:sum(), other = 0,
  work = retained - work_claimed, apprentice = 0 })

return money
