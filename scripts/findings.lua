-- luacheck: read globals where le abs eq this_year
-- What contradicts itself in a plan: findings of its scripts, parts beside a printed sum, shares beside 1.
local core = ...
local check, cells = core.check, core.cells
local fail, say = check.fail, check.say
local M = {}

local SLACK <const> = 1e-9 -- what adds_to allows, as the shares of multinomial and waiting

-- ---- numbers as people read them ----

-- 2050 -> "2,050": 12 digits at most, so that what adding up doubles leaves behind does not show
local function number_text(x)
    local text = ("%.12g"):format(x)
    local sign, whole, rest = text:match "^(-?)(%d+)(.*)$"
    if not whole or rest:find "e" then return text end
    whole = whole:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", "")
    return sign .. whole .. rest
end

local function percent_text(share)
    local percent = 100 * math.abs(share)
    return (percent >= 0.05 and "%.1f %%" or "%.2g %%"):format(percent)
end

-- ---- findings ----

local findings = {} -- with `about`: { id=, about=, place= }, checked when all is declared

local function add(id, text, t, general)
    local source = t.source or {}
    core.add_finding { id = id, text = text, general = general, about = t.about, source_kind = source.kind,
        source_text = source.text }
end

local function new_id(word, id)
    core.need_model(word)
    check.name(word, id)
    return check.new_name("finding", id)
end

-- Something the script found contradictory or unclear in the plan; called only where it holds.
function M.finding(id, t)
    new_id("finding", id)
    local what = "finding '" .. id .. "'"
    check.options(what, t, { en = "text", zh = "text", source = "source", about = "text" })
    if not t.en and not t.zh then check.need(what, t, "en", "\"what was found\", and zh = the same in Chinese") end
    check.need(what, t, "source", "plan \"...\", cited(\"...\", \"...\") or assumed \"why\"")
    local file, line = core.place()
    if t.about then
        findings[#findings + 1] = { id = id, about = t.about, place = { file = file or "?", line = line or 0 } }
    end
    add(id, { en = t.en, zh = t.zh }, t, false)
end

local subjects <const> = { "target", "output", "parameter", "switch", "fund" }

local function is_subject(name)
    for _, word in ipairs(subjects) do
        if check.place_of_name(word, name) then return true end
    end
    return false
end

table.insert(core.finish_steps, function()
    for _, f in ipairs(findings) do
        if not is_subject(f.about) then
            local known = {}
            for _, word in ipairs(subjects) do
                for name in pairs(check.names_of(word)) do known[name] = true end
            end
            check.place = f.place
            fail('"' .. f.about .. '"', "finding '%s': about names no target, output, parameter, switch or fund: '%s'%s",
                f.id, f.about, check.near_key(f.about, known))
        end
    end
end)

-- ---- sums of parts ----

local function check_parts(what, parts)
    if not check.is_plain(parts) or next(parts) == nil then
        fail("adds_up", "%s: its parts are numbers in a table or a CSV column, not %s", what,
            check.is_plain(parts) and say "an empty table" or check.kind_of(parts))
    end
    for _, key in ipairs(check.sorted_keys(parts)) do
        local x, source = parts[key], core.column_source[parts]
        if type(x) ~= "number" then
            local text = type(x) == "string" and "'" .. x .. "'" or check.kind_of(x)
            if source and source.lines[key] then
                check.fail_cell(source, key, "column '%s': %s of '%s' is not a number%s (%s)", source.name, text, key,
                    check.number_hint(x), what)
            end
            fail(tostring(key), "%s: the part '%s' is %s, not a number%s", what, tostring(key), text, check.number_hint(x))
        end
        if x ~= x or math.abs(x) == math.huge then
            fail(tostring(key), "%s: the part '%s' is %s: a number must be finite", what, tostring(key), tostring(x))
        end
    end
end

-- Count, sum, and what rounding may have done to the sum (Higham, Accuracy and Stability of Numerical
-- Algorithms, 2nd ed., 4.2: the number of terms times the unit roundoff times the sum of sizes).
local function sum_of(parts)
    local count, sum, size = 0, 0, 0
    for _, key in ipairs(check.sorted_keys(parts)) do
        count, sum, size = count + 1, sum + parts[key], size + math.abs(parts[key])
    end
    return count, sum, count * 2 ^ -52 * size
end

local function sum_words(label, count, sum, whole)
    local more, by = sum > whole, number_text(math.abs(sum - whole))
    if whole == 1 then
        return {
            en = ("%s: the %d shares add to %s, not to 1: %s %s"):format(label.en, count, number_text(sum), by,
                more and "too much" or "missing"),
            zh = ("%s：%d 项占比合计为 %s，不等于 1：%s %s"):format(label.zh, count, number_text(sum),
                more and "多" or "少", by),
        }
    end
    local share = whole ~= 0 and percent_text((sum - whole) / whole)
    return {
        en = ("%s: the %d parts sum to %s, printed %s: %s %s%s"):format(label.en, count, number_text(sum),
            number_text(whole), by, more and "more" or "less", share and " (" .. share .. ")" or ""),
        zh = ("%s：%d 项合计为 %s，印为 %s：%s %s%s"):format(label.zh, count, number_text(sum), number_text(whole),
            more and "多" or "少", by, share and "（" .. share .. "）" or ""),
    }
end

local function words_of(label, id)
    label = check.words(label) or {}
    return { en = label.en or label.zh or id, zh = label.zh or label.en or id }
end

-- Makes a finding where the parts do not sum to `whole`; returns the difference, a plain number.
function M.adds_up(id, parts, whole, t)
    new_id("adds_up", id)
    local what = "adds_up '" .. id .. "'"
    t = check.options(what, t or {}, { label = "words", source = "source", tolerance = "number" })
    check.need(what, t, "source", "plan \"...\", cited(\"...\", \"...\") or assumed \"why\"")
    check_parts(what, parts)
    if type(whole) ~= "number" or whole ~= whole or math.abs(whole) == math.huge then
        fail("adds_up", "%s: the whole is a number, not %s%s", what,
            type(whole) == "number" and tostring(whole) or check.kind_of(whole), check.number_hint(whole))
    end
    if t.tolerance and t.tolerance < 0 then
        fail("tolerance =", "%s: tolerance is how far the sum may be off, 0 or more, not %.12g", what, t.tolerance)
    end
    local count, sum, rounding = sum_of(parts)
    if math.abs(sum - whole) > (t.tolerance or 0) + rounding then
        add(id, sum_words(words_of(t.label, id), count, sum, whole), t, true)
    end
    return sum - whole
end

-- ---- parameters that add to a number ----

-- What a cell holds in a period after the changes of the scenario: its number, nil where it is uncertain; and
-- the last change that touched it.
local function number_at(p, default, changes, cell, period)
    local x, changed = cells.find(default, p.axes, cell, period), nil
    if type(x) ~= "number" then x = nil end
    for _, change in ipairs(changes) do
        local leaf
        local when = change.periods and (period.name or cells.period_name(p.dates, period.year, period.month))
        if cells.is_in(cell, change.fixed) and (not when or change.periods[when]) then leaf = cells.find(change.spec, change.axes, cell, period) end
        if type(leaf) == "number" then
            x = leaf
        elseif check.is(cells.change, leaf) then
            x = x and x * leaf.scale + leaf.offset
        elseif leaf ~= nil then
            x = nil
        end
        if leaf ~= nil then changed = change end
    end
    return x, changed
end

-- What must add up: the cells of a period; without axes, the twelve months of a year.
-- List of { name = "" or the period, parts = { { cell=, period= } } }.
local function groups_of(p, dates)
    local groups, seen, time = {}, {}, core.time
    if #p.axes > 0 then
        for _, period in ipairs(p.period_list) do
            local parts = {}
            for i, cell in ipairs(p.cells) do parts[i] = { cell = cell, period = period } end
            groups[#groups + 1] = { name = period.name, parts = parts }
        end
        return groups
    end
    for year = time.first_year, time.first_year + (time.first_month - 2 + time.months) // 12 do
        local name = not dates.year and "" or dates.year[year] and tostring(year) or "otherwise"
        local parts = {}
        for month = 1, 12 do parts[month] = { cell = {}, period = { year = year, month = month } } end
        if not seen[name] then groups[#groups + 1] = { name = name, parts = parts } end
        seen[name] = true
    end
    return groups
end

-- 0 where the value adds up, in each month; of months, at the end of each whole year.
local function residual_of(p, value, adds_to)
    local unit, time = core.unit(value), core.time
    local function rest(sum)
        local left = sum - core.number(adds_to, unit)
        return where(le(abs(left), core.number(SLACK, unit)), 0, left)
    end
    if #p.axes > 0 then return rest(value:sum()) end
    local ends, any = {}, false
    for i = 0, time.months - 1 do
        ends[i + 1] = i >= 11 and (time.first_month - 1 + i) % 12 == 11 and 1 or 0
        any = any or ends[i + 1] == 1
    end
    return any and where(eq(core.known({}, ends, "", true), 1), rest(this_year(value)), 0)
end

local function check_group(p, what, group, t, changes)
    local sum, changed = 0, nil
    for _, part in ipairs(group.parts) do
        local x, by = number_at(p, t.default, changes, part.cell, part.period)
        if not x then return true end
        sum, changed = sum + x, by or changed
    end
    if math.abs(sum - t.adds_to) <= SLACK then return false end
    local at = group.name ~= "" and ", " .. group.name or ""
    if changed then
        check.place = changed.place
        fail(p.name, "%s: %s%s: the %d parts add to %.12g, and adds_to = %.12g", changed.what, what, at, #group.parts,
            sum, t.adds_to)
    end
    local label = words_of(t.label, p.name)
    label.en, label.zh = label.en .. at, label.zh .. (group.name ~= "" and "，" .. group.name or "")
    local by = number_text(math.abs(sum - t.adds_to))
    add(group.name == "" and p.name or p.name .. ":" .. group.name, {
        en = ("%s: the %d parts add to %s, not to %s: %s %s"):format(label.en, #group.parts, number_text(sum),
            number_text(t.adds_to), by, sum > t.adds_to and "too much" or "missing"),
        zh = ("%s：%d 项合计为 %s，不等于 %s：%s %s"):format(label.zh, #group.parts, number_text(sum),
            number_text(t.adds_to), sum > t.adds_to and "多" or "少", by),
    }, { source = t.source, about = p.name }, true)
end

-- Of a parameter with adds_to: what is known must add up, a finding where the plan's own does not, an error
-- where a scenario's does not; what is uncertain is proven by check. value: the parameter's.
function core.check_adds_to(p, what, t, changes, value)
    local dates, uncertain = cells.dates_of(t.default, {}), false
    for _, change in ipairs(changes) do cells.dates_of(change.spec, dates) end
    if #p.axes == 0 and not dates.month then
        fail("adds_to =", "%s: adds_to is what its cells add to, or its months: it has no axes and no by_month", what)
    end
    for _, group in ipairs(groups_of(p, dates)) do
        uncertain = check_group(p, what, group, t, changes) or uncertain
    end
    local residual = uncertain and residual_of(p, value, t.adds_to)
    if residual then
        core.add_identity(say("%s adds to %.12g", what, t.adds_to), residual, true)
    end
end

return M
