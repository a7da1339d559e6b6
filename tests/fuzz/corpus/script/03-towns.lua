-- 3. Many cells at once: axes and a CSV file.
--    同时算许多单元：维度和CSV表。
--
-- axis("town", csv "data/towns.csv"): one row a town; the first column holds ids, en and zh are names for
-- people, other columns are numbers for parameters (town:column "places").
-- Values with axes combine by the axes' names: town x level below, without a loop.
-- x:sum(level) adds up over an axis, x:only{level="L3"} keeps one label, x:share() is the part of the sum.
-- output(..., {by={town}}) reports each town and the whole; ratio(a, b) divides sums, never averages ratios.

model {
  name = "towns",
  title = { en = "Courses in four towns", zh = "四个乡镇的培训" },
  from = "2026-01", to = "2027-12",
}

local town = axis("town", csv "data/towns.csv", { label = { en = "Town", zh = "乡镇" } })
local level = axis("level", { "L5", "L4", "L3" }, { label = { en = "Level", zh = "等级" } })
label("level", "L5", { en = "Junior", zh = "初级工" })
label("level", "L4", { en = "Intermediate", zh = "中级工" })
label("level", "L3", { en = "Senior", zh = "高级工" })

local places = parameter("places", { axes = { town }, default = town:column "places", unit = "person/year",
  source = assumed "an example", label = { en = "Places a year", zh = "年名额" } })
local level_share = parameter("level_share", { axes = { level }, default = { L5 = .5, L4 = .4, L3 = .1 },
  source = assumed "an example", label = { en = "Mix of levels", zh = "等级构成" } })
local pass_rate = parameter("pass_rate", { axes = { level }, range = { 0, 1 },
  default = { L5 = pert(.80, .90, .97), L4 = pert(.74, .85, .94), L3 = pert(.60, .78, .90) },
  source = assumed "an example", label = { en = "Pass rate", zh = "通过率" } })
-- Nearer towns send more: a curve through points, flat outside them.
local distance = parameter("distance", { axes = { town }, default = town:column "distance_km",
  source = assumed "an example", label = { en = "Kilometres to the county town", zh = "距县城公里数" } })
local filling = lookup(distance, { { 0, 1 }, { 30, .9 }, { 60, .7 } })

local started = poisson("started", places * level_share * filling * amount(1 / 12, "year"))
local certified = binomial("certified", delayed(started, 2), pass_rate)

output("started", started, { by = { town }, unit = "person", role = "stage:1", label = { en = "Started", zh = "参训" } })
output("certified", certified, { by = { town, level }, unit = "person", role = "stage:2",
  label = { en = "Certified", zh = "取证" } })
output("senior_share", ratio(certified:only { level = "L3" }:sum(level), certified:sum(level)), { by = { town },
  label = { en = "Senior share of certificates", zh = "高级工证书占比" } })
