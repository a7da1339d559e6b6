-- luacheck: read globals where eq
-- The calendar, running totals and delays.
local core = ...
local check = core.check
local fail = check.fail
local M = {}

-- ---- the calendar: known in every month ----

local known = {}

local function by_month(word, unit, number)
    core.need_model(word)
    if not known[word] then
        local numbers, time = {}, core.time
        for i = 0, time.months - 1 do
            local m = time.first_month - 1 + i
            numbers[i + 1] = number(i, time.first_year + m // 12, m % 12 + 1)
        end
        known[word] = core.known({}, numbers, unit, true)
    end
    return known[word]
end

function M.month()
    return by_month("month", "", function(_, _, month) return month end)
end

function M.year()
    return by_month("year", "", function(_, year) return year end)
end

function M.in_plan()
    return by_month("in_plan", "", function(i) return i < core.time.plan_months and 1 or 0 end)
end

-- ---- totals ----

local totals, years = {}, {} -- node -> its total: asking twice makes one state

-- A state that starts at 0 and becomes kept(state) + x; returns its content at the end of the month.
local function accumulate(word, memory, x, kept)
    core.need_model(word)
    x = check.value(x, "argument %d of '%s'", 1, word)
    local id = core.id(x)
    if not memory[id] then
        if core.is_condition(x) then
            fail(word, "'%s' cannot take a condition: turn it into a number with where(condition, 1, 0)", word)
        end
        local state = core.state(word, core.axes(x), core.number(0, core.unit(x)), true)
        memory[id] = core.state_next(state, kept(state) + x, true)
    end
    return memory[id]
end

function M.total(x)
    return accumulate("total", totals, x, function(state) return state end)
end

function M.this_year(x)
    return accumulate("this_year", years, x, function(state) return where(eq(M.month(), 1), 0, state) end)
end

-- ---- delays ----

function M.previous(x)
    core.need_model "previous"
    return core.lag(check.value(x, "argument %d of '%s'", 1, "previous"), 1)
end

local function delay_by_value(x, months)
    if core.unit(months) ~= "" and core.unit(months) ~= "month" then
        fail("delayed", "the delay is in %s: it must be in months, or a plain number", core.unit(months))
    end
    if core.by_month(months) then
        fail("delayed", "a delay may not change by month, and %s does", core.name(months))
    end
    local low, high, whole = core.limits(months)
    if high == math.huge then
        fail("delayed", "the delay has no known upper limit: use a parameter with a bounded distribution "
            .. "(pert, uniform, choice ...), or clamp it")
    end
    if low < 0 then fail("delayed", "the delay may be as low as %g months: it must be 0 or more", low) end
    if not whole then
        fail("delayed", "the delay is not always a whole number of months: write delayed(x, round(delay))")
    end
    return core.lag_by(x, months, math.ceil(high))
end

function M.delayed(x, months)
    core.need_model "delayed"
    x = check.value(x, "argument %d of '%s'", 1, "delayed")
    if type(months) == "number" then
        if months ~= math.floor(months) or months < 0 then
            fail("delayed", "a delay of %g months: it must be a whole number, 0 or more", months)
        end
        return core.lag(x, months)
    end
    return delay_by_value(x, check.value(months, "argument %d of '%s'", 2, "delayed"))
end

return M
