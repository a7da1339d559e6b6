model { name = "t", from = "2026-01", to = "2026-12" }
output("more", adds_up("tasks", { 1000, 1050 }, 2000, { source = plan "Annex 2" }))
output("none", adds_up("zero", { 1, -1 }, 0, { source = plan "Annex 2" }))
