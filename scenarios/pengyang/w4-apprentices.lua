-- W4: apprentices are added. What does one more high-skilled worker cost, beside W3, and how late does he come?
-- W4：新型学徒制扩面，每增加一名高技能人才花多少（与W3比较），要晚多久？
-- Differs from the baseline: level-3 apprentices start in 2026-03, 2027-03 and 2028-01, on top of the HR bureau's 800.
scenario {
  model = "baseline.lua",
  title = { en = "Apprenticeships", zh = "新型学徒制扩面" },
  question = { en = "What does one more high-skilled worker cost?", zh = "每增加一名高技能人才花多少？" },
  set = { apprentice_places = "added" },
  variants = {
    { name = "a", title = { en = "50 a year, 11 months", zh = "每年50人，11个月" },
      set = { apprentice_intake = { L3 = { one = 50 } } } },
    { name = "b", title = { en = "100 a year, 11 months", zh = "每年100人，11个月" },
      set = { apprentice_intake = { L3 = { one = 100 } } } },
    { name = "c", title = { en = "50 a year, 24 months", zh = "每年50人，24个月" },
      set = { apprentice_intake = { L3 = { two = 50 } } } },
  },
}
