-- luacheck: no max line length
-- Reference pages: shapes, numbers, time, stocks. See words.lua.
return {
    { "shape", "sum", [[x:sum(axis, ...)]],
        en = "The sum over these axes; over all of them when none is named.", zh = "对所列维度求和；不列则对全部维度求和。",
        example = [[
output("all", people:sum(level))]] },
    { "shape", "at", [[x:at(axis, label)]],
        en = "The value at one label; the axis is gone.", zh = "取某个标签的值，该维度随之消失。",
        example = [[
output("senior", people:at(level, "L3"))]] },
    { "shape", "only", [[x:only { axis = labels }]],
        en = "Keeps the axis, and 0 at the labels not named. For amounts, not for prices or rates.",
        zh = "保留维度，未列出的标签取 0。用于数量，不用于单价或比率。",
        example = [[
output("high", people:only { level = { "L4", "L3" } }, { by = { level } })]] },
    { "shape", "share", [[x:share(axis, ...)]],
        en = "Each cell's part of the sum over these axes (all when none is named); 0 where that sum is 0.",
        zh = "各单元格占所列维度合计的比例（不列则为全部）；合计为 0 时取 0。",
        example = [[
output("part", people:share(level), { by = { level }, kind = "level" })]] },
    { "shape", "shift", [[x:shift(axis, n, { last = "stay" | "leave" })]],
        en = "Ageing: what is at a label moves n places on, in the order in which the script listed the labels; the first n "
            .. "labels become 0. Who would pass the last label stays in it, or leaves. Put it into becomes.",
        zh = "老化：各标签上的量按脚本列出的顺序后移 n 位，最前的 n 个标签变为 0；越过末位的留在末位（stay）或离开（leave）。与 becomes 合用。",
        example = [[
local age = axis("age", { "first", "second", "later" })
local served = stock("served", { axes = { age }, unit = "person_time" })
served:becomes(served:shift(age, 1, { last = "stay" }) + stack(age, { first = people:sum(), otherwise = 0 }))
output("served", served, { by = { age } })]] },
    { "shape", "stack", [[stack(axis, { label = value, ..., otherwise = value }), stack(axis, function(label) return value end)]],
        en = "Values side by side along an axis; every label must be named, or otherwise stands for the rest. A function is "
            .. "asked for the value of each label.",
        zh = "把若干值沿某个维度排列，每个标签都须给出，其余可用 otherwise 代表；给出函数时，对每个标签求值。",
        example = [[
local fee = stack(level, { L5 = 600, L4 = 1000, L3 = 1500 })
output("fees", people * fee, { by = { level } })]] },
    { "shape", "regroup", [[regroup(x, axis, to_axis, groups)]],
        en = "Sums x over the labels of one group: `axis` gives way to `to_axis`. `groups` is a table from each label to "
            .. "its group, such as a CSV column; a label without a group, or a group that to_axis has not, is an error.",
        zh = "按组汇总：axis 换成 to_axis。groups 给出每个标签所属的组（如 CSV 的一列）；缺组或组名不属于 to_axis 时报错。",
        example = [[
local class = axis("class", { "basic", "high" })
output("by_class", regroup(people, level, class, { L5 = "basic", L4 = "basic", L3 = "high" }), { by = { class } })]] },
    { "number", "amount", [[amount(number, "unit")]],
        en = "A number with a unit. Bare numbers are dimensionless; 0 fits every unit.",
        zh = "带单位的数。单独的数没有单位；0 适合任何单位。",
        example = [[
output("cost", people * amount(600, "yuan/person_time"), { unit = "yuan" })]] },
    { "number", "lookup", [[lookup(x, { {x0, y0}, {x1, y1}, ... })]],
        en = "Piecewise linear through the points, flat outside them. The points' x are in the unit of x.",
        zh = "经过各点的分段线性函数，两端取平。各点的 x 与自变量同单位。",
        example = [[
local effect = lookup(people:sum(), { { 0, 0 }, { 50, 0.8 }, { 100, 1 } })
output("effect", effect, { kind = "level" })]] },

    { "time", "month", [[month()]],
        en = "The calendar month, 1 to 12.", zh = "月份，1 至 12。",
        example = [[
output("winter", where(any(le(month(), 2), ge(month(), 11)), people, 0))]] },
    { "time", "year", [[year()]],
        en = "The calendar year.", zh = "年份。",
        example = [[
output("since_2027", where(ge(year(), 2027), people, 0))]] },
    { "time", "in_plan", [[in_plan()]],
        en = "1 in the months of the plan, 0 in the tail.", zh = "规划期内为 1，之后为 0。",
        example = [[
output("planned", in_plan() * people)]] },
    { "time", "total", [[total(x)]],
        en = "The sum from the first month to this one, both included.", zh = "自首月至本月（含）的累计。",
        example = [[
target("hundred", { of = total(people:sum()), by = "2028-12", at_least = 100 })]] },
    { "time", "this_year", [[this_year(x)]],
        en = "The sum since January, this month included.", zh = "自当年 1 月至本月（含）的累计。",
        example = [[
output("so_far", this_year(people), { by = { level } })]] },
    { "time", "previous", [[previous(x)]],
        en = "Last month's value, 0 in the first month. Breaks loops within a month.",
        zh = "上月的值，首月为 0。可用来断开同月内的循环。",
        example = [[
output("growth", people - previous(people))]] },
    { "time", "delayed", [[delayed(x, months)]],
        en = "The value whole months ago: a number, or a value that never changes by month, such as a parameter (round "
            .. "it, and give it a bounded distribution). 0 before the first month.",
        zh = "若干整月之前的值：可以是数，也可以是不随月份变化的值，如参数（须取整，分布须有界）。首月之前为 0。",
        example = [[
local lag = parameter("lag", { default = pert(1, 3, 9), unit = "month", source = assumed "one record" })
output("paid", delayed(people, round(lag)))]] },

    { "stock", "stock", [[stock(name [, { axes =, initial =, unit =, may_be_negative =, label = }])]],
        en = "A content that changes once a month: reading it gives the content at the start of the month. What enters "
            .. "and leaves is said with gains and loses, or the next content with becomes. An output of the stock reads "
            .. "the end of the month. Below 0 is an error unless may_be_negative.",
        zh = "每月变化一次的存量，读取的是月初值。用 gains、loses 说明流入流出，或用 becomes 给出下月值。存量的输出取月末值；"
            .. "低于 0 报错，除非 may_be_negative。",
        example = [[
local waiting_list = stock("waiting_list", { axes = { level }, unit = "person_time", initial = 0 })
waiting_list:gains(people)
waiting_list:loses(min(waiting_list, amount(10, "person_time")))
output("waiting", waiting_list, { by = { level } })]] },
    { "stock", "gains", [[s:gains(q)]],
        en = "q enters the stock at the end of the month. Returns q. May be called several times.",
        zh = "q 在月末进入存量，返回 q，可多次使用。",
        example = [[
local pool = stock("pool", { unit = "person_time" })
pool:gains(people:sum())]] },
    { "stock", "loses", [[s:loses(q)]],
        en = "q leaves the stock at the end of the month. Returns q. May be called several times.",
        zh = "q 在月末离开存量，返回 q，可多次使用。",
        example = [[
local pool = stock("pool", { unit = "person_time", initial = 1000 })
pool:loses(binomial("left", pool, 0.02))]] },
    { "stock", "becomes", [[s:becomes(q)]],
        en = "q is the stock's content at the end of the month; instead of gains and loses.",
        zh = "月末存量即为 q，不与 gains、loses 并用。",
        example = [[
local price = stock("price", { initial = 100, unit = "yuan" })
price:becomes(price * 1.002)
output("price", price)]] },
}
