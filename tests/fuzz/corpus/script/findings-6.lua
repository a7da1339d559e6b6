model { name = "t", from = "2026-01", to = "2026-12" }
parameter("unused", { default = 5, source = plan "IV" })
local yearly, wanted = 300, 2000
target("own", { of = total(amount(25, "person_time")), by = "2026-12", at_least = 300, source = plan "I" })
if yearly * 3 < wanted then
  finding("gap", { about = "own", source = plan "I", zh = "三年任务" .. yearly * 3 .. "，目标" .. wanted,
    en = "three years make " .. yearly * 3 .. ", the target is " .. wanted })
end
