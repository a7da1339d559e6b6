-- Rows of a file of inputs (engine/inputs.h): which of them were edited, what they say, and whether the model
-- takes it. A row whose value is still the one beside it ("value before") says nothing.
local core = ...
local ipairs, math, tonumber, tostring, type = ipairs, math, tonumber, tostring, type
local check, cells = core.check, core.cells
local fail, say = check.fail, check.say
local inputs = {}
core.inputs = inputs

local file         -- { path =, file =, separator =, rows } or nil
local rows = {}    -- name -> its rows, in the order of the file

-- Called before the scenario's file is run. A row: { line =, name =, cell =, period =, unit =, value =, was =,
-- least =, most =, allowed =, source = }, "" where there is nothing.
function inputs.begin(given)
    file = given
    for _, row in ipairs(given or {}) do
        row.place = { inputs = true, line = row.line }
        check.place = row.place
        if row.name == "" then
            fail(nil, "the row has no name: take it out, or fill the column 'name' (代码) as 'polsim inputs' wrote it")
        end
        check.place = nil
        rows[row.name] = rows[row.name] or {}
        table.insert(rows[row.name], row)
    end
end

-- Called when all is declared; known: the names of parameters and switches.
function inputs.finish(known)
    for _, row in ipairs(file or {}) do
        if not known[row.name] then
            check.place = row.place
            fail(row.name, "the model has no parameter or switch '%s'%s", row.name, check.near_key(row.name, known))
        end
    end
end

-- ---- numbers as spreadsheets show them ----

local plain_signs = { ["（"] = "(", ["）"] = ")", ["，"] = ",", ["、"] = ",", ["．"] = ".", ["－"] = "-", ["−"] = "-",
    ["＋"] = "+", ["％"] = "%", ["＝"] = "=", ["；"] = ";", ["｛"] = "{", ["｝"] = "}", ["［"] = "[", ["］"] = "]",
    ["　"] = " ", ["\u{A0}"] = " ", ["＊"] = "*" }
for digit = 0, 9 do plain_signs[utf8.char(0xFF10 + digit)] = tostring(digit) end

-- Signs of a Chinese keyboard as the language writes them.
local function plain(text)
    text = text:gsub("[\xC2-\xF4][\x80-\xBF]+", plain_signs)
    return text:match "^%s*(.-)%s*$"
end

local function decimal(text)
    return text:find "^[-+]?[%d.]+[eE]?[-+]?%d*$" and tonumber(text) or nil
end

-- Are two cells of a row the same? A spreadsheet rounds both alike.
local function same_written(a, b)
    a, b = plain(a), plain(b)
    local x, y = decimal(a) or tonumber(core.plain_number(a)), decimal(b) or tonumber(core.plain_number(b))
    if x and y then return math.abs(x - y) <= 1e-12 * math.max(math.abs(x), math.abs(y)) end
    return a:gsub("%s", "") == b:gsub("%s", "")
end

-- Spreadsheets save what they show, about nine digits; nobody edits an input by less.
local function near(a, b)
    return math.abs(a - b) <= 1e-8 * math.max(math.abs(a), math.abs(b))
end

-- The number that a text is, or nil where it is none; what can be read in two ways is refused.
local function read_number(text, unit)
    local x = decimal(text)
    if x then return x end
    if file.separator == ";" and text:find "^[-+]?[%d.]*,[%d.,]*%s*%%?$" then
        fail(text, "'%s' can be read in two ways, since the cells of this file are set apart by ';': "
            .. "write the decimals after a point and no separators of thousands", text)
    end
    local written = text:gsub("^¥", ""):gsub("^￥", "")
    local value = not written:find "[OolI]" and tonumber(core.plain_number(written))
    if not value then
        if text:find "^[-+%d.,%s_'()OolI/:]+%%?$" then
            fail(text, "'%s' is not clear as a number: write the decimals after a point and no separators of "
                .. "thousands", text)
        end
        return nil
    end
    if unit ~= "" and text:find "%%" then
        fail(text, "'%s' is in per cent, but the value is in %s", text, unit)
    elseif (text:find("元", 1, true) or written ~= text) and not unit:find("yuan", 1, true) then
        fail(text, "'%s' is money, but the value is %s", text, unit == "" and say "a plain number" or say("in %s", unit))
    end
    return value
end

-- ---- values ----

local function per_cent(number, after)
    return ("%.12g"):format(tonumber(number) / 100) .. after
end

-- "pert(0.6, 0.78, 0.9) * 0.7 + 1" -> what stands before, 0.7, 1
local function read_scale(text)
    local body, rest = text:match "^(%a[%w_]*%s*%b())%s*(.*)$"
    if not body then return nil end
    local scale, offset = rest:match "^%*%s*([-+%d.eE]+)%s*(.*)$"
    offset = (scale and offset or rest):match "^%+%s*([-+%d.eE]+)$" or (scale and offset or rest)
    scale, offset = scale == nil and 1 or tonumber(scale), offset == "" and 0 or tonumber(offset)
    if not scale or not offset then return nil end
    return body, scale, offset
end

-- What a row says: { value = number, distribution, each(...), scaled(k) or plus(x), scale =, offset = }
local function read_value(row, unit)
    local text = plain(row.value)
    if text == "" then fail(nil, "'%s' has no value: write one, or delete the row", row.name) end
    local number = read_number(text, unit)
    if number then return { value = number, scale = 1, offset = 0 } end
    local body, scale, offset = read_scale(text)
    if not body then
        fail(text, "'%s' is neither a number nor a distribution such as pert(0.6, 0.78, 0.9)", text)
    end
    local value = core.evaluate(("--inputs %s:%d"):format(file.path, row.line), (body:gsub("([%d.]+)%s*%%%s*([,)}])", per_cent)))
    local is_change, is_chance = check.is(cells.change, value), core.is_dist(value) or check.is(cells.each, value)
    if not (is_change or is_chance or type(value) == "number") or not is_chance and (scale ~= 1 or offset ~= 0) then
        fail(text, "'%s' is %s: a row holds a number or a distribution", text, check.kind_of(value))
    end
    return { value = value, scale = scale, offset = offset }
end

local function distribution_of(value)
    return check.is(cells.each, value) and value.distribution or value
end

-- ---- what the model has ----

local function text_of_change(value, scale, offset)
    local text = type(value) == "number" and ("%.14g"):format(value) or tostring(distribution_of(value))
    if check.is(cells.each, value) then text = "each(" .. text .. ")" end
    if check.is(cells.change, value) then
        text = value.offset == 0 and ("scaled(%.14g)"):format(value.scale) or ("plus(%.14g)"):format(value.offset)
    end
    if scale ~= 1 then text = ("%s * %.14g"):format(text, scale) end
    if offset ~= 0 then text = ("%s + %.14g"):format(text, offset) end
    return text
end

-- Do the cells `list` draw each for itself?
local function are_apart(p, list)
    for _, i in ipairs(list) do
        if p.input[i] ~= p.input[list[1]] then return true end
    end
    return false
end

-- What the cells hold, in words; "…" behind the first where they differ.
local function text_of_model(p, list)
    local first
    for _, i in ipairs(list) do
        local input = p.input[i]
        local text = input == 0 and text_of_change(p.value[i] * p.scale[i] + p.offset[i], 1, 0)
            or text_of_change(p.dists[input], p.scale[i], p.offset[i])
        if first and text ~= first then return first .. " …" end
        first = text
    end
    return p.input[list[1]] > 0 and are_apart(p, list) and "each(" .. first .. ")" or first
end

local function is_as_in_model(p, list, said)
    for _, i in ipairs(list) do
        local input = p.input[i]
        if type(said.value) == "number" then
            if input ~= 0 or not near(p.value[i] * p.scale[i] + p.offset[i], said.value) then return false end
        elseif check.is(cells.change, said.value) then
            return said.value.scale == 1 and said.value.offset == 0
        elseif input == 0 or tostring(p.dists[input]) ~= tostring(distribution_of(said.value))
            or not near(p.scale[i], said.scale) or not near(p.offset[i], said.offset) then
            return false
        end
    end
    return type(said.value) == "number" or #list == 1 or check.is(cells.each, said.value) == are_apart(p, list)
end

-- ---- periods ----

-- "2026-03" -> "2026", "03"; "2026" -> "2026", nil; "otherwise" -> both, of which a parameter has one
local function parts_of_period(text)
    local year, month = text:match "^(%w+)%-(%w+)$"
    if year then return year, month end
    if text:find "^%d%d%d%d$" then return text, nil end
    if text:find "^%d%d$" then return nil, text end
    if text == "otherwise" then return text, text end
    return nil, nil
end

-- Adds the years and months that edited rows name, as cells.dates_of does.
function inputs.dates_of(name, dates)
    for _, row in ipairs(rows[name] or {}) do
        if row.said then
            local year, month = parts_of_period(row.period)
            year, month = math.tointeger(tonumber(year)), math.tointeger(tonumber(month))
            if year then
                dates.year = dates.year or {}
                dates.year[year] = true
            end
            if month then
                dates.month = dates.month or {}
                dates.month[month] = true
            end
        end
    end
end

-- The numbers of the periods that a row speaks of.
local function periods_of(p, row)
    local list, names = {}, {}
    local year, month = parts_of_period(row.period)
    for t, period in ipairs(p.period_list) do
        names[t] = "'" .. period.name .. "'"
        local has_year, has_month = parts_of_period(period.name)
        if row.period == "" or row.period == period.name or row.period ~= "otherwise"
            and (year or month) and (not year or year == has_year) and (not month or month == has_month) then
            list[#list + 1] = t
        end
    end
    if #list == 0 then
        fail(row.period, "parameter '%s' has no period '%s'%s", p.name, row.period,
            #p.period_list == 1 and say ": leave it empty" or say("; it has %s", check.list_text(names)))
    end
    return list
end

-- ---- parameters ----

local function check_unit(row, unit)
    local right = core.wrong_unit(row.unit, unit)
    if right then
        fail(row.unit, "'%s' is %s, not '%s': the unit is the model's, write the value in it", row.name,
            right == "" and say "a plain number" or say("in %s", right), row.unit)
    end
end

local function check_limit(row, written, limit)
    local x = written ~= "" and read_number(plain(written), "")
    if x and (not limit or not near(x, limit)) then
        fail(written, "the range of '%s' is the model's: a file of inputs cannot change it (%s)", row.name,
            limit and say("it is %.14g here", limit) or say "it has none")
    end
end

-- Reads the rows of a parameter; before its periods are known, which edited rows may add to.
-- options: those of the word `parameter`
function inputs.read(name, options)
    local seen = {}
    for _, row in ipairs(core.is_left_out(name) and {} or rows[name] or {}) do
        check.place = row.place
        local key = row.cell .. "@" .. row.period
        if seen[key] and not same_written(seen[key].value, row.value) then
            fail(row.name, "line %d has another value for the same cell of '%s': keep one of them", seen[key].line, name)
        end
        seen[key] = row
        check_unit(row, options.unit or "")
        check_limit(row, row.least, options.range and options.range[1])
        check_limit(row, row.most, options.range and options.range[2])
        row.said = nil
        if row.was == "" or not same_written(row.value, row.was) then row.said = read_value(row, options.unit or "") end
        check.place = nil
    end
end

-- The change that a row makes, as a scenario's are; `tools`: open_axes and apply_change of parameter.lua.
local function change_of(p, row, source_text, tools)
    local is_reason = row.source ~= "" and row.source ~= source_text and not row.source:find "^%S+:%d+$"
    local source = is_reason and ": " .. row.source or ""
    local change = { change = ("%s:%d%s"):format(file.file, row.line, source), place = row.place,
        what = ("'%s'"):format(row.name), spec = row.said and row.said.value }
    if row.cell ~= "" then change.labels = core.parse_labels(say "the cell", plain(row.cell)) end
    change.axes, change.fixed = tools.open_axes(change, p.axes)
    change.periods = {}
    for _, t in ipairs(periods_of(p, row)) do change.periods[p.period_list[t].name] = true end
    if row.period ~= "" then change.dated = "@period=" .. row.period end
    return change
end

-- The cells and periods of a change, as numbers of p.input.
local function indexes_of(p, change)
    local list = {}
    for t, period in ipairs(p.period_list) do
        for c, cell in ipairs(p.cells) do
            if change.periods[period.name] and cells.is_in(cell, change.fixed) then list[#list + 1] = (t - 1) * #p.cells + c end
        end
    end
    return list
end

local function refuse_twice(row, list, taken)
    for _, i in ipairs(list) do
        if taken[i] then
            fail(row.name, "line %d changes the same cell of '%s': keep one of them", taken[i], row.name)
        end
        taken[i] = row.line
    end
end

local function refuse_of_scenario(p, row, list)
    for _, i in ipairs(list) do
        if p.change[i] then
            fail(row.name, "'%s' is set by the scenario itself (%s) to %s: change it there, or put the value before back "
                .. "into this row", row.name, p.change[i], text_of_model(p, list))
        end
    end
end

-- A row that nobody edited, of a model that was: said, so that it is not taken for what is computed.
local function note_stale(p, row, list)
    for _, i in ipairs(list) do
        if p.change[i] then return end
    end
    local before, said = row.value, read_value(row, "")
    if not is_as_in_model(p, list, said) then
        core.add_edit { name = p.name, cell = row.cell, period = row.period, was = text_of_model(p, list), is = before,
            line = row.line, applied = false }
    end
end

-- Makes the changes of the rows, after the scenario's; returns the list of them.
function inputs.apply(p, source_text, tools)
    local changes, taken = {}, {}
    for _, row in ipairs(core.is_left_out(p.name) and {} or rows[p.name] or {}) do
        check.place = row.place
        local change = change_of(p, row, source_text, tools)
        local list = indexes_of(p, change)
        if not row.said then
            note_stale(p, row, list)
        elseif not is_as_in_model(p, list, row.said) then
            refuse_twice(row, list, taken)
            refuse_of_scenario(p, row, list)
            local was = text_of_model(p, list)
            changes[#changes + 1] = { row = row, change = change, list = list, was = was }
        end
    end
    for i, made in ipairs(changes) do
        local row, change, said = made.row, made.change, made.row.said
        check.place = row.place
        tools.apply_change(p, change, change.axes)
        for _, k in ipairs(core.is_dist(distribution_of(said.value)) and made.list or {}) do
            p.scale[k], p.offset[k] = said.scale, said.offset
        end
        check.changed[#check.changed + 1] = ("%s (%s)"):format(p.name, change.change)
        core.add_edit { name = p.name, cell = row.cell, period = row.period, was = made.was,
            is = text_of_change(said.value, said.scale, said.offset), line = row.line, applied = true }
        changes[i] = change
    end
    check.place = nil
    return changes
end

-- ---- switches ----

-- A choice by its id, by "id = what people read", or by what people read, as the row itself lists them.
local function read_choice(row, choices)
    local text = plain(row.value)
    for _, choice in ipairs(choices) do
        if text == choice or text:match "^(.-)%s*=" == choice then return choice end
    end
    for part in (plain(row.allowed) .. ";"):gmatch "%s*(.-)%s*;" do
        local id, words = part:match "^(%S+)%s*=%s*(.*)$"
        if words and words == text then return id end
    end
    return text
end

-- The value of a switch by the rows of the file; scenario: its change of the scenario, or nil.
function inputs.choose(name, value, choices, scenario)
    local taken
    for _, row in ipairs(core.is_left_out(name) and {} or rows[name] or {}) do
        check.place = row.place
        if row.cell ~= "" or row.period ~= "" then
            fail(row.name, "'%s' is a switch, which has neither cells nor periods: leave these empty", name)
        end
        local choice = read_choice(row, choices)
        core.check_choice(("switch '%s'"):format(name), choice, choices)
        local edited = row.was == "" or plain(row.was) ~= plain(row.value)
        if edited and taken and taken.value ~= choice then
            fail(row.name, "line %d has another choice for '%s': keep one of them", taken.line, name)
        elseif edited and choice ~= value and scenario then
            fail(row.name, "'%s' is set by the scenario itself (%s) to '%s': change it there, or put the value before "
                .. "back into this row", name, scenario.change, value)
        elseif choice ~= value and not scenario then
            core.add_edit { name = name, cell = "", period = "", was = value, is = choice, line = row.line,
                applied = edited }
        end
        if edited and choice ~= value then taken = { value = choice, line = row.line } end
        check.place = nil
    end
    return taken and taken.value or value, taken ~= nil
end
