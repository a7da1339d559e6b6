-- luacheck: read globals where le abs clamp gt total stack
-- Chance each month, in whole people.
local core = ...
local ipairs, type = ipairs, type
local check = core.check
local fail, say = check.fail, check.say
local M = {}

local SUM_SLACK <const> = 1e-9 -- shares must sum to 1 within this

local function stream_name(word, stream)
    core.need_model(word)
    return check.name(word, stream)
end

local function value(x, what, stream)
    if core.is_value(x) then return x end
    return core.value(x, say("%s of '%s'", say(what), stream))
end

function M.poisson(stream, mean)
    stream_name("poisson", stream)
    return core.poisson(stream, "", 0, value(mean, "the mean", stream))
end

-- A chance that is known to leave [0, 1] is refused here; others stop the run where they do.
local function chance_value(word, stream, chance)
    chance = value(chance, "the chance", stream)
    local low, high = core.limits(chance)
    if low > 1 or high < 0 or low == high and (low < 0 or high > 1) then
        local x = low > 1 and low or high
        fail(word, "the chance of '%s' is %.14g: it must be from 0 to 1%s%s", stream, x, check.percent_hint(x),
            check.changed_text())
    end
    return chance
end

function M.binomial(stream, people, chance)
    stream_name("binomial", stream)
    return core.binomial(stream, "", 0, value(people, "the people", stream), chance_value("binomial", stream, chance))
end

-- Who it happens to, and the rest.
function M.split(stream, people, chance)
    stream_name("split", stream)
    people = value(people, "the people", stream)
    local yes = core.binomial(stream, "", 0, people, chance_value("split", stream, chance))
    return yes, people - yes
end

function M.noise(stream, distribution, t)
    stream_name("noise", stream)
    if not core.is_dist(distribution) then
        fail("noise", "noise '%s' takes a distribution, such as normal(1, 0.1), not %s", stream,
            check.kind_of(distribution))
    end
    local what = "noise '" .. stream .. "'"
    t = check.options(what, t or {}, { axes = "axes", per = "text" })
    if t.per ~= nil and t.per ~= "month" and t.per ~= "year" then
        fail("per", "%s: per must be \"month\" or \"year\", not '%s'", what, t.per)
    end
    return core.noise(stream, t.axes or {}, distribution, t.per == "year")
end

-- ---- shares ----

local function near_one(sum)
    return le(abs(sum - 1), SUM_SLACK)
end

-- Sum of the shares, refused where it is known to be wrong; the identity lets `check` prove the rest.
local function check_sum(word, stream, shares, rest)
    local sum = 0
    for _, share in ipairs(shares) do
        local low, high = core.limits(share)
        if high < 0 or low > 1 or low == high and low < 0 then
            local x = high < 0 and high or low
            fail(word, "%s '%s': a share of %.14g is outside 0 to 1%s%s", word, stream, x, check.percent_hint(x),
                check.changed_text())
        end
        sum = sum + share
    end
    local low, high = core.limits(sum)
    if low > 1 + SUM_SLACK or not rest and high < 1 - SUM_SLACK then
        fail(word, "the shares of '%s' sum to %.14g: they must sum to 1%s%s", stream, low > 1 and low or high,
            rest and say " or less" or word == "waiting" and "" or say ", or name the rest", check.changed_text())
    end
    return sum, low >= 1 - SUM_SLACK and high <= 1 + SUM_SLACK
end

local function conserve_shares(stream, sum)
    core.add_identity(say("'%s': shares sum to 1", stream), where(near_one(sum), 0, sum - 1))
end

-- A conditional chance may leave [0, 1] by rounding only; more than that still stops the run.
local function within_rounding(chance)
    return where(le(abs(chance - 0.5), 0.5 + SUM_SLACK), clamp(chance, 0, 1), chance)
end

-- ---- waiting ----

-- shares { [0] = .1, .6, .3 } -> list from 1, of values or numbers
local function wait_list(stream, shares)
    if not check.is_plain(shares) then
        fail("waiting", "waiting '%s' takes its shares as { [0] = .1, [1] = .6, ... }, not %s", stream,
            check.kind_of(shares))
    end
    local last = -1
    for _, key in ipairs(check.sorted_keys(shares)) do
        if math.type(key) ~= "integer" or key < 0 then
            fail("waiting", "waiting '%s': '%s' is not a number of months, 0 or more", stream, tostring(key))
        end
        if type(shares[key]) ~= "number" or shares[key] ~= 0 then last = key end
    end
    if last > 120 then fail("waiting", "waiting '%s': %d months are too long, the most is 120", stream, last) end
    local list = {}
    for j = 0, last do
        local share = shares[j]
        list[j + 1] = share == nil and 0 or type(share) == "number" and share
            or check.value(share, "share %d of waiting '%s'", j, stream)
    end
    return list
end

-- Chance to leave in month j of those who still wait: s_j / (1 - s_0 - ... - s_(j-1)); 1 in the last.
local function hazard(list, j)
    if j == #list then return 1 end
    local left = 1
    for i = 1, j - 1 do left = left - list[i] end
    if type(left) == "number" and type(list[j]) == "number" then
        return math.max(0, math.min(1, list[j] / left))
    end
    return within_rounding(where(gt(left, SUM_SLACK), list[j] / left, 1))
end

-- Each person waits j months with chance shares[j]. Those who wait are held by age: an age-structured
-- stock, emptied by one binomial a month of waiting.
function M.waiting(stream, people, shares)
    stream_name("waiting", stream)
    people = value(people, "the people", stream)
    local list = wait_list(stream, shares)
    local numbers = {}
    for i, share in ipairs(list) do numbers[i] = core.value(share, "a share") end
    local sum, known = check_sum("waiting", stream, numbers, false)
    if not known then conserve_shares(stream, sum) end
    local pending, result, waits = people, 0, 0
    for j = 1, #list do
        local left = 0
        if j == #list then
            left = pending
        elseif type(list[j]) ~= "number" or list[j] ~= 0 then
            left = core.binomial(stream, "", j - 1, pending, hazard(list, j))
        end
        result = result + left
        if j < #list then
            local stays = pending - left
            waits = waits + stays
            pending = core.lag(stays, 1)
        end
    end
    if #list > 1 then
        core.add_identity(say("'%s': in = out + still waiting", stream),
            total(people) - total(result) - waits)
    end
    return result
end

-- ---- multinomial ----

-- A chain of conditional binomials: of those left, part i leaves with chance s_i / (1 - s_1 - ... - s_(i-1)).
-- names in byte order; the last takes what remains unless `rest` does. Returns values by name, and the rest.
local function chain(stream, people, names, shares, suffix, rest)
    local list = {}
    for i, name in ipairs(names) do list[i] = check.value(shares[name], "share '%s' of '%s'", name, stream) end
    local sum, known = check_sum("multinomial", stream, list, rest)
    local fits = not known and (rest and le(sum, 1 + SUM_SLACK) or near_one(sum))
    if not known and not rest then conserve_shares(stream, sum) end
    local parts, left, gone = {}, people, 0
    for i, name in ipairs(names) do
        if i == #names and not rest then
            parts[name] = left
        else
            local chance = list[i]
            if i > 1 then
                chance = within_rounding(where(gt(1 - gone, SUM_SLACK), list[i] / (1 - gone), 0))
            end
            -- Shares that do not sum to 1 in a draw stop the run there: with their sum as the chance where it
            -- is above 1, with what is missing (below 0) where it is not.
            if fits and i == 1 then chance = where(fits, chance, where(gt(sum, 1), sum, sum - 1)) end
            parts[name] = core.binomial(stream, suffix(name), 0, left, chance)
        end
        left, gone = left - parts[name], gone + list[i]
    end
    return parts, left
end

local function conserve_people(stream, people, parts)
    local sum = 0
    for _, name in ipairs(check.sorted_keys(parts)) do sum = sum + parts[name] end
    core.add_identity(say("'%s': parts = people", stream), sum - people)
end

-- shares: a value with one more axis than people
local function split_by_axis(stream, people, shares)
    local has, new = {}, {}
    for _, axis in ipairs(core.axes(people)) do has[axis] = true end
    for _, axis in ipairs(core.axes(shares)) do
        if not has[axis] then new[#new + 1] = axis end
    end
    if #new ~= 1 then
        fail("multinomial", "the shares of '%s' must have one axis that the people have not; they have %d", stream,
            #new)
    end
    local axis, by_label = new[1], {}
    local labels = core.labels(axis)
    for _, label in ipairs(labels) do by_label[label] = core.at(shares, axis, label) end
    local parts = chain(stream, people, labels, by_label, function(label) return axis.name .. "=" .. label end)
    conserve_people(stream, people, parts)
    return stack(axis, parts)
end

-- shares: { name = share, ..., rest = "name" }
local function split_by_name(stream, people, shares)
    local names, rest = {}, shares.rest
    for _, name in ipairs(check.sorted_keys(shares)) do
        if name ~= "rest" then
            check.name("multinomial", name)
            names[#names + 1] = name
        end
    end
    if #names == 0 then fail("multinomial", "multinomial '%s' has no shares", stream) end
    if rest ~= nil then
        check.name("multinomial", rest)
        if shares[rest] ~= nil then
            fail("rest", "multinomial '%s': '%s' has a share and is the rest too", stream, rest)
        end
    end
    local parts, left = chain(stream, people, names, shares, function(name) return name end, rest ~= nil)
    if rest then parts[rest] = left end
    conserve_people(stream, people, parts)
    return parts
end

function M.multinomial(stream, people, shares)
    stream_name("multinomial", stream)
    people = value(people, "the people", stream)
    if core.is_value(shares) then return split_by_axis(stream, people, shares) end
    if not check.is_plain(shares) then
        fail("multinomial", "multinomial '%s' takes shares as a value or as { name = share, ... }, not %s", stream,
            check.kind_of(shares))
    end
    return split_by_name(stream, people, shares)
end

return M
