-- What if county and Minning money is cut by 30 %: how much is owed, and for which subsidies?
-- 县财政专项和闽宁资金压减30%，会欠多少、欠哪些补贴？
-- Compare with funds-limited.lua: the same limit, 70 % of the money. Nothing else changes; certificates
-- and claims stay as they are (admitting within the budget, 以收定支, is not built).
scenario {
  model = "model.lua",
  title = { en = "County and Minning money cut by 30 %", zh = "县级和闽宁资金压减30%" },
  set = {
    fund_limit = "constant",
    county_appropriation = scaled(0.7),
    minning_appropriation = scaled(0.7),
  },
}
