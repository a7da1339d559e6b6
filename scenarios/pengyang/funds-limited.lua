-- What if county and Minning money is only what the baseline needs on average: how much is owed in the end?
-- 如果县财政专项和闽宁资金只按基准方案的平均需求安排，期末会欠多少？
-- Differs from the baseline: the yearly amounts of data/appropriations.csv hold; Minning money goes first,
-- what it cannot pay waits for the county's, oldest claims first. The base of county-cut.lua.
scenario {
  model = "model.lua",
  title = { en = "County and Minning money limited to the mean need", zh = "县级和闽宁资金按平均需求定额" },
  set = { fund_limit = "constant" },
}
