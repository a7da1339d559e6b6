-- What contradicts itself or is unclear in the plan, as polsim check finds it.
local h, page = html, include "page_words"
local findings = rows "findings"

if #findings == 0 then return end
return { id = "findings", title = say("Contradictions and gaps in the plan", "方案中的矛盾和空白"),
    h.ol { each(findings, function(row)
        return h.li { row.finding, " ", page.source(row.source_kind, row.source) }
    end) } }
