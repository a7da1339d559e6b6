-- Which inputs the results' spread comes from, and what it would be worth to know one: where polsim sensitivity was asked.
local h, page = html, include "page_words"
local measures = answer("sensitivity", "measures")
if #measures == 0 then return end
local inputs, groups = answer("sensitivity", "inputs"), answer("sensitivity", "groups")

local SHOWN <const>, LEAST <const>, T <const> = 6, 0.01, 2.131 -- Student's t, 15 degrees of freedom

local function named(row, column) return row[column .. "_" .. language] end

local function amount(x, row)
    return { value(x, row.unit, row.unit == ""), row.unit ~= "" and { " ", unit(row.unit) } }
end

-- To two digits of its margin.
local function to_margin(x, margin)
    local step = 10.0^(math.floor(math.log(margin)/math.log(10)) - 1)
    return step*math.floor(x/step + 0.5)
end

local function interval(x, se)
    if not given(x) then return "–" end
    return number(100*x, 1) .. " %" .. (given(se) and " ± " .. number(100*T*se, 1) or "")
end

local function rows_of(measure)
    local list = {}
    for _, row in ipairs(inputs) do
        if row.measure == measure.measure and given(row.first)
            and (#list == 0 or row.first >= LEAST and #list < SHOWN) then list[#list + 1] = row end
    end
    return list
end

-- The input that is worth most to know, in a sentence.
local function in_words(measure)
    local best
    for _, row in ipairs(inputs) do
        if row.measure == measure.measure and default(row.known_low, -1) > 0
            and (not given(best) or row.known > best.known) then best = row end
    end
    if not given(best) then return end
    local margin = T*best.known_se
    local less, around = amount(to_margin(best.known, margin), measure), value(to_margin(margin, margin), measure.unit, measure.unit == "")
    local now = amount(measure.quantile, measure)
    local what = measure.level < 0.5 and { "what is reached with 80 % confidence would rise", "有八成把握达到的数值平均可提高约 " }
        or measure.unit == "yuan" and { "the amount to set aside for 80 % confidence would fall", "按八成把握需要预留的资金平均可减少约 " }
        or { "what is kept with 80 % confidence would fall", "八成把握不超过的数值平均可降低约 " }
    return h.li { h.b { named(measure, "measure") }, say(": if we knew “", "：如能弄清“"), named(best, "label"),
        say("”, " .. what[1] .. " by about ", "”，" .. what[2]), h.b { less }, " (± ", around, say("); now it is ", ")，目前为 "),
        now, say(".", "。") }
end

local function by_class(measure)
    local parts = {}
    for _, row in ipairs(groups) do
        if row.measure == measure.measure and row.kind == "class" then
            parts[#parts + 1] = { #parts > 0 and say("; ", "；"), word(row.name), " ", interval(row.share, row.share_se) }
        end
    end
    return parts
end

local function body_of(measure)
    local list = rows_of(measure)
    if #list == 0 then return end
    return h.tbody { class = "whole", each(list, function(row, i)
        return h.tr { i == 1 and h.th { scope = "rowgroup", rowspan = #list, named(measure, "measure"),
                given(measure.rest) and { h.br {}, h.span { class = "note", by_class(measure),
                    say("; chance and the rest ", "；随机性及其他 "), interval(measure.rest, measure.rest_se) } } },
            h.td { class = "name", named(row, "label"), " ", page.assumed_mark(row.class) },
            page.number_cell(interval(row.first, row.first_se)),
            page.number_cell(given(row.rank) and ("%+.2f"):format(row.rank) or "–"),
            page.number_cell(default(row.known_low, -1) > 0 and amount(row.known, measure) or "–") }
    end) }
end

return { id = "sensitivity", title = say("What the results depend on", "结果取决于哪些参数"),
    h.p { say("Share: the part of a result's variance that would go if the input were known, ± as of a 95 % interval. "
            .. "Worth knowing: by how much the value of 80 % confidence would come nearer on average.",
        "占波动：弄清该参数后结果方差减少的比例，± 为95%区间；弄清的价值：弄清后八成把握的数值平均可靠近中间多少。") },
    h.ul { class = "lead", each(measures, in_words) },
    page.table { head = page.head { say("result", "结果"), say("input", "参数"), { say("share", "占波动"), class = "n" },
            { say("rank correlation", "秩相关"), class = "n" }, { say("worth knowing", "弄清的价值"), class = "n" } },
        body = each(measures, body_of) } }
