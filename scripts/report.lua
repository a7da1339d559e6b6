-- What is reported: outputs, targets, identities.
local core = ...
local ipairs, type = ipairs, type
local check = core.check
local fail, say = check.fail, check.say
local M = {}

-- ---- ratios ----

local ratio_kind = check.new_kind("a ratio", say ": ratio(a, b) is only for outputs; elsewhere divide with a / b")

function M.ratio(a, b)
    a, b = check.value(a, "argument %d of '%s'", 1, "ratio"), check.value(b, "argument %d of '%s'", 2, "ratio")
    return setmetatable({ numerator = a, denominator = b, quotient = a / b }, ratio_kind)
end

-- ---- checks that outputs and targets share ----

local function check_unit(what, unit, value)
    if unit and not core.same_unit(value, unit) then
        local is = core.unit(value)
        fail(unit, "%s: its unit is %s, not '%s'", what, is == "" and say "a plain number" or "'" .. is .. "'", unit)
    end
    return core.unit(value)
end

local function check_threshold(what, t)
    if t.at_least ~= nil and t.at_most ~= nil then
        fail("at_most", "%s: give either at_least or at_most, not both", what)
    end
    return t.at_least ~= nil or t.at_most ~= nil
end

local function no_condition(what, value)
    if core.is_condition(value) then
        fail(nil, "%s: a condition cannot be reported; use where(condition, 1, 0)", what)
    end
    return value
end

local function check_axes(what, by, value)
    local has = {}
    for _, axis in ipairs(core.axes(value)) do has[axis.name] = true end
    for _, axis in ipairs(by) do
        if not has[axis.name] then
            fail("by", "%s: by names axis '%s', but %s has %s", what, axis.name, core.name(value),
                next(has) and say("only %s", check.list_text(check.sorted_keys(has))) or say "no axes")
        end
    end
end

-- ---- outputs ----

local roles = { task = true, done = true, commitment = true, payment = true, arrears = true, balance = true,
    appropriation = true, certificates = true }

local function check_role(what, role)
    if role == nil or roles[role] or role:match "^stage:%d+$" or role:match "^path:." then return end
    local words = check.sorted_keys(roles)
    words[#words + 1] = "stage:1"
    fail(role, "%s: '%s' is no role%s; there are stage:1, stage:2, ..., path:TARGET and %s", what, role,
        core.did_you_mean(role, words), check.list_text(check.sorted_keys(roles)))
end

local function kind_of_output(what, t, value, is_ratio)
    if t.kind ~= nil and t.kind ~= "flow" and t.kind ~= "level" and t.kind ~= "ratio" then
        fail(t.kind, "%s: kind must be \"flow\" or \"level\", not '%s'%s", what, t.kind,
            core.did_you_mean(t.kind, { "flow", "level" }))
    end
    if is_ratio then
        if t.kind and t.kind ~= "ratio" then
            fail("kind", "%s: ratio(a, b) is a ratio of sums, kind = \"%s\" does not fit", what, t.kind)
        end
        return "ratio"
    end
    if t.kind == "ratio" then fail("kind", "%s: a ratio is made with ratio(a, b)", what) end
    if t.kind then return t.kind end
    local tempo = core.tempo(value)
    if tempo == "unclear" then
        fail("output", "%s: it is computed with a content (a stock, total or arrears); say whether it is an amount per "
            .. "month, kind = \"flow\" (added up over a year), or a content itself, kind = \"level\" (read at the end)",
            what)
    end
    return tempo == "level" and "level" or "flow"
end

local stock_reports = {} -- outputs and targets that read a stock at the end of the month

local function read_at_end(value, set, number)
    local record = core.record(value)
    if record and record.stock then
        stock_reports[#stock_reports + 1] = { record = record, set = set, number = number }
    end
end

function M.output(name, value, t)
    core.need_model("output")
    check.new_name("output", name)
    local what = "output '" .. name .. "'"
    t = check.options(what, t or {}, { by = "axes", unit = "text", kind = "text", role = "text", at_least = "number",
        at_most = "number", source = "source", keep = "flag", monthly_quantiles = "flag", label = "words" })
    local is_ratio = check.is(ratio_kind, value)
    local numerator = is_ratio and value.numerator or no_condition(what, core.value(value, what .. ": its value"))
    local kind = kind_of_output(what, t, numerator, is_ratio)
    local by = t.by or {}
    check_axes(what, by, numerator)
    if is_ratio then check_axes(what, by, value.denominator) end
    check_role(what, t.role)
    check_threshold(what, t)
    local unit = check_unit(what, t.unit, is_ratio and value.quotient or numerator)
    local source = t.source or {}
    local number = core.add_output { name = name, value = numerator,
        denominator = is_ratio and value.denominator or nil, by = by, kind = kind, unit = unit, role = t.role,
        label = check.words(t.label), keep = t.keep, monthly_quantiles = t.monthly_quantiles,
        at_least = t.at_least, at_most = t.at_most, source_kind = source.kind, source_text = source.text }
    if kind == "level" then read_at_end(numerator, core.set_output_value, number) end
    if t.label then core.add_label("", name, check.words(t.label)) end
end

-- ---- targets ----

-- about: "target 'x': by"
local function month_of(about, text)
    local year, month = core.parse_month(about, text)
    local time = core.time
    local index = (year - time.first_year) * 12 + month - time.first_month
    if index < 0 or index >= time.months then
        local last = time.first_month - 2 + time.months
        fail(text, "%s = '%s' is outside the months of the model, %d-%02d to %d-%02d", about, text, time.first_year,
            time.first_month, time.first_year + last // 12, last % 12 + 1)
    end
    return index
end

-- The target of options t, due = { month =, at_least =, at_most =, note = }
local function add_target(name, t, value, unit, due)
    local source = due.source or t.source or {}
    local number = core.add_target { name = name, value = value, month = due.month, unit = unit, note = due.note,
        at_least = due.at_least, at_most = due.at_most, label = check.words(t.label), source_kind = source.kind,
        source_text = source.text }
    read_at_end(value, core.set_target_value, number)
end

-- Steps on the way: { ["2026-12"] = 2000, ..., source = }, each tested like the target itself at the end of its month.
local function add_milestones(name, what, t, value, unit)
    local milestone, source = what .. ": milestones", t.milestones.source
    if source ~= nil then check.options(milestone, { source = source }, { source = "source" }) end
    for _, month in ipairs(check.sorted_keys(t.milestones)) do
        local threshold = t.milestones[month]
        if month == "source" then goto next end
        if type(threshold) ~= "number" then
            fail("milestones", "%s: entry '%s' must be a number, not %s", milestone, tostring(month), check.kind_of(threshold))
        end
        local index = month_of(milestone, month)
        if index >= month_of(what .. ": by", t.by) then
            fail(month, "%s: '%s' is not before by = '%s'", milestone, month, t.by)
        end
        add_target(name, t, value, unit, { month = index, at_least = t.at_least and threshold,
            at_most = t.at_most and threshold, source = source })
        ::next::
    end
end

function M.target(name, t)
    core.need_model("target")
    check.new_name("target", name)
    local what = "target '" .. name .. "'"
    check.options(what, t, { of = "any", by = "text", at_least = "number", at_most = "number", unit = "text",
        milestones = "table", source = "source", note = "words", label = "words" })
    check.need(what, t, "of", "the value that is to meet it")
    check.need(what, t, "by", "\"2028-12\"")
    if check.is(ratio_kind, t.of) then
        fail("of", "%s: a ratio is no target's value; give the output of it at_least or at_most", what)
    end
    local value = no_condition(what, core.value(t.of, what .. ": of"))
    if not check_threshold(what, t) then fail(name, "%s needs at_least = or at_most = a number", what) end
    local month = month_of(what .. ": by", t.by)
    local unit = check_unit(what, t.unit, value)
    add_target(name, t, value, unit, { month = month, at_least = t.at_least, at_most = t.at_most,
        note = check.words(t.note) })
    if t.milestones then add_milestones(name, what, t, value, unit) end
    if t.label then core.add_label("", name, check.words(t.label)) end
end

-- ---- identities ----

function M.conserve(name, residual)
    core.need_model("conserve")
    if type(name) ~= "string" or name == "" then
        fail("conserve", "conserve(\"what holds\", residual): its first argument is a text, not %s",
            check.kind_of(name))
    end
    residual = check.value(residual, "the residual of 'conserve'")
    core.add_identity(name, no_condition("conserve '" .. name .. "'", residual), false, true)
end

-- Stocks have their content of the end of the month now (scripts/stock.lua ran its step before).
table.insert(core.finish_steps, function()
    for _, report in ipairs(stock_reports) do
        core.stand_at(report.record.file, report.record.line)
        report.set(report.number, report.record.closing)
    end
end)

return M
