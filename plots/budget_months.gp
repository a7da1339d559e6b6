# title.en: When is money paid, and when is it owed?
# title.zh: 各月已兑付与未兑付资金
# shows.en: Above: average payments by month and fund, and the total at 80% confidence. Below: due and not yet paid at the month's end.
# shows.zh: 上图：各渠道每月已兑付资金的平均值（可相加）及当月合计的八成把握额度；下图：月末应兑付而未兑付的资金。
# needs.en: payments by fund and month (an output with role "payment" and the axis fund)
# needs.zh: 分渠道、分月的兑付资金（角色为“payment”、按 fund 分的指标）
# data.fund:
#   SELECT substr(s.cell, 6) AS fund,
#          CASE :lang WHEN 'zh' THEN coalesce(l.zh, l.en, l.id, substr(s.cell, 6))
#                     ELSE coalesce(l.en, l.zh, l.id, substr(s.cell, 6)) END AS label
#   FROM series AS s
#   JOIN period AS p ON p.run = s.run AND p.period = s.period AND p.kind = 'month'
#   LEFT JOIN label AS l ON l.run = s.run AND l.scope = 'fund' AND l.id = substr(s.cell, 6)
#   WHERE s.run = :run AND s.cell GLOB 'fund=*' AND s.cell NOT GLOB '*;*'
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'payment'
#                     ORDER BY position LIMIT 1)
#   GROUP BY s.cell HAVING sum(s.mean) > 0 ORDER BY l.position, s.cell
# data.part:
#   SELECT s.period AS month, substr(s.cell, 6) AS fund,
#          sum(s.mean) OVER up - s.mean AS low, sum(s.mean) OVER up AS high
#   FROM series AS s
#   JOIN period AS p ON p.run = s.run AND p.period = s.period AND p.kind = 'month'
#   LEFT JOIN label AS l ON l.run = s.run AND l.scope = 'fund' AND l.id = substr(s.cell, 6)
#   WHERE s.run = :run AND s.cell GLOB 'fund=*' AND s.cell NOT GLOB '*;*'
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'payment'
#                     ORDER BY position LIMIT 1)
#   WINDOW up AS (PARTITION BY s.period ORDER BY l.position, s.cell)
#   ORDER BY s.period, l.position, s.cell
# data.month:
#   SELECT s.period AS month, s.mean, coalesce(s.p80, s.mean) AS p80
#   FROM series AS s
#   JOIN period AS p ON p.run = s.run AND p.period = s.period AND p.kind = 'month'
#   WHERE s.run = :run AND s.cell = ''
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'payment'
#                     ORDER BY position LIMIT 1)
#   ORDER BY s.period
# data.owed:
#   SELECT s.period AS month, s.mean, coalesce(s.p20, s.mean) AS p20, coalesce(s.p80, s.mean) AS p80,
#          coalesce(s.p95, s.mean) AS p95, coalesce(s.p05, s.mean) AS p05
#   FROM series AS s
#   JOIN period AS p ON p.run = s.run AND p.period = s.period AND p.kind = 'month'
#   WHERE s.run = :run AND s.cell = ''
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'arrears'
#                     ORDER BY position LIMIT 1)
#   ORDER BY s.period
# data.span:
#   SELECT first_month, plan_end, last_month FROM run WHERE run = :run

owed = 0
if (rows_owed > 0) {
    stats data index 'owed' using (m = column('p95') > column('mean') ? column('p95') : column('mean'), \
        owed = m > owed ? m : owed, 0) nooutput
}
if (owed == 0) {
    shows_text = say('Average payments by month, stacked by fund; the line is what a month''s total needs at 80% confidence.', \
        '柱为各渠道每月已兑付资金的平均值（可相加）；折线为当月合计的八成把握额度。')
}
width = 1000; height = owed > 0 ? 860 : 640
eval(canvas)

array fund[rows_fund]; array label[rows_fund]
i = 0
stats data index 'fund' using (i = i + 1, fund[i] = stringcolumn('fund'), \
    label[i] = stringcolumn('label'), 0) nooutput
stats data index 'span' using (first = stringcolumn('first_month'), \
    plan_end = stringcolumn('plan_end'), last = stringcolumn('last_month'), 0) nooutput
most = 0
stats data index 'month' using (m = column('p80') > column('mean') ? column('p80') : column('mean'), \
    most = m > most ? m : most, 0) nooutput
most = above_zero(most)
yuan = money_unit(most)

# ---- what the colours mean: a line, or two, below the title ----
across = rows_fund > 3 ? 3 : rows_fund + 1
place_x(k) = margin_left + 0.01 + ((k - 1) % across)*0.32
place_y(k) = 1 - (4.3 + 1.4*((k - 1)/across))*line
do for [k = 1:rows_fund] {
    if (!in_terminal) {
        set object 20 + k rectangle center screen place_x(k),place_y(k) size screen 0.016,(0.8*line) \
            fc rgb colour_of(k) fs solid noborder
    }
    set label 20 + k fit(label[k], in_terminal ? 28 : 34) at screen place_x(k) + 0.014,place_y(k) left tc rgb ink
}
k = rows_fund + 1
set arrow 1 from screen place_x(k) - 0.008,place_y(k) to screen place_x(k) + 0.010,place_y(k) nohead lw 2.5 lc rgb ink
set label 1 say('total at 80% confidence (P80)', '合计的八成把握额度（P80）') \
    at screen place_x(k) + 0.016,place_y(k) left tc rgb ink
set label 2 say('Months at 80% confidence do not add up to a year at 80% confidence.', \
    '各月的八成把握额度不能相加成全年的八成把握额度。'). \
    (rows_owed > 0 && owed == 0 ? say(' Nothing is ever owed: each fund has what it needs, or no limit.', \
        '各渠道资金充足（或未设上限），没有应兑付而未兑付的资金。') : '') at screen margin_left,(2.1*line) left font font(10) tc rgb ink

set lmargin at screen in_terminal ? 0.09 : 0.075
set rmargin at screen 0.98
set tmargin at screen place_y(k) - (in_terminal ? 3.3 : 2.3)*line
split = 13.5*line # where the lower panel ends, its years beneath
set bmargin at screen owed > 0 ? split + 4*line : 5.6*line
set label 3 say(money_name(yuan).' a month', money_name(yuan).'／月') at graph 0,1 left \
    offset (in_terminal ? -4 : -3),(in_terminal ? 2 : 0.9) tc rgb grey
set label 4 say(' end of the plan', ' 规划期末') at first month_end(plan_end),graph 0.97 left tc rgb grey
eval(years(first, last))
set yrange [0:1.1*most]
eval(ticks('y', 0, 1.1*most, 6, yuan))
set arrow 2 from first month_end(plan_end),graph 0 to first month_end(plan_end),graph 1 nohead back lw 1.5 lc rgb grey

set style fill solid 1.0 border rgb 'white' # parts stay apart in grey
start(k) = stringcolumn('fund') eq fund[k] ? month(stringcolumn('month')) : NaN
days = 86400
plot for [k = 1:rows_fund] data index 'part' using (start(k)):(0):(start(k) + 2*days):(start(k) + 28*days): \
         (column('low')):(column('high')) with boxxyerror fc rgb colour_of(k), \
     '' index 'month' using (month(stringcolumn('month')) + 15*days):(column('p80')) with lines lw 2.5 lc rgb ink
eval(heading_off)

# ---- what is owed at the end of each month ----
if (owed > 0) {
    unset label; unset object; unset arrow
    set tmargin at screen split
    set bmargin at screen 5.6*line
    set label 3 say('due, not yet paid, '.money_name(money_unit(owed)), '月末未兑付，'.money_name(money_unit(owed))) \
        at graph 0,1 left offset (in_terminal ? -4 : -3),(in_terminal ? 2 : 0.9) tc rgb grey
    set label 4 say('bands: 9 in 10 futures (P5–P95), 6 in 10 (P20–P80); line: average', \
        '宽带：九成可能范围（P5–P95）；窄带：六成可能范围（P20–P80）；折线：平均值') \
        at graph 1,1 right offset 0,(in_terminal ? 1 : 0.9) font font(10) tc rgb grey
    set arrow 2 from first month_end(plan_end),graph 0 to first month_end(plan_end),graph 1 nohead back lw 1.5 lc rgb grey
    set yrange [0:1.15*owed]
    eval(ticks('y', 0, 1.15*owed, in_terminal ? 2 : 4, money_unit(owed)))
    at_end(text) = month_end(text)
    plot data index 'owed' using (at_end(stringcolumn('month'))):(column('p05')):(column('p95')) with filledcurves lc rgb wide_band, \
         '' index 'owed' using (at_end(stringcolumn('month'))):(column('p20')):(column('p80')) with filledcurves lc rgb narrow_band, \
         '' index 'owed' using (at_end(stringcolumn('month'))):(column('mean')) with lines lw 2.5 lc rgb blue
}
