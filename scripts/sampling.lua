-- luacheck: read globals stack
-- Drawing people from a pool without replacement.
local core = ...
local check = core.check
local fail = check.fail
local M = {}

local function people(word, name, what, x)
    return core.value(x, ("%s of %s '%s'"):format(what, word, name))
end

-- How many of `drawn` people, taken at random from marked + others, are marked.
function M.hypergeometric(stream, drawn, marked, others)
    core.need_model "hypergeometric"
    check.name("hypergeometric", stream)
    return core.hypergeometric(stream, "", people("hypergeometric", stream, "the people drawn", drawn),
        people("hypergeometric", stream, "the people marked", marked),
        people("hypergeometric", stream, "the others", others))
end

-- Draws people (without this axis) from pool (with it): label after label in byte order, each from what is left;
-- the last label takes what remains.
function M.draw_from(stream, drawn, pool, axis)
    core.need_model "draw_from"
    check.name("draw_from", stream)
    drawn, pool = people("draw_from", stream, "the people", drawn), people("draw_from", stream, "the pool", pool)
    if not core.is_axis(axis) then
        fail("draw_from", "draw_from '%s' takes the axis of its pool last, not %s", stream, check.kind_of(axis))
    end
    local has = {}
    for _, one in ipairs(core.axes(pool)) do has[one] = "pool" end
    if has[axis] == nil then fail("draw_from", "draw_from '%s': the pool has no axis '%s'", stream, axis.name) end
    for _, one in ipairs(core.axes(drawn)) do
        if one == axis then fail("draw_from", "draw_from '%s': the people have axis '%s' already", stream, axis.name) end
    end
    local labels, later = core.labels(axis), {} -- later[i]: the pool after label i; sums, so that none is below 0
    later[#labels] = core.number(0, core.unit(pool))
    for i = #labels - 1, 1, -1 do later[i] = later[i + 1] + core.at(pool, axis, labels[i + 1]) end
    local parts, left = {}, drawn
    for i, label in ipairs(labels) do
        parts[label] = i == #labels and left
            or core.hypergeometric(stream, axis.name .. "=" .. label, left, core.at(pool, axis, label), later[i])
        left = left - parts[label]
    end
    local result, sum = stack(axis, parts), 0
    for _, label in ipairs(labels) do sum = sum + parts[label] end
    core.add_identity(("'%s': parts = people"):format(stream), sum - drawn)
    return result
end

return M
