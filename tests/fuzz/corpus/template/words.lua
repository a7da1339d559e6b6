local h = html
local list = {}
for _, query in ipairs { "targets", "budget", "departments", "parameters", "series" } do
    for i, row in ipairs(rows(query, 1)) do list[#list + 1] = h.tr { h.td { tostring(i) }, h.td { row.text.mean or "" } } end
end
return render(h.table { class = "x", list }) .. render(raw(("<p>%s</p>"):format(period "2026Q1")))
