-- What a report's templates write HTML with. Every text is shown as it is, whatever is in it; only raw(text)
-- goes into the page unchanged. Returns the words that templates see (engine/lua_report.h has the others):
--
--   html.p { class = "note", "trained: ", html.b { number(5571) } }    an element: attributes, then what is in it
--   each(list, function(item, i) return html.li { item.name } end)     a list of elements
--   say("in English", "中文")                                          the text in the page's language
--   raw(text)                                                          HTML as it is
--   render(element)                                                    the text of a page
local core = ...
local type, ipairs, pairs, setmetatable, tostring, language = type, ipairs, pairs, setmetatable, tostring, language
local fail = core.fail
local M = {}

-- ---- what may stand in a page: nothing that runs, nothing that is fetched ----

local function set_of(words)
    local set = {}
    for word in words:gmatch "%S+" do set[word] = true end
    return set
end

local tags = set_of [[html head title meta style body header footer main nav section article h1 h2 h3 h4 p div span a b
    strong em small sup sub br hr ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td figure
    figcaption pre code details summary abbr mark]]
local inline = set_of "span a b strong em small sub sup code abbr mark" -- no white space behind these
local empty = set_of "meta br hr col" -- have no end
local attributes = set_of "class id colspan rowspan span scope lang href title open charset name content start"
attributes["http-equiv"] = true -- of a content security policy only

local function words_of(set) return core.sorted_keys(set) end

-- ---- elements ----

local element, raw_text = {}, {}

local function check_attribute(tag, key, value)
    if not attributes[key] then
        fail(key, "html.%s has no attribute '%s'%s", tag, key, core.did_you_mean(key, words_of(attributes)))
    end
    if type(value) ~= "string" and type(value) ~= "boolean" and type(value) ~= "number" then
        fail(key, "html.%s: %s is a text, not a %s", tag, key, type(value))
    end
    if key == "http-equiv" and value ~= "Content-Security-Policy" then
        fail(key, "html.%s has no attribute '%s'%s", tag, key, "")
    end
    if key == "href" and not tostring(value):find "^#" then
        fail(key, "html.%s: href leads to a place of this page, such as \"#money\": a page has no references to "
            .. "anything outside it", tag)
    end
end

local function check_content(item)
    if type(item) == "number" then
        fail(nil, "a number is shown by number(x), money(x), share(x) or few(x), which say how; here is %s",
            tostring(item))
    elseif item and type(item) ~= "string" and type(item) ~= "table" then
        fail(nil, "a page is made of texts and elements, not of a %s", type(item))
    end
end

local function make(tag, t)
    local item, last = { tag = tag, attributes = {}, content = {} }, 0
    if type(t) ~= "table" or core.is(element, t) or core.is(raw_text, t) then
        fail(tag, "html.%s takes a table: html.%s { \"text\" }", tag, tag)
    end
    for key, value in pairs(t) do
        if type(key) == "number" then
            check_content(value)
            item.content[key], last = value, key > last and key or last
        else
            check_attribute(tag, key, value)
            item.attributes[#item.attributes + 1] = key
            item.attributes[key] = value
        end
    end
    item.count = last -- there may be nil between
    return setmetatable(item, element)
end

M.html = setmetatable({}, {
    __index = function(_, tag)
        if not tags[tag] then
            fail(tag, "there is no html.%s%s", tostring(tag), core.did_you_mean(tostring(tag), words_of(tags)))
        end
        return function(t) return make(tag, t) end
    end,
    __newindex = function(_, tag) fail(tag, "'html' is a word of the language and cannot be changed") end,
})

-- HTML that goes into the page unchanged.
function M.raw(text)
    if type(text) ~= "string" then fail("raw", "raw takes a text, not a %s", type(text)) end
    return setmetatable({ text = text }, raw_text)
end

function M.say(en, zh) return language == "zh" and zh or en end

function M.each(list, make_item)
    local made = {}
    for i, item in ipairs(list) do made[i] = make_item(item, i) or false end
    return made
end

-- ---- the text of a page ----

local escapes = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

local function escape(text)
    return (text:gsub("[&<>\"']", escapes):gsub("[%z\1-\8\11-\31]", " "))
end

local add

-- There may be nil between.
local function last_of(list)
    local last = 0
    for key in pairs(list) do
        if type(key) == "number" and key > last then last = key end
    end
    return last
end

local function add_element(item, out)
    out[#out + 1] = "<" .. item.tag
    for _, key in ipairs(item.attributes) do
        local value = item.attributes[key]
        if value == true then
            out[#out + 1] = " " .. key
        elseif value then
            out[#out + 1] = (' %s="%s"'):format(key, escape(tostring(value)))
        end
    end
    out[#out + 1] = ">"
    if empty[item.tag] then return end
    for i = 1, item.count do add(item.content[i], out) end
    out[#out + 1] = "</" .. item.tag .. ">"
    if not inline[item.tag] then out[#out + 1] = "\n" end
end

function add(item, out)
    if item == nil or item == false then return end
    if type(item) == "string" then
        out[#out + 1] = escape(item)
    elseif core.is(element, item) then
        add_element(item, out)
    elseif core.is(raw_text, item) then
        out[#out + 1] = item.text
    elseif core.is_plain(item) then
        for i = 1, last_of(item) do add(item[i], out) end
    else
        check_content(item)
    end
end

function M.render(item)
    local out = {}
    add(item, out)
    return table.concat(out)
end

return M
