# title.en: What makes the difference?
# title.zh: 差别从何而来
# shows.en: From one scenario to the other, change by change (Shapley values); line: 9 in 10 futures. Each measure has its own scale.
# shows.zh: 由一个方案到另一个方案，逐项改动的影响（沙普利值，细线为九成可能范围）；每项指标各有刻度。
# needs.en: an answer of 'polsim explain A B', where B is this run
# needs.zh: 对本运行追问过 polsim explain A B（B 为本运行）
# question: explain
# data.step:
#   WITH asked AS (SELECT * FROM v_explain WHERE answer =
#     (SELECT max(answer) FROM answer WHERE kind = 'explain' AND run = :run)),
#   moved AS (SELECT measure, aspect, abs(mean) AS size FROM asked WHERE kind = 'difference'),
#   chosen AS (
#     SELECT v.measure, coalesce((SELECT p.aspect FROM moved AS p WHERE p.measure = v.measure
#                                 AND p.aspect = 'probability' AND p.size >= 0.005), 'value') AS aspect
#     FROM moved AS v WHERE v.aspect = 'value' AND (v.size > 0 OR EXISTS (SELECT 1 FROM asked AS a
#       WHERE a.measure = v.measure AND a.kind = 'change' AND a.mean <> 0))),
#   shown AS (
#     SELECT a.*, dense_rank() OVER (ORDER BY f.first) AS block
#     FROM asked AS a JOIN chosen USING (measure, aspect)
#     JOIN (SELECT measure, min(position) AS first FROM asked GROUP BY measure) AS f USING (measure)
#     WHERE a.kind <> 'difference'),
#   span AS (
#     SELECT block, min(min("end", CASE kind WHEN 'change' THEN start ELSE "end" END)) AS low,
#            max(max("end", CASE kind WHEN 'change' THEN start ELSE "end" END)) AS high
#     FROM shown GROUP BY block)
#   SELECT row_number() OVER (ORDER BY s.block, s.step) + s.block AS row, s.block, s.step = 0 AS first, s.kind, s.unit,
#          s.aspect, CASE :lang WHEN 'zh' THEN s.measure_zh ELSE s.measure_en END AS measure, s.period,
#          CASE :lang WHEN 'zh' THEN s.change_zh ELSE s.change_en END AS label, s."end" AS level, s.mean, s.se,
#          max(abs(p.low), abs(p.high)) AS most,
#          (s.start - p.low)/nullif(p.high - p.low, 0) AS x0, (s."end" - p.low)/nullif(p.high - p.low, 0) AS x1,
#          (s.start + s.p05 - p.low)/nullif(p.high - p.low, 0) AS x05,
#          (s.start + s.p95 - p.low)/nullif(p.high - p.low, 0) AS x95
#   FROM shown AS s JOIN span AS p USING (block)
#   WHERE s.block <= 6
#   ORDER BY row

# Money is counted in one unit a measure, which stands in its heading.
is_money(unit) = unit eq 'yuan'
amount(x, unit, most) = is_money(unit) ? decimals(x/money_unit(most), abs(x/money_unit(most)) >= 100 ? 0 : 1) : \
                        decimals(x, abs(x) >= 100 ? 0 : abs(x) >= 10 ? 1 : 2)
level_text(x, unit, aspect, most) = aspect eq 'probability' ? percent1(x) : amount(x, unit, most)
sign(x) = x > 0 ? '+' : ''
effect(x, unit, aspect, most) = aspect eq 'probability' ? sign(x).decimals(100*x, 1).say(' points', ' 个百分点') : \
                                sign(x).amount(x, unit, most)
unit_text(unit, aspect, most) = aspect eq 'probability' ? say(': probability', '：完成把握') : unit eq '' ? '' : \
                                say(', ', '，').(is_money(unit) ? money_name(money_unit(most)) : unit_name(unit))
name(kind, text) = (kind eq 'change' ? '  ' : '').text
period_name(text) = text eq 'all' ? say('with tail', '含收尾期') : text eq 'plan' ? say('plan', '规划期') : text
heading_of(measure, period, unit, aspect, most) = measure.say(', ', '，').period_name(period). \
    unit_text(unit, aspect, most)

last = 0; longest = 0
stats data index 'step' using (r = column('row'), last = r > last ? r : last, \
    w = pixels(fit(stringcolumn('label'), 48)), longest = w > longest ? w : longest, 0) nooutput
width = 940; height = 110 + 27*(last + 1)
lines = 8 + last
eval(canvas)

set lmargin at screen in_terminal ? 0.40 : (longest + 40.0)/width
set rmargin at screen in_terminal ? 0.80 : 1 - 150.0/width
set tmargin at screen 1 - 4.6*line
set bmargin at screen 2.6*line
set border 0
unset grid
unset xtics
set xrange [-0.05:1.05]
set yrange [last + 0.7:0.3]
set ytics () scale 0 tc rgb ink
inside(x) = x < -0.05 ? -0.05 : x > 1.05 ? 1.05 : x
drawn(x) = in_terminal ? NaN : x
bar(kind, mean, up) = kind eq 'change' && (up ? mean >= 0 : mean < 0)
plot data index 'step' using (bar(stringcolumn('kind'), column('mean'), 1) ? drawn(column('x0')) : NaN):(column('row')): \
         (column('x0')):(column('x1')):(column('row') - 0.32):(column('row') + 0.32) with boxxyerror fc rgb blue, \
     '' index 'step' using (bar(stringcolumn('kind'), column('mean'), 0) ? drawn(column('x0')) : NaN):(column('row')): \
         (column('x1')):(column('x0')):(column('row') - 0.32):(column('row') + 0.32) with boxxyerror fc rgb red, \
     '' index 'step' using (stringcolumn('kind') eq 'change' && stringcolumn('aspect') ne 'probability' ? \
         drawn(inside(column('x05'))) : NaN):(column('row')):(inside(column('x95')) - inside(column('x05'))):(0) \
         with vectors nohead lw 1 lc rgb ink, \
     '' index 'step' using (stringcolumn('kind') eq 'change' ? NaN : column('x1')):(column('row')) \
         with points pt 7 ps 1.1 lc rgb ink, \
     '' index 'step' using (1.05):(column('row')):(stringcolumn('kind') eq 'change' ? \
         effect(column('mean'), stringcolumn('unit'), stringcolumn('aspect'), column('most')) : \
         level_text(column('level'), stringcolumn('unit'), stringcolumn('aspect'), column('most'))): \
         yticlabels(fit(name(stringcolumn('kind'), stringcolumn('label')), in_terminal ? 36 : 50)) \
         with labels left offset 1,0 font font(10.5) tc rgb ink, \
     '' index 'step' using (column('first') == 1 ? -0.05 : NaN):(column('row') - 0.95): \
         (fit(heading_of(stringcolumn('measure'), stringcolumn('period'), stringcolumn('unit'), stringcolumn('aspect'), column('most')), in_terminal ? 50 : 60)) \
         with labels left font font(12) tc rgb ink
eval(heading_off)
