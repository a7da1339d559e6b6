-- Stocks: contents that change once a month.
local core = ...
local check, cells = core.check, core.cells
local fail, say = check.fail, check.say
local M = {}
local method = {}
local stocks = {}

-- { stock = true, name=, state=, axes=, inflow=, outflow=, becomes=, next=, place= }
local function record_of(word, s)
    local record = core.record(s)
    if not (record and record.stock) then
        fail(word, "write s:%s(q) on a stock, with a colon", word)
    end
    return record
end

local function initial_value(what, t)
    local x = t.initial or 0
    if type(x) == "number" then return core.number(x, t.unit) end
    if check.is_plain(x) then
        return cells.constant(what .. ": initial", x, core.column_axis[x] and { core.column_axis[x] } or t.axes or {},
            t.unit)
    end
    x = core.value(x, what .. ": initial")
    if core.by_month(x) then
        fail("initial", "%s: initial may not change by month, and %s does", what, core.name(x))
    end
    if t.unit and not core.same_unit(x, t.unit) then
        fail("initial", "%s: initial is in %s, its unit is %s", what, core.unit(x), t.unit)
    end
    return x
end

-- Does q fit into the stock? Checked here, where the user's line is known.
local function flow(record, word, q)
    q = check.value(q, "%s of stock '%s'", word, record.name)
    local has = {}
    for _, axis in ipairs(core.axes(record.state)) do has[axis] = true end
    for _, axis in ipairs(core.axes(q)) do
        if not has[axis] then
            fail(word, "stock '%s' has no axis '%s', which %s has: add it to its axes, or sum over it", record.name,
                axis.name, core.name(q))
        end
    end
    local unit, of_q = core.unit(record.state), core.unit(q)
    local low, high = core.limits(q)
    if unit ~= of_q and not (of_q == "" and low == 0 and high == 0) then
        fail(word, "stock '%s' is %s, what it %s is %s", record.name, unit == "" and say "a plain number" or say("in %s", unit),
            word == "becomes" and say "is to become" or word, of_q == "" and say "a plain number" or say("in %s", of_q))
    end
    return q
end

local function check_not_becomes(record, word)
    if record.becomes then
        fail(word, "stock '%s' has its next content from becomes, at line %d: use either becomes or gains and loses",
            record.name, record.becomes)
    end
end

local function add_flow(record, word, q, key)
    check_not_becomes(record, word)
    q = flow(record, word, q)
    record[key] = record[key] and record[key] + q or q
    return q
end

-- s:gains(q): q enters at the end of the month; returns q
function method.gains(s, q)
    return add_flow(record_of("gains", s), "gains", q, "inflow")
end

function method.loses(s, q)
    return add_flow(record_of("loses", s), "loses", q, "outflow")
end

-- s:becomes(q): q is the content at the end of the month
function method.becomes(s, q)
    local record = record_of("becomes", s)
    check_not_becomes(record, "becomes")
    if record.inflow or record.outflow then
        fail("becomes", "stock '%s' gains or loses already: use either becomes or gains and loses", record.name)
    end
    q = flow(record, "becomes", q)
    local _, line = core.place()
    record.next, record.becomes = q, line or 0
    return q
end

function M.stock(name, t)
    core.need_model("stock")
    check.new_name("stock", name)
    local what = "stock '" .. name .. "'"
    t = check.options(what, t or {}, { axes = "axes", initial = "any", unit = "text", may_be_negative = "flag",
        label = "words" })
    local state = core.state(name, t.axes or {}, initial_value(what, t))
    local file, line = core.place()
    local record = { stock = true, name = name, state = state, may_be_negative = t.may_be_negative,
        methods = method, file = file or "?", line = line or 0 }
    stocks[#stocks + 1] = record
    if t.label then core.add_label("", name, check.words(t.label)) end
    return core.object(state, record)
end

-- The script has ended: what enters and leaves is known.
table.insert(core.finish_steps, function()
    for _, s in ipairs(stocks) do
        core.stand_at(s.file, s.line)
        local to = s.next or s.state
        if s.inflow then to = to + s.inflow end
        if s.outflow then to = to - s.outflow end
        s.closing = core.state_next(s.state, to, s.may_be_negative)
        if s.inflow or s.outflow then
            core.add_identity(say("stock '%s': opening + in - out = closing", s.name),
                s.state + (s.inflow or 0) - (s.outflow or 0) - s.closing)
        end
    end
end)

return M
