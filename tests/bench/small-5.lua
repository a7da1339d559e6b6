-- small-5: a benchmark of what a small model costs: a cohort of 1,000 people among five health states over 60
-- cycles, with uncertain transitions, costs and utilities. The shape is that of the hip replacement model of Briggs,
-- Claxton and Sculpher (Decision Modelling for Health Economic Evaluation, 2006), which R's hesim package works out
-- in its vignette "Time inhomogeneous Markov cohort models"; the numbers are our own and a cycle is a month.

model { name = "small-5", title = { en = "Five health states", zh = "五种健康状态" }, from = "2026-01", to = "2030-12" }

local source = assumed "the benchmark's definition"
local state = axis("state", { "primary", "well", "revision", "well_again", "dead" })

local way = axis("way", { "stays", "revised", "dies" })

-- A Dirichlet distribution: independent gammas over their sum.
local counts = parameter("counts", { axes = { way }, source = source,
  default = { stays = gamma(900, 1), revised = gamma(25, 1), dies = gamma(15, 1) } })
local well_chance = counts:share()
local surgical_death = parameter("surgical_death", { default = beta(2, 98), source = source })
local again = parameter("again", { default = beta(4, 96), source = source })
local dies_again = parameter("dies_again", { default = beta(3, 97), source = source })
local cost = parameter("cost", { axes = { state }, source = source,
  default = { primary = 394, well = 0, revision = gamma(12.67, 417.67), well_again = 0, dead = 0 } })
local utility = parameter("utility", { axes = { state }, source = source,
  default = { primary = 0, well = beta(119.58, 21.1), revision = beta(87.14, 174.28), well_again = beta(69.7, 23.23),
    dead = 0 } })

local people = stock("people", { axes = { state }, initial = { primary = 1000, well = 0, revision = 0, well_again = 0,
  dead = 0 } })
local function at(id) return people:at(state, id) end
local new_revisions = at "well" * well_chance:at(way, "revised") + at "well_again" * again
local deaths = (at "primary" + at "revision") * surgical_death + at "well" * well_chance:at(way, "dies")
  + at "well_again" * dies_again
people:becomes(stack(state, {
  primary = 0,
  well = at "primary" * (1 - surgical_death) + at "well" * well_chance:at(way, "stays"),
  revision = new_revisions,
  well_again = at "revision" * (1 - surgical_death) + at "well_again" * (1 - again - dies_again),
  dead = at "dead" + deaths,
}))

-- 3 % a year, by month since the beginning
local discount = 1.03 ^ (-((year() - 2026) * 12 + month() - 1) / 12)
output("cost", (people * cost):sum() * discount, { kind = "flow" })
output("outcome", (people * utility):sum() * discount / 12, { kind = "flow" })
