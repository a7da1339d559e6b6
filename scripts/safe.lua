-- The standard library as scenario scripts see it: nothing that reaches outside, nothing whose result
-- depends on addresses, hashing or the clock, nothing that runs long inside C (where no instruction is
-- counted). Runs before the strict globals are set up; returns the table of safe words.
local core = ...
local fail, is_simulated = core.fail, core.is_simulated
local type, next, select, getmetatable, setmetatable = type, next, select, getmetatable, setmetatable
local rep, math_type, tostring = string.rep, math.type, core.tostring

local REPEATS_MAX <const> = 1 << 24

-- ---- sorting: stable, so that equal items keep their order (table.sort also asks the clock) ----

local function merge(from, to, first, middle, last, before)
    local left, right = first, middle
    for i = first, last - 1 do
        if left < middle and (right >= last or not before(from[right], from[left])) then
            to[i], left = from[left], left + 1
        else
            to[i], right = from[right], right + 1
        end
    end
end

local function is_less(a, b) return a < b end

local function sort(list, before)
    local from, to, count, width = {}, {}, #list, 1
    before = before or is_less
    for i = 1, count do from[i] = list[i] end
    while width < count do
        for first = 1, count, 2 * width do
            local middle = first + width
            local last = middle + width
            if middle > count + 1 then middle = count + 1 end
            if last > count + 1 then last = count + 1 end
            merge(from, to, first, middle, last, before)
        end
        from, to, width = to, from, 2 * width
    end
    for i = 1, count do list[i] = from[i] end
end

-- ---- calls that could run long inside C ----

local function bounded_rep(text, count, separator)
    if math_type(count) == "integer" and count > REPEATS_MAX then
        fail("rep", "string.rep of %d times: at most %d", count, REPEATS_MAX)
    end
    return rep(text, count, separator)
end

local function move(from, first, last, at, to)
    to = to or from
    if last >= first then
        if last - first < 0 or last - first > REPEATS_MAX then
            fail("move", "table.move of too many items: at most %d", REPEATS_MAX)
        end
        if at > last or at <= first or to ~= from then
            for i = 0, last - first do to[at + i] = from[first + i] end
        else
            for i = last - first, 0, -1 do to[at + i] = from[first + i] end
        end
    end
    return to
end

-- ---- the words ----

local function assert_true(...)
    if select("#", ...) == 0 then fail("assert", "assert needs a value") end
    local value, message = ...
    if is_simulated(value) then
        fail("assert", "assert cannot test a value that is simulated later: see conserve and target")
    end
    if not value then
        if message ~= nil and type(message) ~= "string" then message = tostring(message) end
        fail(nil, "%s", message or "assertion failed")
    end
    return ...
end

local function copied(from, without)
    local to = {}
    for key, value in next, from do
        if not without[key] then to[key] = value end
    end
    return to
end

-- A library that can be read and not changed. What is in it is found without a call.
local function sealed(name, functions)
    local known = setmetatable(copied(functions, {}), {
        __index = function(_, key) core.refuse_member(name, key, functions) end,
    })
    return setmetatable({}, {
        __index = known,
        __newindex = function(_, key)
            fail(nil, "'%s.%s' cannot be changed: '%s' is a word of the language", name, tostring(key), name)
        end,
    })
end

local texts = copied(string, { dump = true })
texts.rep = bounded_rep
for _, name in ipairs { "find", "format", "gmatch", "gsub", "match" } do texts[name] = core[name] end
getmetatable("").__index = texts

local tables = copied(table, {})
tables.sort, tables.move = sort, move

-- No libm: its last bits differ between machines.
local numbers = copied(math, { random = true, randomseed = true, sin = true, cos = true, tan = true,
                               asin = true, acos = true, atan = true })
numbers.exp, numbers.log = core.exp, core.log

return {
    assert = assert_true, error = error, ipairs = ipairs, pairs = core.pairs, select = select,
    tonumber = tonumber, tostring = tostring, type = type,
    default = function(x, value) if x == nil then return value end return x end,
    given = function(x) return x ~= nil end,
    string = sealed("string", texts),
    table = sealed("table", tables),
    utf8 = sealed("utf8", copied(utf8, {})),
    math = sealed("math", numbers),
}
