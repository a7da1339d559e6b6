-- A model of every word of the language (test_memory.c sees to it), small: what it is about does not matter.
model { name = "words", from = "2026-01", to = "2026-12", tail = "2027-03", title = { en = "All words", zh = "所有词" } }
local part = require "part"
local level = axis("level", { "L5", "L4", "L3" })
local county = axis("county", csv "towns.csv")
label("level", "L3", { en = "Senior", zh = "高级工" })
local task = parameter("task", { default = county:column "task", unit = "person/year", source = plan "Annex 2" })
local rate = parameter("rate", { axes = { level }, range = { 0, 1 }, source = assumed "none",
  default = { L5 = pert(.8, .9, .97), L4 = uniform(.7, .9), L3 = triangular(.6, .7, .8) } })
local wild = parameter("wild", { axes = { level }, source = cited("S1", "a report"),
  default = { L5 = normal(10, 1), L4 = lognormal(2, .1), L3 = gamma(9, 1) } })
parameter("dropout", { default = beta(2, 30), source = assumed "experience" })
local fill = parameter("fill", { axes = { level }, default = each(between(.8, 1.2)), source = assumed "none" })
local step = parameter("step", { default = choice({ 1, 3, 9 }, { 1, 2, 1 }), source = assumed "why" })
local grant = parameter("grant", { default = 6e5, unit = "yuan/year", source = assumed "no amount" })
local base = switch("base", { "all", "some" }, { default = "all", source = plan "3" })

local season = by_month { [1] = 0, [2] = 0, otherwise = 0.1 }
local people = poisson("people", in_plan() * amount(20, "person") * stack(level, { L5 = 3, L4 = 2, L3 = 1 }) * fill)
local stayed = binomial("stayed", people, 1 - p.dropout)
local passed, failed = split("exam", stayed, rate)
conserve("nobody is lost in the exam", stayed - passed - failed)
local shares = multinomial("to", passed, { work = .6, school = .3, rest = "home" })
local examined = waiting("wait", shares.work, { [0] = .1, [1] = .6, [2] = .3 })
local admitted, queue = capacity("school", shares.school, amount(10, "person"))
local claim = pipeline("claim", examined, {
  { name = "checked", wait = { [0] = .3, [1] = .7 }, again = { chance = .05 }, chance = .98 },
  { name = "paid", wait = { [1] = 1 } } })
local held = batched(admitted, eq(month(), 12))
local senior = hypergeometric("visit", min(people:sum(), amount(10, "person")), people:at(level, "L3"),
  people:sum() - people:at(level, "L3"))
local placed = draw_from("placed", min(people:sum(), amount(12, "person")), people, level)
local ease = noise("ease", normal(1, .03), { per = "year" })
local cap = per_person_cap("voucher", { persons = amount(500, "person"), most = 2 })
local started = cap:now(cap:starts(amount(20, "person")))
local entitled = started:only { voucher_used = { "0", "1" } }
cap:uses(entitled)
cap:returns(started - entitled)

local age = axis("age", { "first", "second", "later" })
local served = stock("served", { axes = { age }, unit = "person" })
served:becomes(served:shift(age, 1, { last = "stay" }) + stack(age, { first = people:sum(), otherwise = 0 }))
local pool = stock("pool", { axes = { level }, initial = 0, unit = "person" })
pool:gains(failed)
pool:loses(binomial("left", pool, .2))

local purse = fund("purse", { appropriation = grant, label = { en = "Purse", zh = "资金" } })
local paid = purse:pay("fees", claim.paid.people * amount(600, "yuan/person"), { priority = 1 })
local second = fund("second", { appropriation = amount(1e4, "yuan/year") })
local last = fund("last")
local both, owed = pay_in_order({ second, last }, "school", admitted:sum() * amount(100, "yuan/person"))
local class = axis("class", { "basic", "high" })

local x = max(min(step, 5), 0)
local numbers = abs(ceil(x) - floor(x)) + round(sqrt(exp(log(x + 1)))) + clamp(x, 0, 3) + lookup(x, { { 0, 0 }, { 9, 1 } })
local conditions = all(any(lt(x, 2), le(x, 1), gt(x, 8), ge(x, 9), eq(x, 3)), ne(x, 7), not_(eq(x, 2)))
output("numbers", where(conditions, numbers, 0) * ease * month() * year() / 2026)
output("season", season * by_year { [2026] = 2, otherwise = 1 } * delayed(people, 1):sum() + previous(people:sum()))
output("so_far", this_year(people:sum()), { kind = "level" })
local counted = passed
if base == "some" then counted = passed:only { level = "L3" } end
output("passed", counted, { by = { level }, unit = "person", role = "done" })
output("high", regroup(passed, level, class, { L5 = "basic", L4 = "basic", L3 = "high" }), { by = { class } })
output("share", passed:share(level), { by = { level }, kind = "level" })
output("wild", wild, { by = { level }, kind = "level" })
output("task", task * amount(1, "year") / 12, { by = { county }, role = "task" })
output("ratio", ratio(passed, stayed), { at_least = .5, source = plan "p. 2" })
output("queue", queue:sum(), { kind = "level" })
output("held", held, { kind = "flow" })
output("senior", senior + placed:sum() + entitled:sum())
output("there", served:sum() + pool:sum(), { kind = "level" })
output("money", paid:sum() + both)
output("left", owed + purse:arrears("fees"):sum() + purse:balance(), { kind = "level" })
output("due", purse:commitment("fees"):sum())
target("many", { of = total(passed:sum()), by = "2026-12", at_least = part.wanted, source = plan "1",
  label = { en = "Many", zh = "多人" } })

local towns, sum, names = csv "towns.csv", 0, {}
for _, row in ipairs(towns.rows) do sum = sum + row.task end
for name in pairs { b = 1, a = 2 } do table.insert(names, name) end
for _, id in ipairs(level:labels()) do table.insert(names, string.lower(id)) end
assert(type(sum) == "number" and utf8.len "词" == 1 and tonumber "1" == math.floor(1.5) and select("#", 1, 2) == 2)
if not given(part.wanted) or default(part.none, 1) ~= 1 then error "part.lua" end
adds_up("tasks", towns:column "task", 50, { source = plan "Annex 2", label = { en = "Tasks", zh = "任务" } })
finding("odd", { about = "many", source = plan "row 4", en = tostring(sum) .. table.concat(names, " "), zh = "奇" })
