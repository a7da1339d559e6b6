# title.en: How much money will it take in the end?
# title.zh: 最终资金需求的可能分布
# shows.en: How often each amount came out in the simulated futures; darker: the one future in five above the 80% amount.
# shows.zh: 各次模拟中全部渠道、各年合计应兑付资金的分布；深色为超出八成把握额度的两成情形。
# needs.en: money due or paid, with kept draws (an output with role "commitment" or "payment")
# needs.zh: 应兑付或已兑付资金及其逐次模拟值（角色为“commitment”或“payment”的指标）
# data.bin:
#   WITH RECURSIVE need AS (
#     SELECT d.packed, d.format, d.least, d.times, s.min AS low, (s.max - s.min)/48 AS wide
#     FROM draws AS d JOIN output AS o ON o.run = d.run AND o.output = d.output
#     JOIN series AS s ON s.run = d.run AND s.output = d.output AND s.cell = d.cell AND s.period = d.period
#     WHERE d.run = :run AND o.role IN ('commitment', 'payment') AND d.cell = '' AND d.period = 'all'
#       AND s.max > s.min
#     ORDER BY o.role = 'payment', o.position LIMIT 1),
#   number(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM number WHERE i < 47)
#   SELECT low + i*wide AS low, low + (i + 1)*wide AS high, draws_between(packed, format, least, times,
#            low + i*wide, CASE i WHEN 47 THEN 9e999 ELSE low + (i + 1)*wide END) AS share
#   FROM need JOIN number ORDER BY i
# data.mark:
#   SELECT s.mean, s.p50, s.p80, s.p95, s.min, s.max, o.role
#   FROM output AS o JOIN series AS s ON s.run = o.run AND s.output = o.output AND s.cell = '' AND s.period = 'all'
#   JOIN draws AS d ON d.run = s.run AND d.output = s.output AND d.cell = s.cell AND d.period = s.period
#   WHERE o.run = :run AND o.role IN ('commitment', 'payment') AND s.max > s.min
#   ORDER BY o.role = 'payment', o.position LIMIT 1

width = 960; height = 600
stats data index 'mark' using (mean = column('mean'), p50 = column('p50'), p80 = column('p80'), \
    p95 = column('p95'), low = column('min'), high = column('max'), 0) nooutput
most = 0
stats data index 'bin' using (s = column('share'), most = s > most ? s : most, 0) nooutput
yuan = money_unit(high)
eval(canvas)

set lmargin at screen 0.04
set rmargin at screen 0.97
set tmargin at screen 1 - 7.2*line
set bmargin at screen 6.2*line
set border 1
unset ytics
if (!in_terminal) { set grid noytics xtics }
set xrange [low - 0.02*(high - low):high + 0.02*(high - low)]
set yrange [0:1.08*most]
by = step(high - low, 8)
set format x ''
set xtics () nomirror tc rgb ink
do for [t = ceil(low/by):floor(high/by)] { set xtics add (decimals(t*by/yuan, places(by/yuan)) t*by) }
set label 1 money_name(yuan).say(', all funds and years', '（全部渠道、各年合计）') at graph 1,0 right offset 0,-2.3 tc rgb grey
amount(x) = decimals(x/yuan, yuan > 1 && high/yuan < 10000 ? 1 : 0).' '.money_name(yuan)
# marks: an upright line and, above, its name over its amount; that of P95 stands in the tail
set arrow 1 from p50,graph 0 to p50,graph 1.02 nohead front lw 2 dt 2 lc rgb ink
set arrow 2 from p80,graph 0 to p80,graph 1.02 nohead front lw 3.5 lc rgb red
set arrow 3 from p95,graph 0 to p95,graph 1.02 nohead front lw 2 dt 3 lc rgb ink
set label 2 say('50% confidence (P50)', '五成把握额度（P50）') at p50,graph 1 right offset 1,2.4 tc rgb ink
set label 3 amount(p50) at p50,graph 1 right offset 1,1.1 tc rgb ink
set label 4 say('80% confidence (P80)', '八成把握额度（P80）') at p80,graph 1 left offset -4,2.4 font font(13) tc rgb red
set label 5 amount(p80) at p80,graph 1 left offset -4,1.1 font font(13) tc rgb red
set label 6 say('95% confidence (P95)', '九成五把握额度（P95）') at p95,graph 0.96 left offset 1,0 tc rgb ink
set label 7 amount(p95) at p95,graph 0.96 left offset 1,-1.3 tc rgb ink
set label 8 say('Average '.amount(mean).'; least '.amount(low).', most '.amount(high).' in '.comma(run_draws).' draws.', \
    '平均 '.amount(mean).'；'.comma(run_draws).' 次模拟中最少 '.amount(low).'，最多 '.amount(high).'。') \
    at screen margin_left,(2.1*line) left font font(10) tc rgb ink
set style fill solid 1.0 border rgb 'white'
above(a, b) = 0.5*(a + b) > p80
plot data index 'bin' using (0.5*(column('low') + column('high'))):(0):(column('low')):(column('high')):(0): \
         (column('share')):(above(column('low'), column('high')) ? 0x0072B2 : 0x8FBEDD) with boxxyerror lc rgb variable
eval(heading_off)
