-- W1, its base: county and Minning money is what the baseline needs on average. How much is owed in the end?
-- W1的比较基础：县财政专项和闽宁资金只按基准方案的平均需求安排，期末会欠多少？
-- Differs from the baseline: the yearly amounts of data/appropriations.csv hold, a quarter of them before April;
-- Minning money goes first, what it cannot pay waits for the county's; qualifications before work-for-training, oldest first.
scenario {
  model = "baseline.lua",
  title = { en = "County and Minning money limited to the mean need", zh = "县级和闽宁资金按平均需求定额" },
  question = { en = "How much is owed if county and Minning money is only the mean need?",
               zh = "县财政专项和闽宁资金只按平均需求安排，期末会欠多少？" },
  set = { fund_limit = "constant" },
}
