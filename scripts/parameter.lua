-- parameter, and what stands in one: sources, each, dated values, changes of a scenario.
local core = ...
local ipairs, next, pairs, setmetatable, tostring, type = ipairs, next, pairs, setmetatable, tostring, type
local check, cells = core.check, core.cells
local fail, say = check.fail, check.say
local M = {}

-- ---- sources ----

local function source(kind, text)
    return setmetatable({ kind = kind, text = text }, check.source)
end

function M.plan(text)
    if type(text) ~= "string" then fail("plan", "plan \"...\" takes the place in the plan as a text") end
    return source("plan", text)
end

function M.assumed(text)
    if type(text) ~= "string" then fail("assumed", "assumed \"...\" takes the reason as a text") end
    return source("assumed", text)
end

function M.cited(reference, note)
    if type(reference) ~= "string" or note ~= nil and type(note) ~= "string" then
        fail("cited", "cited(\"reference\", \"note\") takes texts")
    end
    return source("cited", note and reference .. ": " .. note or reference)
end

-- ---- dated values ----

local value_type = core.value_type

-- As a value of its own: numbers only, known in every month.
function cells.dated.__node(dated)
    core.need_model(dated.word)
    local list, of_month = cells.periods(cells.dates_of(dated, {}))
    cells.check(dated.word, dated, {}, 1, { dates = true })
    local numbers = {}
    for i, period in ipairs(list) do
        local x, missing = cells.find(dated, {}, {}, period)
        if x == nil then
            fail(dated.word, "%s has no value for %s, which the model reaches: add it, or otherwise = ...",
                dated.word, missing)
        end
        numbers[i] = x
    end
    local months = {}
    for i, period in ipairs(of_month) do months[i] = numbers[period] end
    return core.known({}, months, "", true)
end

for _, event in ipairs { "__add", "__sub", "__mul", "__div", "__pow", "__unm", "__lt", "__le", "__concat" } do
    cells.dated[event] = value_type[event]
end

local function dated(word, unit, entries, low, high)
    if not check.is_plain(entries) then
        fail(word, "%s takes a table { [%d] = ..., otherwise = ... }, not %s", word, low, check.kind_of(entries))
    end
    local object = { word = word, unit = unit, entries = {} }
    for _, key in ipairs(check.sorted_keys(entries)) do
        if key == "otherwise" then
            object.otherwise = entries[key]
        elseif math.type(key) ~= "integer" or key < low or key > high then
            fail(word, "%s: '%s' is no %s (%d to %d) nor otherwise", word, tostring(key), unit, low, high)
        else
            object.entries[key] = entries[key]
        end
    end
    if next(entries) == nil then fail(word, "%s { } says nothing", word) end
    return setmetatable(object, cells.dated)
end

function M.by_year(entries)
    return dated("by_year", "year", entries, 1000, 9999)
end

function M.by_month(entries)
    local object = dated("by_month", "month", entries, 1, 12)
    for month = 1, 12 do
        if object.entries[month] == nil and object.otherwise == nil then
            fail("by_month", "by_month has no value for month %d: give twelve, or otherwise = ...", month)
        end
    end
    return object
end

-- ---- each, and changes ----

function M.each(distribution)
    if not core.is_dist(distribution) then
        fail("each", "each takes a distribution, not %s", check.kind_of(distribution))
    end
    return setmetatable({ distribution = distribution }, cells.each)
end

function M.scaled(k)
    if type(k) ~= "number" then fail("scaled", "scaled takes a number, not %s", check.kind_of(k)) end
    return setmetatable({ scale = k, offset = 0 }, cells.change)
end

function M.plus(x)
    if type(x) ~= "number" then fail("plus", "plus takes a number, not %s", check.kind_of(x)) end
    return setmetatable({ scale = 1, offset = x }, cells.change)
end

-- ---- building a parameter ----

local dimensions = 0 -- of the model's defaults, in order of declaration
local reserved = 0   -- dimensions of models that values are borrowed from
local pending = {}   -- inputs uncertain only through a scenario: { name=, key=, parameter=, input= }

-- Lists by period and cell (cells fastest), as core.add_parameter takes them.
local function new_parameter(name, axes)
    return { name = name, axes = axes, cells = cells.list(axes), input = {}, value = {}, scale = {}, offset = {},
        change = {}, made_by = {}, dists = {}, dimension = {}, key = {} }
end

local function add_input(p, distribution, path, dimension)
    local i = #p.dists + 1
    p.dists[i], p.dimension[i] = distribution, dimension
    p.key[i] = path == "" and p.name or p.name .. "[" .. path .. "]"
    return i
end

local function set_leaf(p, i, input, value)
    p.input[i], p.value[i], p.scale[i], p.offset[i] = input, value, 1, 0
end

local function fill_default(p, what, default, axes)
    local inputs, count = {}, #p.cells
    for c = 1, count do
        local cell = p.cells[c]
        for t = 1, #p.period_list do
            local leaf, path = cells.find(default, axes, cell, p.period_list[t])
            if leaf == nil then
                fail("default =", "%s has no value for %s, and the model runs that long: add it, or otherwise = ...",
                    what, path)
            end
            local i = (t - 1) * count + c
            if type(leaf) == "number" then
                set_leaf(p, i, 0, leaf)
            else
                path = cells.path_text(leaf, path, cell)
                if not inputs[path] then
                    inputs[path] = add_input(p, check.is(cells.each, leaf) and leaf.distribution or leaf, path,
                        dimensions)
                    dimensions = dimensions + 1
                end
                set_leaf(p, i, inputs[path], 0)
            end
        end
    end
end

-- ---- changes ----

local function value_of_change(change)
    if change.text then
        local hint = tonumber(change.text) and "" or check.number_hint(change.text)
        if hint ~= "" then fail(nil, "%s: '%s' is not a number that Lua knows%s", change.what, change.text, hint) end
        return core.evaluate(change.what, change.text)
    end
    return change.value
end

-- Axes that the labels of --set leave open; checks the labels.
local function open_axes(change, axes)
    if not change.labels then return axes, {} end
    local open, fixed, by_name = {}, {}, {}
    for _, axis in ipairs(axes) do
        by_name[axis.name] = axis
        local label = change.labels[axis.name]
        if label then
            if not check.has_label(axis, label) then
                fail(nil, "%s: axis '%s' has no label '%s'%s", change.what, axis.name, label,
                    check.near_label(axis, label))
            end
            fixed[axis] = label
        else
            open[#open + 1] = axis
        end
    end
    for _, name in ipairs(check.sorted_keys(change.labels)) do
        if not by_name[name] then
            local has = #axes > 0 and say("it has %s", check.list_text(check.sorted_keys(by_name))) or say "it is one number"
            fail(nil, "%s: the parameter has no axis '%s'%s; %s", change.what, name, check.near_key(name, by_name), has)
        end
    end
    return open, fixed
end

-- Cells that share one input in the default.
local function sharers(p)
    local count = {}
    for _, input in ipairs(p.input) do count[input] = (count[input] or 0) + 1 end
    return count
end

-- The input of a changed leaf. One that was uncertain keeps its dimension, so that scenarios share
-- random numbers; each(...) over what was one shared draw takes new ones.
local function changed_input(p, change, leaf, path, i, shared)
    local is_each = check.is(cells.each, leaf)
    if change.inputs[path] then return change.inputs[path] end
    local old = change.old_input[i]
    local keeps = old > 0 and not (is_each and shared[old] > 1)
    local dimension = keeps and p.dimension[old] or nil
    local input = add_input(p, is_each and leaf.distribution or leaf, path, dimension or -1)
    if keeps then p.key[input] = p.key[old] end
    change.inputs[path] = input
    return input
end

local function apply_change(p, change, axes)
    local count, shared = #p.cells, sharers(p)
    local fixed_path = change.labels and cells.text(change.fixed) or ""
    if change.dated then fixed_path = fixed_path == "" and change.dated or change.dated .. ";" .. fixed_path end
    change.inputs, change.old_input = {}, table.move(p.input, 1, #p.input, 1, {})
    for c, cell in ipairs(p.cells) do
        for t, period in ipairs(p.period_list) do
            local leaf, path, i = nil, nil, (t - 1) * count + c
            if (not change.periods or change.periods[period.name]) and cells.is_in(cell, change.fixed) then leaf, path = cells.find(change.spec, axes, cell, period) end
            if type(leaf) == "number" then
                set_leaf(p, i, 0, leaf)
            elseif check.is(cells.change, leaf) then
                p.scale[i], p.offset[i] = p.scale[i] * leaf.scale, p.offset[i] * leaf.scale + leaf.offset
            elseif leaf ~= nil then
                path = cells.path_text(leaf, path, cell)
                if fixed_path ~= "" and not check.is(cells.each, leaf) then
                    path = path == "" and fixed_path or fixed_path .. ";" .. path
                end
                set_leaf(p, i, changed_input(p, change, leaf, path, i, shared), 0)
            end
            if leaf ~= nil then p.change[i], p.made_by[i] = change.change, change end
        end
    end
end

local function read_changes(list, name, what, axes)
    for _, change in ipairs(list) do
        check.place = change.text and change.place
        change.spec = value_of_change(change)
        check.place = change.place
        change.axes, change.fixed = open_axes(change, axes)
        cells.check(change.what .. ": " .. what, change.spec, change.axes, 1,
            { chance = true, dates = true, changes = true, part = true })
        check.changed[#check.changed + 1] = ("%s (%s)"):format(name, change.change)
        check.place = nil
    end
    return list
end

-- Drops inputs that no cell draws from any more; their dimensions stay reserved.
local function drop_unused(p)
    local new, dists, dimension, key = {}, {}, {}, {}
    for i = 1, #p.input do
        local input = p.input[i]
        if input > 0 then
            if not new[input] then
                local at = #dists + 1
                new[input], dists[at], dimension[at], key[at] = at, p.dists[input], p.dimension[input], p.key[input]
            end
            p.input[i] = new[input]
        end
    end
    p.dists, p.dimension, p.key = dists, dimension, key
end

-- ---- range ----

local function refuse_range(p, what, i, a, b, range)
    local cell = cells.text(p.cells[(i - 1) % #p.cells + 1])
    local at = cell ~= "" and say(" at %s", cell) or ""
    local change, subject = p.made_by[i], "default ="
    if change then what, subject, check.place = change.what .. ": " .. what, p.name, change.place end
    if a == -math.huge or b == math.huge then
        fail(subject, "%s%s: %s has no limit, its range is %.14g to %.14g: use a bounded distribution, such as pert or "
            .. "uniform", what, at, tostring(p.dists[p.input[i]]), range[1], range[2])
    end
    local x = a < range[1] and a or b
    fail(subject, "%s%s: %.14g is outside its range %.14g to %.14g%s", what, at, x, range[1], range[2],
        range[2] == 1 and p.input[i] == 0 and p.scale[i] == 1 and check.percent_hint(x) or "")
end

local function check_range(p, what, range)
    local slack = 1e-12 * math.max(math.abs(range[1]), math.abs(range[2]))
    for i = 1, #p.input do
        local input, a, b = p.input[i], p.value[i], p.value[i]
        if input > 0 then a, b = core.support(p.dists[input]) end
        a, b = a * p.scale[i] + p.offset[i], b * p.scale[i] + p.offset[i]
        if a > b then a, b = b, a end
        if a < range[1] - slack or b > range[2] + slack then refuse_range(p, what, i, a, b, range) end
    end
end

-- ---- the word ----

local values = {} -- name -> value

local function axes_of(t, what)
    local axis = type(t.default) == "table" and core.column_axis[t.default]
    if t.axes then return t.axes end
    if axis then return { axis } end
    if check.is(cells.dated, t.default) then
        for _, entry in next, t.default.entries do
            axis = type(entry) == "table" and core.column_axis[entry]
            if axis then return { axis } end
        end
    end
    if check.is_plain(t.default) and next(t.default) == nil then fail("default", "%s: default is empty", what) end
    return {}
end

local tools = { open_axes = open_axes, apply_change = apply_change }

local function add_all(list, more)
    for _, x in ipairs(more) do list[#list + 1] = x end
end

local function set_periods(p, default, ...)
    local dates = cells.dates_of(default, {})
    for _, changes in ipairs { ... } do
        for _, change in ipairs(changes) do cells.dates_of(change.spec, dates) end
    end
    core.inputs.dates_of(p.name, dates)
    p.dates = dates
    local list, of_month = cells.periods(dates)
    p.period_list = list
    if #list > 1 then
        p.periods, p.period_of_month = {}, of_month
        for i, period in ipairs(list) do p.periods[i] = period.name end
    else
        p.periods = {}
    end
end

-- The value that another model has, in place of this one's; whether there is one.
local function borrow(p)
    local borrowed = core.borrowed(p.name)
    for key, list in pairs(borrowed or {}) do p[key] = list end
    if borrowed then reserved = math.max(reserved, borrowed.dimensions) end
    return borrowed ~= nil
end

local function register(p)
    drop_unused(p)
    local value, number = core.add_parameter(p)
    for i, dimension in ipairs(p.dimension) do
        if dimension < 0 then
            pending[#pending + 1] = { name = p.name, key = p.key[i], parameter = number, input = i }
        end
    end
    return value
end

function M.parameter(name, t)
    core.need_model("parameter")
    check.new_name("parameter", name)
    local what = "parameter '" .. name .. "'"
    if check.place_of_name("switch", name) then fail(name, "%s: a switch has this name", what) end
    t = check.options(what, t, { default = "any", axes = "axes", unit = "text", range = "range", source = "source",
        label = "words", adds_to = "number" })
    check.need(what, t, "default", "a number, a distribution or a table by label")
    check.need(what, t, "source", "plan \"...\", cited(\"...\", \"...\") or assumed \"why\"")
    local axes = axes_of(t, what)
    cells.check(what .. ": default", t.default, axes, 1, { chance = true, dates = true })
    local changes, by_command = core.changes_apart(name)
    changes = read_changes(table.move(changes, 1, #changes, 1, {}), name, what, axes)
    read_changes(by_command, name, what, axes)
    core.inputs.read(name, t)
    local p = new_parameter(name, axes)
    set_periods(p, t.default, changes, by_command)
    fill_default(p, what, t.default, axes)
    for _, change in ipairs(changes) do apply_change(p, change, change.axes) end
    add_all(changes, core.inputs.apply(p, t.source.text, tools))
    for _, change in ipairs(by_command) do apply_change(p, change, change.axes) end
    add_all(changes, by_command)
    local is_borrowed = borrow(p)
    if t.range then check_range(p, what, t.range) end
    p.unit, p.source_kind, p.source_text = t.unit, t.source.kind, t.source.text
    if t.range then p.low, p.high = t.range[1], t.range[2] end
    values[name] = register(p)
    if t.adds_to and not is_borrowed then core.check_adds_to(p, what, t, changes, values[name]) end
    core.know(name)
    if t.label then core.add_label("", name, check.words(t.label)) end
    return values[name]
end

M.p = setmetatable({}, {
    __name = "the table of parameters",
    __index = function(_, name)
        if values[name] then return values[name] end
        fail(tostring(name), "no parameter '%s' is declared before this line%s", tostring(name),
            check.near_key(name, values))
    end,
    __newindex = function(_, name)
        fail(tostring(name), "p.%s cannot be set: declare parameter(\"%s\", { ... })", tostring(name),
            tostring(name))
    end,
})

-- Dimensions of what only a scenario makes uncertain come after the model's, by name and cell.
table.insert(core.finish_steps, function()
    table.sort(pending, function(a, b)
        if a.name ~= b.name then return a.name < b.name end
        return a.key < b.key
    end)
    for i, input in ipairs(pending) do
        core.set_dimension(input.parameter, input.input, dimensions + i - 1)
    end
    core.set_dimensions(math.max(dimensions + #pending, reserved))
end)

return M
