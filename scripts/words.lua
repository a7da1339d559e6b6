-- luacheck: no max line length
-- The reference: a page for every word of the language. words_*.lua hold the pages written by hand; the
-- pages of operations and distributions are made of ops.def and dist.h, with the Chinese and the examples
-- below. Returns a list of { word=, kind=, signature=, en=, zh=, example= }.
--
-- An example that calls neither model nor scenario runs after a short model with the axes `level` and
-- `town` and the value `people` (lua_example_prelude in lua_model_reference.c).
local core = ...

local pages = {}

local function add(kind, word, signature, en, zh, example)
    if pages[word] then error("two pages for '" .. word .. "'") end
    pages[word] = { kind = kind, word = word, signature = signature, en = en, zh = zh, example = example }
end

for _, file in ipairs { "words_declare", "words_values", "words_people", "words_process" } do
    for _, page in ipairs(core.library("scripts/" .. file .. ".lua")) do
        add(page[1], page[2], page[3], page.en, page.zh, page.example)
    end
end

-- ---- operations: signature, zh, example ----

local operations = {
    min = { "min(a, b, ...)", "较小者；多个值依次比较", [[
output("filled", min(people, amount(15, "person_time")))]] },
    max = { "max(a, b, ...)", "较大者；多个值依次比较", [[
output("short", max(amount(15, "person_time") - people, 0))]] },
    abs = { "abs(x)", "绝对值", [[
output("gap", abs(people - amount(10, "person_time")))]] },
    floor = { "floor(x)", "不大于 x 的最大整数", [[
output("classes", floor(people / amount(40, "person_time")))]] },
    ceil = { "ceil(x)", "不小于 x 的最小整数", [[
output("classes", ceil(people / amount(40, "person_time")))]] },
    round = { "round(x)", "四舍五入取整（0.5 远离零）", [[
output("half", round(people / 2))]] },
    exp = { "exp(x)", "e 的 x 次方", [[
output("grown", exp(parameter("growth", { default = uniform(0, .1), source = assumed "x" })))]] },
    log = { "log(x)", "自然对数", [[
output("log", log(people / amount(1, "person_time") + 1))]] },
    sqrt = { "sqrt(x)", "平方根；各单位须为偶次", [[
output("side", sqrt(people * people), { unit = "person_time" })]] },
    clamp = { "clamp(x, low, high)", "把 x 限制在 low 与 high 之间", [[
output("rate", clamp(parameter("rate", { default = normal(.8, .2), source = assumed "x" }), 0, 1))]] },
    lt = { "lt(a, b)", "a 是否小于 b；得到条件，用于 where", [[
output("small", where(lt(people, amount(5, "person_time")), 1, 0))]] },
    le = { "le(a, b)", "a 是否不大于 b；得到条件，用于 where", [[
output("small", where(le(people, amount(5, "person_time")), 1, 0))]] },
    gt = { "gt(a, b)", "a 是否大于 b；得到条件，用于 where", [[
output("large", where(gt(people, amount(5, "person_time")), 1, 0))]] },
    ge = { "ge(a, b)", "a 是否不小于 b；得到条件，用于 where", [[
output("large", where(ge(people, amount(5, "person_time")), 1, 0))]] },
    eq = { "eq(a, b)", "a 是否等于 b；得到条件，用于 where", [[
output("none", where(eq(people, 0), 1, 0))]] },
    ne = { "ne(a, b)", "a 是否不等于 b；得到条件，用于 where", [[
output("some", where(ne(people, 0), 1, 0))]] },
    all = { "all(a, b, ...)", "各条件是否都成立", [[
output("some", where(all(gt(people, 0), ge(month(), 3)), people, 0))]] },
    any = { "any(a, b, ...)", "是否有条件成立", [[
output("winter", where(any(le(month(), 2), ge(month(), 11)), people, 0))]] },
    not_ = { "not_(a)", "条件是否不成立", [[
output("later", where(not_(eq(year(), 2026)), people, 0))]] },
    where = { "where(condition, yes, no)", "条件成立处取 yes，否则取 no", [[
output("paid", where(ge(year(), 2027), people * amount(600, "yuan/person_time"), 0))]] },
}

for _, operation in ipairs(core.operations()) do
    local page = operations[operation.word]
    if page then add("number", operation.word, page[1], operation.meaning, page[2], page[3]) end
end

-- ---- distributions: zh, example arguments ----

local distributions = {
    uniform = { "low 与 high 之间均匀", "0.7, 0.9" },
    triangular = { "从 low 升至 mode 再降至 high", "0.7, 0.8, 0.9" },
    pert = { "在 low 与 high 之间平滑分布，mode 处最可能", "0.7, 0.85, 0.9" },
    beta = { "比例：a-1 次成功、b-1 次失败", "17, 3" },
    normal = { "正态分布，没有界限", "0.8, 0.02" },
    lognormal = { "对数正态：正态变量的指数", "0, 0.1" },
    gamma = { "正值、右偏，均值为 shape 乘 scale", "4, 0.25" },
    between = { "有九成把握落在 p5 与 p95 之间：两者都大于 0 时为对数正态，否则为正态", "0.7, 0.9" },
    choice = { "按权重取其中一个值", "{ 1, 3, 9 }, { 1, 2, 1 }" },
}

for _, d in ipairs(core.distributions()) do
    local page = distributions[d.word]
    if page then
        add("uncertain", d.word, d.word .. "(" .. d.parameters .. ")",
            d.meaning .. (d.source ~= "" and " (" .. d.source .. ")" or ""), page[1],
            ("output(\"x\", parameter(\"x\", { default = %s(%s), source = assumed \"why\" }))"):format(d.word, page[2]))
    end
end

-- ---- Lua's own words that stay ----

local plain = {
    assert = { "assert(x [, message])", "Stops with the message where x is nil or false.", "x 为 nil 或 false 时报错。",
        [[assert(#level:labels() == 3, "three levels")]] },
    error = { "error(message)", "Stops with the message at this line.", "以该信息停止。",
        [[if #level:labels() ~= 3 then error "three levels" end]] },
    ipairs = { "ipairs(list)", "Runs over a list in order.", "按顺序遍历列表。",
        [[for i, id in ipairs(level:labels()) do output(id, i) end]] },
    pairs = { "pairs(table)", "Runs over a table in sorted key order.", "按键的排序遍历表。",
        [[for name, x in pairs { a = 1, b = 2 } do output(name, x) end]] },
    require = { "require \"name\"", "Loads name.lua of the scenario's folder once and returns what it returns.",
        "载入情景文件夹中的 name.lua（只载入一次）并返回其结果。", [[local fees = require "fees"]] },
    select = { "select(n, ...), select(\"#\", ...)", "Arguments from the n-th on, or how many there are.",
        "第 n 个起的参数，或参数个数。", [[output("x", select("#", 1, 2))]] },
    tonumber = { "tonumber(x)", "A text as a number, or nil.", "把文字变为数，不能则为 nil。", [[output("x", tonumber "3")]] },
    tostring = { "tostring(x)", "A text of x; of a value its name, unit and axes.", "x 的文字形式；数值则为名称、单位和维度。",
        [[output("n" .. tostring(3), 3)]] },
    type = { "type(x)", "The Lua type of x as a text.", "x 的 Lua 类型。", [[if type(3) == "number" then output("x", 3) end]] },
    math = { "math.floor, math.max, math.pi ...", "Lua's mathematics of plain numbers, without random.",
        "Lua 的数学函数（仅用于普通数，没有 random）。", [[output("x", math.floor(2.5))]] },
    string = { "string.format, text:upper() ...", "Lua's texts.", "Lua 的文字函数。",
        [[output(string.format("n_%d", 3), 3)]] },
    table = { "table.concat, table.sort ...", "Lua's lists.", "Lua 的列表函数。",
        [[output(table.concat({ "a", "b" }, "_"), 1)]] },
    utf8 = { "utf8.len, utf8.char ...", "Lua's Unicode texts.", "Lua 的 Unicode 函数。", [[output("x", utf8.len "培训")]] },
}

for word, page in pairs(plain) do add("plain", word, page[1], page[2], page[3], page[4]) end

-- ---- complete? ----

for _, word in ipairs(core.words) do
    if not pages[word] then error("the word '" .. word .. "' has no page in scripts/words*.lua") end
end

local list = {}
for _, page in pairs(pages) do list[#list + 1] = page end
return list
