-- A scenario file that stands for several scenarios: its variants, or every combination of its factors.
-- Each is loaded by itself; core.begin names the one to load, without a name it is the first.
local core = ...
local check = core.check
local fail, say = check.fail, check.say

local COMBINATIONS_MAX = 256 -- a full factorial grows fast: 2^8

-- "FILE:b" on the command line and "FILE-b" as a scenario's name are cut at the ':' and must be file names.
local function check_part(what, name)
    if type(name) ~= "string" then
        fail(check.subject(what), "%s must be a name in quotes, not %s", what, check.kind_of(name))
    end
    if not name:match "^[%w_%-%.\128-\255]+$" then
        fail('"' .. name .. '"', "%s: '%s' is not a name: use letters, digits, '_', '-' and '.'", what, name)
    end
end

local function check_list(what, list, hint)
    if not check.is_plain(list) or #list == 0 then
        fail(check.subject(what), "%s is a list of %s", what, say(hint))
    end
    for key in pairs(list) do
        if math.type(key) ~= "integer" then
            fail(tostring(key) .. " =", "%s is a list of %s, it has no key '%s'", what, say(hint), tostring(key))
        end
    end
end

local function refuse_twice(seen, what, name)
    if seen[name] then fail('"' .. name .. '"', "scenario: two %s are named '%s'", say(what), name) end
    seen[name] = true
end

-- ---- variants ----

-- Lists of { name =, title = words or nil, set = by parameter }.
local function list_variants(variants)
    local list, seen = {}, {}
    check_list("scenario: variants", variants, "tables { name = \"a\", title = ..., set = { ... } }")
    for i, variant in ipairs(variants) do
        local what = ("scenario: variant %d"):format(i)
        if type(variant) == "table" and type(variant.name) == "string" then
            what = ("scenario: variant '%s'"):format(variant.name)
        end
        check.options(what, variant, { name = "text", title = "words", set = "table" })
        check.need(what, variant, "name", "\"a\"")
        check_part(what .. ": name", variant.name)
        refuse_twice(seen, "variants", variant.name)
        list[i] = { name = variant.name, title = check.words(variant.title), set = variant.set or {} }
    end
    return list
end

-- ---- factors ----

-- Choices of one factor: a list of choices of a switch or of numbers, or a table by name.
local function list_choices(name, choices)
    local what, list = ("scenario: factor '%s'"):format(name), {}
    if not check.is_plain(choices) then
        fail(name .. " =", "%s is a list of choices or a table by name, not %s", what, check.kind_of(choices))
    end
    for _, key in ipairs(check.sorted_keys(choices)) do
        local value, id = choices[key], key
        if math.type(key) == "integer" then
            if #choices == 0 or (type(value) ~= "string" and type(value) ~= "number") then
                fail(name .. " =", "%s lists %s without a name: write { low = ..., high = ... }", what,
                    check.kind_of(value))
            end
            id = type(value) == "number" and ("%.14g"):format(value) or value
        elseif #choices > 0 then
            fail(key .. " =", "%s mixes a list of choices with choices by name", what)
        end
        check_part(what, id)
        list[#list + 1] = { factor = name, id = id, value = value }
    end
    if #list < 2 then fail(name .. " =", "%s needs two choices or more", what) end
    return list
end

-- Every combination of what there is so far with the choices of one more factor; the last varies fastest.
local function combine(combinations, choices)
    local more = {}
    if #combinations * #choices > COMBINATIONS_MAX then
        fail("factors", "scenario: factors make more than %d scenarios: leave out choices or factors",
            COMBINATIONS_MAX)
    end
    for _, before in ipairs(combinations) do
        for _, choice in ipairs(choices) do
            local chosen = table.move(before, 1, #before, 1, {})
            chosen[#chosen + 1] = choice
            more[#more + 1] = chosen
        end
    end
    return more
end

local function list_combinations(factors)
    local combinations, list, seen = { {} }, {}, {}
    if not check.is_plain(factors) or next(factors) == nil then
        fail("factors", "scenario: factors is a table by name, such as { cert_base = { \"all\", \"gov_only\" } }")
    end
    for _, name in ipairs(check.sorted_keys(factors)) do
        if type(name) ~= "string" then
            fail("factors", "scenario: factors is a table by name, such as { cert_base = { \"all\", \"gov_only\" } }")
        end
        combinations = combine(combinations, list_choices(name, factors[name]))
    end
    for i, chosen in ipairs(combinations) do
        local ids, set = {}, {}
        for k, choice in ipairs(chosen) do ids[k], set[choice.factor] = choice.id, choice.value end
        list[i] = { name = table.concat(ids, "-"), chosen = chosen, set = set }
        refuse_twice(seen, "combinations", list[i].name)
    end
    return list
end

-- ---- choosing ----

local function find(list, name)
    local names = {}
    for i, variant in ipairs(list) do
        if variant.name == name then return variant end
        names[i] = variant.name
    end
    fail(nil, "the file has no variant '%s'%s; it has: %s", name, core.did_you_mean(name, names),
        #names > 12 and table.concat(names, say ", ", 1, 12) .. " …" or check.list_text(names))
end

-- Of scenario's options: the variant of that name (nil: the first) and the names of all; nil where the file
-- is one scenario.
function core.choose_variant(options, name)
    local list
    if options.variants and options.factors then
        fail("factors", "scenario: give variants or factors, not both")
    elseif options.variants then
        list = list_variants(options.variants)
    elseif options.factors then
        list = list_combinations(options.factors)
    elseif name then
        fail(nil, "the file is one scenario, it has no variant '%s': leave out ':%s'", name, name)
    else
        return nil
    end
    local names = {}
    for i, variant in ipairs(list) do names[i] = variant.name end
    return name and find(list, name) or list[1], names
end

-- ---- titles ----

local function join(parts, separator)
    for _, part in ipairs(parts) do
        if not (part.en or part.zh) then return nil end
    end
    local words = {}
    for _, language in ipairs { "en", "zh" } do
        local texts, has = {}, false
        for i, part in ipairs(parts) do
            has = has or part[language] ~= nil
            texts[i] = part[language] or part.en or part.zh
        end
        if has then words[language] = table.concat(texts, separator[language]) end
    end
    return words
end

-- A choice as people read it: its label(); else the factor's name for people and the choice's id.
local function choice_words(choice)
    local words = core.label_of(choice.factor, choice.id)
    if words then return words end
    local factor = core.label_of("", choice.factor) or { en = choice.factor }
    return { en = factor.en and factor.en .. " " .. choice.id, zh = factor.zh and factor.zh .. " " .. choice.id }
end

-- The title of a variant behind that of its file; after the model is read, whose labels it needs.
function core.variant_title(variant, file_title)
    local own = variant.title
    if variant.chosen then
        local parts = {}
        for i, choice in ipairs(variant.chosen) do parts[i] = choice_words(choice) end
        own = join(parts, { en = ", ", zh = "、" })
    end
    return join({ file_title, own or { en = variant.name } }, { en = ": ", zh = "：" })
end
