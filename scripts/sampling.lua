-- luacheck: read globals stack
-- Drawing people at random without replacement, in whole people.
local core = ...
local check = core.check
local fail, say = check.fail, check.say
local M = {}

-- More taken than there can be in any draw is refused here; else the run stops in the draw that does.
local function check_enough(stream, people, pool)
    local low = core.limits(people)
    local _, high = core.limits(pool)
    if low > high then
        fail('"' .. stream .. '"', "'%s' takes %.14g of %.14g people: no more can be drawn than there are%s",
            stream, low, high, check.changed_text())
    end
end

function M.hypergeometric(stream, drawn, marked, others)
    core.need_model("hypergeometric")
    check.name("hypergeometric", stream)
    drawn = check.value(drawn, "the number drawn of '%s'", stream)
    marked = check.value(marked, "the number marked of '%s'", stream)
    others = check.value(others, "the number of others of '%s'", stream)
    local result = core.hypergeometric(stream, "", 0, drawn, marked, others)
    check_enough(stream, drawn, marked + others)
    return result
end

-- ---- draw_from ----

local function has_axis(x, wanted)
    for _, axis in ipairs(core.axes(x)) do
        if axis == wanted then return true end
    end
    return false
end

-- People of several cells would each draw from the same pool, and together more than there are.
local function check_axes(stream, people, pool, axis)
    if not core.is_axis(axis) then
        fail("draw_from", "draw_from '%s' takes the axis of the pool, without quotes, not %s", stream,
            check.kind_of(axis))
    end
    if not has_axis(pool, axis) then
        local names = {}
        for i, other in ipairs(core.axes(pool)) do names[i] = other.name end
        fail("draw_from", "the pool of '%s' does not have axis '%s'; it has %s", stream, axis.name,
            #names > 0 and check.list_text(names) or say "none")
    end
    if has_axis(people, axis) then
        fail("draw_from", "the people of '%s' have axis '%s' already: chance is to find it; sum them over it", stream,
            axis.name)
    end
    for _, other in ipairs(core.axes(people)) do
        if not has_axis(pool, other) then
            fail("draw_from", "the people of '%s' have axis '%s' and the pool has not: sum them over it, or give each"
                .. " '%s' a pool of its own", stream, other.name, other.name)
        end
    end
end

-- Class by class in byte order of labels: how many of those still to be drawn come from this one, against
-- all the later ones. The last takes what remains: drawn with no others, so that it is an amount per month like the
-- other parts, and an only class is asked too whether it holds as many.
function M.draw_from(stream, people, pool, axis)
    core.need_model("draw_from")
    check.name("draw_from", stream)
    people = check.value(people, "the people of '%s'", stream)
    pool = check.value(pool, "the pool of '%s'", stream)
    check_axes(stream, people, pool, axis)
    check_enough(stream, people, pool:sum(axis))
    local labels = core.labels(axis)
    local class, later = {}, { [#labels] = core.value(0, "nobody") }
    for i = #labels, 1, -1 do
        class[i] = core.at(pool, axis, labels[i])
        if i > 1 then later[i - 1] = later[i] + class[i] end
    end
    local parts, left = {}, people
    for i, label in ipairs(labels) do
        parts[label] = core.hypergeometric(stream, axis.name .. "=" .. label, 0, left, class[i], later[i])
        left = left - parts[label]
    end
    local result = stack(axis, parts)
    core.add_identity(say("'%s': parts = people", stream), result:sum(axis) - people)
    return result
end

return M
