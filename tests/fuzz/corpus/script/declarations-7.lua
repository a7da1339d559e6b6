model { name = "t", from = "2026-01", to = "2026-01" }
local t = csv "t.csv"
assert(t.columns[3] == "name" and t.rows[1].name == "one, two" and t.rows[2].id == "b")
assert(not given(t.rows[2].x), "an empty cell is absent")
output("x", t:column "x".a + default(t:column("x").b, 5))
