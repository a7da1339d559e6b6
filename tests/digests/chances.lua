-- Every sampler in all of its regimes, for tests/digests.txt: means from next to nothing to 1e9 on both sides of 28,
-- where Poisson and binomial change their way, chances on both sides of a half, pools from a few to billions.
-- 各抽样方法的全部区间。

model { name = "chances", title = { en = "Chances", zh = "随机数" }, from = "2026-01", to = "2026-06" }

local source = assumed "a test"
local size = axis("size", { "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7" })
local chance = axis("chance", { "c0", "c1", "c2", "c3", "c4", "c5" })
local class = axis("class", { "k0", "k1", "k2" })

local mean = parameter("mean", { axes = { size }, source = source, default = {
  s0 = 1e-9, s1 = 0.03, s2 = 2.5, s3 = 27.9, s4 = 28, s5 = 150, s6 = 4e4, s7 = 1e9 } })
local share = parameter("share", { axes = { chance }, range = { 0, 1 }, source = source, default = {
  c0 = 1e-9, c1 = 0.02, c2 = 0.5, c3 = beta(8, 3), c4 = 0.97, c5 = 1 } })
local around = parameter("around", { default = gamma(40, 1 / 40), source = source })

-- the same mean in all draws, and another in each
local fixed = poisson("fixed", mean)
local varied = poisson("varied", mean * around)
output("fixed", fixed, { by = { size } })
output("varied", varied, { by = { size } })

-- people that all draws share, and others in each
local many = stack(size, { s0 = 1, s1 = 7, s2 = 15, s3 = 16, s4 = 60, s5 = 1e3, s6 = 1e6, s7 = 1e12 })
output("of_many", binomial("of_many", many, share), { by = { size, chance } })
output("of_varied", binomial("of_varied", varied, share), { by = { size, chance } })

local shares = stack(class, { k0 = 0.2, k1 = 0.05, k2 = 0.75 })
output("classes", multinomial("classes", varied, shares), { by = { class } })
local left = waiting("wait", varied, { [0] = 0.1, [1] = 0.6, [3] = 0.3 })
output("left", left, { by = { size } })

-- without replacement: pools and draws from a few to billions
local pool = multinomial("pool", many, shares)
output("taken", draw_from("taken", floor(many * 0.3), pool, class), { by = { size, class } })
output("marked", hypergeometric("marked", floor(many / 2), floor(many * 0.4), many - floor(many * 0.4)), { by = { size } })

local function each_way(name, distribution)
  output(name, noise(name, distribution, { axes = { class } }), { kind = "flow", by = { class } })
end
each_way("gamma_small", gamma(0.02, 2))
each_way("gamma_one", gamma(1, 2))
each_way("gamma_large", gamma(1e5, 1e-3))
each_way("beta_small", beta(0.02, 0.3))
each_way("beta_skew", beta(0.7, 40))
each_way("beta_large", beta(5e4, 1e5))
each_way("normal", normal(-3, 1e-2))
each_way("lognormal", lognormal(1, 2))
each_way("pert", pert(1, 2, 9))
each_way("triangular", triangular(0, 0, 4))
each_way("uniform", uniform(-1, 1e6))
each_way("between", between(3, 300))
each_way("choice", choice({ 1, 3.3, 9 }, { 0.1, 0.6, 0.3 }))
