-- Departments: what each was asked and does, best first; measures against their goals.
local h, page = html, include "page_words"
local average = page.is_average(runs[1])
local found = short "departments"

local function rate_of(who)
    for _, row in ipairs(who.items) do
        if row.period == "plan" then return default(row.rate, -1), row end
    end
    return -2
end

local who = page.groups(found, function(row) return row.cell end)
table.sort(who, function(a, b) return rate_of(a) > rate_of(b) end)

local years = {}
for _, group in ipairs(page.groups(found, function(row) return row.period end)) do
    if group.key ~= "plan" then years[#years + 1] = group.key end
end
if #years < 2 then years = {} end

local function in_year(one, year)
    for _, row in ipairs(one.items) do
        if row.period == year then return given(row.rate) and row.text.rate or "–" end
    end
    return "–"
end

local function missing(row)
    local left = default(row.task, 0) - default(row.done, 0)
    return default(row.task, 0) > 0 and left > 0 and few(math.ceil(left - 1e-9)) or "–"
end

-- Who shows the same rate has the same rank.
local function tenths(rate) return math.floor(1000*rate + 0.5) end

local function rank_of(rate)
    local better = 0
    for _, other in ipairs(who) do
        if tenths((rate_of(other))) > tenths(rate) then better = better + 1 end
    end
    return number(better + 1)
end

local function who_row(one)
    local rate, row = rate_of(one)
    if not given(row) then return false end
    return h.tr { page.number_cell(rate >= 0 and rank_of(rate) or "–"), h.th { scope = "row", row.label },
        page.number_cell(row.text.task), page.number_cell(row.text.done),
        not average and page.number_cell(page.range(row.text.p10, row.text.p90)),
        h.td { class = "n", h.b { rate >= 0 and row.text.rate or say("no task", "未下达任务") } },
        not average and page.number_cell(given(row.probability) and row.text.probability or "–"),
        page.number_cell(missing(row)), each(years, function(year) return page.number_cell(in_year(one, year)) end) }
end

local function who_table()
    local names = { { say("rank", "位次"), class = "n" }, say("who", "单位"), { say("task", "任务数"), class = "n" },
        { say("done, mean", "完成（平均）"), class = "n" } }
    local function add(name) names[#names + 1] = { name, class = "n" } end
    if not average then add(say("8 futures in 10 (P10–P90)", "八成可能在（P10–P90）")) end
    add(say("rate", "完成率"))
    if not average then add(say("chance to do the task", "完成把握")) end
    add(say("missing, mean", "平均还差"))
    for _, year in ipairs(years) do add(say("rate ", "") .. period(year) .. say("", "年完成率")) end
    return page.table { head = page.head(names), body = h.tbody { each(who, who_row) } }
end

-- ---- measures with a goal: shares that departments must keep, in short ----

local function measures()
    local ratios = short "ratios"
    if #ratios == 0 and #ratios.notes == 0 then return end
    local names = { say("measure", "指标"), say("of", "范围"), say("period", "时期"), { say("goal", "目标值"), class = "n" } }
    if average then
        names[5] = { say("expected", "平均情形"), class = "n" }
    else
        names[5] = { say("middle case", "居中情形"), class = "n" }
        names[6] = { "P5–P95", class = "n" }
        names[7] = { say("probability", "完成把握"), class = "n" }
    end
    return { h.h3 { say("Measures against their goal", "指标与目标值") },
        #ratios > 0 and page.table { head = page.head(names), body = h.tbody { each(ratios, function(row)
            local text = row.text
            return h.tr { h.th { scope = "row", row.label }, h.td { text.cell_label }, h.td { text.period },
                page.number_cell(text.goal), page.number_cell(average and text.mean or text.p50),
                not average and page.number_cell(page.range(text.p05, text.p95)),
                not average and page.number_cell(text.probability) }
        end) } },
        each(ratios.notes, function(line) return h.p { class = "note", line } end) }
end

local shown = measures()
if #found == 0 and not given(shown) then return end
return { id = "departments", title = say("Who does what", "各单位任务完成情况"),
    #found > 0 and { who_table(), h.p { class = "note", say(
        "Over the whole plan, best first. \"Missing\" is the task less what is done on average: what has to be caught up.",
        "按整个规划期完成率排位。“平均还差”为任务数减去平均完成数，即需要追上的数量。") } },
    shown }
