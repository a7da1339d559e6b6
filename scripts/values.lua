-- luacheck: read globals where eq clamp
-- Methods of values (sum only at share), and the words that need more than one operation.
local core = ...
local ipairs, next, tostring, type = ipairs, next, tostring, type
local check = core.check
local fail, say = check.fail, check.say
local M = {}
local method = core.value_methods

-- ---- parts and sums ----

local function check_self(word, x)
    if not core.is_value(x) then fail(word, "write x:%s(...) on a value, with a colon", word) end
end

function method.sum(x, ...)
    check_self("sum", x)
    local axes = { ... }
    for i = 1, select("#", ...) do
        if not core.is_axis(axes[i]) then
            fail("sum", "x:sum(axis, ...) takes axes, argument %d is %s%s", i, check.kind_of(axes[i]),
                type(axes[i]) == "string" and say ": name it without quotes" or "")
        end
    end
    return core.sum(x, axes)
end

function method.at(x, axis, label)
    check_self("at", x)
    if not core.is_axis(axis) then
        fail("at", "x:at(axis, \"label\") takes an axis first, not %s", check.kind_of(axis))
    end
    if type(label) ~= "string" and type(label) ~= "number" then
        fail("at", "x:at(axis, \"label\") takes a label second, not %s", check.kind_of(label))
    end
    return core.at(x, axis, label)
end

-- x:only{ level = {"L3", "L2"} } or { level = "L3" }
function method.only(x, chosen)
    check_self("only", x)
    if not check.is_plain(chosen) or next(chosen) == nil then
        fail("only", "write x:only { axis = { \"label\", ... } }")
    end
    local by_name = {}
    for _, axis in ipairs(core.axes(x)) do by_name[axis.name] = axis end
    for _, name in ipairs(check.sorted_keys(chosen)) do
        local labels = chosen[name]
        if not by_name[name] then
            fail(tostring(name), "only: %s has no axis '%s'%s", core.name(x), tostring(name),
                check.near_key(name, by_name))
        end
        if type(labels) ~= "table" then labels = { labels } end
        for i, label in ipairs(labels) do
            if type(label) ~= "string" then
                fail("only", "only: label %d of axis '%s' is %s, not a text", i, name, check.kind_of(label))
            end
        end
        x = core.only(x, by_name[name], labels)
    end
    return x
end

-- Part of the sum over these axes; 0 where the sum is 0.
function method.share(x, ...)
    check_self("share", x)
    local whole = method.sum(x, ...)
    return where(eq(whole, 0), 0, x / whole)
end

-- x:shift(axis, n, { last = "stay" or "leave" }): what is at a label moves n places on, in the order the script listed
-- them; the first n become 0.
function method.shift(x, axis, n, t)
    check_self("shift", x)
    if not core.is_axis(axis) then
        fail("shift", "x:shift(axis, n, { last = ... }) takes an axis first, not %s", check.kind_of(axis))
    end
    if type(n) ~= "number" or n ~= math.floor(n) or n < 0 then
        fail("shift", "shift: n is a whole number of places, 0 or more, not %s",
            type(n) == "number" and ("%.14g"):format(n) or check.kind_of(n))
    end
    t = check.options("shift", t or {}, { last = "text" })
    check.need("shift", t, "last", "\"stay\" or \"leave\": what becomes of who would pass the last label")
    if t.last ~= "stay" and t.last ~= "leave" then
        fail(t.last, "shift: last must be \"stay\" or \"leave\", not '%s'%s", t.last,
            core.did_you_mean(t.last, { "stay", "leave" }))
    end
    local has = false
    for _, own in ipairs(core.axes(x)) do has = has or own == axis end
    if not has then fail("shift", "shift: %s has no axis '%s'", core.name(x), axis.name) end
    local order = core.shown_labels(axis)
    local last, parts = #order, {}
    for i, label in ipairs(order) do
        parts[label] = i > n and core.at(x, axis, order[i - n]) or core.number(0, core.unit(x))
    end
    if t.last == "stay" then
        for i = math.max(last - n + 1, 1), last do
            parts[order[last]] = parts[order[last]] + core.at(x, axis, order[i])
        end
    end
    return M.stack(axis, parts)
end

-- A function of the label gives a value for each.
local function each_label(axis, f)
    local values = {}
    for _, label in ipairs(core.labels(axis)) do values[label] = f(label) end
    return values
end

-- Labels of an axis as keys, and `otherwise`.
local keys_of = setmetatable({}, { __index = function(t, axis)
    local keys = { otherwise = true }
    for _, label in ipairs(core.labels(axis)) do keys[label] = true end
    t[axis] = keys
    return keys
end })

local function check_stack_keys(axis, values)
    local keys = keys_of[axis]
    for _, label in ipairs(check.sorted_keys(values)) do
        if not keys[label] then
            fail(tostring(label), "stack: axis '%s' has no label '%s'%s", axis.name, tostring(label),
                core.did_you_mean(tostring(label), core.labels(axis)))
        end
    end
end

-- stack(axis, { label = value, ..., otherwise = value }) or stack(axis, function(label) return value end)
function M.stack(axis, values)
    if not core.is_axis(axis) then
        fail("stack", "stack(axis, { label = value, ... }) takes an axis first, not %s", check.kind_of(axis))
    end
    if type(values) == "function" then values = each_label(axis, values) end
    if not check.is_plain(values) then
        fail("stack", "stack(axis, { label = value, ... }) takes a table or a function of the label second, not %s",
            check.kind_of(values))
    end
    local list, missing = core.by_label(axis, values)
    if not list then
        fail("stack", "stack: axis '%s' has a label '%s', which has no value: add it, or otherwise = ...", axis.name,
            missing)
    end
    local keys = keys_of[axis]
    for label in next, values do
        if not keys[label] then check_stack_keys(axis, values) end
    end
    return core.stack(axis, list)
end

-- The group of each label of `axis`, checked: every label has one, and it is a label of `to`.
local function check_groups(axis, to, groups)
    local source = core.column_source[groups]
    for _, label in ipairs(core.labels(axis)) do
        local group = groups[label]
        if type(group) ~= "string" or not check.has_label(to, group) then
            if source then check.place = { file = source.path, line = source.lines[label] or 0 } end
            if group == nil then
                fail(label, "regroup: '%s' of axis '%s' has no group of axis '%s'", label, axis.name, to.name)
            end
            fail(tostring(group), "regroup: '%s' of '%s' is no label of axis '%s'%s", tostring(group), label, to.name,
                check.near_label(to, tostring(group)))
        end
    end
    for _, label in ipairs(check.sorted_keys(groups)) do
        if not check.has_label(axis, label) then
            fail(tostring(label), "regroup: axis '%s' has no label '%s'%s", axis.name, tostring(label),
                check.near_label(axis, tostring(label)))
        end
    end
end

-- Sums x over the labels of `axis` that belong to one group: axis gives way to axis `to`.
function M.regroup(x, axis, to, groups)
    if not core.is_axis(axis) or not core.is_axis(to) or not check.is_plain(groups) then
        fail("regroup", "regroup(x, axis, to_axis, { label = \"group\", ... }) takes two axes and a table by label")
    end
    x = check.value(x, "argument %d of '%s'", 1, "regroup")
    check_groups(axis, to, groups)
    local members, parts = {}, {}
    for _, label in ipairs(core.labels(axis)) do
        local group = groups[label]
        members[group] = members[group] or {}
        table.insert(members[group], label)
    end
    for _, group in ipairs(core.labels(to)) do
        parts[group] = members[group] and core.sum(core.only(x, axis, members[group]), { axis })
            or core.number(0, core.unit(x))
    end
    return M.stack(to, parts)
end

-- ---- numbers ----

function M.amount(x, unit)
    if type(x) ~= "number" then
        fail("amount", "amount(number, \"unit\"): its first argument is %s", check.kind_of(x))
    end
    if type(unit) ~= "string" then
        fail("amount", "amount(number, \"unit\"): its second argument is %s", check.kind_of(unit))
    end
    return core.number(x, unit)
end

-- Piecewise linear through the points, flat outside: each segment adds its rise times the part of it
-- that lies below x.
function M.lookup(x, points)
    if not check.is_plain(points) or #points < 2 then
        fail("lookup", "lookup(x, {{x0, y0}, {x1, y1}, ...}) takes two points or more")
    end
    for i, point in ipairs(points) do
        if not check.is_plain(point) or type(point[1]) ~= "number" or type(point[2]) ~= "number" or point[3] then
            fail("lookup", "lookup: point %d must be {x, y}, two numbers", i)
        end
        if i > 1 and point[1] <= points[i - 1][1] then
            fail("lookup", "lookup: the x of point %d is not above that of point %d", i, i - 1)
        end
    end
    x = check.value(x, "argument %d of '%s'", 1, "lookup")
    local unit = core.unit(x)
    local y = points[1][2]
    for i = 2, #points do
        local from, to = points[i - 1], points[i]
        local low = core.number(from[1], unit)
        local part = (clamp(x, low, core.number(to[1], unit)) - low) / core.number(to[1] - from[1], unit)
        y = y + part * (to[2] - from[2])
    end
    return y
end

return M
