-- model scenario axis csv switch label: what a file is, and the names it speaks of.
local core = ...
local ipairs, pairs, setmetatable, tostring, type = ipairs, pairs, setmetatable, tostring, type
local check = core.check
local fail, say = check.fail, check.say
local M = {}

local model, scenario       -- options and place of the one call of each
local scenario_file         -- the file polsim was started with
local in_base = false       -- the scenario's model is being read
local wanted_variant        -- name of the variant to take, or nil

local function here()
    local file, line = core.place()
    return { file = file or "?", line = line or 0 }
end

-- Declarations and values belong in a model, after model { }.
function core.need_model(word)
    if model then return end
    if scenario and not in_base then
        fail(word, "a scenario only says what differs: '%s' belongs in its model", word)
    end
    fail(word, "'%s' before model { ... }: a model begins with model { name = ..., from = ..., to = ... } "
        .. "(is this file a part of a model? run the one that calls model or scenario)", word)
end

-- "2026-03" -> 2026, 3
function core.parse_month(about, text)
    local year, month
    if type(text) == "string" then year, month = text:match "^(%d%d%d%d)%-(%d%d)$" end
    year, month = tonumber(year), tonumber(month)
    if not year or month < 1 or month > 12 or year < 1 then
        fail(type(text) == "string" and text or nil, "%s must be a month such as \"2026-03\", not %s", about,
            type(text) == "string" and "'" .. text .. "'" or check.kind_of(text))
    end
    return year, month
end

local function months_between(y0, m0, y1, m1)
    return (y1 - y0) * 12 + m1 - m0 + 1
end

local function read_time(options)
    local y0, m0 = core.parse_month("model: from", options.from)
    local y1, m1 = core.parse_month("model: to", options.to)
    local y2, m2 = core.parse_month("model: tail", options.tail or options.to)
    local time = { first_year = y0, first_month = m0, plan_months = months_between(y0, m0, y1, m1),
        months = months_between(y0, m0, y2, m2) }
    if time.plan_months < 1 then
        fail(options.to, "model: to = '%s' is before from = '%s'", options.to, options.from)
    end
    if time.months < time.plan_months then
        fail(options.tail, "model: tail = '%s' is before to = '%s'", options.tail, options.to)
    end
    if time.months > 1200 then fail("model", "model: %d months are too many: the most is 1200", time.months) end
    return time
end

local function read_units(units)
    for key, name in pairs(units) do
        if type(key) ~= "number" or type(name) ~= "string" then
            fail("units", "model: units is a list of names, such as { \"class\" }")
        end
    end
    return units
end

function M.model(options)
    if model then fail("model", "model is called twice, first at %s:%d", model.file, model.line) end
    if scenario and not in_base then
        fail("model", "a file calls either model or scenario: scenario { model = \"...\" } names the file of the model")
    end
    check.options("model", options, { name = "text", title = "words", from = "text", to = "text", tail = "text",
        units = "table" })
    check.need("model", options, "name", "\"an_id\"")
    check.need("model", options, "from", "\"2026-01\"")
    check.need("model", options, "to", "\"2028-12\"")
    check.name("model", options.name)
    local time = read_time(options)
    time.name, time.title = options.name, check.words(options.title)
    time.units = read_units(options.units or {})
    model = here()
    model.title = time.title
    core.set_model(time)
    core.time = time
end

-- ---- scenarios: what differs ----

-- name -> list of { value= | text=, labels=, change=, what=, place= }: of the scenario's set, of --set
local changes, sets = {}, {}

local function add_change(to, name, change)
    to[name] = to[name] or {}
    table.insert(to[name], change)
end

-- The line of `name =` inside the scenario's file, at or after the line of its call (or `first`); with
-- `value` the line of `name = "value"`.
local function line_of(name, place, first, value)
    local text = core.text_of(place.file) or ""
    local from, line = 1, 1
    while from <= #text do
        local to = text:find("\n", from, true) or #text + 1
        if line >= (first or place.line) then
            local row = text:sub(from, to - 1)
            local _, last = row:find(name, 1, true)
            if last and row:find("^[\"'%]%s]*=[^=]", last + 1)
                and (not value or row:find("[\"']" .. value:gsub("%p", "%%%0") .. "[\"']", last + 1)) then
                return line
            end
        end
        from, line = to + 1, line + 1
    end
    return first or place.line
end

-- What a table sets, from line `first` of the scenario's call on.
local function add_set(set, what, first)
    for _, name in ipairs(check.sorted_keys(set)) do
        if type(name) ~= "string" then
            fail("set", "scenario: set is a table by name, such as { pass_rate = 0.8 }")
        end
        local line = line_of(name, scenario, first)
        add_change(changes, name, { value = set[name], change = ("%s:%d"):format(scenario.file, line),
            what = what, place = { file = scenario.file, line = line } })
    end
end

-- Of scenario's options: lists of names, each of two or more.
local function check_together(together)
    local hint = say "scenario: together is a list of lists of names, such as { { \"county_share\", \"county_rate\" } }"
    if not check.is_plain(together) or #together == 0 then fail("together", hint) end
    for key, names in pairs(together) do
        if math.type(key) ~= "integer" or not check.is_plain(names) or #names < 2 then fail("together", hint) end
        for name_key, name in pairs(names) do
            if math.type(name_key) ~= "integer" or type(name) ~= "string" then fail("together", hint) end
        end
    end
end

function M.scenario(options)
    if in_base then
        fail("scenario", "the file that a scenario names must be a model, not another scenario")
    end
    if scenario then fail("scenario", "scenario is called twice, first at line %d", scenario.line) end
    if model then fail("scenario", "a file calls either model or scenario, not both") end
    check.options("scenario", options, { model = "text", title = "words", set = "table", question = "words",
        variants = "any", factors = "any", against = "text", together = "table" })
    check.need("scenario", options, "model", "\"model.lua\"")
    if options.against then check.name("scenario: against", options.against) end
    if options.together then check_together(options.together) end
    scenario = here()
    scenario.options = options
    local variant, names = core.choose_variant(options, wanted_variant)
    scenario.variant = variant
    core.set_scenario { title = check.words(options.title), question = check.words(options.question),
        against = options.against, together = options.together, variant = variant and variant.name, variants = names }
    add_set(options.set or {}, "set")
    if variant then
        add_set(variant.set, variant.chosen and "factors" or ("variant '%s': set"):format(variant.name),
            line_of(variant.chosen and "factors" or "name", scenario, nil, not variant.chosen and variant.name))
    end
end

local function trim(text)
    return text:match "^%s*(.-)%s*$"
end

-- "a;b;c" -> { "a", "b", "c" }, trimmed
local function parts_of(text, separator)
    local parts, from = {}, 1
    while true do
        local at = text:find(separator, from, true)
        parts[#parts + 1] = trim(text:sub(from, (at or #text + 1) - 1))
        if not at then return parts end
        from = at + 1
    end
end

-- "level=L3;department=civil" -> { level = "L3", department = "civil" }
function core.parse_labels(what, text)
    local labels = {}
    for _, part in ipairs(parts_of(text, ";")) do
        local pair = parts_of(part, "=")
        if #pair ~= 2 or pair[1] == "" or pair[2] == "" then
            fail(nil, "%s: '%s' is not axis=label: name both, as in [AXIS=LABEL]", what, part)
        end
        if labels[pair[1]] then fail(nil, "%s names axis '%s' twice", what, pair[1]) end
        labels[pair[1]] = pair[2]
    end
    return labels
end

-- "pass_rate[level=L3;department=civil]=0.8" -> name, labels or nil, text
local function parse_set(set)
    local equals, open = set:find("=", 1, true), set:find("[", 1, true)
    local labels, name
    if equals and open and open < equals then
        local close = set:find("]", open, true)
        name, labels = trim(set:sub(1, open - 1)), close and core.parse_labels("--set '" .. set .. "'", set:sub(open + 1, close - 1))
        equals = close and set:find("^%s*=", close + 1) and set:find("=", close + 1, true)
    elseif equals then
        name = trim(set:sub(1, equals - 1))
    end
    local value = equals and trim(set:sub(equals + 1))
    if not value or value == "" or name == "" then
        fail(nil, "--set '%s': write NAME=VALUE or NAME[axis=label]=VALUE", set)
    end
    return name, labels, value
end

local borrows = false -- values come from other models, whatever the changes
local left_out -- the input whose changes are not made, or nil

function core.is_left_out(name)
    return name == left_out
end

-- Called before the scenario's file is run, with the --set texts of the command line, the variant of the file
-- to take, or nil, a file of inputs as scripts/inputs.lua takes it, or nil, and whether values come from other models.
function core.begin(texts, without, variant, inputs, is_borrowing)
    left_out, wanted_variant, borrows = without, variant, is_borrowing
    core.inputs.begin(inputs)
    for _, text in ipairs(texts) do
        local name, labels, value = parse_set(text)
        add_change(sets, name, { text = value, labels = labels, change = "--set", what = "--set '" .. text .. "'",
            place = {} })
    end
end

-- Called after the scenario's file: the model to run next and the line that names it, or nil when the file
-- was a model itself.
function core.base(file)
    scenario_file = file
    if not scenario then
        if model and wanted_variant then
            fail(nil, "'%s' is a model, it has no variant '%s': leave out ':%s'", file, wanted_variant,
                wanted_variant)
        end
        if model then return nil end
        fail(nil, "'%s' calls neither model { ... } nor scenario { ... }", file)
    end
    in_base = true
    return scenario.options.model, scenario.line
end

-- Changes of a parameter or switch in order: the scenario's, and those of the command line.
function core.changes_apart(name)
    if name == left_out then return {}, {} end
    return changes[name] or {}, sets[name] or {}
end

local known = {} -- names of parameters and switches

function core.know(name)
    known[name] = true
end

local finish = {}

function finish.changes()
    if not model then
        fail(nil, "'%s' does not call model { ... }", scenario and scenario.options.model or scenario_file)
    end
    -- What one reading declares is not known under another: in a mixture that is no mistake.
    for _, from in ipairs(borrows and {} or { changes, sets }) do
        for _, name in ipairs(check.sorted_keys(from)) do
            if not known[name] then
                check.place = from[name][1].place
                fail(name, "%s: the model has no parameter or switch '%s'%s", from[name][1].what, name,
                    check.near_key(name, known))
            end
        end
    end
    if not borrows then core.inputs.finish(known) end
end

-- The names that `together` lists must be there, each once.
function finish.together()
    local seen = {}
    for _, names in ipairs(not borrows and scenario and scenario.options.together or {}) do
        for _, name in ipairs(names) do
            check.place = scenario
            if not known[name] then
                fail(name, "scenario: together: the model has no parameter or switch '%s'%s", name,
                    check.near_key(name, known))
            end
            if seen[name] then fail(name, "scenario: together names '%s' twice", name) end
            seen[name] = true
            check.place = nil
        end
    end
end

-- The title of a variant is made of labels that the model declares.
function finish.title()
    if scenario and scenario.variant then
        core.set_scenario { title = core.variant_title(scenario.variant,
            check.words(scenario.options.title) or model.title or { en = scenario.options.model }) }
    end
end

core.finish_steps = { finish.changes, finish.together, finish.title }

-- Called after the last file: what can only be done when all is declared.
function core.finish()
    for _, step in ipairs(core.finish_steps) do step() end
end

-- ---- tables of data ----

-- A column is a plain table by id; where it comes from is remembered beside it.
core.column_source = setmetatable({}, { __mode = "k" }) -- column -> { name=, path=, lines = by id }
core.column_axis = setmetatable({}, { __mode = "k" })   -- column -> its axis

local csv_kind = { __name = "a CSV table" }
csv_kind.__index = function(_, key)
    if csv_kind[key] then return csv_kind[key] end
    local near = core.did_you_mean(tostring(key), { "rows", "columns", "column" })
    fail(tostring(key), "a CSV table has no '%s'%s", tostring(key),
        near ~= "" and near or say ": it has rows, columns and column(name)")
end

local function check_column(t, name)
    for i, column in ipairs(t.columns) do
        if column == name then return i end
    end
    name = tostring(name)
    fail(name, "'%s' has no column '%s'%s", t.path, name, core.did_you_mean(name, t.columns))
end

-- t:column "x": by the ids of the first column; empty cells are absent
function csv_kind.column(t, name)
    if not check.is(csv_kind, t) then fail("column", "write t:column \"name\", with a colon") end
    local column, first, lines = {}, t.columns[1], {}
    for i, row in ipairs(t.rows) do
        column[rawget(row, first)] = rawget(row, name)
        lines[rawget(row, first)] = t.line[i]
    end
    core.column_source[column] = { name = name, path = t.path, lines = lines, column = check_column(t, name) }
    return column
end

function M.csv(path)
    if type(path) ~= "string" then fail("csv", "csv takes the path of a file, not %s", check.kind_of(path)) end
    local t = core.csv(path)
    local row_kind = { __name = check.say "a row of a CSV table" }
    row_kind.__index = function(_, key)
        check_column(t, key)
        return nil
    end
    for _, row in ipairs(t.rows) do setmetatable(row, row_kind) end
    return setmetatable(t, csv_kind)
end

-- ---- axes ----

local tables = {}  -- axis -> the CSV table it was made of
core.axes_by_name = {}

local function labels_of(name, labels)
    if check.is(csv_kind, labels) then
        local ids = {}
        for i, row in ipairs(labels.rows) do ids[i] = rawget(row, labels.columns[1]) end
        return ids
    end
    if not check.is_plain(labels) then
        fail(name, "axis '%s': its labels are a list { \"a\", \"b\" } or csv \"file\", not %s", name,
            check.kind_of(labels))
    end
    for key, label in pairs(labels) do
        if math.type(key) ~= "integer" or type(label) ~= "string" then
            fail(name, "axis '%s': its labels are a list of texts, entry '%s' is %s", name, tostring(key),
                math.type(key) == "integer" and check.kind_of(label) or say "not in the list")
        end
    end
    return labels
end

-- Columns en and zh are what the labels are called.
local function add_shown_names(name, t)
    local shown, languages = {}, {}
    for _, column in ipairs(t.columns) do
        if column == "en" or column == "zh" then languages[#languages + 1] = column end
    end
    for _, row in ipairs(t.rows) do
        local id, words = rawget(row, t.columns[1]), {}
        for _, language in ipairs(languages) do
            local text = rawget(row, language)
            if text then
                words[language] = tostring(text)
                shown[words[language]] = id
            end
        end
        if next(words) then core.add_label(name, id, words) end
    end
    check.shown[name] = shown
end

function M.axis(name, labels, options)
    core.need_model("axis")
    check.name("axis", name)
    options = check.options("axis '" .. name .. "'", options or {}, { label = "words" })
    if name == "fund" or name == "route" then
        fail(name, "axis '%s': this name is kept for the outputs that funds make", name)
    end
    local axis = core.add_axis(name, labels_of(name, labels))
    core.axes_by_name[name] = axis
    if options.label then core.add_label("axis", name, check.words(options.label)) end
    if check.is(csv_kind, labels) then
        tables[axis] = labels
        add_shown_names(name, labels)
    end
    return axis
end

-- axis:labels(): in the script's order; axis:labels { column = "word" }: those whose CSV cell holds it
function core.axis_methods.labels(axis, where)
    local shown = core.shown_labels(axis)
    if where == nil then return shown end
    if not check.is_plain(where) then fail("labels", "write axis:labels { column = \"word\" }") end
    for _, name in ipairs(check.sorted_keys(where)) do
        local column, kept = axis:column(name), {}
        for _, id in ipairs(shown) do
            if column[id] == where[name] then kept[#kept + 1] = id end
        end
        shown = kept
    end
    return shown
end

-- Every cell of a column must hold one of the words; "" stands for an empty cell.
local function check_words(column, words)
    local source, allowed = core.column_source[column], {}
    for _, word in ipairs(words) do allowed[word] = true end
    for _, id in ipairs(check.sorted_keys(source.lines)) do
        local word = column[id] == nil and "" or tostring(column[id])
        if not allowed[word] then
            check.fail_cell(source, id, "column '%s': '%s' of '%s' is none of its words%s; it has: %s", source.name, word,
                id, core.did_you_mean(word, words), check.list_text(words))
        end
    end
end

-- axis:column "x", axis:column("x", { "allowed", "words" })
function core.axis_methods.column(axis, name, words)
    if not core.is_axis(axis) then fail("column", "write axis:column \"name\", with a colon") end
    if not tables[axis] then
        fail("column", "axis '%s' was not made of a CSV file: it has no columns", axis.name)
    end
    local column = tables[axis]:column(name)
    if words ~= nil then
        if not check.is_plain(words) or type(words[1]) ~= "string" then
            fail("column", "axis:column(\"%s\", words) takes a list of texts second", tostring(name))
        end
        check_words(column, words)
    end
    core.column_axis[column] = axis
    return column
end

-- ---- switches ----

local switch_names = {}

-- The choice a change names: its value, or the bare word or quoted text of --set.
local function chosen(name, change)
    if change.labels then fail(nil, "%s: a switch has no labels", change.what) end
    local value = change.value
    if change.text then value = change.text:match "^['\"](.*)['\"]$" or change.text end
    if type(value) ~= "string" then
        fail(nil, "%s: switch '%s' is set to one of its choices in quotes, not %s", change.what, name,
            check.kind_of(value))
    end
    return value
end

function core.check_choice(what, value, choices)
    for _, choice in ipairs(choices) do
        if choice == value then return end
    end
    fail(nil, "%s has no choice '%s'%s; it has: %s", what, value, core.did_you_mean(value, choices),
        check.list_text(choices))
end

function M.switch(name, choices, options)
    core.need_model("switch")
    check.new_name("switch", name)
    local what = "switch '" .. name .. "'"
    if check.place_of_name("parameter", name) then fail(name, "%s: a parameter has this name", what) end
    if not check.is_plain(choices) or #choices < 2 then
        fail(name, "%s: its choices are a list of two or more texts", what)
    end
    for _, choice in ipairs(choices) do check.name(what, choice) end
    check.options(what, options, { default = "text", source = "source", label = "words" })
    check.need(what, options, "default", "\"" .. choices[1] .. "\"")
    check.need(what, options, "source", "plan \"...\", cited(...) or assumed \"why\"")
    core.check_choice(what, options.default, choices)
    local value, changed = options.default, false
    local by_scenario, by_command = core.changes_apart(name)
    local function choose(change)
        check.place = change.place
        value, changed = chosen(name, change), true
        core.check_choice(change.what .. ": " .. what, value, choices)
        check.place = nil
    end
    for _, change in ipairs(by_scenario) do choose(change) end
    local edited
    value, edited = core.inputs.choose(name, value, choices, by_scenario[#by_scenario])
    changed = changed or edited
    for _, change in ipairs(by_command) do choose(change) end
    value = core.borrowed_choice(name) or value
    core.check_choice(what, value, choices)
    core.know(name)
    switch_names[name] = true
    core.add_switch { name = name, value = value, default = options.default, choices = choices, changed = changed,
        source_kind = options.source.kind, source_text = options.source.text, label = check.words(options.label) }
    if options.label then core.add_label("", name, check.words(options.label)) end
    return value
end

-- ---- display texts ----

local label_options <const> = { words = "words" }

function M.label(scope, id, words)
    core.need_model("label")
    check.name("label", scope)
    check.name("label", id)
    check.options("label", { words = words }, label_options)
    if words == nil then fail("label", "label takes a scope, an id and { en = \"...\", zh = \"...\" }") end
    local axis = core.axes_by_name[scope]
    if axis then
        if not check.has_label(axis, id) then
            fail(id, "axis '%s' has no label '%s'%s", scope, id, check.near_label(axis, id))
        end
    elseif scope ~= "name" and scope ~= "axis" and scope ~= "fund" and scope ~= "route"
        and not switch_names[scope] then
        local scopes = { name = 1, axis = 1, fund = 1, route = 1 }
        for name in pairs(core.axes_by_name) do scopes[name] = 1 end
        for name in pairs(switch_names) do scopes[name] = 1 end
        fail(scope, "label: the scope '%s' is no axis or switch, nor name, axis, fund or route%s", scope,
            check.near_key(scope, scopes))
    end
    core.add_label(scope == "name" and "" or scope, id, check.words(words))
    if scope == "fund" or scope == "route" then core.add_label("", id, check.words(words)) end
end

return M
