-- Baseline: are the six targets met, and what does it cost, if the plan goes as written?
-- 基准：按方案原文推进，六项目标能否完成，需要多少资金？
-- Default readings, funds without a limit: the need is the result. 默认口径，资金不设上限，结果即需求。
scenario {
  model = "model.lua",
  title = { en = "Baseline", zh = "基准方案" },
}
