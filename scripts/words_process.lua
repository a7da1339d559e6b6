-- luacheck: no max line length
-- Reference pages: steps, batches, capacity, a cap per person, funds in order. See words.lua.
return {
    { "people", "pipeline", [[pipeline(name, people, { { name = [, wait =, again = { chance =, months = 1 }, chance =] }, ... })]],
        en = "Steps one after another. In each, people wait by shares as in `waiting`, some are handed back once for `again.months` "
            .. "with chance `again.chance`, and each passes with `chance`; what is left out does not happen. The result is "
            .. "a table by step name: .people who come through this month, .lost who fall out, .back who are handed back, "
            .. ".within who are in the step at the end of the month (a content). Streams are named NAME.STEP.",
        zh = "依次经过各环节。每个环节先按 wait 的比例等待（同 waiting），以 again.chance 的概率退回一次、推迟 again.months 个月，再以 "
            .. "chance 的概率通过；不写的不发生。结果是按环节名称的表：.people 本月通过、.lost 未通过、.back 退回、.within 月末在办。"
            .. "随机流名为 NAME.STEP。",
        example = [[
local claim = pipeline("claim", people, {
  { name = "checked", wait = { [0] = .3, [1] = .7 }, again = { chance = .05 }, chance = .98 },
  { name = "paid", wait = { [1] = 1 } } })
output("paid", claim.paid.people, { by = { level } })
output("refused", claim.checked.lost)]] },
    { "people", "capacity", [[admitted, queue = capacity(name, people, places)]],
        en = "Admits up to `places` whole people a month, in proportion over the cells of people (one axis at most); the rest wait and "
            .. "come first to the next month's share. Returns who is admitted, and who waits at the end of the month.",
        zh = "每月最多接收 places 人，按 people 各单元格（至多一个维度）的比例分配整数名额；其余排队等候，计入下月。返回被接收者和月末等候者。",
        example = [[
local admitted, queue = capacity("school", people, amount(30, "person_time"))
output("admitted", admitted, { by = { level }, kind = "flow" })
output("queue", queue:sum(), { kind = "level" })]] },
    { "people", "per_person_cap", [[cap = per_person_cap(name, { persons =, most = [, restart = condition, label =] })]],
        en = "Persons by how many of their `most` rights they have used, none at first; cap.axis (labels 0, 1 ...) tells them "
            .. "apart, cap.free are those not away. cap:starts(n) draws n free persons without replacement, and each is away "
            .. "until cap:returns(people) or cap:uses(people), which uses one right more; nobody uses a right beyond "
            .. "`most` (`polsim check` proves it). cap:now(people) gives people who started by the rights they have used "
            .. "now. In a month in which `restart` holds everyone begins anew; with it, people between starts and now stand "
            .. "on an axis of their own.",
        zh = "按已使用权利次数（最多 most 次，初始为 0）区分的人员；cap.axis（标签 0、1 …）为该维度，cap.free 为空闲者。cap:starts(n) "
            .. "从空闲者中不放回抽取 n 人，此后不再空闲，直到 cap:returns（未使用）或 cap:uses（多用一次）；超过 most 由 polsim check 拒绝。"
            .. "cap:now(people) 按当前已用次数给出这些人。restart 成立的月份所有人重新计次，此时 starts 与 now 之间的人另有一个维度。",
        example = [[
local cap = per_person_cap("voucher", { persons = amount(500, "person"), most = 2 })
local started = cap:now(cap:starts(amount(20, "person")))
local entitled = started:only { voucher_used = { "0", "1" } }
cap:uses(entitled)
cap:returns(started - entitled)
output("entitled", entitled, { by = { cap.axis }, kind = "flow" })]] },
    { "people", "batched", [[batched(x, condition)]],
        en = "Holds x until a month in which the condition holds, then lets all of it go: payments once a year, classes twice a year.",
        zh = "积存 x，直到条件成立的月份一并放出：如每年一次兑付。",
        example = [[
output("paid", batched(people, eq(month(), 12)), { by = { level }, kind = "flow" })]] },
    { "money", "pay_in_order", [[paid, owed = pay_in_order({ first, second, ... }, route, claims [, { priority = 1 }])]],
        en = "Several funds pay one route in order: each takes what its cash of the month allows (after the calls before), the last "
            .. "takes the rest and owes what it cannot pay. All but the last need an appropriation; claims have no axes. "
            .. "Returns what is paid this month and what is owed at its end, over all of them.",
        zh = "几个账户按顺序支付同一途径：每个账户先用其当月现金（扣除此前各次），最后一个承担其余并形成应付未付。除最后一个外都须有拨款；"
            .. "claims 不带维度。返回本月支付合计和月末应付未付合计。",
        example = [[
local first = fund("first", { appropriation = amount(1e5, "yuan/year") })
local second = fund("second", { appropriation = amount(2e5, "yuan/year") })
local paid, owed = pay_in_order({ first, second }, "fees", people:sum() * amount(600, "yuan/person_time"))
output("paid_fees", paid)
output("owed_fees", owed)]] },
}
