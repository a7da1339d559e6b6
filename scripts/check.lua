-- Checks that every word shares: names, options with their types, the nearest right word.
-- check.fail(subject, format, ...) raises at the user's line, whatever the depth of the library.
local core = ...
local ipairs, next, tostring, type = ipairs, next, tostring, type
local check = {}
core.check = check

-- While what a scenario sets is checked, errors belong to its place: check.place = { file=, line= }; of a row of
-- a file of inputs { inputs = true, line= }.
-- format stands in English; it is translated here, and so it is by check.say(format, ...) for its parts.
local say = core.say
check.say = say

function check.fail(subject, format, ...)
    local place = check.place
    if place and place.inputs then core.fail_inputs(place.line, subject, say(format, ...)) end
    if place then core.fail_at(place.file, place.line, subject, say(format, ...)) end
    core.fail(subject, format, ...)
end

-- A value, or a number as one. What it is called is put into words, by say(format, ...), only where it is neither.
function check.value(x, format, ...)
    if core.is_value(x) then return x end
    return core.value(x, say(format, ...))
end

-- What to underline for `what`: the key of "parameter 'x': default", else the name of "parameter 'x'".
function check.subject(what)
    local key = what:match ": ([%a_]+)$" or what:match "^[%a_]+: ([%a_]+)$"
    if key then return key .. " =" end
    local name = what:match "'([^']+)'$"
    return name and '"' .. name .. '"' or what:match "^[%a_]+$"
end

-- ": write 0.15 for 15%" where x is a text that people read as a number, else "".
function check.number_hint(x)
    local plain = type(x) == "string" and core.plain_number(x)
    if not plain then return "" end
    return plain == x and say ": write it without quotes" or say(": write %s for %s", plain, x)
end

-- ": write 0.8 for 80 %" where x is out of [0, 1] but a chance in percent, else "".
function check.percent_hint(x)
    return x >= 2 and x <= 100 and say(": write %.12g for %.12g %%", x / 100, x) or ""
end

-- At a cell of a CSV file: source of core.column_source, the id of the row.
function check.fail_cell(source, id, format, ...)
    core.fail_cell(source.path, source.lines[id], source.column, say(format, ...))
end

-- ---- kinds of things ----

-- A kind of opaque object: check.new_kind("a source") gives the metatable of its objects.
-- advice: what to do instead where one stands in an expression.
function check.new_kind(name, advice)
    local kind = { __name = name, __advice = advice or "" }
    local function refuse()
        check.fail(nil, "%s cannot be computed with%s", say(name), kind.__advice)
    end
    for _, event in ipairs { "add", "sub", "mul", "div", "pow", "unm", "mod", "idiv", "lt", "le",
        "concat", "len", "call" } do
        kind["__" .. event] = refuse
    end
    kind.__tostring = function() return name end
    return kind
end

-- check.is(kind, x)
check.is = core.is

function check.kind_of(x)
    if x == nil then return say "nothing (nil)" end
    if core.is_value(x) then return say "a simulated value" end
    local meta = type(x) ~= "string" and getmetatable(x)
    return type(meta) == "table" and meta.__name and say(meta.__name) or core.type_name(x)
end

-- A table without a metatable: options, lists, values by label.
check.is_plain = core.is_plain

-- The keys of a table, in the order of `pairs`.
check.sorted_keys = core.sorted_keys

-- ", did you mean 'x'?" of a list: the only one that contains the word, else the nearest; or "".
function check.near(word, list)
    local holder, holders = nil, 0
    for _, other in ipairs(#word > 3 and list or {}) do
        if other:find(word, 1, true) then holder, holders = other, holders + 1 end
    end
    return holders == 1 and say(", did you mean '%s'?", holder) or core.did_you_mean(word, list)
end

-- The same among the keys of a table.
function check.near_key(word, t)
    local words = {}
    for _, key in ipairs(check.sorted_keys(t)) do words[#words + 1] = tostring(key) end
    return check.near(tostring(word), words)
end

-- For a label that an axis has not: the label of that display name, else the nearest.
check.shown = {} -- name of an axis -> display name -> label

function check.near_label(axis, word)
    local label = check.shown[axis.name] and check.shown[axis.name][word]
    if label then return say(": '%s' is called '%s'", word, label) end
    return check.near(word, core.labels(axis))
end

check.has_label = core.has_label

-- What the scenario changed so far, for errors that it may have caused further on.
check.changed = {} -- list of "exam_wait (cut.lua:5)"

function check.changed_text()
    if #check.changed == 0 then return "" end
    return say("; changed by the scenario: %s", check.list_text(check.changed))
end

function check.list_text(list)
    local texts = {}
    for i, x in ipairs(list) do texts[i] = tostring(x) end
    return table.concat(texts, say ", ")
end

-- ---- names ----

-- The first argument of a declaration: what messages, tables and --set call it.
function check.name(word, x)
    if core.is_name(x) then return x end
    if type(x) ~= "string" then
        check.fail(word, "%s: its first argument is a name in quotes, not %s", word, check.kind_of(x))
    end
    check.fail('"' .. x .. '"', "%s: '%s' is not a name: use letters, digits, '_', '-', '.' and ':'", word, x)
end

-- Names that must differ: one table for each kind of thing.
local taken = {}

function check.new_name(word, x)
    check.name(word, x)
    local file, line = core.place()
    taken[word] = taken[word] or {}
    if taken[word][x] then
        check.fail('"' .. x .. '"', "%s '%s' is declared already, at %s", word, x, check.place_of_name(word, x))
    end
    taken[word][x] = { file or "?", line or 0 }
    return x
end

-- "file.lua:7", or nil
function check.place_of_name(word, x)
    local place = taken[word] and taken[word][x]
    return place and place[1] .. ":" .. place[2]
end

-- The names declared with `word`, as keys.
function check.names_of(word)
    return taken[word] or {}
end

-- ---- options ----

local types = {}

local function simple(name, what)
    return function(about, x)
        if type(x) ~= name then
            check.fail(check.subject(about), "%s must be %s, not %s", about, say(what), check.kind_of(x))
        end
    end
end

types.text = simple("string", "a text in quotes")
types.flag = simple("boolean", "true or false")

function types.number(about, x)
    if type(x) ~= "number" or x ~= x or x == math.huge or x == -math.huge then
        check.fail(check.subject(about), "%s must be a number, not %s%s", about,
            type(x) == "number" and tostring(x) or check.kind_of(x), check.number_hint(x))
    end
end

function types.any() end

function types.table(about, x)
    if not check.is_plain(x) then
        check.fail(check.subject(about), "%s must be a table { ... }, not %s", about, check.kind_of(x))
    end
end

function types.value(about, x)
    core.value(x, about, check.subject(about))
end

function types.axes(about, x)
    if not check.is_plain(x) then
        check.fail(check.subject(about), "%s must be a list of axes, such as { department }, not %s", about,
            check.kind_of(x))
    end
    local seen = {}
    for key, axis in pairs(x) do
        if math.type(key) ~= "integer" then
            check.fail(tostring(key) .. " =", "%s is a list of axes, it has no key '%s'", about, tostring(key))
        end
        if not core.is_axis(axis) then
            check.fail(check.subject(about), "%s must be a list of axes, such as { department }; entry %d is %s%s", about, key,
                check.kind_of(axis), type(axis) == "string" and say ": name it without quotes" or "")
        end
        if seen[axis] then check.fail(check.subject(about), "%s names axis '%s' twice", about, axis.name) end
        seen[axis] = true
    end
end

-- Display text: "..." or { en = "...", zh = "..." }.
function types.words(about, x)
    if type(x) == "string" then return end
    if not check.is_plain(x) then
        check.fail(check.subject(about), "%s must be { en = \"...\", zh = \"...\" }, not %s", about, check.kind_of(x))
    end
    for _, key in ipairs(check.sorted_keys(x)) do
        if math.type(key) == "integer" then
            check.fail(check.subject(about), "%s must name its languages: { en = \"...\", zh = \"...\" }", about)
        end
        if key ~= "en" and key ~= "zh" then
            check.fail(tostring(key) .. " =", "%s has the languages en and zh, not '%s'", about, tostring(key))
        end
        if type(x[key]) ~= "string" then
            check.fail(key .. " =", "%s.%s must be a text in quotes, not %s", about, key, check.kind_of(x[key]))
        end
    end
end

local function is_range(x)
    local two = check.is_plain(x) and type(x[1]) == "number" and type(x[2]) == "number" and x[3] == nil
    if two and x[1] >= x[2] then return false end
    return two
end

function types.range(about, x)
    if not is_range(x) then
        check.fail(check.subject(about), "%s must be { low, high }, two numbers, low below high", about)
    end
end

-- plan "...", cited(...), assumed "..."
check.source = check.new_kind("a source", say ": it stands after `source =`")

function types.source(about, x)
    if not check.is(check.source, x) then
        check.fail(check.subject(about), "%s must be plan \"...\", cited(\"...\", \"...\") or assumed \"...\", not %s", about,
            check.kind_of(x))
    end
end

-- Plainly of the type, as most are. What is not may be right all the same: the type's function above says.
local fits = {
    any = function() return true end,
    text = function(x) return type(x) == "string" end,
    flag = function(x) return type(x) == "boolean" end,
    number = function(x) return type(x) == "number" and x > -math.huge and x < math.huge end,
    table = check.is_plain,
    value = core.is_value,
    range = is_range,
    words = core.is_words,
    source = function(x) return check.is(check.source, x) end,
}

function fits.axes(x)
    local seen = {}
    if not check.is_plain(x) then return false end
    for key, axis in next, x do
        if math.type(key) ~= "integer" or seen[axis] or not core.is_axis(axis) then return false end
        seen[axis] = true
    end
    return true
end

-- In the order of the keys, so that of several errors it is always the same that is told.
local function check_in_order(what, options, spec)
    for _, key in ipairs(check.sorted_keys(options)) do
        if type(key) ~= "string" then
            local hint = options[key] == 0 and say " (and 1000 for 1,000)" or ""
            check.fail(check.subject(what), "%s: entry %s has no key: write key = value%s", what, tostring(key), hint)
        end
        if not spec[key] then
            local near = check.near_key(key, spec)
            check.fail(key .. " =", "%s has no key '%s'%s", what, key,
                near ~= "" and near or say("; it has: %s", check.list_text(check.sorted_keys(spec))))
        end
        types[spec[key]](what .. ": " .. key, options[key])
    end
end

-- Checks the options of a declaration: every key known, every value of its type.
-- what: "parameter 'x'". spec: key -> name of a type above. Returns the options.
function check.options(what, options, spec)
    if not check.is_plain(options) then
        check.fail(check.subject(what), "%s: its options stand in a table { key = value, ... }, not in %s", what,
            check.kind_of(options))
    end
    for key, x in next, options do
        local fit = fits[spec[key]]
        if not fit or not fit(x) then
            check_in_order(what, options, spec)
            break
        end
    end
    return options
end

function check.need(what, options, key, hint)
    if options[key] == nil then check.fail(check.subject(what), "%s needs %s = %s", what, key, say(hint)) end
end

function check.words(x)
    if type(x) == "string" then return { en = x } end
    return x
end
