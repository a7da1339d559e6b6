-- Values given by label and date: numbers, distributions and tables of them, nested by axes in order.
-- core.cells: checks such a table, and finds what holds for one cell in one month.
local core = ...
local ipairs, next, tostring, type = ipairs, next, tostring, type
local check = core.check
local fail, say = check.fail, check.say
local cells = {}
core.cells = cells

cells.dated = check.new_kind("a dated value")
cells.each = check.new_kind("each(...)", say ": it becomes a value with parameter(name, { default = ... })")
cells.change = check.new_kind("a change", say ": it stands in a scenario's `set`")

-- ---- checking ----

-- Keys that are years or months where labels belong.
local function date_hint(key)
    if math.type(key) ~= "integer" then return "" end
    if key >= 1000 and key <= 9999 then return say(": write by_year { [%d] = ... }", key) end
    return key >= 1 and key <= 12 and say ": write by_month { ... } for months" or ""
end

local function check_label(what, key, axes, depth)
    local axis = axes[depth]
    if key == "otherwise" or check.has_label(axis, key) then return end
    local text = tostring(key)
    if type(key) == "number" then
        local hint = date_hint(key)
        fail(check.subject(what), "%s: entry %s is no label of axis '%s'%s", what, text, axis.name,
            hint ~= "" and hint or say(": write %s = ...", core.labels(axis)[1]))
    end
    for _, other in ipairs(axes) do
        if check.has_label(other, key) then
            fail(text .. " =", "%s: '%s' is a label of axis '%s', but here stands axis '%s': tables nest in the order of "
                .. "axes = {...}", what, text, other.name, axis.name)
        end
    end
    fail(text .. " =", "%s: axis '%s' has no label '%s'%s", what, axis.name, text, check.near_label(axis, text))
end

-- A text where a number belongs: of a CSV file, name its line.
local function refuse_text(what, spec, key)
    local hint, source = check.number_hint(spec[key]), core.column_source[spec]
    if source then
        check.fail_cell(source, key, "column '%s': '%s' of '%s' is not a number%s (%s)", source.name, spec[key], key,
            hint, what)
    end
    fail(tostring(key) .. " =", "%s: '%s' of '%s' is a text, not a number%s", what, spec[key], tostring(key), hint)
end

local function check_table(what, spec, axes, depth, allow)
    local axis = axes[depth]
    if not axis then
        if #axes == 0 then
            local hint = date_hint((next(spec)))
            if hint == "" and not allow.part then hint = say ": name them with axes = { ... }" end
            fail(check.subject(what), "%s is a table by label, but has no axes%s", what, hint)
        end
        fail(check.subject(what), "%s: tables nest deeper than its axes (%d)", what, #axes)
    end
    for _, key in ipairs(check.sorted_keys(spec)) do
        check_label(what, key, axes, depth)
        if type(spec[key]) == "string" then refuse_text(what, spec, key) end
        cells.check(what, spec[key], axes, depth + 1, allow, key)
    end
    if allow.part or spec.otherwise ~= nil then return end
    for _, label in ipairs(core.labels(axis)) do
        if spec[label] == nil then
            local source = core.column_source[spec]
            if source and source.lines[label] then
                check.fail_cell(source, label, "column '%s' is empty for '%s', and %s needs a value there",
                    source.name, label, what)
            end
            fail(check.subject(what), "%s has no value for '%s' of axis '%s': add %s = ..., or otherwise = ...", what, label,
                axis.name, label:match "^[%a_][%w_]*$" and label or "[\"" .. label .. "\"]")
        end
    end
end

local function subject(what, key)
    return key ~= nil and tostring(key) .. " =" or check.subject(what)
end

-- allow: { chance = distributions may stand here, dates =, changes =, part = labels may be missing }
-- key: of the table where spec stands, which is underlined; nil: what `what` speaks of
function cells.check(what, spec, axes, depth, allow, key)
    if type(spec) == "number" then
        if spec ~= spec or spec == math.huge or spec == -math.huge then
            fail(subject(what, key), "%s is %s: a number must be finite", what, spec)
        end
    elseif core.is_dist(spec) or check.is(cells.each, spec) then
        if not allow.chance then fail(subject(what, key), "%s is %s: only numbers may stand here", what, check.kind_of(spec)) end
    elseif check.is(cells.change, spec) then
        if not allow.changes then
            fail(subject(what, key), "%s: scaled and plus stand in a scenario's `set`, not here", what)
        end
    elseif check.is(cells.dated, spec) then
        if not allow.dates then fail(subject(what, key), "%s: by_year and by_month cannot stand here", what) end
        for _, date in ipairs(check.sorted_keys(spec.entries)) do
            cells.check(what, spec.entries[date], axes, depth, allow, key)
        end
        if spec.otherwise ~= nil then cells.check(what, spec.otherwise, axes, depth, allow, key) end
    elseif check.is_plain(spec) then
        check_table(what, spec, axes, depth, allow)
    elseif core.is_value(spec) then
        fail(subject(what, key), "%s is a simulated value: give a number or a distribution (compute with the parameter instead)", what)
    else
        fail(subject(what, key), "%s is %s: give a number, a distribution or a table by label%s", what, check.kind_of(spec),
            check.number_hint(spec))
    end
end

-- ---- dates ----

-- Adds the years or months that `spec` names to dates = { year = {}, month = {} }.
function cells.dates_of(spec, dates)
    if check.is(cells.dated, spec) then
        dates[spec.unit] = dates[spec.unit] or {}
        for key, entry in next, spec.entries do
            dates[spec.unit][key] = true
            cells.dates_of(entry, dates)
        end
        cells.dates_of(spec.otherwise, dates)
    elseif check.is_plain(spec) then
        for _, entry in next, spec do cells.dates_of(entry, dates) end
    end
    return dates
end

local month_names = {}
for month = 1, 12 do month_names[month] = ("%02d"):format(month) end

-- What the period is called that a month lies in: "2026", "03", "2026-03", "otherwise"; "" without dates.
function cells.period_name(dates, year, month)
    local year_name = dates.year and (dates.year[year] and tostring(year) or "otherwise")
    local month_name = dates.month and (dates.month[month] and month_names[month] or "otherwise")
    if year_name and month_name then return year_name .. "-" .. month_name end
    return year_name or month_name or ""
end

-- Periods: months of the model in which all dated values are the same.
-- Returns list of { name=, year=, month= } (an example month), and the period of each month (from 1).
function cells.periods(dates)
    if next(dates) == nil then return { { name = "" } }, nil end
    local list, of_month, by_name = {}, {}, {}
    local time, name = core.time, nil
    for i = 0, time.months - 1 do
        local m = time.first_month - 1 + i
        local year, month = time.first_year + m // 12, m % 12 + 1
        -- Without dates by month, the name is one in all of a year.
        if dates.month or month == 1 or i == 0 then name = cells.period_name(dates, year, month) end
        if not by_name[name] then
            list[#list + 1] = { name = name, year = year, month = month }
            by_name[name] = #list
        end
        of_month[i + 1] = by_name[name]
    end
    return list, of_month
end

-- ---- finding ----

-- The cells of a shape in the engine's order: list of { [axis] = label }.
function cells.list(axes)
    local list = { {} }
    for _, axis in ipairs(core.in_order(axes)) do
        local longer = {}
        for _, cell in ipairs(list) do
            for _, label in ipairs(core.labels(axis)) do
                local copy = {}
                for a, l in next, cell do copy[a] = l end
                copy[axis] = label
                longer[#longer + 1] = copy
            end
        end
        list = longer
    end
    return list
end

-- Has the cell these labels? fixed: { [axis] = label }
function cells.is_in(cell, fixed)
    for axis, label in next, fixed do
        if cell[axis] ~= label then return false end
    end
    return true
end

local name_of = setmetatable({}, { __index = function(t, axis)
    t[axis] = axis.name
    return t[axis]
end })

-- "level=L3;town=north" from { "town=north", "level=L3" }: sorted, whatever the order of nesting.
local function path_text(parts)
    for i = 2, #parts do
        local part, at = parts[i], i
        while at > 1 and part < parts[at - 1] do
            parts[at], at = parts[at - 1], at - 1
        end
        parts[at] = part
    end
    return table.concat(parts, ";")
end

-- "department=civil;level=L3" of a cell
function cells.text(cell)
    local parts = {}
    for axis, label in next, cell do parts[#parts + 1] = name_of[axis] .. "=" .. label end
    return path_text(parts)
end

-- What `spec` says for a cell in a period: the leaf, and the list of labels ("level=L3") and dates
-- ("@year=2027") that led there. nil and the date when a dated value does not cover it.
function cells.find(spec, axes, cell, period)
    local parts, depth = {}, 1
    while type(spec) == "table" do
        local kind = getmetatable(spec)
        local entry
        if kind == nil then
            local axis = axes[depth]
            local label = cell[axis]
            entry, depth = spec[label], depth + 1
            parts[#parts + 1] = name_of[axis] .. "=" .. (entry ~= nil and label or "otherwise")
        elseif kind == cells.dated then
            local key = period[spec.unit]
            entry = spec.entries[key]
            parts[#parts + 1] = "@" .. spec.unit .. "=" .. (entry ~= nil and key or "otherwise")
            if entry == nil and spec.otherwise == nil then
                return nil, (spec.unit == "month" and "month " or "") .. key
            end
        else
            break
        end
        if entry == nil then entry = spec.otherwise end
        if entry == nil then return nil end
        spec = entry
    end
    return spec, parts
end

-- The text of what cells.find returned: what tells the draws of one parameter apart. For each(...) the
-- whole cell is part of it.
function cells.path_text(leaf, parts, cell)
    if not check.is(cells.each, leaf) then return path_text(parts) end
    local dates = {}
    for _, part in ipairs(parts) do
        if part:sub(1, 1) == "@" then dates[#dates + 1] = part end
    end
    local text = cells.text(cell)
    if #dates == 0 then return text end
    return path_text(dates) .. (text ~= "" and ";" .. text or "")
end

-- A table of numbers by label as a constant value.
function cells.constant(what, spec, axes, unit)
    cells.check(what, spec, axes, 1, {})
    local numbers = {}
    for i, cell in ipairs(cells.list(axes)) do
        numbers[i] = cells.find(spec, axes, cell, {})
    end
    return core.known(axes, numbers, unit, false)
end
