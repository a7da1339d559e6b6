-- A report: what stands in it and in which order. To change it, copy this file or one of the page_*.lua into a
-- folder of your own and give that with --templates, or put it beside the scenario; engine/lua_report.h lists
-- the words. Each section is a file page_NAME.lua that returns { id =, title =, content } or nothing.
local h, page = html, include "page_words"

local order = { "answer", "solve", "sweep", "explain", "attain", "pictures", "sensitivity", "departments", "findings", "assumptions", "method" }
if #runs > 1 then table.insert(order, 1, "comparison") end

local sections = {}
for _, name in ipairs(order) do
    local made = include("page_" .. name)
    if given(made) then
        if type(made) ~= "table" or not given(made.id) or not given(made.title) then
            error(("page_%s.lua must return { id = \"...\", title = \"...\", content } or nothing"):format(name))
        end
        sections[#sections + 1] = made
    end
end

local first = runs[1]
local title = #runs > 1 and say("Comparison of ", "方案对比：") .. number(#runs) .. say(" scenarios", "个方案")
    or first.title

return render(raw "<!DOCTYPE html>\n") .. render(h.html { lang = say("en", "zh-CN"),
    h.head {
        h.meta { charset = "utf-8" },
        h.meta { name = "viewport", content = "width=device-width, initial-scale=1" },
        h.title { title },
        h.style { raw(include "page_style") },
    },
    h.body {
        h.header {
            h.h1 { title },
            #runs > 1 and h.ol { class = "runs", each(runs, function(run, i)
                return h.li { page.run_name(run), i == 1 and say(" — the others are compared with this one", "（其余方案与此对比）") }
            end) },
            h.p { class = "meta", say(
                ("Computed on %s with polsim %s: run %s, model %s, scenario %s, %s draws."):format(
                    first.finished:sub(1, 10), first.version, first.id, first.model, first.scenario, number(first.draws)),
                ("测算日期 %s，polsim %s；运行编号 %s，模型 %s，方案 %s，模拟次数 %s。"):format(
                    first.finished:sub(1, 10), first.version, first.id, first.model, first.scenario, number(first.draws))) },
        },
        h.nav { h.ol { each(sections, function(s) return h.li { h.a { href = "#" .. s.id, s.title } } end) } },
        h.main { each(sections, function(s)
            return h.section { id = s.id, h.h2 { s.title }, s }
        end) },
        h.footer { h.p { say(
            "Computed, not observed: each number is what the model and its assumptions imply.",
            "以上为模型测算结果，不是统计数据；每个数字都取决于模型和所列假设。"),
            " ", say("Digest of the results: ", "结果摘要："), h.code { first.digest:sub(1, 12) } } },
    } })
