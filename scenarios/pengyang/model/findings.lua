-- What the plan's own numbers contradict or leave open, worked out from the data files / 方案自身的矛盾与缺项
-- Each is written only where it holds: correct data/*.csv and it goes. X1 … X28: docs/pengyang.md.
local axes = require "model/axes"
local department, item = axes.department, axes.item

local targets = { all = 6000, government = 4000, firms = 2000, level = 3000, qualification = 1000, high = 500 } -- 一
local printed_total, years = 2000, 3                                                -- 附件2; 2026–2028
local likely_completion, likely_pass, likely_high_pass = .93, .83, .80              -- inputs.lua: S1, S4 and the level-3 prior

local function found(id, source, en, zh, about)
  finding(id, { en = en, zh = zh, source = source, about = about })
end

-- ── tasks against targets / 任务与目标 ──────────────────────────────────────────────────────────
local task = department:column "annual_task"
local rows, firms, smallest = 0, 0, nil
for _, id in ipairs(department:labels()) do
  rows = rows + task[id]
  if axes.class_text[id] == "ent" then firms = firms + task[id] end
  if task[id] > 0 and (smallest == nil or task[id] < smallest) then smallest = task[id] end
end

adds_up("X1", task, printed_total, { source = plan "附件2“年度培训任务合计”",
  label = { en = "annual tasks of the 13 departments", zh = "13个部门年度任务" } })
if rows * years ~= targets.all then
  found("X2", plan "附件2；一", ("three years of the rows are %d trainings, the target is %d (%+.1f %%)")
    :format(rows * years, targets.all, 100 * (rows * years / targets.all - 1)),
    ("分行任务三年合计%d人次，目标%d人次（%+.1f%%）"):format(rows * years, targets.all, 100 * (rows * years / targets.all - 1)), "T1")
end
if firms * years < targets.firms then
  found("X3", plan "附件2第4行；一", ("firms are asked for %d a year, %d in three years; the target is %d: %.0f %% (%.0f a year are needed)")
    :format(firms, firms * years, targets.firms, 100 * firms * years / targets.firms, targets.firms / years),
    ("企业自主培训任务每年%d、三年%d人次，目标%d人次，仅%.0f%%（每年需%.0f）")
    :format(firms, firms * years, targets.firms, 100 * firms * years / targets.firms, targets.firms / years), "T3")
end
local rest = (rows - firms) * years
if rest ~= targets.government then
  found("X4", plan "附件2；一", ("the other tasks are %d in three years, the target of subsidised trainings is %d")
    :format(rest, targets.government), ("其余部门任务三年%d人次，政府补贴性培训目标%d人次"):format(rest, targets.government), "T2")
end

-- ── certificates / 证书 ─────────────────────────────────────────────────────────────────────────
local certificates = targets.level + targets.qualification
local needed = certificates / targets.government
if needed > likely_completion * likely_pass then
  found("X5", plan "一", ("if only subsidised trainings count, %d certificates of %d trainings need %.0f %% success; at the likely "
    .. "%.0f %% × %.0f %% they are %.0f"):format(certificates, targets.government, 100 * needed, 100 * likely_completion,
    100 * likely_pass, targets.government * likely_completion * likely_pass),
    ("若只计政府补贴性培训，%d人次培训取%d本证书须%.0f%%成功；按可能的%.0f%%×%.0f%%为%.0f本"):format(targets.government, certificates,
    100 * needed, 100 * likely_completion, 100 * likely_pass, targets.government * likely_completion * likely_pass), "T4")
end
local floor_share = .10
local share_needed = targets.high / (targets.all * likely_completion * likely_high_pass)
if share_needed > floor_share then
  found("X6", plan "一；二（五）", ("%d high-skilled need %.1f %% of %d trainings at level 3 and up (success %.0f %% × %.0f %%); the floor is "
    .. "%.0f %%, which yields %.0f"):format(targets.high, 100 * share_needed, targets.all, 100 * likely_completion,
    100 * likely_high_pass, 100 * floor_share, floor_share * targets.all * likely_completion * likely_high_pass),
    ("新增高技能人才%d人，按%.0f%%×%.0f%%成功率须有%.1f%%的培训（共%d人次）为高级工以上；下限%.0f%%只能产生%.0f人"):format(targets.high,
    100 * likely_completion, 100 * likely_high_pass, 100 * share_needed, targets.all, 100 * floor_share,
    floor_share * targets.all * likely_completion * likely_high_pass), "T6")
end
if smallest * floor_share < 5 then
  found("X8", plan "二（五）；附件2", ("10 %% of a department's %d trainings a year are %.0f persons: read as counts, not as per cent")
    :format(smallest, smallest * floor_share), ("部门年度任务%d人次的10%%只有%.0f人，宜看人数而非比例"):format(smallest, smallest * floor_share))
end

-- ── what the text lacks / 原文缺项 ──────────────────────────────────────────────────────────────
local amounts, missing, least, lowest_id = item:column "amount", 0, nil, nil
for _, id in ipairs(item:labels()) do
  local yuan = amounts[id]
  if yuan == nil then missing = missing + 1
  elseif id ~= "unlisted" and (least == nil or yuan < least) then least, lowest_id = yuan, id end
end
if missing > 0 then
  found("K1–K19", plan "附件1", ("the amounts of %d of %d catalogue items are missing in our text: estimates with a range stand for them")
    :format(missing, #item:labels() - 1), ("附件1共%d项，其中%d项金额原文缺失，取估计区间"):format(#item:labels() - 1, missing))
end
found("S3", plan "二（二）", "the subsidy of levels 5 and 4 is not stated, only 1000–6000 yuan for all levels: estimates with a range",
  "初级工、中级工补贴标准原文缺失，只有1000元—6000元总区间，取估计区间")
found("F", plan "三（二）", "the plan names no amount for any fund and no budget: the need is the result, limits are ours",
  "方案没有任何资金总额和分年预算：需求为测算结果，额度为本模型假设")
found("X15", plan "三（一）；附件1、2", "development and reform, finance, emergency management are named without a task; education and the women's "
  .. "federation have tasks and are not named; market regulation and public security stand in Annex 1 only",
  "发展改革、财政、应急管理有职责无任务；教育局、妇联有任务而未列入协作部门；市场监管、公安只见于附件1")
found("X17", cited("S22 国务院就业促进和劳动保护工作领导小组", "国家行动2025—2027年"),
  "the national action runs from 2025 to 2027: 2028 lies outside it", "国家行动为2025—2027年，2028年在其之外")
found("X18", cited("S14 天津市", "财社〔2023〕181号第31条"), "the rule of the central employment fund names 2025 as its last year; an extension was not "
  .. "found (what-if W11)", "中央财政就业补助资金办法写明实施期限至2025年，未找到延续文件（见情景W11）")
if amounts.unlisted ~= nil and least ~= nil and amounts.unlisted < least then
  found("X21", plan "二（三）；附件1", ("an unlisted item is paid %g, below every known catalogue amount (least: %g, %s): being listed is worth %g more")
    :format(amounts.unlisted, least, lowest_id, least - amounts.unlisted),
    ("未列入目录者%g元，低于所有已知目录标准（最低%g元，%s）：列入目录至少多%g元"):format(amounts.unlisted, least, lowest_id, least - amounts.unlisted))
end
