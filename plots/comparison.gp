# title.en: What does the scenario change?
# title.zh: 情景比较：与对照相比变化多少
# shows.en: Scenario less base, draw by draw, in per cent of the base; dot: average, line: 9 in 10 futures (P5–P95).
# shows.zh: 同条件差额（同一组随机数逐次相减），占对照的百分比；点为平均值，线为九成可能范围（P5–P95）。
# needs.en: a base that it was computed beside (polsim run BASE.lua SCENARIO.lua), or scenarios that it is the base of
# needs.zh: 一同测算的对照（polsim run 对照.lua 情景.lua），或以它为对照的情景
# data.row:
#   WITH pair AS (
#     SELECT r.run, r.base_run, CASE :lang WHEN 'zh' THEN coalesce(r.title_zh, r.title_en, r.scenario)
#                                          ELSE coalesce(r.title_en, r.title_zh, r.scenario) END AS title,
#            (SELECT count(*) FROM run AS s WHERE s.status = 'done' AND s.base_run = :run) AS family
#     FROM run AS r WHERE r.status = 'done' AND r.base_run IS NOT NULL
#       AND CASE WHEN :base IS NULL THEN r.base_run = :run ELSE r.run = :run END),
#   base AS (SELECT coalesce(:base, :run) AS run),
#   one AS (SELECT count(*) = 1 AS single FROM pair),
#   quantity AS (
#     SELECT 1 AS kind, t.position, o.output, '' AS cell, t.period, t.unit, t.name,
#            CASE :lang WHEN 'zh' THEN coalesce(t.label_zh, t.label_en, t.name)
#                       ELSE coalesce(t.label_en, t.label_zh, t.name) END AS label
#     FROM target AS t JOIN base USING (run) JOIN output AS o ON o.run = t.run AND o.role = 'path:' || t.name
#     WHERE t.output = '' AND t.cell = '' AND t.period =
#       (SELECT max(u.period) FROM target AS u WHERE u.run = t.run AND u.output = '' AND u.name = t.name)
#     UNION ALL
#     SELECT 2, instr('commitment payment arrears', o.role), o.output, '', 'all', o.unit, NULL,
#            CASE o.role WHEN 'commitment' THEN CASE :lang WHEN 'zh' THEN '应兑付资金' ELSE 'Money due' END
#                        WHEN 'payment' THEN CASE :lang WHEN 'zh' THEN '已兑付资金' ELSE 'Money paid' END
#                        ELSE CASE :lang WHEN 'zh' THEN '期末未兑付资金' ELSE 'Money owed at the end' END END
#     FROM output AS o JOIN base USING (run) WHERE o.role IN ('commitment', 'payment', 'arrears')
#     UNION ALL
#     SELECT 3, l.position, o.output, 'fund=' || l.id, 'all', o.unit, NULL,
#            CASE :lang WHEN 'zh' THEN '已兑付：' || coalesce(l.zh, l.en, l.id)
#                       ELSE 'Paid by: ' || coalesce(l.en, l.zh, l.id) END
#     FROM output AS o JOIN base USING (run) JOIN label AS l ON l.run = o.run AND l.scope = 'fund'
#     WHERE o.role = 'payment' AND (SELECT single FROM one))
#   SELECT row_number() OVER up + CASE WHEN (SELECT single FROM one) THEN 0
#                                      ELSE dense_rank() OVER (ORDER BY q.kind, q.position, q.output) END AS place,
#          row_number() OVER (PARTITION BY q.kind, q.position, q.output, q.cell ORDER BY p.run) = 1 AS first,
#          (SELECT single FROM one) AS single, q.label, p.title, q.unit, d.mean, d.p05, d.p95, b.mean AS base,
#          d.mean/nullif(b.mean, 0) AS part, d.p05/nullif(b.mean, 0) AS part_low, d.p95/nullif(b.mean, 0) AS part_high,
#          (SELECT t.probability FROM target AS t WHERE t.run = b.run AND t.output = '' AND t.cell = ''
#             AND t.name = q.name AND t.period = q.period) AS chance_base,
#          (SELECT t.probability FROM target AS t WHERE t.run = p.run AND t.output = '' AND t.cell = ''
#             AND t.name = q.name AND t.period = q.period) AS chance
#   FROM quantity AS q JOIN pair AS p
#   JOIN difference AS d ON d.run = p.run AND d.base_run = p.base_run AND d.output = q.output
#     AND d.cell = q.cell AND d.period = q.period
#   JOIN series AS b ON b.run = p.base_run AND b.output = q.output AND b.cell = q.cell AND b.period = q.period
#   WHERE b.mean <> 0 OR d.min <> 0 OR d.max <> 0
#   WINDOW up AS (ORDER BY q.kind, q.position, q.output, q.cell, p.run)
#   ORDER BY place LIMIT 60
# data.base:
#   SELECT CASE :lang WHEN 'zh' THEN coalesce(title_zh, title_en, scenario)
#                     ELSE coalesce(title_en, title_zh, scenario) END AS title
#   FROM run WHERE run = coalesce(:base, :run)

# A run with a base shows itself beside it, money by fund too; a base shows all scenarios computed beside it.

base_title = ''
stats data index 'base' using (base_title = stringcolumn('title'), 0) nooutput
places = 0; low = 0; high = 0; single = 0; longest = 0; money_most = 0; beyond = 0
inside(x) = x == x && abs(x) <= 1.5 # one that is half as large again says it in its number
stats data index 'row' using (p = column('place'), places = p > places ? p : places, \
    single = column('single'), l = column('part_low'), low = inside(l) && l < low ? l : low, \
    h = column('part_high'), high = inside(h) && h > high ? h : high, m = column('part'), \
    beyond = beyond || (m == m && !inside(m)), \
    low = inside(m) && m < low ? m : low, high = inside(m) && m > high ? m : high, 0) nooutput
stats data index 'row' using (u = stringcolumn('unit'), m = abs(column('base')), \
    money_most = u eq 'yuan' && m > money_most ? m : money_most, 0) nooutput
name_of(label, title) = single > 0 ? label : title
stats data index 'row' using (w = pixels(fit(name_of(stringcolumn('label'), stringcolumn('title')), 52)), \
    longest = w > longest ? w : longest, w = single > 0 ? 0 : 1.15*pixels(fit(stringcolumn('label'), 52)), \
    longest = w > longest ? w : longest, 0) nooutput
if (high - low < 0.02) { low = -0.01; high = 0.01 }
span = high - low; low = low - 0.06*span; high = high + 0.06*span
yuan = money_unit(money_most)

width = 770 + longest
height = 225 + 27*(places < 5 ? 5 : places)
lines = 12 + places
eval(canvas)

set lmargin at screen in_terminal ? 0.32 : (longest + 36.0)/width
set rmargin at screen in_terminal ? 0.60 : 1 - 465.0/width
set tmargin at screen 1 - 7.4*line
set bmargin at screen 4.4*line
set border 1
set xrange [low:high]
set yrange [places + 0.6:0.4]
eval(ticks('x', low, high, in_terminal ? 3 : 5, 0))
set ytics () scale 0 tc rgb (single > 0 ? ink : grey)
if (!in_terminal) { set grid noytics xtics }
set arrow 1 from 0,graph 0 to 0,graph 1 nohead front lw 2 lc rgb ink
set label 1 fit(say('Base: ', '对照：').base_title, 100) at screen margin_left,(1 - 4.5*line) left tc rgb ink
# where the three columns of numbers stand, in characters right of the panel
wide = in_terminal ? 1 : 1.18
set label 2 say('base', '对照') at graph 1,1 right offset 9*wide,0.6 tc rgb grey
set label 3 say('change (P5 … P95)', '差额（P5 … P95）') at graph 1,1 right offset 27*wide,0.6 tc rgb grey
set label 4 say('chance', '完成把握') at graph 1,1 right offset 38*wide,0.6 tc rgb grey
set label 5 say('Money in ', '资金单位：').money_name(yuan).say('; the rest in its own unit.', '；其余按各自计量单位。'). \
    (beyond ? say(' No dot: more than 1.5 times the base.', '没有画点的：变化超过对照的1.5倍。') : '').(rows_row < 60 ? '' : say(' The first 60 rows; all: polsim compare.', '只列前60行，全部见 polsim compare。')) \
    at screen margin_left,(2.1*line) left font font(10) tc rgb ink
number(x, u) = x == 0 ? '0' : u eq 'yuan' ? signed(x/yuan, yuan > 1 && money_most/yuan < 10000 ? 1 : 0) : signed(x, 0)
signed(x, n) = x < 0 ? '−'.decimals(-x, n) : decimals(x, n)
plus(x, u) = x > 0 ? '+'.number(x, u) : number(x, u)
change(m, a, b, u) = plus(m, u).' ('.plus(a, u).' … '.plus(b, u).')'
chances(a, b) = a != a || b != b ? '' : percent(a).' → '.percent(b)
header(first) = first > 0 && single == 0
set style fill solid 1.0 noborder
plot data index 'row' using (column('part_low')):(column('place')):(column('part_high') - column('part_low')):(0): \
         yticlabels(fit(name_of(stringcolumn('label'), stringcolumn('title')), in_terminal ? 28 : 52)) \
         with vectors nohead lw 5 lc rgb narrow_band, \
     '' index 'row' using (column('part')):(column('place')) with points pt 7 ps 1.1 lc rgb blue, \
     '' index 'row' using (high):(column('place')):(number(column('base'), stringcolumn('unit'))) \
         with labels right offset 9*wide,0 font font(10) tc rgb grey, \
     '' index 'row' using (high):(column('place')): \
         (change(column('mean'), column('p05'), column('p95'), stringcolumn('unit'))) \
         with labels right offset 27*wide,0 font font(10) tc rgb ink, \
     '' index 'row' using (high):(column('place')):(chances(column('chance_base'), column('chance'))) \
         with labels right offset 38*wide,0 font font(10) tc rgb ink, \
     '' index 'row' using (low):(header(column('first')) ? column('place') - 1 : NaN):(fit(stringcolumn('label'), in_terminal ? 28 : 52)) \
         with labels right offset -1,0 font font(12.5) tc rgb ink
eval(heading_off)
