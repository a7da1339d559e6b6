-- Who pays: funds, what they owe / 资金来源与应付未付
--
-- A claim enters its fund in the month it is due and is paid then if the fund has the money.
local axes = require "model/axes"
local reading = require "model/readings"
local input = require "model/inputs"
local people = require "model/people"
local claims = require "model/claims"
local rates = require "model/rates"
local level, payer = axes.level, axes.payer
local one_year = amount(1, "year")
local money = {}

-- ── amounts due by route / 各途径应兑付 ─────────────────────────────────────────────────────────
local level_rate = round(rates.level)
local level_yuan = (claims.level.due * level_rate):sum(level)
local qualification_yuan = (claims.item.due * rates.of_line):sum()
if reading.fire_l3_pay == "level" then                     -- X28: the difference to the level subsidy
  for _, id in ipairs { "K23", "K31" } do
    local at_line = claims.item.due:at(rates.line, id)
    qualification_yuan = qualification_yuan + binomial("fire_l3_" .. id, at_line, input.qualification_l3)
      * max(0, level_rate:at(level, "L3") - rates.of_line:at(rates.line, id))
  end
end
local work_yuan = claims.work.due * rates.work_rate
local yearly_rate = rates.apprentice_rate * one_year
local years = round(input.apprentice_years / one_year)
if reading.apprentice_pay == "each_year" then              -- X11: the first of two years was paid before
  years = stack(axes.term, { one = years:at(axes.term, "one"), two = years:at(axes.term, "two") - 1 })
end
local apprentice_yuan = (claims.apprentice.due * yearly_rate * years):sum()
  + (claims.apprentice_first * yearly_rate):sum()
if reading.apprentice_stacking == "level" then
  for _, id in ipairs(axes.high_levels) do
    apprentice_yuan = apprentice_yuan + claims.apprentice.due:at(axes.high_level, id):sum() * level_rate:at(level, id)
  end
end
local other = people.completed:only { kind = { "special", "other" } }:sum(axes.kind)
local firm_other_yuan = other:only { department = people.firms }:sum() * rates.firm_cost
local county_other_yuan = other:only { department = people.county }:sum() * rates.other_cost
local grant_yuan = in_plan() * where(eq(month(), 12),
  round((rates.bases * rates.base_grant + rates.studios * rates.studio_grant) * one_year), 0)

-- ── funds / 资金来源 ────────────────────────────────────────────────────────────────────────────
label("route", "R1", { en = "Level certificates, key groups", zh = "重点群体技能等级补贴" })
label("route", "R1_employee", { en = "Level certificates, employees", zh = "企业职工技能等级补贴" })
label("route", "R1_own", { en = "Level certificates, other departments", zh = "其他部门技能等级补贴" })
label("route", "R2", { en = "Qualification certificates", zh = "职业资格补贴" })
label("route", "R3", { en = "Other courses", zh = "其他培训" })
label("route", "R4", { en = "Firms' own trainings", zh = "企业自主培训" })
label("route", "R4_level", { en = "Level certificates, firms' own", zh = "企业自主培训技能等级补贴" })
label("route", "R5", { en = "Work-for-training", zh = "以工代训补贴" })
label("route", "R6", { en = "Apprenticeship", zh = "新型学徒制补贴" })
label("route", "S13", { en = "Bases and studios", zh = "培训基地和大师工作室补助" })

local function purse(name, en, zh, options)
  options = options or {}
  options.label = { en = en, zh = zh }
  return fund(name, options)
end
local limited = reading.fund_limit == "constant"
local function county_purse(name, en, zh, budget)
  if not limited then return purse(name, en, zh) end
  return purse(name, en, zh, { appropriation = rates.this_year(budget), first_quarter = rates.first_quarter,
    carry_over = reading.carry_over == "yes" })
end
local county = county_purse("county_special", "County special money", "县财政专项资金", rates.county)
local minning = county_purse("minning", "Minning money", "闽宁资金", rates.minning)
local employment = purse("employment", "Employment subsidies", "就业补助资金")
local unemployment = purse("unemployment", "Unemployment insurance", "失业保险基金")
local skill_special = purse("skill_special", "Skills-upgrading special money", "职业技能提升专项资金")
local industry = purse("industry", "Industry development money", "行业产业发展经费")
local talent = purse("talent", "Talent money", "人才专项经费")
local others = purse("other_sources", "Other sources", "其他渠道资金")
local department_own = purse("department_own", "Departments' own money", "部门自筹资金")
local enterprise = purse("enterprise", "Firms' training money", "企业职工教育经费")
local unfunded = purse("unfunded", "Not yet funded", "未落实", { appropriation = amount(0, "yuan/year") })

-- `yuan` of a route among funds: each takes its share in whole fen, the last the rest.
local function spread(route, yuan, shares, last)
  local left = yuan
  for _, pair in ipairs(shares) do
    local part = min(left, round(yuan * pair[2] * 100) / 100)
    pair[1]:pay(route, part)
    left = left - part
  end
  last:pay(route, left)
end

-- R1, R6: the employment fund as far as its share goes, the gap is nobody's (W11)
spread("R1", level_yuan:at(payer, "five"), { { employment, rates.employment_share } }, unfunded)
spread("R6", apprentice_yuan, { { talent, rates.talent_part },
  { employment, (1 - rates.talent_part) * rates.employment_share } }, unfunded)
spread("R1_employee", level_yuan:at(payer, "employee"), { { unemployment, rates.unemployment_part } }, skill_special)
spread("R4_level", level_yuan:at(payer, "firm"), { { unemployment, rates.unemployment_part } }, skill_special)
local own_shares, own_last = { { industry, rates.industry_part }, { others, rates.other_part } }, department_own
if reading.department_pay == "employment" then             -- X13, X26
  own_shares[3] = { employment, (1 - rates.industry_part - rates.other_part) * rates.employment_share }
  own_last = unfunded
end
spread("R1_own", level_yuan:at(payer, "own"), own_shares, own_last)
spread("R3", county_other_yuan, { { industry, rates.industry_part }, { others, rates.other_part } }, department_own)
enterprise:pay("R4", firm_other_yuan)
talent:pay("S13", grant_yuan)

-- R2 and R5: 三（二）“由县财政统筹专项资金、闽宁资金等予以保障”; under a limit Minning money goes first
if limited then
  local _, owed_qualification = pay_in_order({ minning, county }, "R2", qualification_yuan, { priority = 1 })
  local _, owed_work = pay_in_order({ minning, county }, "R5", work_yuan, { priority = 2 })
  money.f2_owed = owed_qualification + owed_work
else
  spread("R2", qualification_yuan, { { minning, rates.minning_share } }, county)
  spread("R5", work_yuan, { { minning, rates.minning_share } }, county)
  money.f2_owed = county:arrears("R2") + county:arrears("R5") + minning:arrears("R2") + minning:arrears("R5")
end

-- ── what results.lua uses ───────────────────────────────────────────────────────────────────────
local function paid(f, route) return f:commitment(route) - f:arrears(route) + previous(f:arrears(route)) end
local function committed(list, routes)
  local sum = 0
  for _, f in ipairs(list) do
    for _, route in ipairs(routes) do sum = sum + f:commitment(route) end
  end
  return sum
end
money.f2_due = qualification_yuan + work_yuan
money.f2_committed = committed({ county, minning }, { "R2", "R5" })
money.own_due = level_yuan:at(payer, "own") + county_other_yuan
money.own_committed = committed({ industry, others }, { "R1_own", "R3" }) + own_last:commitment "R1_own"
  + department_own:commitment "R3"
if reading.department_pay == "employment" then
  money.own_committed = money.own_committed + employment:commitment "R1_own"
end
money.f2_paid = paid(county, "R2") + paid(county, "R5") + paid(minning, "R2") + paid(minning, "R5")
money.public_due = level_yuan:sum() + qualification_yuan + work_yuan + apprentice_yuan + county_other_yuan + grant_yuan
money.by_kind = stack(axes.kind, { level = level_yuan:sum(), qualification = qualification_yuan, work = work_yuan,
  apprentice = apprentice_yuan, special = 0, other = county_other_yuan })
money.unfunded = unfunded:arrears("R1") + unfunded:arrears("R6")
if reading.department_pay == "employment" then money.unfunded = money.unfunded + unfunded:arrears("R1_own") end
money.limited = limited
if limited then money.given = rates.this_year(rates.county) + rates.this_year(rates.minning) end

return money
