-- What makes the difference between this run and another: where polsim explain A B was asked and B is a run of this page.
local h, page = html, include "page_words"

local function named(row, column) return row[column .. "_" .. language] end

local function is_share(row)
    return row.aspect == "probability" or row.unit == "" and math.abs(default(row.threshold, 2)) <= 1
end

local function level(row)
    if not given(row.mean) then return "–" end
    return is_share(row) and share(row.mean) or value(row.mean, row.unit, false)
end

local function effect(x, row)
    if not given(x) then return "–" end
    if is_share(row) then
        return (x > 0 and "+" or "") .. number(100*x, 1) .. say(" points", " 个百分点")
    end
    local text = value(x, row.unit, false)
    return x > 0 and text ~= "0" and "+" .. text or text
end

local function error_text(row)
    if default(row.se, 0) == 0 then return "" end
    return "± " .. (is_share(row) and number(100*row.se, 1) or value(row.se, row.unit, false))
end

-- ---- what was changed ----

local function change_row(row)
    local place = default(row.place, "")
    return h.tr { h.th { scope = "row", named(row, "change") },
        row.kind == "model" and h.td { class = "name", place }
            or h.td { class = "name", named(row, "before"), " → ", named(row, "after"),
                default(row.all_cells, 1) > 1 and say((" (%s of %s cells)"):format(number(row.cells), number(row.all_cells)),
                    ("（%s 项中的 %s 项）"):format(number(row.all_cells), number(row.cells))) },
        h.td { class = "name", row.kind ~= "model" and place ~= "" and h.code { place } } }
end

local function change_table(changes)
    return page.table { head = page.head { say("change", "改动"), say("from, to", "由 → 变为"), say("set in", "出处") },
        body = h.tbody { each(changes, change_row) } }
end

-- ---- what each does ----

-- Does any change move this measure in some draw?
local function is_moved(rows)
    for _, row in ipairs(rows) do
        if row.kind == "change" and (row.mean ~= 0 or default(row.se, 0) > 0) then return true end
    end
    return false
end

local function heading(row)
    return { named(row, "measure"), say(", ", "，"), period(row.period),
        row.aspect == "probability" and say(": probability", "：完成把握")
            or row.unit ~= "" and { say(", ", "，"), unit(row.unit) } }
end

local function effect_row(row, several)
    if row.kind == "from" or row.kind == "to" then
        return h.tr { h.th { scope = "row", named(row, "change") }, h.td { class = "n", h.b { level(row) } },
            h.td { colspan = several and 3 or 2 } }
    end
    local last = row.kind == "difference"
    return h.tr { h.th { scope = "row", last and say("difference", "差额") or { "· ", named(row, "change") } },
        h.td { class = "n", last and h.b { effect(row.mean, row) } or effect(row.mean, row) },
        page.number_cell(error_text(row)),
        page.number_cell(row.aspect == "probability" and "" or default(row.n, 0) > 1
            and page.range(effect(row.p05, row), effect(row.p95, row)) or ""),
        several and page.number_cell(last and "" or effect(row.first, row) .. " / " .. effect(row.last, row)) }
end

local function effect_table(rows, several)
    local names = { { heading(rows[1]) }, { say("effect", "影响"), class = "n" }, { say("± s.e.", "± 标准误"), class = "n" },
        { say("9 in 10 (P5–P95)", "九成在（P5–P95）"), class = "n" } }
    if several then names[5] = { say("alone / after all others", "单独 / 其余之后"), class = "n" } end
    return page.table { head = page.head(names), body = h.tbody { each(rows, function(row)
        return effect_row(row, several)
    end) } }
end

local function answer_of(run, i)
    local effects, changes = answer("explain", "effects", i), answer("explain", "changes", i)
    if #effects == 0 then return false end
    local groups = page.groups(effects, function(row) return row.measure .. "\n" .. row.aspect end)
    local several = #groups[1].items > 4
    return { #runs > 1 and h.h3 { page.run_name(run) },
        h.p { say("From ", "从"), h.b { say("“", "“"), named(effects[1], "change"), "”" }, say(" to ", "到"),
            h.b { "“", page.run_name(run), "”" }, say(": every mixture of the two met the same chances, so that the effects "
                .. "add up to the difference in each.", "：两者的每种混合都用同一组随机数测算，各项影响相加等于差额。"),
            several and say(" An effect is the change's mean over all orders in which the changes could be made (Shapley "
                .. "value); where “alone” and “after all others” differ, it acts through the others.",
                "影响为对所有先后顺序的平均（沙普利值）；“单独”与“其余之后”不同，说明与其他改动相互作用。") },
        change_table(changes),
        each(groups, function(group)
            return is_moved(group.items) and effect_table(group.items, several) or false
        end) }
end

local parts = {}
for i, run in ipairs(runs) do
    local made = answer_of(run, i)
    if made then parts[#parts + 1] = made end
end
if #parts == 0 then return end
return { id = "explain", title = say("What makes the difference", "差别从何而来"), parts }
