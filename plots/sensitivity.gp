# title.en: Which inputs the spread comes from
# title.zh: 结果的波动来自哪些参数
# shows.en: The part of each result's variance that would go if the input were known; thin line: 95% interval.
# shows.zh: 弄清该参数后，结果方差减少的比例（一阶指数）；细线为95%区间。
# needs.en: an answer of polsim sensitivity
# needs.zh: 先运行 polsim sensitivity
# question: sensitivity
# data.bar:
#   WITH latest AS (SELECT max(answer) AS answer FROM answer WHERE run = :run AND kind = 'sensitivity'),
#   measure AS (
#     SELECT m.*, CASE :lang WHEN 'zh' THEN m.measure_zh ELSE m.measure_en END AS title
#     FROM v_sensitivity_measures AS m JOIN latest USING (answer) WHERE m.sd > 0 ORDER BY m.position LIMIT 8),
#   bar AS (
#     SELECT m.position AS measure, 0 AS kind, 0 AS place, m.title AS label, '' AS class, NULL AS share, NULL AS low,
#            NULL AS high, NULL AS known, m.unit, m.level
#     FROM measure AS m
#     UNION ALL
#     SELECT m.position, 1, s.place, CASE :lang WHEN 'zh' THEN s.label_zh ELSE s.label_en END, s.class, s.first_order,
#            s.first_low, s.first_high, CASE WHEN s.known_low > 0 THEN s.known END, m.unit, m.level
#     FROM measure AS m JOIN v_sensitivity AS s ON s.answer = m.answer AND s.measure = m.measure
#     WHERE s.place <= 5 AND (s.first_order >= 0.01 OR s.place = 1)
#     UNION ALL
#     SELECT m.position, 2, 0, CASE :lang WHEN 'zh' THEN '随机性及其他' ELSE 'chance and the rest' END, 'chance', m.rest,
#            m.rest_low, m.rest_high, NULL, m.unit, m.level
#     FROM measure AS m WHERE m.rest IS NOT NULL)
#   SELECT row_number() OVER (ORDER BY measure, kind, place) AS place, kind, label, class, max(share, 0) AS share,
#          max(low, 0) AS low, max(high, 0) AS high, known, unit, level
#   FROM bar ORDER BY place

# Inputs by weight below each result; those that explain less than 1 % are left out. What is assumed is dark, what has a
# source light, chance hollow, so that grey prints say the same.

longest = 0; most = 0
stats data index 'bar' using (w = pixels(fit(stringcolumn('label'), 60)), longest = w > longest ? w : longest, \
    h = column('high'), most = h == h && h > most ? h : most, 0) nooutput
if (most > 1) { most = 1.0 }
most = above_zero(most)
width = 690 + longest
height = 205 + 25*(rows_bar < 6 ? 6 : rows_bar)
lines = 12 + rows_bar
eval(canvas)

set lmargin at screen in_terminal ? 0.42 : (longest + 36.0)/width
set rmargin at screen in_terminal ? 0.78 : 1 - 300.0/width
set tmargin at screen 1 - 6.6*line
set bmargin at screen 4.8*line
set border 1
set xrange [0:1.04*most]
set yrange [rows_bar + 0.6:0.4]
eval(ticks('x', 0, most, in_terminal ? 4 : 6, 0))
set ytics () scale 0 tc rgb ink
if (!in_terminal) { set grid noytics xtics }
set label 1 say('share', '占波动') at graph 1,1 right offset (in_terminal ? 6 : 9),0.6 tc rgb grey
set label 2 say('worth knowing', '弄清的价值') at graph 1,1 right offset (in_terminal ? 24 : 27),0.6 tc rgb grey
set label 3 say('Dark: assumed; light: with a source; hollow: chance, and inputs acting together. Worth knowing: what the value of 80% confidence would come nearer.', \
    '深色：假设；浅色：有来源；空心：随机性和共同作用。弄清的价值：弄清后八成把握的数值平均可靠近多少。') \
    at screen margin_left,(2.1*line) left font font(10) tc rgb ink
half = in_terminal ? 0 : 0.32
is_input(kind, class, assumed) = kind == 1 && ((class eq 'assumed' || class eq 'scenario') == assumed)
bar_of(ok) = ok ? column('share') : NaN
worth(x, u) = x != x ? '' : u eq 'yuan' ? money(x, money_unit(x)).' '.money_name(money_unit(x)) : u eq '' ? percent1(x) : \
    decimals(x, x < 10 ? 1 : 0).' '.unit_name(u)
heading_of(kind, label) = kind == 0 ? fit(label, 60) : ''
name_of(kind, label) = kind == 0 ? '' : fit(label, in_terminal ? 36 : 60)
set style fill solid 1.0 border rgb 'white'
plot data index 'bar' using (0):(column('place')):(0): \
         (bar_of(is_input(column('kind'), stringcolumn('class'), 1))):(column('place') - half):(column('place') + half): \
         yticlabels(name_of(column('kind'), stringcolumn('label'))) with boxxyerror lc rgb blue, \
     '' index 'bar' using (0):(column('place')):(0):(bar_of(is_input(column('kind'), stringcolumn('class'), 0))): \
         (column('place') - half):(column('place') + half) with boxxyerror lc rgb narrow_band, \
     '' index 'bar' using (0):(column('place')):(0):(bar_of(column('kind') == 2)):(column('place') - half): \
         (column('place') + half) with boxxyerror fs empty border rgb grey, \
     '' index 'bar' using (column('low')):(column('place')):(column('high') - column('low')):(0) \
         with vectors nohead lw 2.5 lc rgb ink, \
     '' index 'bar' using (1.04*most):(column('place')):(column('kind') == 0 ? '' : percent1(column('share'))) \
         with labels right offset (in_terminal ? 6 : 9),0 font font(10) tc rgb ink, \
     '' index 'bar' using (1.04*most):(column('place')):(worth(column('known'), stringcolumn('unit'))) \
         with labels right offset (in_terminal ? 24 : 27),0 font font(10) tc rgb ink, \
     '' index 'bar' using (0):(column('place')):(heading_of(column('kind'), stringcolumn('label'))) \
         with labels left offset 0,-0.15 font font(12.5) tc rgb ink
eval(heading_off)
