-- The policy succeeds: births rise by 5 to 10 % a year from 2026. What does success cost?
-- 政策见效：2026年起出生人口每年增加5%至10%。要多花多少钱？
scenario {
  model = "model.lua",
  title = { en = "Births recover", zh = "出生人口回升" },
  set = { births_change = uniform(.05, .10) },
}
