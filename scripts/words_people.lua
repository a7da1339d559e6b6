-- luacheck: no max line length
-- Reference pages: chance, money, reports. See words.lua.
return {
    { "people", "poisson", [[poisson(stream, mean)]],
        en = "Whole people who arrive independently, `mean` of them on average. The stream's name is its random "
            .. "numbers': unique in the model, and the same name draws the same in every scenario.",
        zh = "相互独立到来的整数人数，平均为 mean。stream 是随机数流的名称，在模型内唯一；各情景中同名者使用同一组随机数。",
        example = [[
output("enrolled", poisson("enrolled", amount(12.5, "person_time")))]] },
    { "people", "binomial", [[binomial(stream, people, chance)]],
        en = "How many of `people` it happens to, each with this chance. People must be whole, the chance from 0 to 1.",
        zh = "people 中有多少人发生，每人的概率为 chance。人数须为整数，概率在 0 与 1 之间。",
        example = [[
output("passed", binomial("passed", people, 0.85), { by = { level } })]] },
    { "people", "split", [[yes, no = split(stream, people, chance)]],
        en = "Two values: those it happens to, and the rest.", zh = "分为两部分：发生的与其余的。",
        example = [[
local passed, failed = split("exam", people, 0.85)
output("failed", failed, { by = { level } })]] },
    { "people", "multinomial", [[multinomial(stream, people, shares)]],
        en = "Splits people by shares. `shares` is a value with one axis more than people: the result has that axis. Or a "
            .. "table { name = share, ..., rest = \"name\" }: the result is a table of values by name. Shares sum to 1 "
            .. "within 1e-9 in every draw, or name the rest; else the run stops with a chance that is their sum (above 1) or what is missing (below 0).",
        zh = "按比例把人分开。shares 是比 people 多一个维度的值，结果带该维度；或为表 { 名称 = 比例, ..., rest = \"名称\" }，"
            .. "结果是按名称的表。每次模拟中比例之和须为 1（误差 1e-9），或用 rest 指定其余；否则停止运行，所报概率为其合计（大于 1）或缺额（小于 0）。",
        example = [[
local result = multinomial("result", people, { passed = .8, resit = .15, rest = "failed" })
output("resit", result.resit)
local where_to = multinomial("town", people, stack(town, { north = .4, south = .6 }))
output("by_town", where_to, { by = { town } })]] },
    { "people", "waiting", [[waiting(stream, people, shares)]],
        en = "Each person waits j months with chance shares[j]; the result is who leaves the wait this month. Shares sum "
            .. "to 1 within 1e-9. Those who still wait belong to the model's conservation, which `polsim check` proves.",
        zh = "每人以 shares[j] 的概率等待 j 个月，结果为本月结束等待的人数。比例之和须为 1（误差 1e-9）。仍在等待者计入守恒检查。",
        example = [[
local examined = waiting("exam_wait", people, { [0] = .10, [1] = .45, [2] = .35, [3] = .10 })
output("examined", examined, { by = { level } })]] },
    { "people", "hypergeometric", [[hypergeometric(stream, drawn, marked, others)]],
        en = "How many of `drawn` people, taken at random without replacement from `marked` and `others`, are marked: the "
            .. "sample of an audit, places dealt to those who wait. All three are whole and in one unit; a draw that takes more "
            .. "than there are stops the run. With --sampler expected: drawn * marked / (marked + others), 0 of an empty pool.",
        zh = "从 marked 与 others 中不放回地随机抽取 drawn 人，其中属于 marked 的人数，如抽查、名额分配。三者须为整数且单位相同；"
            .. "抽取人数多于现有人数时停止运行。平均情形为 drawn × marked ÷（marked + others），无人时为 0。",
        example = [[
local visited = min(people:sum(), amount(10, "person_time"))
output("senior", hypergeometric("visit", visited, people:at(level, "L3"), people:sum() - people:at(level, "L3")))]] },
    { "people", "draw_from", [[draw_from(stream, people, pool, axis)]],
        en = "Draws `people` at random without replacement from those who wait in `pool`, by the classes of `axis`, which people "
            .. "have not and the result has. In every draw the parts sum to people and none exceeds its pool. Classes are drawn "
            .. "in byte order of labels, the last takes what remains. Axes of the people must be the pool's too.",
        zh = "从 pool 中不放回地随机抽取 people 人；pool 按 axis 分类，people 不带该维度，结果带该维度。每次模拟中各类之和等于 people，"
            .. "且不超过该类现有人数。按标签字节顺序逐类抽取，最后一类取其余。people 的其他维度 pool 也须具备。",
        example = [[
local places = min(people:sum(), amount(12, "person_time"))
output("placed", draw_from("placed", places, people, level), { by = { level } })]] },
    { "people", "noise", [[noise(stream, distribution [, { axes =, per = "month" | "year" }])]],
        en = "A fresh draw each month, or each year, in each cell of `axes`: for what moves between years, such as an "
            .. "easy examination.",
        zh = "每月（或每年）在 axes 的每个单元格重新抽取，用于逐年波动，如考试难度。",
        example = [[
local ease = noise("ease", normal(1, 0.03), { per = "year" })
output("passed", binomial("passed", people, clamp(0.8 * ease, 0, 1)), { by = { level } })]] },

    { "money", "fund", [[fund(name [, { appropriation =, first_quarter =, carry_over = true, label = }])]],
        en = "A purse. `appropriation` in yuan/year comes in January (with first_quarter = share only that share, the "
            .. "rest in April; a model that begins later in the year gets it in its first month), in yuan it comes each "
            .. "month. Without one the fund is unlimited and the need is the result. carry_over = false lapses what is "
            .. "left in December. Funds make the outputs commitment, payment and arrears by fund and route, and, where "
            .. "one is limited, balance and appropriation by fund (0 for the unlimited).",
        zh = "资金账户。appropriation 以 yuan/year 计时于 1 月到账（给出 first_quarter 时 1 月只到该比例，其余 4 月到；"
            .. "年中开始的模型在首月到账），以 yuan 计则每月到账。不给出则不设上限，结果就是需求。carry_over = false 时年末余额收回。"
            .. "账户自动生成按资金和途径的应兑付、已兑付、应付未付，以及结转和拨款（不设上限者为 0）。",
        example = [[
local county = fund("county", { appropriation = amount(6e5, "yuan/year"), first_quarter = 0.2,
  label = { en = "County funds", zh = "县级资金" } })
local paid = county:pay("subsidy", people * amount(600, "yuan/person_time"))
output("paid", paid, { by = { level } })]] },
    { "money", "pay", [[f:pay(route, claims [, { priority = 1 }])]],
        en = "Pays claims (yuan) as far as the cash allows: by priority (1 before 2), oldest year first, then in "
            .. "proportion among cells. What is not paid waits. Returns what is paid this month. A route is paid once by "
            .. "a fund.",
        zh = "在现金允许范围内支付（元）：先按 priority（1 先于 2），再按年份先旧后新，再按单元格比例。未付的排队等候。返回本月支付额。"
            .. "同一账户中每个途径只写一次。",
        example = [[
local county = fund("county", { appropriation = amount(6e5, "yuan/year") })
county:pay("school", people * amount(600, "yuan/person_time"), { priority = 1 })
county:pay("bonus", people * amount(100, "yuan/person_time"), { priority = 2 })]] },
    { "money", "arrears", [[f:arrears(route)]],
        en = "Approved and not yet paid at the end of the month.", zh = "月末应付未付的金额。",
        example = [[
local county = fund("county", { appropriation = amount(1e5, "yuan/year") })
county:pay("school", people * amount(600, "yuan/person_time"))
output("owed", county:arrears("school"), { by = { level } })]] },
    { "money", "commitment", [[f:commitment(route)]],
        en = "Claims approved this month, in whole fen.", zh = "本月核定的应兑付金额（精确到分）。",
        example = [[
local county = fund("county")
county:pay("school", people * amount(600, "yuan/person_time"))
output("due", county:commitment("school"), { by = { level } })]] },
    { "money", "balance", [[f:balance()]],
        en = "Cash in the fund at the end of the month; only for a fund with an appropriation.",
        zh = "月末账户现金；仅用于有拨款的账户。",
        example = [[
local county = fund("county", { appropriation = amount(1e5, "yuan/year") })
output("cash", county:balance())]] },

    { "report", "output", [[output(name, value [, { by =, unit =, kind =, role =, at_least =, at_most =, source =, keep =, monthly_quantiles =, label = }])]],
        en = "Reports a value by the axes of `by`, by each of them alone, and as a whole; other axes are summed away. "
            .. "kind: \"flow\" adds up over a year, \"level\" is read at the end; stocks, totals, arrears and sums, parts "
            .. "and constant multiples of these are levels by themselves. `unit` must be the value's. at_least or "
            .. "at_most gives a target a cell and year. keep stores the draws of every cell; monthly_quantiles stores "
            .. "quantiles of every month. Roles: stage:1, stage:2 ..., task, done, certificates, commitment, payment, "
            .. "arrears, balance, appropriation.",
        zh = "按 by 的各维度、各单独维度和合计报告；其余维度自动求和。kind：flow 在年内累加，level 取期末；存量、累计、欠款及其"
            .. "加减、部分和常数倍自动为 level。unit 须与值一致。at_least 或 at_most 为每个单元格和年份生成目标。keep 保存全部抽样，"
            .. "monthly_quantiles 保存各月分位数。role：stage:1、stage:2 …、task、done、certificates、commitment、payment、arrears、balance、"
            .. "appropriation。",
        example = [[
output("enrolled", people, { by = { level }, unit = "person_time", role = "stage:1", at_least = 30,
  source = plan "Annex 2", label = { en = "Enrolled", zh = "参训" } })]] },
    { "report", "ratio", [[ratio(a, b)]],
        en = "For outputs: the ratio of the sums over a period, draw by draw. A draw in which b is 0 has no value there.",
        zh = "用于输出：逐次模拟计算期内合计之比；分母为 0 的模拟不计入。",
        example = [[
output("high_share", ratio(people:at(level, "L3"), people:sum(level)), { at_least = 0.10 })]] },
    { "report", "target", [[target(name, { of =, by = "2028-12", at_least = | at_most = [, milestones =, unit =, source =, note =, label =] })]],
        en = "The probability that `of` meets the threshold at the end of that month; a row a cell where it has axes. A "
            .. "stock is read at the end of the month. milestones = { [\"2026-12\"] = 50 } tests the same at earlier months "
            .. "(`polsim show @ milestones`); `source =` among them where it is not the target's.",
        zh = "of 在该月末达到要求的概率；有维度时每个单元格一行。存量取月末值。milestones 在较早月份检验分年节点（polsim show @ milestones），其中可另写 source =。",
        example = [[
target("high_skilled", { of = total(people:at(level, "L3")), by = "2028-12", at_least = 150,
  milestones = { ["2026-12"] = 50, ["2027-12"] = 100, source = assumed "even thirds" },
  source = plan "1", label = { en = "Senior workers", zh = "高级工" } })]] },
    { "report", "conserve", [[conserve("what holds", residual)]],
        en = "An identity that `polsim check` proves: the residual is 0 in every cell, month and draw.",
        zh = "守恒式：polsim check 证明 residual 在每个单元格、月份和模拟中都为 0。",
        example = [[
local passed, failed = split("exam", people, 0.85)
conserve("nobody is lost in the exam", people - passed - failed)]] },
    { "report", "finding", [[finding(id, { en =, zh =, source = [, about =] })]],
        en = "Something the script found contradictory or unclear in the plan's own text or data: call it only where it "
            .. "holds, with a text computed from the data. `about` names the target, output, parameter, switch or fund "
            .. "it speaks of. `polsim check` prints the findings first; a run keeps them (`polsim show RUN findings`).",
        zh = "脚本在方案原文或数据中发现的矛盾或不清之处：只在确实成立时调用，文字由数据算出。about 为所涉及的目标、输出、参数、"
            .. "口径或账户。polsim check 首先列出这些问题，运行结果中也保存（polsim show 编号 findings）。",
        example = [[
local yearly, wanted = 300, 2000
target("own", { of = total(people:sum()), by = "2028-12", at_least = wanted, source = plan "1" })
if yearly * 3 < wanted then
  finding("own_gap", { about = "own", source = plan "Annex 2, row 4",
    en = ("3 years of %d make %d, the target is %d"):format(yearly, yearly * 3, wanted),
    zh = ("每年 %d，三年 %d，目标 %d"):format(yearly, yearly * 3, wanted) })
end]] },
    { "report", "adds_up", [[adds_up(id, parts, whole, { source = [, label =, tolerance = 0] })]],
        en = "Compares the sum of `parts` (a table of numbers by label, a CSV column or a list) with the number "
            .. "`whole` that is printed, and makes a finding by itself where they differ by more than `tolerance`. Where "
            .. "the whole is 1, parts are shares. Returns sum - whole, a plain number.",
        zh = "把 parts（按标签的数表、CSV 的一列或列表）之和与印出的合计 whole 比较，相差超过 tolerance 时自动记为一个问题；whole "
            .. "为 1 时按占比表述。返回两者之差（普通数）。",
        example = [[
local t = csv "data/towns.csv"
adds_up("tasks", t:column "task", 60, { source = plan "Annex 2", label = { en = "Annual tasks", zh = "年度任务" } })]] },

    { "plain", "default", [[default(x, otherwise)]],
        en = "x, or `otherwise` where x is nil: for fields of tables that may be missing.",
        zh = "x 为 nil 时取 otherwise，用于可能缺省的表项。",
        example = [[
local fees = { L5 = 600 }
output("fee", default(fees.L4, 1000))]] },
    { "plain", "given", [[given(x)]],
        en = "Is x there (not nil)?", zh = "x 是否给出（不为 nil）。",
        example = [[
local fees = { L5 = 600 }
if given(fees.L5) then output("fee", fees.L5) end]] },
}
