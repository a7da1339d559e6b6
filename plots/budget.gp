# title.en: How much money, from which fund, in which year?
# title.zh: 各年度各渠道资金需要多少
# shows.en: Average payments by fund, stacked; beside each bar what the year's total needs at 50%, 80% and 95% confidence.
# shows.zh: 柱为各渠道兑付资金的平均值（可相加）；柱旁为当年合计的五成、八成、九成五把握额度。
# needs.en: payments by fund (an output with role "payment" and the axis fund)
# needs.zh: 分渠道的兑付资金（角色为“payment”、按 fund 分的指标）
# data.fund:
#   SELECT substr(s.cell, 6) AS fund,
#          CASE :lang WHEN 'zh' THEN coalesce(l.zh, l.en, l.id, substr(s.cell, 6))
#                     ELSE coalesce(l.en, l.zh, l.id, substr(s.cell, 6)) END AS label,
#          sum(s.mean) AS mean
#   FROM series AS s
#   JOIN period AS p ON p.run = s.run AND p.period = s.period AND p.kind = 'year'
#   LEFT JOIN label AS l ON l.run = s.run AND l.scope = 'fund' AND l.id = substr(s.cell, 6)
#   WHERE s.run = :run AND s.cell GLOB 'fund=*' AND s.cell NOT GLOB '*;*'
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'payment'
#                     ORDER BY position LIMIT 1)
#   GROUP BY s.cell HAVING sum(s.mean) > 0 ORDER BY l.position, s.cell
# data.part:
#   SELECT s.period AS year, substr(s.cell, 6) AS fund, s.mean,
#          sum(s.mean) OVER up - s.mean AS low, sum(s.mean) OVER up AS high
#   FROM series AS s
#   JOIN period AS p ON p.run = s.run AND p.period = s.period AND p.kind = 'year'
#   LEFT JOIN label AS l ON l.run = s.run AND l.scope = 'fund' AND l.id = substr(s.cell, 6)
#   WHERE s.run = :run AND s.cell GLOB 'fund=*' AND s.cell NOT GLOB '*;*'
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'payment'
#                     ORDER BY position LIMIT 1)
#   WINDOW up AS (PARTITION BY s.period ORDER BY l.position, s.cell)
#   ORDER BY s.period, l.position, s.cell
# data.year:
#   SELECT s.period AS year, s.mean, coalesce(s.p50, s.mean) AS p50, coalesce(s.p80, s.mean) AS p80,
#          coalesce(s.p95, s.mean) AS p95
#   FROM series AS s
#   JOIN period AS p ON p.run = s.run AND p.period = s.period
#   WHERE s.run = :run AND p.kind = 'year' AND s.cell = ''
#     AND s.mean >= 0.001*(SELECT max(y.mean) FROM series AS y JOIN period AS q USING (run, period)
#                          WHERE y.run = s.run AND y.output = s.output AND y.cell = '' AND q.kind = 'year')
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'payment'
#                     ORDER BY position LIMIT 1)
#   ORDER BY s.period
# data.whole:
#   SELECT s.mean, coalesce(s.p80, s.mean) AS p80
#   FROM series AS s
#   WHERE s.run = :run AND s.period = 'all' AND s.cell = ''
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'payment'
#                     ORDER BY position LIMIT 1)

width = 980; height = 680
eval(canvas)

array fund[rows_fund]; array label[rows_fund]; array mean[rows_fund]
i = 0
stats data index 'fund' using (i = i + 1, fund[i] = stringcolumn('fund'), \
    label[i] = stringcolumn('label'), mean[i] = column('mean'), 0) nooutput
first = 9999; last = 0; most = 0
stats data index 'year' using (y = column('year'), first = y < first ? y : first, \
    last = y > last ? y : last, m = column('p95') > column('mean') ? column('p95') : column('mean'), \
    most = m > most ? m : most, 0) nooutput
whole_mean = NaN; whole_p80 = NaN
if (rows_whole > 0) {
    stats data index 'whole' using (whole_mean = column('mean'), whole_p80 = column('p80'), 0) nooutput
}
most = above_zero(most)
yuan = money_unit(most)
p80_name = say('80% confidence (P80)', '八成把握额度（P80）')
p95_name = say('95% confidence (P95)', '九成五把握额度（P95）')
p50_name = say('50% confidence (P50)', '五成把握额度（P50）')

# ---- what the colours mean, at the right, in the order of the stack ----
right = in_terminal ? 0.62 : 0.675
row(k) = 1 - (3.6 + (in_terminal ? 3 : 2.4)*k)*line
below = in_terminal ? 1.3*line : line
amount(x) = money(x, yuan).' '.money_name(yuan)
do for [k = 1:rows_fund] {
    j = rows_fund + 1 - k
    if (!in_terminal) {
        set object 20 + k rectangle center screen right + 0.012,row(k) size screen 0.016,(0.8*line) \
            fc rgb colour_of(j) fs solid noborder
    }
    set label 20 + k fit(label[j], in_terminal ? 32 : 34) at screen right + 0.028,row(k) left tc rgb ink
    set label 40 + k amount(mean[j]) at screen right + 0.028,(row(k) - below) left font font(10) tc rgb grey
}
k = rows_fund + 1.4
set label 1 say('All years together', '各年合计') at screen right + 0.028,row(k) left tc rgb ink
set label 2 say('average ', '平均 ').amount(whole_mean) at screen right + 0.028,(row(k) - below) left \
    font font(10) tc rgb grey
set label 3 say('P80: ', '八成把握额度（P80）').amount(whole_p80) at screen right + 0.028,(row(k) - 2*below) left \
    font font(10) tc rgb grey
k = k + 2
set label 10 '–' at screen right + 0.012,row(k) center tc rgb ink
set label 11 p95_name at screen right + 0.028,row(k) left tc rgb ink
set label 6 '▬' at screen right + 0.012,(row(k) - 1.2*line) center tc rgb red
set label 7 p80_name at screen right + 0.028,(row(k) - 1.2*line) left tc rgb ink
set label 4 '●' at screen right + 0.012,(row(k) - 2.4*line) center tc rgb ink
set label 5 p50_name at screen right + 0.028,(row(k) - 2.4*line) left tc rgb ink
set label 8 say('Averages add up to the total; confidence amounts do not: not all is dear at once. What adds up: the figure "A split of the 80% amount".', \
    '平均值可以相加；把握额度不能相加，因为各渠道、各年度不会同时偏高。能相加的见图“八成把握额度的分解”。') \
    at screen margin_left,(2.1*line) left font font(10) tc rgb ink

set lmargin at screen in_terminal ? 0.09 : 0.075
set rmargin at screen right - 0.025
set tmargin at screen 1 - 4.9*line
set bmargin at screen 4.8*line
set label 9 money_name(yuan) at graph 0,1 left offset (in_terminal ? -4 : -3),(in_terminal ? 2 : 0.9) tc rgb grey
set xrange [first - 0.6:last + 0.75]
set yrange [0:1.1*most]
set xtics 1 scale 0 tc rgb ink
set format x '%.0f'
if (!in_terminal) { set grid noxtics }
eval(ticks('y', 0, 1.1*most, 6, yuan))

set style fill solid 1.0 border rgb 'white' # parts stay apart in grey
shown(x) = x > 0.032*most ? money(x, yuan) : ''
here(k) = stringcolumn('fund') eq fund[k] ? column('year') - 0.1 : NaN
plot for [k = 1:rows_fund] data index 'part' using (here(k)):(0):(here(k) - 0.3):(here(k) + 0.3): \
         (column('low')):(column('high')) with boxxyerror fc rgb colour_of(k), \
     for [k = 1:rows_fund] '' index 'part' using (here(k)):(0.5*(column('low') + column('high'))): \
         (shown(column('mean'))) with labels font font(10) tc rgb on_colour_of(k), \
     '' index 'year' using (column('year') - 0.1):(column('mean')): \
         (money(column('mean'), yuan)) with labels offset 0,0.7 tc rgb ink, \
     '' index 'year' using (column('year') + 0.29):(column('p50')):(0):(column('p95') - column('p50')) \
         with vectors nohead lw 2 lc rgb ink, \
     '' index 'year' using (column('year') + 0.29):(column('p50')) with points pt 7 ps 0.9 lc rgb ink, \
     '' index 'year' using (column('year') + 0.26):(column('p95')):(0.06):(0) with vectors nohead lw 2 lc rgb ink, \
     '' index 'year' using (column('year') + 0.29):(column('p95')):(money(column('p95'), yuan)) \
         with labels offset 0,0.8 font font(10) tc rgb ink, \
     '' index 'year' using (column('year') + 0.24):(column('p80')):(0.1):(0) with vectors nohead lw 4 lc rgb red, \
     '' index 'year' using (column('year') + 0.36):(column('p80')):(money(column('p80'), yuan)) \
         with labels left tc rgb red
eval(heading_off)
