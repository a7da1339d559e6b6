-- 6. Two stocks that feed back on each other: hares and foxes.
--    两个互相反馈的存量：野兔与狐狸。
--
-- Hares are born in numbers that fall as they near what the land feeds; each is caught with a probability
-- that grows with the number of foxes; some of the caught hares make a young fox; foxes die.
-- `where` is not needed, nor an order of lines: flows of a month read the stocks at its start.
-- A model needs units of its own here: units = { "animal" }.
--
-- tests/independent/predator_prey.py computes the same with NumPy alone; tests compare the two.

model {
  name = "predator-prey",
  title = { en = "Hares and foxes", zh = "野兔与狐狸" },
  from = "2026-01", to = "2030-12",
  units = { "animal" },
}

local growth = parameter("growth", { default = 0.2, range = { 0, 1 },
  source = assumed "an example", label = { en = "Births a hare a month where land is free", zh = "野兔月出生率" } })
local land = parameter("land", { default = 3000, unit = "animal", range = { 1, 1e9 },
  source = assumed "an example", label = { en = "Hares the land feeds", zh = "土地可养野兔数" } })
local hunting = parameter("hunting", { default = 0.1, range = { 0, 10 },
  source = assumed "an example", label = { en = "Risk of a hare a month from 100 foxes", zh = "每百只狐狸每月捕获风险" } })
local litter = parameter("litter", { default = 0.3, range = { 0, 1 },
  source = assumed "an example", label = { en = "Young foxes a hare caught", zh = "每捕一兔产狐" } })
local death = parameter("death", { default = 0.1, range = { 0, 1 },
  source = assumed "an example", label = { en = "Chance of a fox to die in a month", zh = "狐狸月死亡率" } })

local hares = stock("hares", { initial = amount(1000, "animal"), unit = "animal", label = { en = "Hares", zh = "野兔" } })
local foxes = stock("foxes", { initial = amount(100, "animal"), unit = "animal", label = { en = "Foxes", zh = "狐狸" } })

local born = poisson("born", growth * hares * max(0, 1 - hares / land))
local caught = binomial("caught", hares, 1 - exp(-(hunting * foxes / amount(100, "animal"))))
local young = binomial("young", caught, litter)
local dead = binomial("dead", foxes, death)

hares:gains(born)
hares:loses(caught)
foxes:gains(young)
foxes:loses(dead)

output("hares", hares, { unit = "animal", monthly_quantiles = true, label = { en = "Hares", zh = "野兔" } })
output("foxes", foxes, { unit = "animal", monthly_quantiles = true, label = { en = "Foxes", zh = "狐狸" } })
output("caught", caught, { unit = "animal", label = { en = "Hares caught", zh = "被捕野兔" } })
