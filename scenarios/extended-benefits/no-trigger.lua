-- Extended benefits never switch on: what do they change?
-- 延长给付从不启动：有无延长给付差别多大？
scenario {
  model = "model.lua",
  title = { en = "No extended benefits", zh = "无延长给付" },
  set = { threshold = 1 },
}
