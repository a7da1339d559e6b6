-- What the plan is broken down by / 分类维度
local axes = {}

-- An axis of named labels: { { id, en, zh }, ... }
local function named(name, en, zh, labels)
  local ids = {}
  for i, words in ipairs(labels) do ids[i] = words[1] end
  axes[name] = axis(name, ids, { label = { en = en, zh = zh } })
  for _, words in ipairs(labels) do label(name, words[1], { en = words[2], zh = words[3] }) end
end

axes.department = axis("department", csv "data/departments.csv", -- 附件2, plus a row for the untasked
  { label = { en = "Department", zh = "责任部门" } })
axes.item = axis("item", csv "data/catalogue.csv",               -- 附件1, plus "unlisted"
  { label = { en = "Catalogue item", zh = "职业资格项目" } })
axes.group = axis("group", csv "data/groups.csv",                -- 二（二）, employees, the national sixth group
  { label = { en = "Group", zh = "人群" } })

named("level", "Skill level", "技能等级", {
  { "L5", "Level 5 (junior)", "初级工" },
  { "L4", "Level 4 (intermediate)", "中级工" },
  { "L3", "Level 3 (senior)", "高级工" },
  { "L2", "Level 2 (technician)", "技师" },
  { "L1", "Level 1 (senior technician)", "高级技师" } })
axes.high_levels = { "L3", "L2", "L1" }                          -- 高级工以上

named("high_level", "Apprentice's level", "学徒等级", {           -- 二（五）: no rate below level 3
  { "L3", "Level 3 (senior)", "高级工" },
  { "L2", "Level 2 (technician)", "技师" },
  { "L1", "Level 1 (senior technician)", "高级技师" } })

named("kind", "Kind of training", "培训类别", {
  { "level", "For a skill-level certificate", "技能等级培训" },
  { "qualification", "For a qualification certificate", "职业资格培训" },
  { "special", "For a special-ability certificate", "专项职业能力培训" },
  { "other", "Other courses", "其他培训" },
  { "work", "Work-for-training", "以工代训" },
  { "apprentice", "New-type apprenticeship", "新型学徒制" } })

named("certificate", "Kind of certificate", "证书类别", {        -- 二（六）
  { "C1", "Qualification certificate", "职业资格证书" },
  { "C2", "Skill-level certificate", "职业技能等级证书" },
  { "C3", "Special-ability certificate", "专项职业能力考核证书" },
  { "C4", "Training certificate", "培训合格证书" },
  { "C5", "Work-for-training certificate", "以工代训结业证书" } })

-- Who pays for a level certificate, and by which rule / 等级证书补贴的对象与渠道
named("payer", "Subsidy channel", "补贴渠道", {
  { "five", "HR bureau, key groups", "人社局：重点群体" },
  { "employee", "HR bureau, employees", "人社局：企业职工" },
  { "own", "Other departments' own trainees", "其他部门自行组织" },
  { "firm", "Firms' own trainees", "企业自主培训" } })

named("item_group", "Qualification", "职业资格名称", {
  { "special_operations", "Special operations", "特种作业人员" },
  { "construction", "Construction special operations", "建筑施工特种作业人员" },
  { "special_equipment", "Special equipment", "特种设备安全管理和作业人员" },
  { "fire_facility", "Fire facilities", "消防设施操作员" },
  { "security", "Security services", "安全保护服务人员" },
  { "road", "Road transport", "道路运输从业人员" },
  { "dangerous_goods", "Dangerous-goods transport", "危险货物化学品运输从业人员" },
  { "rescue", "Fire and rescue", "消防和应急救援人员" },
  { "unlisted", "Not in the catalogue", "未列入目录" } })

named("pass_group", "Group of one pass rate", "通过率分组", {
  { "operations", "Special operations and equipment (K1–K22)", "特种作业和特种设备（1—22项）" },
  { "fire_facility", "Fire-facility operator (K23)", "消防设施操作员（23项）" },
  { "others", "Other qualifications (K24–K33)", "其他职业资格（24—33项）" } })

-- Qualification courses until the certificate: what differs is the course's length and the pass rate.
named("course", "Qualification course", "职业资格课程", {
  { "operations", "Special operations and equipment", "特种作业和特种设备" },
  { "fire_facility", "Fire-facility operator", "消防设施操作员" },
  { "drivers", "Commercial drivers", "客货运驾驶员" },
  { "others", "Others", "其他职业资格" } })

named("missing_group", "Items whose amount is missing", "原文缺金额的项目组", {
  { "special_operations", "Special operations (K1–K9)", "特种作业（1—9项）" },
  { "construction", "Construction special operations (K10–K13)", "建筑施工特种作业（10—13项）" },
  { "special_equipment", "Special equipment (K14–K19)", "特种设备（14—19项）" } })

named("reason", "Why a claim is turned down", "不予补贴原因", {
  { "identity", "Not who may claim", "身份不符" },
  { "repeat", "Paid for already", "重复申领" },
  { "third", "A third subsidy", "超过两次" },
  { "late", "After the claim window", "逾期申领" } })

-- Where a person stands between the start and the money / 在途环节
named("stage", "On the way", "在途环节", {
  { "s1_training", "In training", "培训中" },
  { "s2_exam", "Waiting for the exam", "待考核" },
  { "s3_work", "In work before the claim", "稳定就业期" },
  { "s4_claim", "To be claimed", "待申领" },
  { "s5_check", "Being checked", "审核中" },
  { "s6_notice", "In public notice", "公示中" },
  { "s7_payment", "To be paid", "待拨付" } })

named("term", "Length of an apprenticeship", "学徒期", {
  { "one", "One year", "一年" },
  { "two", "Two years", "两年" } })

-- Waits in whole months, for the shares of inputs.lua / 等待月数
local function months(name, first, last, en, zh)
  local labels = {}
  for j = first, last do
    labels[#labels + 1] = { "m" .. j, j .. (j == 1 and " month" or " months"), j .. "个月" }
  end
  named(name, en, zh, labels)
end
months("exam_month", 0, 3, "Months to the exam", "候考月数")
months("claim_month", 0, 3, "Months to the claim", "申领月数")
months("check_month", 0, 2, "Months of checking", "审核月数")
months("notice_month", 0, 1, "Months of public notice", "公示月数")
months("payment_month", 1, 2, "Months to the payment", "拨付月数")

-- Shares by month of a parameter as the table that `waiting` takes
function axes.wait(x, axis)
  local shares = {}
  for _, id in ipairs(axis:labels()) do shares[tonumber(id:sub(2))] = x:at(axis, id) end
  return shares
end

axes.budget_year = axis("budget_year", csv "data/appropriations.csv", { label = { en = "Budget year", zh = "预算年度" } })

-- Columns that hold words: a word that is none of these would drop its row from a sum unseen.
axes.class_text = axes.department:column("class_text", { "gov", "ent" })
axes.class_reconciled = axes.department:column("class_reconciled", { "gov", "ent" })
axes.calendar = axes.department:column("calendar", { "county", "firm" })
axes.item_group_of = axes.item:column("group", axes.item_group:labels())
axes.pass_group_of = axes.item:column("pass_group", axes.pass_group:labels())
axes.missing_group_of = axes.item:column("missing_group", { "", "special_operations", "construction", "special_equipment" })

-- x, nonzero at one label only
function axes.at_only(axis, label, x)
  return stack(axis, function(id) if id == label then return x end return 0 end)
end

return axes
