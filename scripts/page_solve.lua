-- What it takes: answers of `polsim solve`, one lever for a confidence and several at the least cost.
local h, page = html, include "page_words"

local function label(row, name) return default(row[name .. "_" .. language], row[name .. "_en"]) end

local function few_digits(x) return ("%.6g"):format(x) end

local function with_unit(x, row)
    if row.scaled == 1 then return few_digits(x) .. say(" times what it was", " 倍（现值的倍数）") end
    return row.unit == "" and few_digits(x) or few_digits(x) .. " " .. raw_unit(row.unit)
end

local function interval(row)
    local low, high = given(row.low), given(row.high)
    if not low and not high then return end
    return say(" The draws allow ", "按模拟次数可确定在 ") .. (low and few_digits(row.low) or say("less than was looked at", "查找范围以下"))
        .. say(" to ", " 至 ") .. (high and few_digits(row.high) or say("more than was looked at", "查找范围以上"))
        .. say(" (95 %).", "（95 %）。")
end

local function in_words(row)
    local lever, statement = label(row, "lever"), label(row, "label")
    local wanted = share(row.confidence)
    if row.status == "never" then
        return h.p { class = "warning", say(
            ("No value of “%s” from %s to %s makes “%s” hold in %s of the futures; at most it holds in %s."):format(lever,
                few_digits(row.least), few_digits(row.most), statement, wanted, share(row.probability)),
            ("“%s”从 %s 到 %s 都不能使“%s”在 %s 的模拟中成立，最多为 %s。"):format(lever, few_digits(row.least),
                few_digits(row.most), statement, wanted, share(row.probability))) }
    end
    local smallest = row.side == "smallest"
    return { h.p { class = "lead", say(smallest and "The smallest “" or "The largest “", "“"), lever,
        say("” so that “", smallest and "”最少取 " or "”最多取 "), language == "en" and { statement, "” holds in ", wanted, " of the futures: " },
        h.b { with_unit(row.value, row) }, say(".", "，可使“" .. statement .. "”在 " .. wanted .. " 的模拟中成立。"),
        row.status == "found" and interval(row) },
        h.p { class = "note", say("On fresh draws it holds in ", "换一组随机数检验，成立的比例为 "), share(row.check_probability),
            say(" (standard error ", "（标准误 "), share(row.check_se), say(").", "）。"),
            default(row.fall, 0) > 0.01 and say((" Not monotone: the probability falls by up to %s from one value to a later one."):format(share(row.fall)),
                ("不是单调的：取值往后走时把握最多下降 %s。"):format(share(row.fall))) } }
end

-- Of several that shall hold in the same draw: which stand in the way.
local function statements(row)
    local all = answer("solve", "statements")
    if #all < 2 then return end
    return page.table { caption = say("Each statement by itself, at this value", "在该取值下，各命题单独成立的把握"),
        head = page.head { say("statement", "命题"), { say("holds", "成立"), class = "n" },
            { say("alone missed", "唯独它不成立"), class = "n" }, { say("at most, at any value", "任何取值下最多"), class = "n" } },
        body = h.tbody { each(all, function(one)
            return h.tr { class = row.status == "never" and one.best < row.confidence and "warning", h.th { scope = "row", label(one, "label") },
                page.number_cell(share(one.probability)), page.number_cell(share(one.alone)), page.number_cell(share(one.best)) }
        end) } }
end

local function curve(row)
    local points = answer("solve", "curve")
    return page.table { caption = say("Needed for each confidence: ", "达到各档把握所需：") .. label(row, "lever"),
        head = page.head { { say("confidence", "把握"), class = "n" }, { say("needed", "需要"), class = "n" } },
        body = h.tbody { each(points, function(point)
            return h.tr { page.number_cell(share(point.confidence)),
                page.number_cell(point.at_start == 1 and say("met at ", "已达到：") .. few_digits(point.need)
                    or given(point.need) and few_digits(point.need) or say("not within the range", "范围内达不到")) }
        end) } }
end

local function least_cost()
    local row = answer("minimise", "minimise")[1]
    if not given(row) then return end
    local verdicts = { holds = say("holds", "成立"), chance = say("short by chance", "偶然不足"), misses = say("misses", "达不到") }
    return { h.h3 { say("Several inputs at the least cost", "多项参数、费用最小") },
        row.status == "found" and h.p { say("Least cost found: ", "找到的最小费用："), h.code { row.cost_text }, " = ",
            h.b { row.of_measure == 1 and value(row.cost, row.unit) .. " " .. unit(row.unit) or few_digits(row.cost) } }
            or h.p { class = "warning", say("Nothing in the ranges keeps every limit; these values miss them by the least.",
                "在给定范围内没有满足全部条件的取值；下面是差得最少的取值。") },
        page.table { head = page.head { say("input", "参数"), { say("value", "取值"), class = "n" } },
            body = h.tbody { each(answer("minimise", "levers"), function(lever)
                return h.tr { h.th { scope = "row", label(lever, "label") }, page.number_cell(with_unit(lever.value, lever)) }
            end) } },
        page.table { caption = say("On fresh draws, which had no part in the search", "用没有参与查找的随机数检验"),
            head = page.head { say("statement", "命题"), { say("wanted", "要求"), class = "n" },
                { say("on fresh draws", "检验时"), class = "n" }, say("so it", "结论") },
            body = h.tbody { each(answer("minimise", "constraints"), function(limit)
                return h.tr { h.th { scope = "row", label(limit, "label") }, page.number_cell(given(limit.confidence) and share(limit.confidence)),
                    page.number_cell(share(limit.check_probability)), h.td { verdicts[limit.check_verdict] } }
            end) } } }
end

local row, several = answer("solve", "solve")[1], least_cost()
if not given(row) and not given(several) then return end
return { id = "solve", title = say("What it takes", "需要多少才有把握"),
    given(row) and { in_words(row), statements(row), row.status ~= "never" and curve(row) }, several }
