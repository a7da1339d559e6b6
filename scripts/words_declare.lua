-- luacheck: no max line length
-- Reference pages: files, axes, parameters and their contents, scenarios. See words.lua.
return {
    { "declare", "model", [[model { name =, from =, to = [, title =, tail =, units =] }]],
        en = "The first call of a model file: its id, its title in English and Chinese, the plan's first and last "
            .. "month. `tail` is the last month computed, for claims and payments that trail the plan. `units` names "
            .. "units besides person, person_time, yuan, year, month, day and class.",
        zh = "模型文件的第一句：标识、中英文标题、规划的起止月份。tail 是计算的最后一个月，用于规划期后仍在兑付的资金；"
            .. "units 列出另外使用的单位名称。",
        example = [[
model {
  name = "training", title = { en = "Training plan", zh = "培训计划" },
  from = "2026-01", to = "2028-12", tail = "2029-06", units = { "room" },
}]] },
    { "declare", "scenario", [[scenario { model = "model.lua" [, title =, set =, question =, against =, together =, variants = or factors =] }]],
        en = "The only call of a scenario file: which model, and what differs. `set` takes parameters and switches by "
            .. "name: a value, a distribution, a table by label (labels not named stay), scaled(k) or plus(x). The "
            .. "random numbers of what stays are the model's. `variants` are several scenarios in one file, called "
            .. "FILE-a, FILE-b, each with its own `set` after the common one; `factors` makes one of every combination "
            .. "of choices. `against` names the scenario it is compared with; `question` is printed by polsim check; "
            .. "`together` lists changes that polsim explain takes as one, such as { { \"share\", \"rate\" } }.",
        zh = "情景文件唯一的一句：所用模型以及不同之处。set 按名称给出参数或口径：数值、分布、按标签的表（未列出的不变）、"
            .. "scaled(k) 或 plus(x)。未改动部分使用与模型相同的随机数。variants 在一个文件中列出多个方案，名为“文件名-a”“文件名-b”，"
            .. "各自的 set 在公共 set 之后生效；factors 列出各因素的取值，每种组合为一个方案。against 指定与哪个方案比较；"
            .. "question 是方案要回答的问题，polsim check 会显示；together 列出 polsim explain 合为一项解释的改动，"
            .. "如 { { \"share\", \"rate\" } }。",
        example = [[
scenario {
  model = "model.lua", title = { en = "Funds cut by 30 %", zh = "资金压减30%" },
  set = { county_appropriation = scaled(0.7), pass_rate = { L3 = pert(.5, .6, .7) }, cert_base = "gov_only" },
}]] },
    { "declare", "axis", [[axis(name, labels [, { label = }])]],
        en = "A dimension of values: departments, levels, towns. `labels` is a list of ids or csv \"file\", whose first "
            .. "column holds the ids and whose columns en and zh hold display names. The order of labels is the order "
            .. "shown; results never depend on it.",
        zh = "数值的一个维度，如部门、等级、乡镇。labels 是标识列表，或 csv 文件（第一列为标识，en、zh 列为显示名称）。"
            .. "标签的顺序只影响显示，不影响结果。",
        example = [[
local group = axis("group", { "farmer", "employee" }, { label = { en = "Group", zh = "人群" } })
output("by_group", stack(group, { farmer = 1, employee = 2 }), { by = { group } })]] },
    { "declare", "labels", [[a:labels()]],
        en = "The labels of an axis as a list, in the order the script gave them.",
        zh = "某个维度的标签列表，按脚本中的顺序。",
        example = [[
for _, id in ipairs(level:labels()) do output("people_" .. id, people:at(level, id)) end]] },
    { "declare", "column", [[a:column(name), t:column(name)]],
        en = "A column of a CSV file as a table by the ids of its first column. As a parameter's default it brings "
            .. "its axis with it.",
        zh = "CSV 文件的一列，按第一列的标识取值。作为参数默认值时自动带上所属维度。",
        example = [[
local county = axis("county", csv "data/towns.csv")
local task = parameter("task", { default = county:column "task", unit = "person_time/year", source = plan "Annex 2" })
output("task", task, { by = { county }, role = "task" })]] },
    { "declare", "csv", [[csv(path)]],
        en = "Reads a CSV file of the scenario's folder: a table with `rows` (a table each, by column), `columns` (names "
            .. "in order) and `column(name)`. The first column holds ids, which must differ.",
        zh = "读取情景文件夹内的 CSV：rows 为各行，columns 为列名，column(name) 取一列。第一列是互不相同的标识。",
        example = [[
local t = csv "data/towns.csv"
local sum = 0
for _, row in ipairs(t.rows) do sum = sum + row.task end
output("all_tasks", sum)]] },
    { "declare", "label", [[label(scope, id, { en =, zh = })]],
        en = "What people read for an id. `scope` is the name of an axis or switch, or \"name\" (outputs, parameters, "
            .. "targets), \"axis\", \"fund\" or \"route\".",
        zh = "标识的显示文字。scope 是维度名或口径名，或 \"name\"（输出、参数、目标）、\"axis\"、\"fund\"、\"route\"。",
        example = [[
label("level", "L3", { en = "Senior", zh = "高级工" })
label("route", "qualification", { en = "Qualification certificates", zh = "职业资格证书" })]] },
    { "declare", "switch", [[switch(name, { choices }, { default =, source = [, label =] })]],
        en = "A choice of reading where the plan can be read in several ways. Returns the chosen text, known before the "
            .. "model runs, so that Lua's `if` may use it. Scenarios and --set choose another.",
        zh = "口径选择：方案有多种解读时使用。返回所选的文字，在模拟之前已经确定，因此可用于 if。情景或 --set 可另选。",
        example = [[
local base = switch("cert_base", { "all", "gov_only" }, { default = "all", source = plan "3" })
local counted = people
if base == "gov_only" then counted = people:only { level = "L3" } end
output("counted", counted, { by = { level } })]] },
    { "declare", "parameter", [[parameter(name, { default =, source = [, axes =, unit =, range =, label =, adds_to =] })]],
        en = "An input with a name, a source and, where it is not known, a distribution. `default` is a number, a "
            .. "distribution, a table by label (nested in the order of `axes`; `otherwise` stands for the labels not "
            .. "named), by_year, by_month, or a column. One distribution is one shared draw for all cells it covers; "
            .. "see each. `range` refuses what lies outside, in scenarios too. `adds_to = 1`: what its cells, or without axes "
            .. "the months of its by_month, must add to (1e-9 either way); a plan's own that do not are a finding, a "
            .. "scenario's an error, uncertain ones are proven by check. Returns its value.",
        zh = "有名称、有来源的输入；不确定时给出分布。default 可以是数值、分布、按标签的表（按 axes 的顺序嵌套，otherwise "
            .. "表示其余标签）、by_year、by_month 或一列数据。一个分布在其覆盖的单元格中只抽一次，见 each。range 限定取值范围，"
            .. "情景中同样有效。adds_to = 1：各单元（没有维度时为 by_month 的十二个月）之和应为此数（误差 1e-9）；方案原值不符记为问题，"
            .. "情景改动不符则报错，不确定的由 check 证明。返回其值。",
        example = [[
local pass_rate = parameter("pass_rate", { axes = { level }, range = { 0, 1 },
  default = { L5 = pert(.80, .90, .97), L4 = pert(.74, .85, .94), otherwise = .75 },
  source = assumed "no record of past years", label = { en = "Pass rate", zh = "合格率" } })
output("passed", binomial("passed", people, pass_rate), { by = { level } })]] },
    { "declare", "p", [[p.name]],
        en = "The value of a parameter declared before, by its name.",
        zh = "按名称取已声明参数的值。",
        example = [[
parameter("dropout", { default = pert(.02, .05, .1), source = assumed "experience" })
output("stayed", people * (1 - p.dropout))]] },

    { "source", "plan", [[plan "place"]],
        en = "Source of a value: a place in the plan's own text.", zh = "来源：方案原文的位置。",
        example = [[
parameter("task", { default = 800, unit = "person_time/year", source = plan "Annex 2" })]] },
    { "source", "cited", [[cited(reference [, note])]],
        en = "Source of a value: something published, and how it was used.", zh = "来源：引用的文献或数据及说明。",
        example = [[
parameter("rate", { default = .8, source = cited("MOHRSS yearbook 2023", "national mean of L4") })]] },
    { "source", "assumed", [[assumed "why"]],
        en = "No source: an assumption, with its reason. `polsim check` lists these.",
        zh = "没有来源：假设及其理由。polsim check 会逐条列出。",
        example = [[
parameter("rate", { default = uniform(.3, .6), source = assumed "no record; asked two schools" })]] },

    { "uncertain", "each", [[each(distribution)]],
        en = "An independent draw for each cell. Without it all cells a distribution covers share one draw.",
        zh = "每个单元格独立抽取；不用 each 时同一分布覆盖的单元格共用一次抽取。",
        example = [[
parameter("filling", { axes = { town }, default = each(pert(.8, 1, 1.2)), source = assumed "towns differ" })]] },
    { "dated", "by_year", [[by_year { [2026] = ..., otherwise = ... }]],
        en = "A value by calendar year: in a parameter numbers, distributions or tables by label; elsewhere numbers. A "
            .. "year of the model that is not named is an error unless `otherwise` is given.",
        zh = "按自然年取值：参数中可为数值、分布或表，其他地方只能是数值。模型涉及而未列出的年份报错，除非给出 otherwise。",
        example = [[
local money = parameter("money", { default = by_year { [2026] = 6e5, otherwise = 8e5 }, unit = "yuan/year",
  source = plan "5" })
output("step", by_year { [2026] = 1, otherwise = 2 } * people:sum())]] },
    { "dated", "by_month", [[by_month { 12 values }, by_month { [2] = ..., otherwise = ... }]],
        en = "A value by calendar month, for seasons: a list of twelve, or months 1 to 12 with `otherwise`.",
        zh = "按月份取值，用于季节性：十二个值，或 1 至 12 月加 otherwise。",
        example = [[
local season = by_month { [1] = 0, [2] = 0, otherwise = 0.1 }
output("trained", season * people:sum())]] },
    { "scenario", "scaled", [[scaled(k)]],
        en = "In a scenario's `set`: the model's value times k, cell by cell, distributions too.",
        zh = "用于情景的 set：在模型取值上乘以 k，分布同样适用。",
        example = [[
scenario { model = "model.lua", set = { county_appropriation = scaled(0.7) } }]] },
    { "scenario", "plus", [[plus(x)]],
        en = "In a scenario's `set`: the model's value plus x, cell by cell, distributions too.",
        zh = "用于情景的 set：在模型取值上加 x，分布同样适用。",
        example = [[
scenario { model = "model.lua", set = { pass_rate = { L3 = plus(-0.05) } } }]] },
}
