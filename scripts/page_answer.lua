-- The answer: which targets are met and how surely, how much money is needed from whom and when.
local h, page = html, include "page_words"
local run = runs[1]
local average = page.is_average(run)
local SURE <const> = 0.8 -- what this page calls sure: 八成把握

-- ---- targets ----

local targets = rows "targets"

local function name_of(row)
    local cell = default(row.cell_label, "")
    return row.label .. (cell ~= "" and say(", ", "，") .. cell or "")
end

-- What is missing in the middle case, or what there is beyond; nothing where a note says why.
local function gap(row)
    local middle = default(row.p50, row.mean)
    if not given(middle) then return "" end
    local by = middle - row.threshold
    local size = value(math.abs(by), row.unit, row.unit == "" and math.abs(row.threshold) <= 1)
    if by == 0 then return say("just met", "刚好") end
    if row.op == "<=" then return (by > 0 and say("above by ", "高出 ") or say("below by ", "低于 ")) .. size end
    return (by > 0 and say("beyond by ", "超 ") or say("short by ", "差 ")) .. size
end

local function target_row(row)
    local text = row.text
    local name = h.th { scope = "row", name_of(row), " ", page.assumed_mark(row.source_kind) }
    local goal = { text.goal, " ", h.span { class = "note", text.unit } }
    if average then
        return h.tr { name, h.td { page.month(row.period) }, h.td { class = "n", goal }, page.number_cell(text.mean),
            h.td { text.met }, page.number_cell(gap(row)) }
    end
    return h.tr { name, h.td { class = "n", h.b { text.probability } }, h.td { class = "word", text.verdict },
        h.td { class = "n", goal }, h.td { class = "word", page.month(row.period) }, page.number_cell(text.p50),
        page.number_cell(gap(row)), page.number_cell(page.range(text.p05, text.p95)) }
end

local function target_table()
    local names = average and { say("target", "目标"), say("by", "截至"), { say("goal", "目标值"), class = "n" },
        { say("expected", "平均情形"), class = "n" }, say("met", "达到"), { say("gap", "差额"), class = "n" } }
        or { say("target", "目标"), { say("probability", "完成把握"), class = "n" }, say("in words", "判断"),
            { say("goal", "目标值"), class = "n" }, say("by", "截至"),
            { say("middle case (P50)", "居中情形（P50）"), class = "n" },
            { say("against the goal", "与目标相比"), class = "n" },
            { say("9 futures in 10 (P5–P95)", "九成可能在（P5–P95）"), class = "n" } }
    return page.table { head = page.head(names), body = h.tbody { each(targets, target_row) } }
end

local function target_notes()
    return each(targets, function(row)
        return given(row.note) and h.p { class = "note", say("Note: ", "注："), h.b { name_of(row) }, say(": ", "："), row.note }
    end)
end

local function names_where(test)
    local names = {}
    for _, row in ipairs(targets) do
        if test(row) then names[#names + 1] = name_of(row) end
    end
    return names
end

local function listed(names) return table.concat(names, say("; ", "、")) end

-- "Of 6 targets, 1 will be met with at least 80 % probability: … 5 will not: …"
local function targets_in_words()
    local sure = names_where(function(row) return not given(row.note) and default(row.probability, 0) >= SURE end)
    local unsure = names_where(function(row) return not given(row.note) and default(row.probability, 0) < SURE end)
    local decided = names_where(function(row) return given(row.note) end)
    if average then return false end
    return h.p { class = "lead", say(
        ("Targets that will be met with a probability of 80 %% or more: %s of %s"):format(number(#sure), number(#targets)),
        ("%s 项目标中，有八成以上把握完成的 %s 项"):format(number(#targets), number(#sure))),
        #sure > 0 and say(" (", "：") .. listed(sure) .. say(")", "") or "", say(". ", "。"),
        #unsure > 0 and { say("Less sure: ", "把握不足八成的 "), h.b { number(#unsure) }, say(" (", " 项："), listed(unsure),
            say("). ", "。") },
        #decided > 0 and { say("Decided by how the plan is read, see the note: ", "由口径决定、见表下说明的 "), h.b { number(#decided) },
            say(" (", " 项："), listed(decided), say(").", "。") } }
end

-- Steps on the way: a target a row, a month a column.
local function milestones()
    local steps = rows "milestones"
    if #steps == 0 or average then return end
    local months = page.groups(steps, function(row) return row.period end)
    local by_target = page.groups(steps, name_of)
    table.sort(months, function(a, b) return a.key < b.key end)
    local kind = steps[1].source_kind
    for _, row in ipairs(steps) do if row.source_kind ~= kind then kind = nil end end
    return { h.h3 { say("On the way: yearly milestones", "分年节点"), " ", page.assumed_mark(kind) },
        page.table {
            head = { h.tr { h.th { scope = "col", rowspan = 2, say("target", "目标") }, each(months, function(m)
                return h.th { scope = "colgroup", colspan = 3, page.month(m.key) }
            end) }, h.tr { each(months, function()
                return { h.th { scope = "col", class = "n", say("goal", "节点值") },
                    h.th { scope = "col", class = "n", say("middle case", "居中情形") },
                    h.th { scope = "col", class = "n", say("probability", "完成把握") } }
            end) } },
            body = h.tbody { each(by_target, function(target)
                return h.tr { h.th { scope = "row", target.key }, each(months, function(m)
                    for _, row in ipairs(target.items) do
                        if row.period == m.key then
                            return { h.td { class = "n", row.text.goal, " ", kind == nil and page.assumed_mark(row.source_kind) },
                                page.number_cell(row.text.p50),
                                page.number_cell(row.text.probability) }
                        end
                    end
                    return h.td { colspan = 3 }
                end) }
            end) } },
        kind and h.p { class = "note", page.source(kind, steps[1].source) } }
end

-- ---- money ----

local all_money = rows "money"

-- What is needed: what falls due where the model says, else what is paid.
local function rows_of(role)
    local found = {}
    for _, row in ipairs(all_money) do
        if row.role == role then found[#found + 1] = row end
    end
    return found
end

local need = rows_of "commitment"
local is_due = #need > 0
if not is_due then need = rows_of "payment" end

local function find(list, fund, at)
    for _, row in ipairs(list) do
        if row.fund == fund and row.period == at then return row end
    end
end

-- The tail after the plan says nothing where there is none.
local function is_shown(at)
    if at ~= "all" then return true end
    local all, plan = find(need, "", "all"), find(need, "", "plan")
    return not given(plan) or (given(all) and all.mean ~= plan.mean)
end

local function periods()
    local list = {}
    for _, group in ipairs(page.groups(need, function(row) return row.period end)) do
        local any = false
        for _, row in ipairs(group.items) do any = any or money(row.mean) ~= money(0) end
        if any and is_shown(group.key) then list[#list + 1] = group.key end
    end
    return list
end

local function money_in_words()
    local plan, all = find(need, "", "plan"), find(need, "", "all")
    local whole = default(all, plan)
    if not given(whole) then return end
    if average then
        return h.p { class = "lead", say("Money, every input at its mean: ", "平均情形下资金需求："), h.b { page.amount(whole.mean) },
            say(".", "。") }
    end
    local tail = given(all) and given(plan) and all.mean ~= plan.mean
    return h.p { class = "lead", say("Money needed", "资金需求"),
        tail and say(" for the plan and what it leaves to be paid afterwards: ", "（含规划期后继续兑付的部分）：") or say(": ", "："),
        say("in half of the futures no more than ", "有五成把握不超过 "), h.b { page.amount(whole.p50) },
        say("; in 8 of 10 no more than ", "，有八成把握不超过 "), h.b { page.amount(whole.p80) },
        tail and { say("; within the plan itself ", "；其中规划期内分别为 "), h.b { page.amount(plan.p50) }, say(" and ", " 和 "),
            h.b { page.amount(plan.p80) } }, say(".", "。") }
end

-- What is paid in the futures near the total's P80, by fund and period: the one amount beside the mean that adds up.
local split, has_split = {}, false
for _, row in ipairs(average and {} or rows "budget_split") do
    if given(row.near_p80) then
        split[row.fund .. "\n" .. row.period] = row.near_p80
        has_split = true
    end
end
local split_whole = find(need, "", "all")
local is_split_of_need = given(split_whole) and given(split["\nall"]) and money(split_whole.p80) == money(split["\nall"])

local measures = average and { { "mean", say("expected", "平均情形") } } or {
    { "mean", say("mean (adds up)", "平均（可相加）"), class = "soft" },
    { "p50", say("P50: 5 in 10 sure", "P50 五成把握额度") },
    { "p80", say("P80: 8 in 10 sure", "P80 八成把握额度"), class = "strong" } }
if has_split then
    measures[4] = { "near_p80", is_split_of_need and say("the total's P80, split (adds up)", "合计P80的分摊（可相加）")
        or say("paid: the total's P80, split (adds up)", "已兑付：合计P80的分摊（可相加）"), class = "soft" }
end

local function fund_rows(fund, columns)
    return h.tbody { class = fund.key == "" and "whole total" or "whole", each(measures, function(measure, i)
        return h.tr { class = measure.class,
            i == 1 and h.th { scope = "rowgroup", rowspan = #measures, fund.items[1].fund_label },
            #measures > 1 and h.th { scope = "row", class = "sub", measure[2] },
            each(columns, function(at)
                local row = find(fund.items, fund.key, at)
                local x = split[fund.key .. "\n" .. at]
                if measure[1] ~= "near_p80" then x = given(row) and row[measure[1]] end
                return page.number_cell(x and given(x) and money(x) or "–")
            end) }
    end) }
end

local function is_idle(fund)
    for _, row in ipairs(fund.items) do
        if row.mean ~= 0 then return false end
    end
    return true
end

-- What "with tail" means here.
local function after_plan()
    local all, plan = find(need, "", "all"), find(need, "", "plan")
    if not given(all) or not given(plan) or not is_shown "all" then return end
    return h.p { class = "note", period "plan", say(": ", "："), page.months(plan), say("; ", "；"), period "all", say(": ", "："),
        page.months(all), say(", with what is still paid after the plan.", "，包括规划期结束后继续兑付的部分。") }
end

local function money_table()
    local columns, busy, idle = periods(), {}, {}
    for _, fund in ipairs(page.groups(need, function(row) return row.fund end)) do
        if is_idle(fund) then idle[#idle + 1] = fund.items[1].fund_label else busy[#busy + 1] = fund end
    end
    local names = { say("fund", "资金渠道") }
    if #measures > 1 then names[2] = "" end
    for _, at in ipairs(columns) do names[#names + 1] = { period(at), class = "n" } end
    return { page.table { caption = is_due and say("What falls due by fund and year, in yuan", "各资金渠道分年资金需求（应兑付，万元）")
                or say("What is paid by fund and year, in yuan", "各资金渠道分年资金需求（兑付，万元）"),
            head = page.head(names), body = each(busy, function(fund) return fund_rows(fund, columns) end) },
        #measures > 1 and h.p { class = "note", say(
            "Amounts at P50 and P80 do not add up over funds or years: not every fund runs high in the same future. Means do.",
            "五成、八成把握额度不能按渠道或年份相加（各渠道不会同时偏高）；平均可以相加，合计行的八成把握额度是对合计单独测算的。") },
        has_split and h.p { class = "note", say(
            "The split that adds up: the mean of the futures whose total payments lie nearest their P80, scaled to it.",
            "可相加的分摊：取已兑付合计最接近八成把握额度的各次模拟求平均，按比例调整到该额度，各渠道、各年度相加等于合计。") },
        after_plan(),
        #idle > 0 and h.p { class = "note", say("Nothing falls due in: ", "以下渠道没有应兑付："), listed(idle), say(".", "。") } }
end

-- Owed before + due − paid = owed: means, which add up; each fund where one owes, else the total.
local function roll_forward()
    local budget = rows "budget"
    local funds, owing = page.groups(budget, function(row) return row.fund end), {}
    for _, fund in ipairs(funds) do
        local owes = fund.key == ""
        for _, row in ipairs(fund.items) do owes = owes or default(row.arrears, 0) ~= 0 end
        if owes then owing[#owing + 1] = fund end
    end
    if #owing == 0 or #rows_of "commitment" == 0 or #rows_of "payment" == 0 then return end
    local appropriated = false
    for _, fund in ipairs(owing) do
        for _, row in ipairs(fund.items) do appropriated = appropriated or row.text.appropriation ~= "" end
    end
    local names = { say("fund", "资金渠道"), say("period", "时期") }
    if appropriated then names[3] = { say("appropriated", "拨款"), class = "n" } end
    for _, name in ipairs { say("due", "应兑付"), say("paid", "已兑付"), say("owed at the end", "期末未兑付") } do
        names[#names + 1] = { name, class = "n" }
    end
    local shown_periods = {}
    for _, at in ipairs(periods()) do shown_periods[at] = true end
    local function shown_rows(fund)
        local list = {}
        for _, row in ipairs(fund.items) do
            if default(shown_periods[row.period], row.arrears ~= 0) then list[#list + 1] = row end
        end
        return list
    end
    local function row_of(row, i, count)
        return h.tr { i == 1 and h.th { scope = "rowgroup", rowspan = count, row.label },
            h.td { period(row.period) }, appropriated and page.number_cell(row.text.appropriation),
            page.number_cell(row.text.commitment), page.number_cell(row.text.mean), page.number_cell(row.text.arrears) }
    end
    return { h.h3 { say("Due, paid, owed", "应兑付、已兑付、未兑付") },
        page.table { caption = say("Means, in yuan", "平均（万元）"), head = page.head(names),
            body = each(owing, function(fund)
                local list = shown_rows(fund)
                return h.tbody { class = "whole", each(list, function(row, i) return row_of(row, i, #list) end) }
            end) },
        #owing == 1 and h.p { class = "note", say("No fund owes anything at the end of a year.", "各渠道各年末均没有应付未付。") } }
end

-- ---- the section ----

local assumed, inputs = page.count_assumed(1)

if #targets == 0 and #need == 0 then return end
return { id = "answer", title = #runs > 1 and say("The first scenario in full: ", "第一个方案详情：") .. run.title
        or say("The answer", "结论"),
    average and h.p { class = "warning", say("An average case: every input and every chance at its mean. There are no probabilities.",
        "平均情形测算：每项参数和随机性都取平均，没有完成把握和把握额度。") },
    #targets > 0 and { targets_in_words(), target_table(), target_notes(), milestones() },
    #need > 0 and { h.h3 { say("Money needed", "资金需求") }, money_in_words(), money_table(), roll_forward() },
    assumed > 0 and h.p { class = "warning", h.span { class = "mark assumed", word "assumed" }, " ", say(
        ("Of the %s inputs behind these numbers %s are assumptions, which neither the plan nor a source gives: see "):format(
            number(inputs), number(assumed)),
        ("以上数字所依据的 %s 项参数中，%s 项是假设（方案没有写明，也没有资料来源），见"):format(number(inputs), number(assumed))),
        h.a { href = "#assumptions", say("Assumptions and sources", "“假设与来源”") }, say(".", "。") } }
