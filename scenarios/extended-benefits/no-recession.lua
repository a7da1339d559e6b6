-- Every year is like 2007: does the benefit stay off, and does the fund last?
-- 各年都像2007年：延长给付会不会启动，基金够不够用？
scenario {
  model = "model.lua",
  title = { en = "No recession", zh = "没有衰退" },
  set = {
    layoff = by_year { otherwise = .00583 }, finding = by_year { otherwise = .252 },
    benefit = by_year { otherwise = 822 }, contribution = by_year { otherwise = 16.72 },
  },
}
