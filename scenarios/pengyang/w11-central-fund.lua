-- W11: the central employment fund falls or ends after 2026. How much moves to the county?
-- W11：2027年起中央就业补助资金减少或停止，有多少钱没有着落？
-- Differs from the baseline: the employment fund pays (a) 80 %, (b) nothing of R1 and R6 from January 2027; the gap is
-- the row “not yet funded” (未落实).
scenario {
  model = "baseline.lua",
  title = { en = "Employment fund after 2026", zh = "2027年起就业补助资金" },
  question = { en = "How much is not yet funded?", zh = "有多少钱没有着落？" },
  variants = {
    { name = "a", title = { en = "20 % less", zh = "减少20%" },
      set = { employment_share = by_year { [2026] = 1, otherwise = 0.8 } } },
    { name = "b", title = { en = "ended", zh = "停止" }, set = { employment_share = by_year { [2026] = 1, otherwise = 0 } } },
  },
}
