# title.en: How much money, from which fund, in which quarter?
# title.zh: 各季度各渠道资金需要多少
# shows.en: Average payments by fund, stacked; upright line: the quarter's total at 50% (●), 80% (▬) and 95% (–) confidence.
# shows.zh: 柱为各渠道兑付资金的平均值（可相加）；竖线为当季合计的把握额度：五成（●）、八成（▬）、九成五（–）。
# needs.en: payments by fund (an output with role "payment" and the axis fund)
# needs.zh: 分渠道的兑付资金（角色为“payment”、按 fund 分的指标）
# data.fund:
#   SELECT substr(s.cell, 6) AS fund,
#          CASE :lang WHEN 'zh' THEN coalesce(l.zh, l.en, l.id, substr(s.cell, 6))
#                     ELSE coalesce(l.en, l.zh, l.id, substr(s.cell, 6)) END AS label,
#          sum(s.mean) AS mean
#   FROM series AS s
#   JOIN period AS p ON p.run = s.run AND p.period = s.period AND p.kind = 'quarter'
#   LEFT JOIN label AS l ON l.run = s.run AND l.scope = 'fund' AND l.id = substr(s.cell, 6)
#   WHERE s.run = :run AND s.cell GLOB 'fund=*' AND s.cell NOT GLOB '*;*'
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'payment'
#                     ORDER BY position LIMIT 1)
#   GROUP BY s.cell HAVING sum(s.mean) > 0 ORDER BY l.position, s.cell
# data.part:
#   WITH place AS (SELECT period, row_number() OVER (ORDER BY position) AS place FROM period
#                  WHERE run = :run AND kind = 'quarter')
#   SELECT p.place, substr(s.cell, 6) AS fund,
#          sum(s.mean) OVER up - s.mean AS low, sum(s.mean) OVER up AS high
#   FROM series AS s JOIN place AS p ON p.period = s.period
#   LEFT JOIN label AS l ON l.run = s.run AND l.scope = 'fund' AND l.id = substr(s.cell, 6)
#   WHERE s.run = :run AND s.cell GLOB 'fund=*' AND s.cell NOT GLOB '*;*'
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'payment'
#                     ORDER BY position LIMIT 1)
#   WINDOW up AS (PARTITION BY s.period ORDER BY l.position, s.cell)
#   ORDER BY p.place, l.position, s.cell
# data.quarter:
#   WITH place AS (SELECT period, row_number() OVER (ORDER BY position) AS place FROM period
#                  WHERE run = :run AND kind = 'quarter')
#   SELECT p.place, s.period AS quarter, s.mean, coalesce(s.p50, s.mean) AS p50,
#          coalesce(s.p80, s.mean) AS p80, coalesce(s.p95, s.mean) AS p95
#   FROM series AS s JOIN place AS p ON p.period = s.period
#   WHERE s.run = :run AND s.cell = ''
#     AND s.mean >= 0.001*(SELECT max(y.mean) FROM series AS y JOIN period AS q USING (run, period)
#                          WHERE y.run = s.run AND y.output = s.output AND y.cell = '' AND q.kind = 'quarter')
#     AND s.output = (SELECT output FROM output WHERE run = :run AND role = 'payment'
#                     ORDER BY position LIMIT 1)
#   ORDER BY p.place

width = 1000; height = 660
eval(canvas)

array fund[rows_fund]; array label[rows_fund]
i = 0
stats data index 'fund' using (i = i + 1, fund[i] = stringcolumn('fund'), \
    label[i] = stringcolumn('label'), 0) nooutput
most = 0; first = 1e9; last = 0
stats data index 'quarter' using (m = column('p95') > column('mean') ? column('p95') : column('mean'), \
    most = m > most ? m : most, q = column('place'), first = q < first ? q : first, \
    last = q > last ? q : last, 0) nooutput
most = above_zero(most)
yuan = money_unit(most)

# ---- what the colours mean: lines below the title ----
across = 3
place_x(k) = margin_left + 0.01 + ((k - 1) % across)*0.32
place_y(k) = 1 - (4.3 + 1.4*((k - 1)/across))*line
do for [k = 1:rows_fund] {
    if (!in_terminal) {
        set object 20 + k rectangle center screen place_x(k),place_y(k) size screen 0.016,(0.8*line) \
            fc rgb colour_of(k) fs solid noborder
    }
    set label 20 + k fit(label[k], in_terminal ? 28 : 34) at screen place_x(k) + 0.014,place_y(k) left tc rgb ink
}
set label 2 say('Numbers: 80% confidence (P80). Quarters at 80% do not add up to a year at 80% confidence; averages do.', \
    '图中数字为八成把握额度（P80）。各季的八成把握额度不能相加成全年的八成把握额度；平均值可以相加。') \
    at screen margin_left,(2.1*line) left font font(10) tc rgb ink

set lmargin at screen in_terminal ? 0.09 : 0.075
set rmargin at screen 0.98
set tmargin at screen place_y(rows_fund) - (in_terminal ? 3.3 : 2.3)*line
set bmargin at screen 6.0*line
set label 3 say(money_name(yuan).' a quarter', money_name(yuan).'／季') at graph 0,1 left \
    offset (in_terminal ? -4 : -3),(in_terminal ? 2 : 0.9) tc rgb grey
set xrange [first - 0.6:last + 0.7]
set format x ''
set xtics () scale 0 tc rgb ink
if (!in_terminal) { set grid noxtics }
set yrange [0:1.1*most]
eval(ticks('y', 0, 1.1*most, 6, yuan))
array quarters[4] = ['一季度', '二季度', '三季度', '四季度']
quarter_text(t) = zh ? quarters[int(substr(t, 6, 6))] : substr(t, 5, 6)
set style fill solid 1.0 border rgb 'white'
year_below(t) = (substr(t, 6, 6) eq '1') || column('place') == first ? substr(t, 1, 4).say('', '年') : ''

here(k) = stringcolumn('fund') eq fund[k] ? column('place') : NaN
plot for [k = 1:rows_fund] data index 'part' using (here(k)):(0):(here(k) - 0.36):(here(k) + 0.2): \
         (column('low')):(column('high')) with boxxyerror fc rgb colour_of(k), \
     '' index 'quarter' using (column('place') + 0.31):(column('p50')):(0):(column('p95') - column('p50')) \
         with vectors nohead lw 2 lc rgb ink, \
     '' index 'quarter' using (column('place') + 0.31):(column('p50')) with points pt 7 ps 0.7 lc rgb ink, \
     '' index 'quarter' using (column('place') + 0.25):(column('p95')):(0.12):(0) with vectors nohead lw 2 lc rgb ink, \
     '' index 'quarter' using (column('place') + 0.22):(column('p80')):(0.18):(0) with vectors nohead lw 4 lc rgb red, \
     '' index 'quarter' using (column('place') + 0.1):(column('p95')):(money(column('p80'), yuan)) \
         with labels offset 0,0.8 font font(10) tc rgb red, \
     '' index 'quarter' using (column('place')):(0):(quarter_text(stringcolumn('quarter'))) \
         with labels offset 0,-0.9 font font(10) tc rgb ink, \
     '' index 'quarter' using (column('place')):(0):(year_below(stringcolumn('quarter'))) \
         with labels offset 0,-2.1 tc rgb ink
eval(heading_off)
