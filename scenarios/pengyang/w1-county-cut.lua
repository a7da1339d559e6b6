-- W1: county money is cut by 30 %. What goes unpaid, how large are the arrears, does T5 fall?
-- W1：县级资金压减30%，哪些补贴兑付不了，欠多少，职业资格证书会不会减少？
-- Differs from w1-limited.lua: (a) county special money × 0.7, (b) Minning money too, (c) as (a), and only as
-- many qualification and work-for-training places as the money can pay (以收定支).
scenario {
  model = "baseline.lua",
  against = "w1-limited",
  title = { en = "County funds cut by 30 %", zh = "县级资金压减30%" },
  question = { en = "What goes unpaid, how large are the arrears, does T5 fall?", zh = "哪些补贴兑付不了，欠多少，T5会不会减少？" },
  set = { fund_limit = "constant", county_appropriation = scaled(0.7) },
  variants = {
    { name = "a", title = { en = "county money", zh = "县财政专项" } },
    { name = "b", title = { en = "county and Minning money", zh = "县财政专项和闽宁资金" },
      set = { minning_appropriation = scaled(0.7) } },
    { name = "c", title = { en = "places within the budget", zh = "以收定支" }, set = { admission = "within_budget" } },
  },
}
