-- luacheck: read globals where eq le min max floor round total waiting split delayed stock stack draw_from
-- What happens to people step by step, and how many can be served at once.
local core = ...
local check = core.check
local fail, say = check.fail, check.say
local M = {}

local function people_value(word, name, x)
    core.need_model(word)
    check.name(word, name)
    return check.value(x, "the people of %s '%s'", word, name)
end

-- ---- pipeline ----

local step_keys = { name = "text", wait = "table", chance = "any", again = "table" }

local function check_step(what, step)
    check.options(what, step, step_keys)
    check.need(what, step, "name", "\"examined\"")
    check.name(what, step.name)
    if step.again then
        check.options(what .. ": again", step.again, { chance = "any", months = "any" })
        check.need(what .. ": again", step.again, "chance", "the share that is handed back")
    end
end

-- One step: { people = who comes through this month, lost = who falls out, back = who is handed back,
-- within = who is in the step at the end of the month }.
local function take_step(stream, people, step)
    local arrived, back = people, people * 0
    if step.wait then arrived = waiting(stream .. ".wait", people, step.wait) end
    if step.again then
        local straight
        back, straight = split(stream .. ".again", arrived, step.again.chance)
        arrived = straight + delayed(back, step.again.months or 1)
    end
    local result = { people = arrived, lost = people * 0, back = back, within = total(people) - total(arrived) }
    if step.chance then result.people, result.lost = split(stream, arrived, step.chance) end
    return result
end

-- pipeline(name, people, { { name =, wait =, chance =, again = { chance =, months = } }, ... })
function M.pipeline(name, people, steps)
    people = people_value("pipeline", name, people)
    if not check.is_plain(steps) or #steps == 0 then
        fail("pipeline", "pipeline '%s' takes a list of steps { { name = \"examined\", wait = shares }, ... }", name)
    end
    local results = {}
    for i, step in ipairs(steps) do
        local what = ("pipeline '%s': step %d"):format(name, i)
        check_step(what, step)
        if results[step.name] then fail('"' .. step.name .. '"', "%s: there is a step '%s' before it", what, step.name) end
        results[step.name] = take_step(name .. "." .. step.name, people, step)
        people = results[step.name].people
    end
    return results
end

-- ---- batches ----

-- Holds x until a month in which the condition holds, then lets all of it go.
function M.batched(x, condition)
    core.need_model "batched"
    x = check.value(x, "argument %d of '%s'", 1, "batched")
    condition = check.value(condition, "argument %d of '%s'", 2, "batched")
    if not core.is_condition(condition) then
        fail("batched", "batched(x, condition): its second argument is a condition, such as eq(month(), 12)")
    end
    local held = core.state("batched", core.axes(x), core.number(0, core.unit(x)))
    local out = where(condition, held + x, 0)
    core.state_next(held, held + x - out, false)
    return out
end

-- ---- capacity ----

-- Whole people of `room` for the cells of one axis or none, in proportion to who wants in: running totals
-- are rounded, so that the parts sum to the room and none gets more than it wants.
local function share_out(wants, room, axis)
    if not axis then return min(wants, room) end
    local labels, parts = core.labels(axis), {}
    local all, so_far, given = core.sum(wants, { axis }), 0, 0
    for _, label in ipairs(labels) do
        so_far = so_far + core.at(wants, axis, label)
        local upto = where(le(all, room), so_far, round(where(eq(all, 0), 0, room * so_far / all)))
        parts[label] = upto - given
        given = upto
    end
    return stack(axis, parts)
end

-- capacity(name, people, places): admits up to `places` a month, in proportion over the one axis of people;
-- who finds none waits. Returns who is admitted, and who waits at the end of the month.
function M.capacity(name, people, places)
    people = people_value("capacity", name, people)
    places = check.value(places, "the places of capacity '%s'", name)
    local axes = core.axes(people)
    if #axes > 1 then
        fail("capacity", "capacity '%s': the people have %d axes: it serves the cells of one axis at most", name, #axes)
    end
    if not core.same_unit(places, core.unit(people)) then
        fail("capacity", "capacity '%s': its places are %s, the people %s", name,
            core.unit(places) == "" and say "a plain number" or say("in %s", core.unit(places)),
            core.unit(people) == "" and say "a plain number" or say("in %s", core.unit(people)))
    end
    if #core.axes(places) > 0 then fail("capacity", "capacity '%s': its places are one number a month, without axes", name) end
    local queue = stock(name, { axes = axes, unit = core.unit(people) })
    local wants = queue + people
    local admitted = share_out(wants, floor(max(places, 0)), axes[1])
    queue:gains(people)
    queue:loses(admitted)
    return admitted, wants - admitted
end

-- ---- a cap per person ----

local cap_kind = check.new_kind("a cap per person")
local cap_methods = {}
local cap_fields = { axis = 1, free = 1, name = 1 }

cap_kind.__index = function(cap, key)
    if cap_fields[key] then return rawget(cap, "record")[key] end
    if cap_methods[key] then return cap_methods[key] end
    fail(tostring(key), "a cap per person has no '%s'%s", tostring(key),
        check.near_key(key, { axis = 1, free = 1, starts = 1, now = 1, returns = 1, uses = 1 }))
end

local function cap_record(word, cap)
    if not check.is(cap_kind, cap) then fail(word, "write c:%s(...) on a cap per person, with a colon", word) end
    return rawget(cap, "record")
end

-- A value for each number of rights used, 0 .. most.
local function by_used(record, value)
    local values = {}
    for used = 0, record.most do values[tostring(used)] = value(used) end
    return stack(record.axis, values)
end

local function add_used_axis(record, name, words, prefixes)
    local labels = {}
    for _, prefix in ipairs(prefixes) do
        for used = 0, record.most do labels[#labels + 1] = prefix .. used end
    end
    core.add_label("axis", name, words)
    return core.add_axis(name, labels)
end

-- Rights begin anew where restart holds. Those away then come back with none used of the new period: who starts is
-- told apart by the period, a or b in turn.
local function add_periods(record, restart, what, words)
    restart = core.value(restart, what .. ": restart")
    if not core.is_condition(restart) then
        fail("restart", "%s: restart is a condition, such as eq(month(), 1)", what)
    end
    local period = core.state(record.name .. "_period", {}, core.number(0, ""))
    record.second = where(restart, 1 - period, period) -- 1 in every second period
    core.state_next(period, record.second, false)
    local free = record.free
    record.there = by_used(record, function(used)
        return where(restart, used == 0 and core.sum(free, { record.axis }) or 0, core.at(free, record.axis, tostring(used)))
    end)
    free:gains(record.there - free)
    record.away_axis = add_used_axis(record, record.name .. "_used_then", words, { "a", "b" })
end

-- per_person_cap(name, { persons =, most =, restart = condition }): persons by rights used, none at first.
function M.per_person_cap(name, t)
    core.need_model "per_person_cap"
    local what = ("per_person_cap '%s'"):format(name)
    check.name("per_person_cap", name)
    check.options(what, t, { persons = "value", most = "number", restart = "any", label = "words" })
    check.need(what, t, "persons", "how many there are")
    check.need(what, t, "most", "2")
    if math.type(t.most) ~= "integer" or t.most < 1 or t.most > 9 then
        fail("most", "%s: most is a whole number from 1 to 9", what)
    end
    local words = check.words(t.label or { en = "Rights used", zh = "已享受次数" })
    local record = { name = name, most = t.most }
    record.axis = add_used_axis(record, name .. "_used", words, { "" })
    local persons = core.value(t.persons, what .. ": persons")
    local first = by_used(record, function(used) return used == 0 and persons or persons * 0 end)
    record.free = stock(name, { axes = { record.axis }, unit = core.unit(persons), initial = first })
    if t.restart then add_periods(record, t.restart, what, words) end
    return setmetatable({ record = record }, cap_kind)
end

-- Who of the free persons starts: people (no rights axis), drawn without replacement. Each starts one at most.
function cap_methods.starts(cap, people)
    local record = cap_record("starts", cap)
    if record.started then fail("starts", "cap '%s': starts is called twice: add the people up", record.name) end
    local started = draw_from(record.name .. ".start", people, record.there or record.free, record.axis)
    record.started = true
    record.free:loses(started)
    if not record.away_axis then return started end
    local away = {}
    for used = 0, record.most do
        local n = core.at(started, record.axis, tostring(used))
        away["a" .. used], away["b" .. used] = n * (1 - record.second), n * record.second
    end
    return stack(record.away_axis, away)
end

-- People who started, by the rights they have used now.
function cap_methods.now(cap, people)
    local record = cap_record("now", cap)
    people = check.value(people, "the people of '%s'", record.name)
    if not record.away_axis then return people end
    local second, before = record.second, 0
    for used = 0, record.most do
        before = before + core.at(people, record.away_axis, "b" .. used) * (1 - second)
            + core.at(people, record.away_axis, "a" .. used) * second
    end
    return by_used(record, function(used)
        local now = core.at(people, record.away_axis, "a" .. used) * (1 - second)
            + core.at(people, record.away_axis, "b" .. used) * second
        return used == 0 and now + before or now
    end)
end

-- They are free again, without having used a right. People by cap.axis, as cap:now gives them.
function cap_methods.returns(cap, people)
    local record = cap_record("returns", cap)
    record.free:gains(people)
    return people
end

-- They are free again and have used one right more; nobody who has used them all may.
function cap_methods.uses(cap, people)
    local record = cap_record("uses", cap)
    people = check.value(people, "the people who use a right of '%s'", record.name)
    core.add_identity(say("'%s': nobody uses a right beyond %d", record.name, record.most),
        core.at(people, record.axis, tostring(record.most)))
    record.free:gains(by_used(record, function(used)
        return used == 0 and core.at(people, record.axis, "0") * 0 or core.at(people, record.axis, tostring(used - 1))
    end))
    return people
end

return M
