-- How it was computed, how precise it is, and how to compute it again.
local h, page = html, include "page_words"
local run = runs[1]
local average = page.is_average(run)

local function largest_error()
    local most
    for _, row in ipairs(rows "targets") do
        if given(row.se) and (not given(most) or row.se > most) then most = row.se end
    end
    return most
end

local function budget_error()
    for _, row in ipairs(rows "budget") do
        if row.fund == "" and row.period == "all" and given(row.se) and row.mean > 0 then return row.se, row.mean end
    end
end

local function item(name, ...) return { h.dt { name }, h.dd { ... } } end

local function precision()
    local se, of_targets = budget_error(), largest_error()
    local _, mean = budget_error()
    return {
        given(of_targets) and item(say("Standard error of probabilities", "完成把握的标准误"), say(
            ("at most %s: with other random numbers a probability would differ by about so much, rarely by more than twice."):format(share(of_targets)),
            ("最大 %s：换一组随机数重算，完成把握大约相差这么多，很少超过它的两倍。"):format(share(of_targets)))),
        given(se) and item(say("Standard error of the money needed", "资金需求平均值的标准误"), say(
            ("%s, which is %s of the mean."):format(page.amount(se), share(se/mean)),
            ("%s，为平均值的 %s。"):format(page.amount(se), share(se/mean)))),
    }
end

-- What `run --until` was asked for, as it stands in the end.
local function asked_precision()
    local last = {}
    local growth = answer("precision", "growth")
    for _, row in ipairs(growth) do
        if row.draws == growth[#growth].draws then last[#last + 1] = row end
    end
    if #last == 0 then return end
    return item(say("Precision that was asked for", "要求的精度"), each(last, function(row, i)
        local as_share = row.of == "probability" or row.relative == 1
        local show = function(x) return as_share and ("%.2g %%"):format(100*x) or few(x) end
        return { i > 1 and h.br {}, default(row["label_" .. language], row.condition),
            row.standard == 1 and say(": standard error ", "：标准误 ") or say(": ± ", "：± "), show(row.reached),
            say(" (allowed ", "（允许 "), show(row.wanted), say(")", "）") }
    end), say(". How it came about is in the picture “How precise is it with how many draws?”.", "。过程见图“模拟多少次才够精确？”。"))
end

local function draws_in_words()
    return item(say("Draws", "模拟次数"), say(
        ("%s simulated futures, month by month; in each, inputs that are uncertain and chances fall out differently."):format(number(run.draws)),
        ("%s 次。每次逐月推演一种可能的将来，不确定的参数和偶然因素各次不同。"):format(number(run.draws))))
end

local function chances()
    return {
        draws_in_words(),
        item(say("P50, P80", "P50、P80"), say(
            "The amount that is enough in 5, or 8, of 10 simulated futures. A budget of the P80 amount falls short in 2 of 10.",
            "P50（五成把握额度）：10 次模拟中有 5 次够用；P80（八成把握额度）：10 次中有 8 次够用，另有 2 次不够。")),
        item(say("Probability of a target", "完成把握"), say("The share of the simulated futures in which it is met.",
            "达到目标的模拟次数占全部模拟次数的比例。")),
        precision(), asked_precision(),
        item(say("What is not in it", "没有包括的"), say(
            "Uncertainty of the model itself: what it leaves out, and readings of the plan that were not chosen. Precision above is that of the computation alone.",
            "模型本身的不确定：模型没有写进去的因素，以及没有采用的口径。上述标准误只是计算误差。")),
    }
end

local function runs_table()
    return page.table { head = page.head { { say("run", "编号"), class = "n" }, say("scenario", "方案"), say("draws, seed, sampler", "模拟次数、随机种子、抽样方式"),
            say("computed", "测算时间"), say("digests of results and of inputs", "结果摘要和输入摘要") },
        body = h.tbody { each(runs, function(one)
            return h.tr { page.number_cell(("%d"):format(one.id)), h.td { class = "name", one.title, h.br {}, h.code { one.scenario } },
                h.td { number(one.draws), say(", ", "、"), one.seed, say(", ", "、"), word(one.sampler) },
                h.td { page.moment(one.finished), h.br {}, "polsim ", one.version },
                h.td { h.code { one.digest }, h.br {}, h.code { one.input_digest } } }
        end) } }
end

local function again()
    return { h.h3 { say("Compute it again", "如何复算") },
        h.p { say("The database keeps each run's scripts and data. These commands write them to the folder again/ and run them; the digest of the results must be the same, on any machine:",
            "结果数据库保存了每次运行的脚本和数据。以下命令把它们写入 again/ 目录并重新测算，在任何机器上结果摘要都应相同：") },
        each(runs, function(one)
            return h.pre { h.code { table.concat(one.commands, "\n"), "\n# ", say("digest", "结果摘要"), " ", one.digest:sub(1, 12) } }
        end) }
end

return { id = "method", title = say("Method, precision, computing it again", "方法、精度和复算"),
    h.dl { average and item(say("Average case", "平均情形"), say("Every input and every chance at its mean: one computation, no probabilities.",
            "每项参数和随机性都取平均，只算一次，没有完成把握。")) or chances(),
        item(say("Sampler", "抽样方式"), word(run.sampler), run.sampler == "sobol" and say(
            ": points that fill the range of the inputs evenly, which needs fewer draws than plain chance.",
            "：抽样点均匀布满各参数的取值范围，比普通随机抽样更省次数。") or "") },
    runs_table(), again() }
