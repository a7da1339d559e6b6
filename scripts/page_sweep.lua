-- Measures over one or two inputs: the answer of `polsim sweep`. Of two inputs the picture says it, and the database
-- holds it all (v_sweep).
local h, page = html, include "page_words"
local MOST_ROWS <const> = 12

local levers, measures, points = answer("sweep", "levers"), answer("sweep", "measures"), answer("sweep", "points")
if #levers == 0 then return end

local function label(row) return default(row["label_" .. language], row.label_en) end

local function few_digits(x) return ("%.6g"):format(x) end

local function lever_name(row)
    return label(row) .. (row.scaled == 1 and say(" (times what it was)", "（现值的倍数）")
        or row.unit ~= "" and say(", ", "，") .. raw_unit(row.unit) or "")
end

local function goal_of(measure)
    if default(measure.op, "") == "" then return false end
    local is_share = measure.unit == "" and math.abs(measure.threshold) <= 1
    return (measure.op == "<=" and "≤ " or "≥ ") .. value(measure.threshold, measure.unit, is_share)
end

-- Every how many values are shown.
local function stride(count) return math.ceil(count/MOST_ROWS) end

local function table_of(measure)
    local mine = {}
    for _, point in ipairs(points) do
        if point.measure == measure.measure then mine[#mine + 1] = point end
    end
    local goal, by = goal_of(measure), stride(#mine)
    local show = function(x) return given(x) and value(x, measure.unit, false) or "–" end
    local names = { { say("value", "取值"), class = "n" }, { say("mean", "平均"), class = "n" }, { "P5–P95", class = "n" } }
    if goal then names[4] = { say("chance of ", "把握 ") .. goal, class = "n" } end
    return page.table { caption = label(measure) .. (measure.unit ~= "" and say(", ", "，") .. unit(measure.unit) or ""),
        head = page.head(names), body = h.tbody { each(mine, function(point, i)
            if (i - 1) % by ~= 0 and i ~= #mine then return false end
            return h.tr { page.number_cell(few_digits(point.x)), page.number_cell(show(point.mean)),
                page.number_cell(page.range(show(point.p05), show(point.p95))),
                goal and h.td { class = "n", h.b { given(point.probability) and share(point.probability) or "–" } } }
        end) } }
end

local names = lever_name(levers[1]) .. (#levers == 2 and say(" and ", "和") .. lever_name(levers[2]) or "")
return { id = "sweep", title = say("What changes with an input", "参数取不同值时"),
    h.p { say("Over ", "变动的参数："), names, say(": every value on the same draws, so that what differs is the input's doing.",
        "。各取值使用同一组随机数，差别只来自该参数。") },
    #levers == 1 and each(measures, table_of) or h.p { class = "note", say(
        "The picture “Two inputs at once” shows it; 'polsim show RUN sweep' prints it.",
        "见图“两项参数同时变化时的把握”；polsim show RUN sweep 列出数字。") } }
