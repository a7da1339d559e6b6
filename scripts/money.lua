-- luacheck: read globals round stack min
-- Funds: purses that pay claims in order, and the outputs they make by themselves.
local core = ...
local ipairs, tostring = ipairs, tostring
local check = core.check
local fail, say = check.fail, check.say
local M = {}

local funds = {} -- in order of declaration: { name=, number=, limited=, claims={ {route=, claim=} }, by_route= }
local methods = {}
local kind = check.new_kind("a fund")

kind.__index = function(fund, key)
    if key == "name" then return rawget(fund, "record").name end
    if methods[key] then return methods[key] end
    fail(tostring(key), "a fund has no method '%s'%s", tostring(key), check.near_key(key, methods))
end

local function record_of(word, fund)
    if not check.is(kind, fund) then fail(word, "write f:%s(...) on a fund, with a colon", word) end
    return rawget(fund, "record")
end

-- ---- appropriations ----

-- Months in which money comes: `first` when a year's money (or its first-quarter share) does, `rest` in
-- April. A model that begins after January gets what is due of its first year in its first month.
local function months_of_money(split)
    local time, first, rest = core.time, {}, {}
    for i = 0, time.months - 1 do
        local month = (time.first_month - 1 + i) % 12 + 1
        first[i + 1] = (month == 1 or i == 0) and 1 or 0
        rest[i + 1] = split and (month == 4 or i == 0 and month > 4) and 1 or 0
    end
    return core.known({}, first, "year", true), core.known({}, rest, "year", true)
end

local function appropriation_value(what, t)
    if t.appropriation == nil then
        if t.first_quarter ~= nil then fail("first_quarter", "%s: first_quarter needs an appropriation", what) end
        return nil
    end
    local x = core.value(t.appropriation, what .. ": appropriation")
    if #core.axes(x) > 0 then
        fail("appropriation", "%s: its appropriation has axes: sum over them", what)
    end
    if core.same_unit(x, "yuan") then
        if t.first_quarter ~= nil then
            fail("first_quarter", "%s: first_quarter is for an appropriation in yuan/year", what)
        end
        return x
    end
    if not core.same_unit(x, "yuan/year") then
        local unit = core.unit(x)
        fail("appropriation =", "%s: its appropriation must be in yuan/year (or yuan a month), not %s", what,
            unit == "" and say "a plain number: give it its unit with amount(6e5, \"yuan/year\")" or say("in %s", unit))
    end
    local first, rest = months_of_money(t.first_quarter ~= nil)
    if t.first_quarter == nil then return x * first end
    local share = core.value(t.first_quarter, what .. ": first_quarter")
    local low, high = core.limits(share)
    if low < 0 or high > 1 then fail("first_quarter", "%s: first_quarter is a share from 0 to 1", what) end
    return x * (share * first + (1 - share) * rest)
end

function M.fund(name, t)
    core.need_model("fund")
    check.new_name("fund", name)
    local what = "fund '" .. name .. "'"
    t = check.options(what, t or {}, { appropriation = "value", first_quarter = "value", carry_over = "flag",
        label = "words" })
    local inflow = appropriation_value(what, t)
    local file, line = core.place()
    local record = { name = name, inflow = inflow, limited = inflow ~= nil, claims = {}, by_route = {}, file = file or "?",
        line = line or 0, number = core.fund(name, inflow, t.carry_over ~= false) }
    funds[#funds + 1] = record
    if t.label then
        core.add_label("", name, check.words(t.label))
        core.add_label("fund", name, check.words(t.label))
    end
    return setmetatable({ record = record }, kind)
end

-- ---- claims ----

-- f:pay(route, claims [, { priority = 1 }]) -> what is paid this month
function methods.pay(fund, route, claims, t)
    local record = record_of("pay", fund)
    check.name("pay", route)
    local what = "fund '" .. record.name .. "': route '" .. route .. "'"
    t = check.options(what, t or {}, { priority = "number" })
    local priority = t.priority or 1
    if priority ~= math.floor(priority) or priority < -1000 or priority > 1000 then
        fail("priority", "%s: priority is a whole number, 1 is paid before 2", what)
    end
    local claim = core.fund_pay(record.number, route, core.value(claims, what .. ": the claims"),
        math.tointeger(priority))
    table.insert(record.claims, { route = route, claim = claim })
    record.by_route[route] = claim
    return core.fund_part(record.number, claim, "payment")
end

-- Cash of the month that earlier calls of pay_in_order have not spoken for.
local function cash_left(record)
    if not record.cash_left then
        local at_hand = core.lag(core.fund_part(record.number, nil, "balance"), 1) * 100
        record.cash_left = (round(at_hand) + round(record.inflow * 100)) / 100
    end
    return record.cash_left
end

-- pay_in_order({ first, second, ... }, route, claims [, { priority = 1 }]): each fund takes what its cash of the
-- month allows, the last one the rest. Returns what is paid this month, and what is owed at its end.
function M.pay_in_order(list, route, claims, t)
    core.need_model "pay_in_order"
    if not check.is_plain(list) or #list < 2 then
        fail("pay_in_order", "pay_in_order takes a list of two funds or more, in order: { first, second }")
    end
    check.name("pay_in_order", route)
    local left = check.value(claims, "the claims of route '%s'", route)
    if #core.axes(left) > 0 then
        fail("pay_in_order", "pay_in_order: the claims of route '%s' have axes: sum over them", route)
    end
    left = round(left * 100) / 100
    local paid, owed = 0, 0
    for i, fund in ipairs(list) do
        local record, part = record_of("pay_in_order", fund), left
        if i < #list then
            if not record.limited then
                fail("pay_in_order", "pay_in_order: fund '%s' has no appropriation, so nothing is left for '%s': name it last",
                    record.name, rawget(list[i + 1], "record").name)
            end
            part = min(left, cash_left(record))
            record.cash_left = record.cash_left - part
        end
        paid = paid + fund:pay(route, part, t)
        owed = owed + fund:arrears(route)
        left = left - part
    end
    return paid, owed
end

local function part_of_route(word, fund, route)
    local record = record_of(word, fund)
    if not record.by_route[route] then
        fail(tostring(route), "fund '%s' pays no route '%s' before this line%s", record.name, tostring(route),
            check.near_key(route, record.by_route))
    end
    return core.fund_part(record.number, record.by_route[route], word)
end

function methods.arrears(fund, route)
    return part_of_route("arrears", fund, route)
end

function methods.commitment(fund, route)
    return part_of_route("commitment", fund, route)
end

function methods.balance(fund)
    local record = record_of("balance", fund)
    if not record.limited then
        fail("balance", "fund '%s' has no appropriation, so no balance: it pays every claim at once", record.name)
    end
    return core.fund_part(record.number, nil, "balance")
end

-- ---- the two ledgers ----

-- Sums of money are exact in doubles, but for the last bit of a sum in yuan: compared in whole fen.
local function conserve_fen(name, residual)
    core.add_identity(name, round(residual * 100))
end

local function part(fund, claim, name)
    return core.fund_part(fund.number, claim, name)
end

local function conserve_fund(fund)
    local paid = 0
    for _, c in ipairs(fund.claims) do
        local arrears, payment = part(fund, c.claim, "arrears"), part(fund, c.claim, "payment")
        conserve_fen(say("fund '%s', route '%s': opening arrears + approved = paid + closing arrears", fund.name,
            c.route), core.lag(arrears, 1) + part(fund, c.claim, "commitment") - payment - arrears)
        paid = paid + core.sum(payment, {})
    end
    if fund.limited then
        local balance = part(fund, nil, "balance")
        conserve_fen(say("fund '%s': opening + appropriation = paid + lapsed + closing", fund.name),
            core.lag(balance, 1) + part(fund, nil, "appropriation") - paid - part(fund, nil, "lapsed") - balance)
    end
end

-- ---- the outputs of funds ----

local shown = {
    commitment = { kind = "flow", label = { en = "Committed", zh = "应兑付" } },
    payment = { kind = "flow", label = { en = "Paid", zh = "已兑付" } },
    arrears = { kind = "level", label = { en = "Owed and not yet paid", zh = "应付未付" } },
    balance = { kind = "level", label = { en = "Cash in the fund", zh = "结转" } },
    appropriation = { kind = "flow", label = { en = "Appropriated", zh = "拨款" } },
}

local function add_output(name, value, by)
    local taken = check.place_of_name("output", name)
    if taken then
        fail(nil, "output '%s' at %s: funds make an output of this name themselves", name, taken)
    end
    core.add_output { name = name, value = value, by = by, kind = shown[name].kind, unit = "yuan", role = name,
        label = shown[name].label }
    core.add_label("", name, shown[name].label)
end

-- Names along an axis of the outputs of funds, in the order of first use.
local function new_axis(name, labels, words)
    core.add_label("axis", name, words)
    return core.add_axis(name, labels)
end

local function by_fund(axis, number_of)
    local values = {}
    for _, fund in ipairs(funds) do values[fund.name] = number_of(fund) end
    return stack(axis, values)
end

local function make_outputs()
    local names, routes, is_route, limited = {}, {}, {}, false
    for i, fund in ipairs(funds) do
        names[i], limited = fund.name, limited or fund.limited
        for _, c in ipairs(fund.claims) do
            if not is_route[c.route] then routes[#routes + 1] = c.route end
            is_route[c.route] = true
        end
    end
    local none = core.number(0, "yuan")
    local fund_axis = new_axis("fund", names, { en = "Fund", zh = "资金来源" })
    local route_axis = #routes > 0 and new_axis("route", routes, { en = "Route", zh = "支付途径" })
    for _, name in ipairs(route_axis and { "commitment", "payment", "arrears" } or {}) do
        add_output(name, by_fund(fund_axis, function(fund)
            local values = {}
            for _, route in ipairs(routes) do
                local claim = fund.by_route[route]
                values[route] = claim and core.sum(part(fund, claim, name), {}) or none
            end
            return stack(route_axis, values)
        end), { fund_axis, route_axis })
    end
    for _, name in ipairs(limited and { "balance", "appropriation" } or {}) do
        add_output(name, by_fund(fund_axis, function(fund)
            return fund.limited and part(fund, nil, name) or none
        end), { fund_axis })
    end
end

table.insert(core.finish_steps, function()
    if #funds == 0 then return end
    for _, fund in ipairs(funds) do
        core.stand_at(fund.file, fund.line)
        conserve_fund(fund)
    end
    make_outputs()
end)

return M
