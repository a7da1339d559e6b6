-- The rate of the Act until 1982, 4 % instead of 5 %: how much sooner, longer and dearer?
-- 按1982年以前的法定启动线4%（现为5%）：早启动多少，多发多久，多花多少？
scenario {
  model = "model.lua",
  title = { en = "Switched on at 4 %", zh = "启动线4%" },
  set = { threshold = .04 },
}
