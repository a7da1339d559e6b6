-- The central government pays only what it has budgeted, and holds the budget of 2026: when is money short, and by how much?
-- 中央只按已公布的预算拨付，2027年起维持2026年水平：哪年不够，差多少？
scenario {
  model = "model.lua",
  title = { en = "Central budget held", zh = "中央预算封顶" },
  set = { central_money = "budget" },
}
