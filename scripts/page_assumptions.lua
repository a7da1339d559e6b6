-- Where the numbers come from: readings of the plan, then inputs, each with its class and source.
local h, page = html, include "page_words"

-- ---- readings ----

-- "rows = by rows, printed = as printed" -> "by rows, as printed": the ids are for the command line.
local function choices(row)
    local text = row.choice_labels
    for id in row.choices:gmatch "[%w_]+" do
        local from, to = text:find(id .. " = ", 1, true)
        if given(from) then text = text:sub(1, from - 1) .. text:sub(to + 1) end
    end
    return text
end

local function switches()
    local list = rows "switches"
    if #list == 0 then return end
    return { h.h3 { say("Readings of the plan", "口径选择") },
        h.p { class = "note", say("Where the plan can be read in several ways, one is chosen here; the others can be run.",
            "方案可以有不同理解之处，本次测算采用的口径；其他口径可另行测算。") },
        page.table { head = page.head { say("question", "口径"), say("read here as", "本次采用"), say("may be", "可选"),
                say("class and source", "类别和来源") },
            body = h.tbody { each(list, function(row)
                local changed = row.value ~= row.default_value
                return h.tr { h.th { scope = "row", row.label },
                    h.td { h.b { row.value_label }, changed and { h.br {}, h.span { class = "mark", say("changed", "已改") },
                        " ", say("default: ", "默认："), row.default_label } },
                    h.td { class = "text", choices(row) },
                    h.td { class = "text", page.source(row.source_kind, row.source) } }
            end) } } }
end

-- ---- inputs ----

-- Where it is uncertain: how wide, and how it was written.
local function spread(row)
    local written = not given(tonumber(row.value)) and h.span { class = "note", row.text.value }
    return { given(row.p05) and page.range(row.text.p05, row.text.p95), given(row.p05) and h.br {}, written }
end

-- The class stands once where several rows of an input share their source.
local function source_of(input, row, i)
    local before = input.items[i - 1]
    if i > 1 and default(row.source, "") == "" and before.source_kind == row.source_kind then return "" end
    return page.source(row.source_kind, row.source)
end

local function where_and_when(row)
    local parts = {}
    if row.text.period ~= "" then parts[#parts + 1] = row.text.period end
    if row.text.cell_label ~= "" then parts[#parts + 1] = row.text.cell_label end
    return table.concat(parts, say("; ", "；"))
end

local function input_table(inputs, title)
    if #inputs == 0 then return end
    local names = { say("input", "参数"), say("for", "范围"), { say("mean", "平均"), class = "n" },
        { say("P5–P95, as written", "P5–P95，写法"), class = "n" }, say("unit", "计量"), say("class and source", "类别和来源") }
    return { h.h3 { title },
        page.table { class = "inputs", head = page.head(names), body = each(inputs, function(input)
            return h.tbody { each(input.items, function(row, i)
                return h.tr { i == 1 and h.th { scope = "rowgroup", rowspan = #input.items, row.label },
                    h.td { where_and_when(row) }, page.number_cell(row.text.mean), page.number_cell(spread(row)),
                    h.td { row.text.unit }, h.td { class = "text", source_of(input, row, i) } }
            end) }
        end) } }
end

local inputs = page.groups(short "parameters", function(row) return row.name end)

local function inputs_where(test)
    local list = {}
    for _, input in ipairs(inputs) do
        local any = false
        for _, row in ipairs(input.items) do any = any or row.source_kind == "assumed" end
        if test(any) then list[#list + 1] = input end
    end
    return list
end

local assumed = inputs_where(function(is) return is end)
local sourced = inputs_where(function(is) return not is end)
local readings = switches()

if #inputs == 0 and not given(readings) then return end
return { id = "assumptions", title = say("Assumptions and sources", "假设与来源"),
    h.p { h.span { class = "mark plan", word "plan" }, say(" stands in the plan; ", " 方案写明；"),
        h.span { class = "mark cited", word "cited" }, say(" in another document that is named; ", " 另有资料，已注明；"),
        h.span { class = "mark assumed", word "assumed" },
        say(" was chosen for this model: change it where you know better.", " 本模型自定，有更准确数据时应替换。") },
    h.p { class = "note", say("pert(a, b, c): at least a, most likely b, at most c. P5–P95: nine chances in ten lie between.",
        "pert(a, b, c)：最低 a、最可能 b、最高 c。P5–P95：九成可能在两数之间。") },
    readings,
    input_table(assumed, say("Inputs that are assumed: ", "属于假设的参数：") .. number(#assumed) .. say("", " 项")),
    input_table(sourced, say("Inputs with a source: ", "有来源的参数：") .. number(#sourced) .. say("", " 项")) }
