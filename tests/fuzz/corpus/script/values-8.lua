model { name = "t", from = "2026-01", to = "2026-01" }
local weight, sum = { b = 2, a = 1, c = math.floor(3.7) }, 0
local order = ""
for id, w in pairs(weight) do
  order = order .. id
  if w ~= 2 and type(w) == "number" then sum = sum + w else sum = sum + 10 end
end
assert(order == "abc", "pairs runs in sorted order")
if tostring(sum) ~= "14" then error("the sum is " .. sum) end
assert(select("#", 1, 2, 3) == 3 and tonumber("0x10") == 16)
assert(string.format("%02d", 7) == "07" and table.concat({ "x", "y" }, ",") == "x,y" and utf8.len("人数") == 2)
output("sum", default(nil, sum) + (given(weight.z) and 100 or 0))
