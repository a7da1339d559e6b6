# title.en: A split of the 80% amount that adds up
# title.zh: 八成把握额度的分解（可以相加）
# shows.en: Average of the 10% of draws nearest the total's 80% amount: what each fund pays when the whole needs that.
# shows.zh: 取合计最接近八成把握额度的10%次模拟求平均：合计为该额度时，各渠道、各年度各付多少。
# needs.en: kept draws of payments by fund and year (an output with role "payment" and the axis fund)
# needs.zh: 保存的分渠道、分年度兑付资金逐次模拟值（角色为“payment”、按 fund 分的指标）
# data.cell:
#   WITH what AS (SELECT output FROM output WHERE run = :run AND role = 'payment' ORDER BY position LIMIT 1),
#   whole AS (
#     SELECT d.*, s.p80, draws_near(d.packed, d.format, d.least, d.times, d.packed, d.format, d.least, d.times, 0.8) AS near
#     FROM draws AS d JOIN series AS s ON s.run = d.run AND s.output = d.output AND s.cell = '' AND s.period = 'all'
#     WHERE d.run = :run AND d.output = (SELECT output FROM what) AND d.target = '' AND d.cell = '' AND d.period = 'all'),
#   part AS (
#     SELECT d.cell, d.period, p.position AS year_position, coalesce(l.position, 0) AS position,
#            CASE d.cell WHEN '' THEN CASE :lang WHEN 'zh' THEN '合计' ELSE 'All funds' END
#              ELSE CASE :lang WHEN 'zh' THEN coalesce(l.zh, l.en, l.id, substr(d.cell, 6))
#                              ELSE coalesce(l.en, l.zh, l.id, substr(d.cell, 6)) END END AS fund,
#            CASE p.kind WHEN 'year' THEN d.period ELSE CASE :lang WHEN 'zh' THEN '各年合计' ELSE 'All years' END END AS year,
#            draws_near(w.packed, w.format, w.least, w.times, d.packed, d.format, d.least, d.times, 0.8)
#              *coalesce(w.p80/nullif(w.near, 0), 1) AS yuan
#     FROM draws AS d JOIN whole AS w ON w.run = d.run AND w.output = d.output
#     JOIN period AS p ON p.run = d.run AND p.period = d.period AND p.kind IN ('year', 'all')
#     LEFT JOIN label AS l ON l.run = d.run AND l.scope = 'fund' AND l.id = substr(d.cell, 6)
#     WHERE d.target = '' AND (d.cell = '' OR (d.cell GLOB 'fund=*' AND d.cell NOT GLOB '*;*'))),
#   row AS (SELECT cell, dense_rank() OVER (ORDER BY cell = '', position, cell) AS row FROM part
#           WHERE period = 'all' AND yuan > 0),
#   place AS (SELECT DISTINCT period, dense_rank() OVER (ORDER BY year_position) AS place FROM
#             (SELECT *, max(yuan) OVER () AS most FROM part WHERE cell = '') WHERE yuan > 1e-4*most)
#   SELECT r.row, c.place, t.fund, t.year, t.yuan, t.cell = '' OR t.period = 'all' AS total
#   FROM part AS t JOIN row AS r ON r.cell = t.cell JOIN place AS c ON c.period = t.period
#   WHERE EXISTS (SELECT 1 FROM row WHERE cell <> '')
#   ORDER BY r.row, c.place

# Scaled by the little that the draws' average total is off the 80 % amount, so that the corner is that amount.

rows = 0; places = 0; longest = 0; most = 0; all = 0
stats data index 'cell' using (r = column('row'), rows = r > rows ? r : rows, c = column('place'), \
    places = c > places ? c : places, m = column('yuan'), all = m > all ? m : all, \
    most = column('total') == 0 && m > most ? m : most, 0) nooutput
stats data index 'cell' using (w = pixels(fit(stringcolumn('fund'), 40)), longest = w > longest ? w : longest, 0) nooutput
most = above_zero(most)
yuan = money_unit(all)
width = 900 > 60 + longest + 106*places ? 900 : 60 + longest + 106*places
height = 200 + 46*rows
lines = 12 + 2*rows
eval(canvas)

set lmargin at screen in_terminal ? 0.28 : (longest + 40.0)/width
set rmargin at screen 0.97
set tmargin at screen 1 - 6.4*line
set bmargin at screen 3.6*line
set border 0
unset grid
set xrange [0.5:places + 0.5]
set yrange [rows + 0.5:0.5]
unset xtics
set ytics () scale 0 tc rgb ink
set label 1 money_name(yuan) at graph 0,1 right offset -1,1.0 tc rgb grey
set label 2 say('Funds and years add up; the corner is the total at 80% confidence (P80).', \
    '各渠道相加、各年度相加均等于合计；右下角为各年合计的八成把握额度（P80）。') \
    at screen margin_left,(2.1*line) left font font(10) tc rgb ink
# paler to darker by amount; totals stand on white
shade(x) = int(255 - 175*x)*65536 + int(255 - 95*x)*256 + int(255 - 45*x)
fill(x, total) = total > 0 ? 0xFFFFFF : shade(x/most)
one_place(x) = decimals(x/yuan, yuan > 1 && all/yuan < 10000 ? 1 : 0)
set arrow 1 from 0.5,rows - 0.5 to places + 0.5,rows - 0.5 nohead lw 1.5 lc rgb ink
set style fill solid 1.0 border rgb 'white'
drawn(x) = in_terminal ? NaN : x # no boxes of letters
plot data index 'cell' using (drawn(column('place'))):(column('row')):(0.48):(0.46): \
         (fill(column('yuan'), column('total'))) with boxxyerror lc rgb variable, \
     '' index 'cell' using (column('place')):(column('row')):(one_place(column('yuan'))): \
         yticlabels(fit(stringcolumn('fund'), in_terminal ? 24 : 40)) \
         with labels center font font(13) tc rgb ink, \
     '' index 'cell' using (column('place')):(column('row') == 1 ? 0.5 : NaN):(stringcolumn('year')) \
         with labels center offset 0,0.9 tc rgb ink
eval(heading_off)
