-- Every operation on numbers over small, large and odd values, plain Lua's arithmetic, time and shape, for
-- tests/digests.txt: whatever a compiler, a processor or a library could do in its own way.
-- 全部运算：数值、时间与形状。

model { name = "words", title = { en = "Operations", zh = "运算" }, from = "2026-01", to = "2027-06", tail = "2027-12" }

local source = assumed "a test"
local place = axis("place", { "p0", "p1", "p2" })
local age = axis("age", { "young", "middle", "old" })

local x = parameter("x", { axes = { place }, source = source,
  default = { p0 = normal(0, 1), p1 = lognormal(-20, 9), p2 = each(beta(0.5, 0.5)) } })
local y = parameter("y", { axes = { age }, source = source,
  default = { young = pert(-2, 1, 3), middle = triangular(0, 1, 700), old = between(1e-6, 1e6) } })
local moved = noise("moved", normal(0, 3), { axes = { place } })
local z = x + moved / (month() + 0.7)

local function shown(name, value) output(name, value, { kind = "flow", by = { place, age } }) end
shown("sum", x + y * 0.1 - 3)
shown("product", z * y)
shown("quotient", z / y)
shown("power", abs(z) ^ clamp(y, -3, 3))
shown("square", z ^ 2 - z * y)
shown("small_power", (1 + abs(clamp(x, -9, 9)) * 1e-9) ^ (clamp(y, -3, 700) * 1e6))
shown("exp", exp(clamp(z * y, -800, 100)))
shown("log", log(abs(z) + 1e-300) * y)
shown("sqrt", sqrt(abs(z)) + y * 0)
shown("whole", floor(z * 7) + ceil(z * y) + round(y * 3.5))
shown("ends", min(z, y) - max(z, y) + clamp(z, -1, abs(y)))
shown("conditions", where(any(lt(z, y), eq(floor(z), 2)), z, y) + where(all(ge(z, 0), not_(gt(y, 5))), 1, 0))
shown("unlike", where(all(ne(z, y), le(z, -y)), -z, z))
shown("curve", lookup(z, { { -3, 0.1 }, { -0.3, 7 / 3 }, { 2, 1e9 } }) + y * 0)
-- a ratio without a value in many draws
output("part", ratio(max(moved, 0), max(moved, 0) + max(-moved - 2, 0)), { by = { place } })

-- plain Lua, before the run
local plain = 0
for i = 1, 40 do
  plain = plain + math.exp(-i / 7) * math.log(i + 0.3, 3) / (i ^ 1.7 + 2 ^ 0.5) + math.sqrt(i) % 0.3 + i // 0.7 - 1 / i
end
for key, value in pairs { b = 0.1, a = 0.2, [3] = 0.7, [1.5] = 1e-17 } do
  plain = plain * 1.0000001 + value * #tostring(key)
end
local product = 1 -- keeps every rounding
for i = 1, 20000 do product = product * (1 + 1 / (i + 0.3)) / (1 + 0.99 / i) end
shown("plain", (plain + tonumber("1.2345678901234567e-5") + tonumber(string.format("%.9g", plain))) * x + y * product)

-- time, stocks, ageing, money
local people = poisson("people", clamp(abs(y), 0, 50)) * amount(1, "person")
local lag = parameter("lag", { default = pert(1, 3, 9), unit = "month", source = source })
local late = delayed(people, round(lag))
local held = stock("held", { axes = { age }, unit = "person" })
held:becomes(held:shift(age, 1, { last = "leave" }) + late)
output("held", held, { by = { age } })
output("so_far", this_year(people) - previous(people), { by = { age }, kind = "level" })
local purse = fund("purse", { appropriation = amount(7e5 / 3, "yuan/year"), first_quarter = 0.2, carry_over = false })
local paid = purse:pay("aid", late * parameter("price", { default = lognormal(7, 0.3), unit = "yuan/person",
  source = source }))
output("paid", paid, { by = { age } })
target("enough", { of = total(paid:sum()), by = "2027-12", at_least = 2e5, source = source })
