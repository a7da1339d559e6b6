model { name = "t", from = "2026-01", to = "2026-12" }
local s = stock("people", { initial = amount(5, "yuan"), unit = "person" })
