-- Rewrites a scenario file when it is loaded, so that Lua's blind spots can speak. Lua decides `and or not
-- == ~= if while until` at once, without asking a value that is simulated later. So
--
--     if a == 3 and b then           becomes      if __check(a, 1) == 3 and __check(b, 2) then
--
-- with a site of line, column and advice for each number; the check raises when it is given a simulated
-- value. Operands that can never be one (literals, results of comparisons) are left alone, and so is
-- comparison with nil. Two more rewritings: a ^ b becomes __power(a, b), which gives the same bits on
-- every machine, and `return f(x)` becomes `return __keep(f(x))`, for a tail call would lose the line of
-- the script. No line is added or joined, so that Lua's own messages name the right line.
--
-- The text has passed Lua's own parser before. The rewritten chunk is called with the three functions and
-- returns the script as a function; their names are such that the text does not contain them.
local find, sub, byte, concat, error = string.find, string.sub, string.byte, table.concat, error

-- ---- tokens ----

local KEYWORDS <const> = {}
for word in ([[and break do else elseif end false for function goto if in local nil not or repeat return
               then true until while]]):gmatch("%a+") do
    KEYWORDS[word] = true
end

-- Where a long string or comment ends whose bracket is at `at`, or nil.
local function long_end(source, at)
    local _, open, level = find(source, "^%[(=*)%[", at)
    if not open then return nil end
    local _, close = find(source, "]" .. level .. "]", open + 1, true)
    return close
end

local function string_end(source, at)
    local quote = sub(source, at, at)
    repeat
        at = find(source, "[\\" .. quote .. "]", at + 1)
        local char = sub(source, at, at)
        if char == "\\" then at = at + 1 end
    until char == quote
    return at
end

local function number_end(source, at)
    local hexadecimal = find(source, "^0[xX]", at)
    if hexadecimal then at = at + 2 end
    local _, last = find(source, hexadecimal and "^[%x.]*[pP][+-]?%d+" or "^[%d.]*[eE][+-]?%d+", at)
    if not last then _, last = find(source, hexadecimal and "^[%x.]*" or "^[%d.]*", at) end
    return last
end

-- What a byte begins, where that is plain; the symbols of one byte are all others.
local BEGINS <const> = {}
for code = 0, 127 do
    local char = string.char(code)
    BEGINS[code] = find(char, "[%a_]") and "name" or find(char, "%d") and "number" or find(char, "[\"']") and "string"
        or find(char, "[%[%-.=~<>/:]") and "several" or char
end

-- Symbols of two bytes (and ...), by their first.
local PAIRS <const> = { ["="] = { "==" }, ["~"] = { "~=" }, ["<"] = { "<=", "<<" }, [">"] = { ">=", ">>" },
                        ["/"] = { "//" }, [":"] = { "::" }, ["."] = { "...", ".." }, ["["] = {}, ["-"] = {} }

-- Kind and last byte of the token at `at`, which begins like a symbol of several; kind "" is a comment.
local function scan_symbol(source, at)
    local char = sub(source, at, at)
    if char == "[" and long_end(source, at) then return "string", long_end(source, at) end
    if char == "-" and find(source, "^%-%-", at) then
        return "", long_end(source, at + 2) or (find(source, "[\r\n]", at) or #source + 1) - 1
    end
    if char == "." and find(source, "^%.%d", at) then return "number", number_end(source, at) end
    for _, symbol in ipairs(PAIRS[char]) do
        if sub(source, at, at + #symbol - 1) == symbol then return symbol, at + #symbol - 1 end
    end
    return char, at
end

-- Kinds, first and last bytes of the tokens, each in a list; the last is "<eof>".
local function tokens_of(source)
    local kinds, firsts, lasts, count = {}, {}, {}, 0
    local at = find(source, "%S")
    while at do
        local kind, last = BEGINS[byte(source, at)], at
        if kind == "name" then
            last = select(2, find(source, "^[%w_]+", at))
            local word = sub(source, at, last)
            kind = KEYWORDS[word] and word or kind
        elseif kind == "number" then
            last = number_end(source, at)
        elseif kind == "string" then
            last = string_end(source, at)
        elseif kind == "several" then
            kind, last = scan_symbol(source, at)
        end
        if kind ~= "" then
            count = count + 1
            kinds[count], firsts[count], lasts[count] = kind, at, last
        end
        at = find(source, "%S", last + 1)
    end
    kinds[count + 1], firsts[count + 1], lasts[count + 1] = "<eof>", #source + 1, #source
    return kinds, firsts, lasts
end

-- Line and column of a byte. Lines end as in Lua: \n, \r, \r\n or \n\r.
local function place_of(source, position)
    local line, line_start, from = 1, 1, 1
    while true do
        local at = find(source, "[\r\n]", from)
        if not at or at >= position then return line, position - line_start + 1 end
        local pair = sub(source, at, at + 1)
        from = at + ((pair == "\r\n" or pair == "\n\r") and 2 or 1)
        line, line_start = line + 1, from
    end
end

-- ---- advice ----

local SHORT <const> = 30

-- The operands as written, where they are short and plain; else letters.
local function example(word, ...)
    local texts = { ... }
    for i = 1, #texts do
        local text = texts[i]
        if #text > SHORT or find(text, "[\r\n=~<>]") or find(" " .. text, "%W[ano][nro][dt]?%W") then
            return word .. (#texts == 1 and "(a)" or "(a, b)")
        end
    end
    return word .. "(" .. concat(texts, ", ") .. ")"
end

local LATER <const> = "a value that is simulated later"

local ADVICE <const> = {
    ["=="] = function(a, b) return "'==' cannot compare " .. LATER .. ": use " .. example("eq", a, b) end,
    ["~="] = function(a, b) return "'~=' cannot compare " .. LATER .. ": use " .. example("ne", a, b) end,
    ["and"] = function(a, b) return "'and' cannot combine " .. LATER .. ": use " .. example("all", a, b) end,
    ["or"] = function(a, b)
        return "'or' cannot combine " .. LATER .. ": use " .. example("any", a, b)
            .. ", or default(x, value) where x may be missing"
    end,
    ["not"] = function(a) return "'not' cannot negate " .. LATER .. ": use " .. example("not_", a) end,
    ["if"] = function() return "'if' cannot decide on " .. LATER .. ": use where(condition, yes, no)" end,
    ["while"] = function()
        return "a loop cannot depend on " .. LATER .. ": the script runs once, before the first month"
    end,
}
ADVICE["elseif"], ADVICE["until"] = ADVICE["if"], ADVICE["while"]

-- ---- the parser: finds where operands begin and end ----

-- Left and right priority, as in Lua's lparser.c.
local PRIORITY <const> = {
    ["or"] = { 1, 1 }, ["and"] = { 2, 2 },
    ["<"] = { 3, 3 }, [">"] = { 3, 3 }, ["<="] = { 3, 3 }, [">="] = { 3, 3 }, ["~="] = { 3, 3 }, ["=="] = { 3, 3 },
    ["|"] = { 4, 4 }, ["~"] = { 5, 5 }, ["&"] = { 6, 6 }, ["<<"] = { 7, 7 }, [">>"] = { 7, 7 },
    [".."] = { 9, 8 }, ["+"] = { 10, 10 }, ["-"] = { 10, 10 },
    ["*"] = { 11, 11 }, ["/"] = { 11, 11 }, ["//"] = { 11, 11 }, ["%"] = { 11, 11 }, ["^"] = { 14, 13 },
}
local UNARY_PRIORITY <const> = 12
local UNARY <const> = { ["not"] = true, ["-"] = true, ["#"] = true, ["~"] = true }
local BLOCK_END <const> = { ["end"] = true, ["else"] = true, ["elseif"] = true, ["until"] = true, ["<eof>"] = true }
local LITERAL <const> = { number = "safe", string = "safe", ["true"] = "safe", ["false"] = "safe",
                          ["nil"] = "nil", ["..."] = "other" }

local Parser = {}
Parser.__index = Parser

-- An expression is "safe" (never simulated), "nil" (the literal), "call" or "other".

function Parser:kind() return self.kinds[self.at] end

function Parser:accept(kind)
    if self:kind() ~= kind then return false end
    self.at = self.at + 1
    return true
end

function Parser:expect(kind)
    if not self:accept(kind) then
        error("rewriting: '" .. kind .. "' expected in line " .. place_of(self.source, self.firsts[self.at]))
    end
end

-- Puts `before` in front of token `first` and `after` behind token `last`; a later call is the outer one.
function Parser:enclose(first, last, before, after)
    self.before[first] = before .. (self.before[first] or "")
    self.after[last] = (self.after[last] or "") .. after
end

function Parser:text(first, last)
    return sub(self.source, self.firsts[first], self.lasts[last])
end

function Parser:check(kind, first, last, site)
    if kind ~= "safe" and kind ~= "nil" then
        self:enclose(first, last, self.names.check .. "(", "," .. site .. ")")
    end
end

-- A new site at token `at`, whose word the user wrote.
function Parser:site(at, ...)
    local sites = self.sites
    local line, column = place_of(self.source, self.firsts[at])
    sites[#sites + 1] = { line = line, column = column, width = self.lasts[at] - self.firsts[at] + 1,
                          message = ADVICE[self.kinds[at]](...) }
    return #sites
end

function Parser:condition(word_at)
    local first = self.at
    local kind = self:expression()
    self:check(kind, first, self.at - 1, self:site(word_at))
end

function Parser:expressions()
    repeat self:expression() until not self:accept(",")
end

function Parser:table()
    self:expect("{")
    while not self:accept("}") do
        if self:accept("[") then
            self:expression()
            self:expect("]")
            self:expect("=")
        elseif self:kind() == "name" and self.kinds[self.at + 1] == "=" then
            self.at = self.at + 2
        end
        self:expression()
        if not self:accept(",") then self:accept(";") end
    end
end

-- Parameters and body, after `function` and its name.
function Parser:body()
    self:expect("(")
    while not self:accept(")") do self.at = self.at + 1 end
    self:block()
    self:expect("end")
end

function Parser:arguments()
    if self:kind() == "{" then
        self:table()
    elseif not self:accept("string") then
        self:expect("(")
        if not self:accept(")") then
            self:expressions()
            self:expect(")")
        end
    end
end

function Parser:suffixed()
    local kind = "other"
    if self:accept("(") then
        kind = self:expression()
        if kind == "call" then kind = "other" end
        self:expect(")")
    else
        self:expect("name")
    end
    while true do
        local next_kind = self:kind()
        if next_kind == "." then
            self.at, kind = self.at + 2, "other"
        elseif next_kind == "[" then
            self.at, kind = self.at + 1, "other"
            self:expression()
            self:expect("]")
        elseif next_kind == ":" then
            self.at, kind = self.at + 2, "call"
            self:arguments()
        elseif next_kind == "(" or next_kind == "{" or next_kind == "string" then
            kind = "call"
            self:arguments()
        else
            return kind
        end
    end
end

function Parser:simple()
    local literal = LITERAL[self:kind()]
    if literal then
        self.at = self.at + 1
        return literal
    elseif self:kind() == "{" then
        self:table()
        return "safe"
    elseif self:accept("function") then
        self:body()
        return "safe"
    end
    return self:suffixed()
end

function Parser:unary()
    local at = self.at
    if not UNARY[self:kind()] then return self:simple() end
    self.at = at + 1
    local kind = self:expression(UNARY_PRIORITY)
    if self.kinds[at] == "not" then
        self:check(kind, at + 1, self.at - 1, self:site(at, self:text(at + 1, self.at - 1)))
        return "safe"
    end
    return kind == "safe" and "safe" or "other"
end

-- Operands left first..at-1 and right at+1..last of the operator at `at` -> the kind of the result.
function Parser:binary(first, left, at, right)
    local operator, last = self.kinds[at], self.at - 1
    if ADVICE[operator] then
        local with_nil = left == "nil" or right == "nil"
        if operator == "and" or operator == "or" or not with_nil then
            local site = self:site(at, self:text(first, at - 1), self:text(at + 1, last))
            self:check(left, first, at - 1, site)
            self:check(right, at + 1, last, site)
        end
        return "safe"
    elseif operator == "^" and self:text(at + 1, last) ~= "2" then -- Lua squares by a multiplication
        self:enclose(first, last, self.names.power .. "(", ")")
        self.instead[at] = ","
    end
    return PRIORITY[operator][1] == 3 and "safe" or "other" -- < raises by itself
end

function Parser:expression(limit)
    local first = self.at
    local kind = self:unary()
    while true do
        local at = self.at
        local priority = PRIORITY[self:kind()]
        if not priority or priority[1] <= (limit or 0) then return kind end
        self.at = at + 1
        kind = self:binary(first, kind, at, self:expression(priority[2]))
    end
end

-- ---- statements ----

local statements = {}

statements[";"] = function() end
statements["break"] = function() end
statements["goto"] = function(self) self:expect("name") end
statements["::"] = function(self)
    self:expect("name")
    self:expect("::")
end
statements["do"] = function(self)
    self:block()
    self:expect("end")
end
statements["while"] = function(self)
    self:condition(self.at - 1)
    self:expect("do")
    statements["do"](self)
end
statements["repeat"] = function(self)
    self:block()
    self:expect("until")
    self:condition(self.at - 1)
end
statements["if"] = function(self)
    repeat
        self:condition(self.at - 1)
        self:expect("then")
        self:block()
    until not self:accept("elseif")
    if self:accept("else") then self:block() end
    self:expect("end")
end
statements["for"] = function(self)
    repeat self:expect("name") until not self:accept(",")
    if not self:accept("=") then self:expect("in") end
    self:expressions()
    self:expect("do")
    statements["do"](self)
end
statements["function"] = function(self)
    repeat self:expect("name") until not (self:accept(".") or self:accept(":"))
    self:body()
end
statements["local"] = function(self)
    if self:accept("function") then
        self:expect("name")
        self:body()
        return
    end
    repeat
        self:expect("name")
        if self:accept("<") then self.at = self.at + 2 end
    until not self:accept(",")
    if self:accept("=") then self:expressions() end
end
statements["return"] = function(self)
    if BLOCK_END[self:kind()] or self:accept(";") then return end
    local first = self.at
    local kind = self:expression()
    if self:accept(",") then
        self:expressions()
    elseif kind == "call" then
        self:enclose(first, self.at - 1, self.names.keep .. "(", ")")
    end
    self:accept(";")
end

function Parser:block()
    while not BLOCK_END[self:kind()] do
        local statement = statements[self:kind()]
        if statement then
            self.at = self.at + 1
            statement(self)
        else
            repeat self:suffixed() until not self:accept(",")
            if self:accept("=") then self:expressions() end
        end
    end
end

-- ---- putting together ----

local function unused_name(source, name)
    local number = 0
    local unused = name
    while find(source, unused, 1, true) do
        number = number + 1
        unused = name .. number
    end
    return unused
end

-- The source with what was put before, behind and instead of its tokens.
local function joined(parser)
    local before, after, instead = parser.before, parser.after, parser.instead
    local touched, pieces, count, copied = {}, {}, 0, 1
    for _, changes in ipairs { before, after, instead } do
        for at in pairs(changes) do touched[at] = true end
    end
    local order = {}
    for at in pairs(touched) do order[#order + 1] = at end
    table.sort(order)
    for _, at in ipairs(order) do
        local first, last = parser.firsts[at], parser.lasts[at]
        pieces[count + 1] = sub(parser.source, copied, first - 1)
        pieces[count + 2] = before[at] or ""
        pieces[count + 3] = instead[at] or sub(parser.source, first, last)
        pieces[count + 4] = after[at] or ""
        count, copied = count + 4, last + 1
    end
    pieces[count + 1] = sub(parser.source, copied)
    return concat(pieces)
end

return function(source)
    local names = { check = unused_name(source, "__check"), keep = unused_name(source, "__keep"),
                    power = unused_name(source, "__power") }
    local kinds, firsts, lasts = tokens_of(source)
    local parser = setmetatable({ source = source, kinds = kinds, firsts = firsts, lasts = lasts, at = 1, names = names,
                                  sites = {}, before = {}, after = {}, instead = {} }, Parser)
    parser:block()
    parser:expect("<eof>")
    local head = "local " .. names.check .. "," .. names.keep .. "," .. names.power .. "=... return function(...) "
    return head .. joined(parser) .. "\nend", parser.sites
end
