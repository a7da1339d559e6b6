model { name = "t", from = "2026-01", to = "2026-12" }
finding("gap", { en = "a gap", source = plan "II" })
adds_up("gap", { 1 }, 1, { source = plan "II" })
