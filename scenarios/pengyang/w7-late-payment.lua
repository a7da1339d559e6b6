-- W7: subsidies are paid late. What is due when, what crosses the year's end, what do schools advance?
-- W7：补贴兑付推迟，资金何时到期，跨年多少，培训机构垫付多少？
-- Differs from the baseline: (a) 6 months later on every route, (b) one batch each December,
-- (c) 10 points fewer of the individual claims.
scenario {
  model = "baseline.lua",
  title = { en = "Late payment", zh = "兑付推迟" },
  question = { en = "What is due when, and what crosses the year's end?", zh = "资金何时到期，跨年多少？" },
  variants = {
    { name = "a", title = { en = "6 months later", zh = "推迟6个月" }, set = { payment_delay = 6 } },
    { name = "b", title = { en = "once a year", zh = "每年12月集中兑付" }, set = { payment_batch = "december" } },
    { name = "c", title = { en = "fewer claims", zh = "个人申领少10个百分点" }, set = { claim_individual = plus(-0.10) } },
  },
}
