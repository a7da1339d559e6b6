-- Small parts that the sections of a report share.
local M = {}
local h = html

-- "2028-12" as people say it
function M.month(text)
    local year, month = text:match "^(%d%d%d%d)%-(%d%d)$"
    if given(year) then
        if language == "zh" then return ("%s年%d月"):format(year, tonumber(month)) end
        local names = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December" }
        return names[tonumber(month)] .. " " .. year
    end
    return text
end

-- Of a row with first and last month.
function M.months(row) return M.month(row.first_month) .. say(" to ", "至") .. M.month(row.last_month) end

function M.moment(text) -- "2026-11-23T15:06:07Z"
    return (text:gsub("T", " "):gsub("Z$", say(" UTC", "（世界时）")))
end

-- The mark beside what has no source in the plan.
function M.assumed_mark(kind)
    return kind == "assumed" and h.span { class = "mark assumed", word "assumed" }
end

function M.source(kind, source)
    local text = default(source, "")
    if default(kind, "") == "" then return text ~= "" and text end
    return { h.span { class = "mark " .. kind, word(kind) }, text ~= "" and " " .. text }
end

-- A table in its own box, which scrolls where the screen is narrow. head: a row or rows of <th>.
function M.table(t)
    return h.div { class = "scroll", h.table { class = t.class,
        t.caption and h.caption { t.caption },
        h.thead { t.head },
        t.body } }
end

function M.head(names)
    return h.tr { each(names, function(name)
        return type(name) == "table" and h.th { scope = "col", class = name.class, name[1] }
            or h.th { scope = "col", name }
    end) }
end

function M.number_cell(text) return h.td { class = "n", text } end

-- Where an interval of two equal numbers says nothing.
function M.range(low, high) return low == high and low or low .. " – " .. high end

-- Items of a list by a key, in order of first sight: { { key =, items = { … } }, … }
function M.groups(list, key)
    local groups, at = {}, {}
    for _, item in ipairs(list) do
        local name = key(item)
        if not given(at[name]) then
            groups[#groups + 1] = { key = name, items = {} }
            at[name] = groups[#groups]
        end
        table.insert(at[name].items, item)
    end
    return groups
end

-- "12,345 yuan", "1.23 万元"
function M.amount(yuan) return money(yuan) .. say(" yuan", " 万元") end

-- A run's title, with its number where another of this page has the same.
function M.run_name(run)
    for _, other in ipairs(runs) do
        if other.id ~= run.id and other.title == run.title then
            return ("%s (%s %d)"):format(run.title, say("run", "编号"), run.id)
        end
    end
    return run.title
end

function M.is_average(run) return run.sampler == "expected" end

-- How many inputs there are and how many of them have an assumed cell.
function M.count_assumed(run)
    local inputs = M.groups(rows("parameters", run), function(row) return row.name end)
    local assumed = 0
    for _, input in ipairs(inputs) do
        local is = false
        for _, row in ipairs(input.items) do is = is or row.source_kind == "assumed" end
        if is then assumed = assumed + 1 end
    end
    return assumed, #inputs
end

return M
