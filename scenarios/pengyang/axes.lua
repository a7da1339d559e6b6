-- What the plan is broken down by / 分类维度
local axes = {}

axes.department = axis("department", csv "data/departments.csv", -- 附件2, plus a row for the untasked
  { label = { en = "Department", zh = "责任部门" } })

axes.item = axis("item", csv "data/catalogue.csv",               -- 附件1, plus "unlisted"
  { label = { en = "Catalogue item", zh = "职业资格项目" } })

axes.level = axis("level", { "L5", "L4", "L3", "L2", "L1" }, { label = { en = "Skill level", zh = "技能等级" } })
label("level", "L5", { en = "Level 5 (junior)", zh = "初级工" })
label("level", "L4", { en = "Level 4 (intermediate)", zh = "中级工" })
label("level", "L3", { en = "Level 3 (senior)", zh = "高级工" })
label("level", "L2", { en = "Level 2 (technician)", zh = "技师" })
label("level", "L1", { en = "Level 1 (senior technician)", zh = "高级技师" })
axes.high_levels = { "L3", "L2", "L1" }                          -- 高级工以上

axes.kind = axis("kind", { "level", "qualification", "other", "work", "apprentice" },
  { label = { en = "Kind of training", zh = "培训类别" } })
label("kind", "level", { en = "For a skill-level certificate", zh = "技能等级培训" })
label("kind", "qualification", { en = "For a qualification certificate", zh = "职业资格培训" })
label("kind", "other", { en = "Other courses", zh = "其他培训" })
label("kind", "work", { en = "Work-for-training", zh = "以工代训" })
label("kind", "apprentice", { en = "New-type apprenticeship", zh = "新型学徒制" })

-- Who pays for a level certificate, and by which rule / 等级证书补贴的对象与渠道
axes.payer = axis("payer", { "five", "employee", "own", "firm" },
  { label = { en = "Subsidy channel", zh = "补贴渠道" } })
label("payer", "five", { en = "HR bureau, five key groups", zh = "人社局：五类重点群体" })
label("payer", "employee", { en = "HR bureau, employees (level 3 up)", zh = "人社局：企业职工（高级工以上）" })
label("payer", "own", { en = "Other departments' own trainees", zh = "其他部门自行组织" })
label("payer", "firm", { en = "Firms' own trainees (level 3 up)", zh = "企业自主培训（高级工以上）" })

axes.item_group = axis("item_group", { "special_operations", "construction", "special_equipment",
  "fire_facility", "security", "road", "dangerous_goods", "rescue", "unlisted" },
  { label = { en = "Qualification", zh = "职业资格名称" } })
label("item_group", "special_operations", { en = "Special operations", zh = "特种作业人员" })
label("item_group", "construction", { en = "Construction special operations", zh = "建筑施工特种作业人员" })
label("item_group", "special_equipment", { en = "Special equipment", zh = "特种设备安全管理和作业人员" })
label("item_group", "fire_facility", { en = "Fire facilities", zh = "消防设施操作员" })
label("item_group", "security", { en = "Security services", zh = "安全保护服务人员" })
label("item_group", "road", { en = "Road transport", zh = "道路运输从业人员" })
label("item_group", "dangerous_goods", { en = "Dangerous-goods transport", zh = "危险货物化学品运输从业人员" })
label("item_group", "rescue", { en = "Fire and rescue", zh = "消防和应急救援人员" })
label("item_group", "unlisted", { en = "Not in the catalogue", zh = "未列入目录" })

axes.pass_group = axis("pass_group", { "operations", "fire_facility", "others" },
  { label = { en = "Group of one pass rate", zh = "通过率分组" } })
label("pass_group", "operations", { en = "Special operations and equipment (K1–K22)", zh = "特种作业和特种设备（1—22项）" })
label("pass_group", "fire_facility", { en = "Fire-facility operator (K23)", zh = "消防设施操作员（23项）" })
label("pass_group", "others", { en = "Other qualifications (K24–K33)", zh = "其他职业资格（24—33项）" })

axes.missing_group = axis("missing_group", { "special_operations", "construction", "special_equipment" },
  { label = { en = "Items whose amount is missing", zh = "原文缺金额的项目组" } })
label("missing_group", "special_operations", { en = "Special operations (K1–K9)", zh = "特种作业（1—9项）" })
label("missing_group", "construction", { en = "Construction special operations (K10–K13)", zh = "建筑施工特种作业（10—13项）" })
label("missing_group", "special_equipment", { en = "Special equipment (K14–K19)", zh = "特种设备（14—19项）" })

-- Waits in whole months, for the shares of inputs.lua / 等待月数
axes.exam_month = axis("exam_month", { "m0", "m1", "m2", "m3" }, { label = { en = "Months to the exam", zh = "候考月数" } })
axes.pay_month = axis("pay_month", { "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9" },
  { label = { en = "Months from certificate to money", zh = "取证到账月数" } })
for j = 0, 9 do
  local words = { en = j .. (j == 1 and " month" or " months"), zh = j .. "个月" }
  if j <= 3 then label("exam_month", "m" .. j, words) end
  if j >= 1 then label("pay_month", "m" .. j, words) end
end

-- A word of a CSV column that is none of these would drop its row from a sum without a word: refused.
local function only_words(axis, file, column, words)
  local entry, known = axis:column(column), {}
  for _, word in ipairs(words) do known[word] = true end
  for _, id in ipairs(axis:labels()) do
    local text = entry[id]
    if text ~= nil and not known[text] or text == nil and not known[""] then
      error(("%s: %s of '%s' is '%s'; it must be one of: %s"):format(file, column, id, tostring(text or ""),
        table.concat(words, ", ")), 0)
    end
  end
end
only_words(axes.department, "data/departments.csv", "class_text", { "gov", "ent" })
only_words(axes.department, "data/departments.csv", "class_reconciled", { "gov", "ent" })
only_words(axes.department, "data/departments.csv", "calendar", { "county", "firm" })
only_words(axes.item, "data/catalogue.csv", "group", axes.item_group:labels())
only_words(axes.item, "data/catalogue.csv", "pass_group", axes.pass_group:labels())
only_words(axes.item, "data/catalogue.csv", "missing_group",
  { "", "special_operations", "construction", "special_equipment" })

-- Values side by side: by(axis, f) puts f(label) at each label.
function axes.by(axis, f)
  local values = {}
  for _, id in ipairs(axis:labels()) do values[id] = f(id) end
  return stack(axis, values)
end

-- x, nonzero at one label only
function axes.at_only(axis, label, x)
  return axes.by(axis, function(id) if id == label then return x end return 0 end)
end

-- The labels of an axis whose CSV column holds `value`
function axes.having(axis, column, value)
  local found, entry = {}, axis:column(column)
  for _, id in ipairs(axis:labels()) do
    if entry[id] == value then found[#found + 1] = id end
  end
  return found
end

return axes
