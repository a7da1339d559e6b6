-- When the targets are reached and which together: where polsim attain was asked of a run of this page.
local h, page = html, include "page_words"

local MATRIX_MAX <const> = 10

local function label(row) return row["label_" .. language] end

local function goal(row)
    return (row.op == ">=" and "≥ " or "≤ ") .. value(row.threshold, row.unit, row.unit == "" and math.abs(row.threshold) <= 1)
end

local function month_cell(month) return page.number_cell(given(month) and month ~= "" and page.month(month) or "–") end

local function time_row(row)
    return h.tr { page.number_cell(number(row.number)), h.th { scope = "row", label(row),
            row.event == "exceeded" and { " ", h.span { class = "note", say("(when the limit is exceeded)", "（超过上限的月份）") } } },
        page.number_cell(goal(row)), month_cell(row.due),
        row.n > 1 and h.td { class = "n", h.b { share(row.probability) } },
        row.n > 1 and month_cell(row.p05), month_cell(row.p50), row.n > 1 and month_cell(row.p95),
        row.n > 1 and page.number_cell(share(row.never)) }
end

local function time_table(times)
    local names = { "", say("target", "目标"), { say("goal", "目标值"), class = "n" }, { say("due", "期限"), class = "n" } }
    local function add(name) names[#names + 1] = { name, class = "n" } end
    local many = times[1].n > 1
    if many then
        add(say("met when due", "到期完成把握"))
        add(say("5 in 100 by", "5% 的模拟在此前"))
    end
    add(many and say("half by", "半数在此前") or say("month", "月份"))
    if many then
        add(say("95 in 100 by", "95% 在此前"))
        add(say("never", "从未"))
    end
    return page.table { caption = say("First month in which each target is reached (–: not so many by the end)",
        "首次达到目标的月份（–：到期末仍不足该比例）"), head = page.head(names), body = h.tbody { each(times, time_row) } }
end

local function rows_of(joint, kind)
    local list = {}
    for _, row in ipairs(joint) do
        if row.kind == kind then list[#list + 1] = row end
    end
    return list
end

local function together(joint)
    local all, open = rows_of(joint, "all")[1], rows_of(joint, "open")[1]
    return h.p { say(("All %s at once: "):format(number(all.number)), ("%s 项目标同时完成："):format(number(all.number))),
        h.b { share(all.share) },
        given(open) and open.number < all.number and {
            say(("; the %s that are neither always met nor never: "):format(number(open.number)),
                ("；其中有可能完成也有可能完不成的 %s 项："):format(number(open.number))), h.b { share(open.share) } },
        say(".", "。") }
end

local function binding(joint)
    local alone = {}
    for _, row in ipairs(rows_of(joint, "alone")) do alone[row.number] = row end
    return page.table { caption = say("What stands in the way (missed alone: while all others are met that can be)",
            "哪一项目标拖后腿（仅此一项未完成：其余可能完成的都已完成）"),
        head = page.head { "", say("target", "目标"), { say("missed", "未完成"), class = "n" },
            { say("missed alone", "仅此一项未完成"), class = "n" } },
        body = h.tbody { each(rows_of(joint, "missed"), function(row)
            local own = alone[row.number]
            return h.tr { page.number_cell(number(row.number)), h.th { scope = "row", label(row) },
                page.number_cell(share(row.share)), page.number_cell(given(own) and share(own.share) or "–") }
        end) } }
end

local function matrix(pairs_rows, count)
    if count > MATRIX_MAX then return false end
    local names = { "" }
    for k = 1, count do names[k + 1] = { number(k), class = "n" } end
    return page.table { caption = say("Both met: probability (on the diagonal: of each)", "两项都完成的把握（对角线为单项）"),
        head = page.head(names),
        body = h.tbody { each(page.groups(pairs_rows, function(row) return row.number end), function(group)
            return h.tr { h.th { scope = "row", number(group.key), " ", group.items[1]["label_" .. language] },
                each(group.items, function(row) return page.number_cell(share(row.both)) end) }
        end) } }
end

local function answer_of(run, i)
    local times, joint = answer("attain", "times", i), answer("attain", "joint", i)
    if #times == 0 then return false end
    return { #runs > 1 and h.h3 { page.run_name(run) }, time_table(times),
        #times > 1 and times[1].n > 1 and { together(joint), binding(joint),
            matrix(answer("attain", "pairs", i), #times) } }
end

local parts = {}
for i, run in ipairs(runs) do
    local made = answer_of(run, i)
    if made then parts[#parts + 1] = made end
end
if #parts == 0 then return end
return { id = "attain", title = say("When and which together are the targets reached", "目标何时达到，哪些能同时完成"), parts }
