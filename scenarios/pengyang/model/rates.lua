-- What a certificate is paid, and what the funds have / 补贴标准、资金
local axes = require "model/axes"
local reading = require "model/readings"
local level, item = axes.level, axes.item
local rates = {}

-- ── rates / 补贴标准 ────────────────────────────────────────────────────────────────────────────
local per_head = "yuan/person_time"
local function raised(name, yuan, en, zh)
  return parameter(name, { default = yuan, unit = per_head, range = { 0, 20000 },
    source = plan "二（五）“取得高级工、技师、高级技师的，补贴标准分别提高到4000元、5000元、6000元”",
    label = { en = en, zh = zh } })
end
-- An amount that the text lacks: its estimate, or one end of it (口径 missing_rates). The parameter stays
-- declared, so that the random numbers of the others do not move.
local function chosen(estimate, least, most)
  if reading.missing_rates == "low" then return amount(least, per_head) end
  if reading.missing_rates == "high" then return amount(most, per_head) end
  return estimate
end
rates.level = stack(level, {
  L5 = chosen(parameter("subsidy_L5", { default = pert(1000, 1000, 1500), unit = per_head, range = { 1000, 6000 },
    source = assumed "原文缺失，取估计区间：二（二）只有“1000元-6000元”；取下限，参照S19 桐庐县（1000元）",
    label = { en = "Subsidy, level 5", zh = "初级工补贴" } }), 1000, 1500),
  L4 = chosen(parameter("subsidy_L4", { default = pert(1500, 2000, 3000), unit = per_head, range = { 1000, 6000 },
    source = assumed "原文缺失，取估计区间：二（二）只有“1000元-6000元”；低于高级工4000元内插，参照S19 桐庐县（1500元）",
    label = { en = "Subsidy, level 4", zh = "中级工补贴" } }), 1500, 3000),
  L3 = raised("subsidy_L3", 4000, "Subsidy, level 3", "高级工补贴"),
  L2 = raised("subsidy_L2", 5000, "Subsidy, level 2", "技师补贴"),
  L1 = raised("subsidy_L1", 6000, "Subsidy, level 1", "高级技师补贴"),
})

-- Catalogue: amounts the text has; the 19 it lacks by group as estimates (原文缺失，取估计区间). An amount
-- filled into data/catalogue.csv takes the place of the estimate.
local amount_of, missing_of = item:column "amount", axes.missing_group_of
local low, central, high = item:column "low", item:column "central", item:column "high"
local function wrong(id, text)
  error(("data/catalogue.csv: '%s' %s"):format(id, text), 0)
end
local known, ends, shown, estimate = {}, {}, {}, { special_operations = 0, construction = 0, special_equipment = 0 }
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
    ends[group] = { low[id], high[id] }
  end
end
rates.catalogue_rate = parameter("catalogue_rate", { axes = { item }, default = known, unit = per_head,
  range = { 0, 20000 }, source = plan "附件1“补贴标准(元)”；原文缺失的19项在此为0，用missing_rate",
  label = { en = "Subsidy of a catalogue item", zh = "目录补贴标准" } })
local missing_rate = parameter("missing_rate", { axes = { axes.missing_group }, default = estimate, unit = per_head,
  range = { 0, 20000 }, source = assumed "原文缺失，取估计区间（附件1第1—19项金额缺失）：S15 宁夏2019年800元、S16 泉州800元、S14 天津300元、S17 青海1000—2000元、S18 市场收费450—2000元",
  label = { en = "Estimate for items whose amount the text lacks", zh = "缺金额项目的估计标准" } })
rates.catalogue_factor = parameter("catalogue_factor", { default = 1, range = { 0, 3 },
  source = plan "附件1；1为原标准，标准整体调整时在此修改", label = { en = "Factor on all catalogue amounts", zh = "目录标准调整系数" } })
local unlisted_rate = parameter("unlisted_rate", { default = 1000, unit = per_head, range = { 0, 20000 },
  source = plan "二（三）“未列入我县职业资格目录范围的，统一按照1000元标准给予补贴”",
  label = { en = "Subsidy of an item not in the catalogue", zh = "未列入目录的补贴标准" } })

-- Lines of one amount each: a catalogue item whose amount is known, or a group of those estimated together.
rates.line_of = {}
local lines, is_line = {}, {}
for _, id in ipairs(item:labels()) do
  local line = amount_of[id] == nil and missing_of[id] or id
  rates.line_of[id] = line
  if not is_line[line] then lines[#lines + 1], is_line[line] = line, true end
end
rates.line = axis("rate_line", lines, { label = { en = "Catalogue amount", zh = "目录标准" } })
rates.of_line = stack(rates.line, function(line)
  if line == "unlisted" then return unlisted_rate end
  if amount_of[line] == nil then
    local estimate_yuan = chosen(missing_rate:at(axes.missing_group, line), ends[line][1], ends[line][2])
    return round(estimate_yuan * rates.catalogue_factor)
  end
  return round(rates.catalogue_rate:at(item, line) * rates.catalogue_factor)
end)
rates.of_item = stack(item, function(id) return rates.of_line:at(rates.line, rates.line_of[id]) end)

rates.work_rate = parameter("work_rate", { default = 1500, unit = per_head, range = { 0, 20000 },
  source = plan "二（四）“按照每人1500元标准给予企业技能培训补贴”",
  label = { en = "Work-for-training subsidy, to the firm", zh = "以工代训补贴（拨企业）" } })
rates.apprentice_rate = parameter("apprentice_rate", { axes = { axes.high_level }, unit = "yuan/person_time/year",
  default = { L3 = 8000, L2 = 11000, L1 = 15000 },
  source = plan "二（五）新型学徒制“每人每年分别按照8000元、11000元、15000元标准补贴”",
  label = { en = "Apprenticeship subsidy a year, to the firm", zh = "新型学徒制补贴（每人每年）" } })
rates.other_cost = parameter("other_cost", { default = 0, unit = per_head, range = { 0, 20000 },
  source = assumed "专项能力、合格证书等其他培训原文无标准，按0计",
  label = { en = "Cost of another course", zh = "其他培训单位成本" } })
rates.firm_cost = parameter("firm_cost", { default = 0, unit = per_head, range = { 0, 20000 },
  source = assumed "企业自主培训由职工教育经费承担，原文无标准，按0计",
  label = { en = "Cost of a firm's own training", zh = "企业自主培训单位成本" } })

-- ── budgets / 资金额度 ──────────────────────────────────────────────────────────────────────────
local f2_source = assumed "方案没有金额；取基准方案各年平均需求（data/appropriations.csv），只在fund_limit=constant时用"
local function yearly(name, column, en, zh)
  return parameter(name, { axes = { axes.budget_year }, unit = "yuan/year", range = { 0, 1e9 },
    default = axes.budget_year:column(column), source = f2_source, label = { en = en, zh = zh } })
end
rates.minning = yearly("minning_appropriation", "minning", "Minning (Fujian–Ningxia) money a year", "闽宁资金年度额")
rates.county = yearly("county_appropriation", "county_special", "County special money a year", "县财政专项资金年度额")

-- A budget of the calendar year, from one by budget year
function rates.this_year(budget)
  local now = 0
  for _, id in ipairs(axes.budget_year:labels()) do
    now = now + where(eq(year(), tonumber(id)), budget:at(axes.budget_year, id), 0)
  end
  return now
end

local function part(name, default, range, source, en, zh)
  rates[name] = parameter(name, { default = default, range = range, source = source, label = { en = en, zh = zh } })
end
part("first_quarter", .25, { 0, 1 }, assumed "第一季度只有提前下达部分可用（预算三月后批复），取四分之一",
  "Part of the year's money at hand in the first quarter", "第一季度可用资金占比")
part("minning_share", .5, { 0, 1 }, assumed "方案未写闽宁资金与县财政各承担多少；不设上限时各按一半，合计不受影响",
  "Part of the county lines that Minning money pays", "县级保障部分中闽宁资金占比")
part("unemployment_part", .5, { 0, 1 }, assumed "企业职工补贴由失业保险基金和职业技能提升专项资金分担，方案未写比例，各半",
  "Part of employees' subsidies from unemployment insurance", "企业职工补贴中失业保险基金占比")
part("industry_part", 0, { 0, 1 }, assumed "三（二）列有行业产业发展经费，未写用途；默认0，由部门自筹",
  "Part of other departments' costs from industry money", "其他部门补贴中行业产业发展经费占比")
part("other_part", 0, { 0, 1 }, assumed "三（二）列有“其他渠道资金”，未写用途；默认0",
  "Part of other departments' costs from other sources", "其他部门补贴中其他渠道占比")
part("talent_part", 0, { 0, 1 }, assumed "三（二）列有人才专项经费，未写用途；默认0",
  "Part of apprenticeships from talent money", "学徒制补贴中人才专项占比")
part("employment_share", by_year { otherwise = 1 }, { 0, 1 },
  assumed "默认就业补助资金全额承担；财社〔2023〕181号第31条写明中央资金实施期限至2025年，是否延续未找到",
  "Part of its subsidies that the employment fund pays", "就业补助资金承担比例")

-- Bases and studios: the plan says “按规定标准给予补贴” (二（八）) and gives no amount.
rates.bases = parameter("training_bases", { default = 0, unit = "grant/year", range = { 0, 100 },
  source = assumed "方案未定高技能人才培训基地数量，默认0", label = { en = "Bases granted a year", zh = "每年新建培训基地" } })
rates.studios = parameter("master_studios", { default = 0, unit = "grant/year", range = { 0, 100 },
  source = assumed "方案未定技能大师工作室数量，默认0", label = { en = "Studios granted a year", zh = "每年新建大师工作室" } })
rates.base_grant = parameter("base_grant", { default = 1e6, unit = "yuan/grant", range = { 0, 1e7 },
  source = cited("S21 宁夏财政厅", "自治区级基地一次性100万元"), label = { en = "Grant of a base", zh = "培训基地补助" } })
rates.studio_grant = parameter("studio_grant", { default = 1e5, unit = "yuan/grant", range = { 0, 1e7 },
  source = cited("S21 宁夏财政厅", "自治区级工作室一次性10万元"), label = { en = "Grant of a studio", zh = "大师工作室补助" } })

return rates
