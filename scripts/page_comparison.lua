-- Scenarios beside the first: targets, money, and the differences draw by draw.
local h, page = html, include "page_words"
local average = page.is_average(runs[1])
local differences = compared "differences"
local paired = differences.paired

local function is_share(row) return row.unit == "" and math.abs(default(row.threshold, 2)) <= 1 end

local function show(x, row) return given(x) and value(x, row.unit, is_share(row)) or "–" end

local function with_sign(x, row)
    if not given(x) then return "–" end
    if is_share(row) then
        return (x > 0 and "+" or "") .. number(100*x, 1) .. say(" points", " 个百分点")
    end
    local text = show(x, row)
    return x > 0 and text ~= "0" and "+" .. text or text
end

local function signed_range(row)
    local low, high = with_sign(row.p05, row), with_sign(row.p95, row)
    return low == high and low or low .. say(" to ", " 至 ") .. high
end

local function title_of(id)
    for i, run in ipairs(runs) do
        if run.id == id then return page.run_name(run), i end
    end
    return "", 0
end

-- The row of differences that belongs to a value of a run.
local function difference_of(kind, run, test)
    for _, row in ipairs(differences) do
        if row.kind == kind and row.run == run and test(row) then return row end
    end
end

local function difference_cells(found, i)
    if not paired then return false end
    if i == 1 then return h.td { class = "n", colspan = average and 1 or 2, say("compared with this", "对比基准") } end
    if not given(found) then return h.td { class = "n", colspan = average and 1 or 2, "–" } end
    return { h.td { class = "n", h.b { with_sign(found.mean, found) } },
        not average and page.number_cell(signed_range(found)) }
end

local function add_difference_names(names)
    if not paired then return names end
    names[#names + 1] = { say("difference, draw by draw (mean)", "同条件差额（平均）"), class = "n" }
    if not average then names[#names + 1] = { say("9 differences in 10", "九成差额在"), class = "n" } end
    return names
end

-- ---- targets ----

local function target_table()
    local groups = page.groups(compared "targets", function(row)
        return row.name .. "\n" .. default(row.cell, "") .. "\n" .. row.period
    end)
    local names = { say("target", "目标"), say("scenario", "方案") }
    local function add(name) names[#names + 1] = { name, class = "n" } end
    if average then
        add(say("expected", "平均情形"))
    else
        add(say("probability", "完成把握"))
        add(say("middle case (P50)", "居中情形（P50）"))
    end
    return page.table { head = page.head(add_difference_names(names)), body = each(groups, function(group)
        local first = group.items[1]
        return h.tbody { class = "whole", each(group.items, function(row, i)
            local title, at = title_of(row.run)
            local found = difference_of("target", row.run, function(d)
                return d.name == row.name and default(d.cell, "") == default(row.cell, "") and d.period == row.period
            end)
            return h.tr { i == 1 and h.th { scope = "rowgroup", rowspan = #group.items, first.label,
                    default(first.cell_label, "") ~= "" and { say(", ", "，"), first.cell_label }, h.br {},
                    h.span { class = "note", (first.op == ">=" and "≥ " or "≤ ") .. show(first.threshold, first), " ",
                        unit(first.unit), say(" by ", "，"), page.month(first.period) } },
                h.td { class = "name", title },
                not average and h.td { class = "n", h.b { given(row.probability) and share(row.probability) or "–" } },
                page.number_cell(show(average and row.mean or row.p50, row)), difference_cells(found, at) }
        end) }
    end) }
end

-- ---- money ----

-- A fund of which every scenario needs the same says so in a line, not in rows of nothing.
local function is_same(group)
    local first = group.items[1]
    if first.fund == "" or #group.items < #runs then return false end
    for _, row in ipairs(group.items) do
        if money(row.mean) ~= money(first.mean) or default(row.p50, 0) ~= default(first.p50, 0)
            or default(row.p80, 0) ~= default(first.p80, 0) then return false end
    end
    return true
end

local function names_of(groups)
    local names = {}
    for _, group in ipairs(groups) do names[#names + 1] = group.items[1].label end
    return table.concat(names, say("; ", "、"))
end

local function same_line(groups)
    return #groups > 0 and h.p { class = "note", say("The same in all scenarios: ", "各方案相同："), names_of(groups), say(".", "。") }
end

local function money_table()
    local list = {}
    for _, row in ipairs(compared "money") do
        if default(row.mean, 0) ~= 0 then list[#list + 1] = row end
    end
    if #list == 0 then return end
    local groups, same = {}, {}
    for _, group in ipairs(page.groups(list, function(row) return row.fund .. "\n" .. row.period end)) do
        local to = is_same(group) and same or groups
        to[#to + 1] = group
    end
    local names = { say("fund", "资金渠道"), say("scenario", "方案"), { say("mean", "平均"), class = "n" } }
    if not average then
        names[4] = { "P50", class = "n" }
        names[5] = { say("P80", "八成把握额度"), class = "n" }
    end
    return { h.h3 { say("Money needed", "资金需求") },
        page.table { caption = say("What falls due, with what is paid after the plan, in yuan", "应兑付，含规划期后的部分（万元）"),
            head = page.head(add_difference_names(names)), body = each(groups, function(group)
                return h.tbody { class = "whole", each(group.items, function(row, i)
                    local title, at = title_of(row.run)
                    local found = difference_of("money", row.run, function(d)
                        return d.fund == row.fund and d.period == row.period
                    end)
                    return h.tr { i == 1 and h.th { scope = "rowgroup", rowspan = #group.items, row.label },
                        h.td { class = "name", title }, page.number_cell(money(row.mean)),
                        not average and { page.number_cell(given(row.p50) and money(row.p50) or "–"),
                            h.td { class = "n", h.b { given(row.p80) and money(row.p80) or "–" } } },
                        difference_cells(found, at) }
                end) }
            end) }, same_line(same) }
end

-- What is paid and what stays owed at the end, where some scenario owes: means, which add up.
local function owed_table()
    local list, owes = {}, false
    for i, run in ipairs(runs) do
        for _, row in ipairs(rows("roll_forward", i)) do
            if row.period == "all" then
                list[#list + 1] = { run = run.id, fund = row.fund, label = row.label, row = row }
                owes = owes or money(default(row.arrears, 0)) ~= money(0)
            end
        end
    end
    if not owes then return end
    local owing = {}
    for _, group in ipairs(page.groups(list, function(entry) return entry.fund end)) do
        for _, entry in ipairs(group.items) do
            if money(default(entry.row.arrears, 0)) ~= money(0) then
                owing[#owing + 1] = group
                break
            end
        end
    end
    local names = { say("fund", "资金渠道"), say("scenario", "方案"), { say("appropriated", "拨款"), class = "n" },
        { say("due", "应兑付"), class = "n" }, { say("paid", "已兑付"), class = "n" },
        { say("owed at the end", "期末未兑付"), class = "n" } }
    return { h.h3 { say("Paid and owed", "已兑付与未兑付") },
        page.table { caption = say("Funds that owe in some scenario: means over the plan and its tail, in yuan",
                "有方案出现未兑付的渠道：规划期和收尾期合计的平均（万元）"),
            head = page.head(names), body = each(owing, function(group)
                return h.tbody { class = "whole", each(group.items, function(entry, i)
                    local row = entry.row
                    return h.tr { i == 1 and h.th { scope = "rowgroup", rowspan = #group.items, entry.label },
                        h.td { class = "name", (title_of(entry.run)) },
                        page.number_cell(entry.fund ~= "" and given(row.appropriation) and money(row.appropriation) or "–"),
                        page.number_cell(money(row.commitment)), page.number_cell(money(row.payment)),
                        h.td { class = "n", h.b { money(row.arrears) } } }
                end) }
            end) } }
end

-- ---- against the best of each draw ----

-- Rows of a value and aspect that some run falls short in.
local function is_regretted(rows)
    for _, row in ipairs(rows) do
        if default(row.regret, 0) > 0 then return true end
    end
    return false
end

local function regret_text(x, row)
    if not given(x) then return "–" end
    if row.aspect == "probability" or is_share(row) then return number(100*x, 1) .. say(" points", " 个百分点") end
    return value(x, row.unit, false)
end

local function regret_table()
    if not paired or #runs < 3 or average then return end
    local groups = page.groups(compared "regret", function(row)
        return row.kind .. "\n" .. row.name .. "\n" .. default(row.cell, "") .. "\n" .. row.period .. "\n" .. row.aspect
    end)
    local names = { say("measure", "指标"), say("scenario", "方案"), { say("falls short by", "差距"), class = "n" },
        { "P95", class = "n" }, { say("best or equal", "最优（含并列）"), class = "n" } }
    return { h.h3 { say("What each falls short of the best", "与最优方案的差距") },
        h.p { say("Draw by draw against the scenario that is best in it, which is known only afterwards.",
            "逐次模拟与其中最好的方案相比；哪个最好事后才知道。") },
        page.table { head = page.head(names), body = each(groups, function(group)
            local first = group.items[1]
            if not is_regretted(group.items) then return false end
            return h.tbody { class = "whole", each(group.items, function(row, i)
                return h.tr { i == 1 and h.th { scope = "rowgroup", rowspan = #group.items, first.label,
                        default(first.cell_label, "") ~= "" and { say(", ", "，"), first.cell_label }, h.br {},
                        h.span { class = "note", first.aspect == "probability"
                            and say("missed where another meets it", "其他方案完成而本方案未完成") or unit(first.unit) } },
                    h.td { class = "name", (title_of(row.run)) }, h.td { class = "n", h.b { regret_text(row.regret, row) } },
                    page.number_cell(row.aspect == "probability" and "" or regret_text(row.p95, row)),
                    page.number_cell(share(row.best)) }
            end) }
        end) } }
end

-- ---- in words: what a scenario does to the targets and the money ----

local MOVED <const> = 0.01 -- a probability that is worth a word

local function moved_targets(run)
    local base, parts = {}, {}
    local key = function(row) return row.name .. "\n" .. default(row.cell, "") .. "\n" .. row.period end
    for _, row in ipairs(compared "targets") do
        if row.run == runs[1].id then
            base[key(row)] = row.probability
        elseif row.run == run.id and given(row.probability) and given(base[key(row)])
            and math.abs(row.probability - base[key(row)]) >= MOVED then
            parts[#parts + 1] = { row.label, " ", share(base[key(row)]), " → ", h.b { share(row.probability) } }
        end
    end
    return parts
end

local function money_moved(run)
    local total
    for _, row in ipairs(compared "money") do
        if row.fund == "" and row.run == run.id then total = row end
    end
    if not given(total) then return say("no money is needed", "没有资金需求") end
    local found = difference_of("money", run.id, function(d)
        return d.fund == "" and d.period == total.period and d.role == "commitment"
    end)
    if not given(found) or money(found.mean) == money(0) then return say("the money needed stays the same", "资金需求不变") end
    return { say("money needed on average ", "资金需求平均 "), h.b { with_sign(found.mean, found) }, say(" yuan", " 万元"),
        not average and { say(" (", "（"), signed_range(found), say(")", "）") } }
end

-- "owed at the end on average +35.43 万元": what cutting a fund does, the need staying what it is.
local function owed_moved(run)
    local found = difference_of("money", run.id, function(d) return d.fund == "" and d.period == "all" and d.role == "arrears" end)
    if not given(found) or money(found.mean) == money(0) then return false end
    return { say("; owed at the end on average ", "；期末未兑付平均 "), h.b { with_sign(found.mean, found) }, say(" yuan", " 万元"),
        not average and { say(" (", "（"), signed_range(found), say(")", "）") } }
end

local function in_words()
    if not paired then return end
    return h.ul { class = "lead", each(runs, function(run, i)
        if i == 1 then return false end
        local parts = moved_targets(run)
        return h.li { h.b { page.run_name(run) }, say(": ", "："), #parts == 0 and not average
                and say("no target's probability moves by a point; ", "各项目标的完成把握变化都不到 1 个百分点；"),
            each(parts, function(part) return { part, say("; ", "；") } end), money_moved(run),
            owed_moved(run), say(".", "。") }
    end) }
end

-- ---- what each changes ----

-- "County money a year: 72940 … (5 values)": what the scenario made of an input.
local function changed_input(items)
    local first, count, all_same = nil, 0, true
    for _, row in ipairs(items) do
        if row.source_kind == "scenario" then
            first = first or row
            all_same = all_same and row.text.value == first.text.value
            count = count + 1
        end
    end
    return first and first.label .. say(": ", "：") .. first.text.value
        .. (all_same and "" or (say(" … (%s values)", " …（%s 项）")):format(number(count)))
end

local function changes()
    return h.ol { class = "runs", each(runs, function(run, i)
        local changed = {}
        for _, row in ipairs(rows("switches", i)) do
            if row.value ~= row.default_value then
                changed[#changed + 1] = row.label .. say(": ", "：") .. row.value_label
            end
        end
        for _, group in ipairs(page.groups(rows("parameters", i), function(row) return row.name end)) do
            local text = changed_input(group.items)
            if text then changed[#changed + 1] = text end
        end
        for _, row in ipairs(rows("settings", i)) do changed[#changed + 1] = "--set " .. row.expression end
        return h.li { h.b { page.run_name(run) }, " (", h.code { run.scenario }, ")",
            #changed > 0 and { say(": ", "："), table.concat(changed, say("; ", "；")) } }
    end) }
end

return { id = "comparison", title = say("Side by side", "方案对比"),
    changes(),
    paired and h.p { say(
        "The scenarios met the same chances, draw by draw, so that a difference is the scenario's and not chance's. "
            .. "An interval on one side of 0 is a difference that nine futures in ten share.",
        "各方案使用同一组随机数，逐次模拟相减，因此差额来自方案本身而不是偶然。九成差额都在 0 的同一侧，说明差别是稳定的。") }
        or h.p { class = "warning", say(
            "These runs were not made with the same draws, seed and sampler, so that they stand side by side without "
                .. "differences: part of what differs is chance. Run them together with one 'polsim run'.",
            "这些运行的模拟次数、随机种子或抽样方式不同，只能并列，不能给出同条件差额（差别中有偶然成分）。"
                .. "请用一条 polsim run 命令一起测算。") },
    in_words(), target_table(), money_table(), owed_table(), regret_table() }
