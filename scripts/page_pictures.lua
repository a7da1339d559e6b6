-- Pictures, those that answer first at the front; others in order of their names.
local h, page = html, include "page_words"

local front = { "comparison", "attainment", "chance", "solve", "sweep", "sweep_grid", "budget", "budget_split", "budget_quarters", "budget_months", "need",
    "departments", "departments_years", "funnel", "sensitivity", "precision" }
local place = {}
for i, name in ipairs(front) do place[name] = i end

local function place_of(picture) return default(place[picture.name], #front + 1) end

local sorted = {}
for i, picture in ipairs(pictures) do sorted[i] = picture end
table.sort(sorted, function(a, b) return place_of(a) < place_of(b) end)

local function show(picture)
    return h.figure {
        #runs > 1 and h.figcaption { h.b { page.run_name(runs[picture.run]) } },
        h.div { class = "picture", raw(picture.svg) } }
end

if #sorted == 0 and pictures_missing == "" then return end
return { id = "pictures", title = say("Pictures", "图"),
    pictures_missing ~= "" and h.p { class = "warning", say("This page was made without pictures: ", "本页没有图："), pictures_missing },
    each(sorted, show) }
