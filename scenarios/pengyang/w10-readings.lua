-- W10: how far do results move by interpretation alone? What must the county clarify?
-- W10：仅因口径不同，结果相差多大？哪些必须由县里明确？
-- All combinations of three readings and the ends of the missing amounts; nothing else differs.
scenario {
  model = "baseline.lua",
  title = { en = "Readings", zh = "口径" },
  question = { en = "How far do results move by interpretation alone?", zh = "仅因口径不同，结果相差多大？" },
  factors = {
    cert_base = { "all", "gov_only" },
    dept_total = { "rows", "printed" },
    task_class = { "text", "reconciled" },
    missing_rates = { "low", "high" },
  },
}
