# title.en: Will the targets be met?
# title.zh: 目标能否完成
# shows.en: How each total grows in the simulated futures, and the line it must reach.
# shows.zh: 各项指标逐月累计值的可能范围，与须达到的目标线。
# needs.en: a target (target{} in the model)
# needs.zh: 目标（模型中的 target{}）
# data.target:
#   SELECT t.name, CASE :lang WHEN 'zh' THEN coalesce(t.label_zh, t.label_en, t.name)
#                             ELSE coalesce(t.label_en, t.label_zh, t.name) END AS label,
#          t.op, t.threshold, t.unit, t.probability, coalesce(t.p05, t.mean) AS p05,
#          coalesce(t.p50, t.mean) AS p50, coalesce(t.p95, t.mean) AS p95, t.period,
#          CASE :lang WHEN 'zh' THEN coalesce(t.note_zh, t.note_en) ELSE coalesce(t.note_en, t.note_zh) END AS note,
#          max(p.most) AS path_most, min(p.least) AS path_least
#   FROM target AS t
#   LEFT JOIN (SELECT o.role, max(coalesce(s.p95, s.mean)) AS most,
#                     min(coalesce(s.p05, s.mean)) AS least
#              FROM output AS o JOIN series AS s USING (run, output)
#              WHERE o.run = :run AND o.role GLOB 'path:*' AND s.cell = '' GROUP BY o.role) AS p
#     ON p.role = 'path:' || t.name
#   WHERE t.run = :run AND t.output = '' AND t.cell = '' AND t.period =
#     (SELECT max(u.period) FROM target AS u WHERE u.run = t.run AND u.output = '' AND u.name = t.name)
#   GROUP BY t.position ORDER BY t.position LIMIT 12
# data.path:
#   SELECT t.name, s.period AS month, coalesce(s.p05, s.mean) AS p05,
#          coalesce(s.p20, s.mean) AS p20, coalesce(s.p50, s.mean) AS p50,
#          coalesce(s.p80, s.mean) AS p80, coalesce(s.p95, s.mean) AS p95
#   FROM target AS t
#   JOIN output AS o ON o.run = t.run AND o.role = 'path:' || t.name
#   JOIN series AS s ON s.run = o.run AND s.output = o.output AND s.cell = ''
#   JOIN period AS p ON p.run = s.run AND p.period = s.period AND p.kind = 'month'
#   WHERE t.run = :run AND t.output = '' AND t.cell = '' AND t.period =
#     (SELECT max(u.period) FROM target AS u WHERE u.run = t.run AND u.output = '' AND u.name = t.name)
#   ORDER BY t.position, s.period
# data.milestone:
#   SELECT t.name, t.period AS month, t.threshold, t.probability, t.source_kind = 'assumed' AS assumed
#   FROM target AS t
#   WHERE t.run = :run AND t.output = '' AND t.cell = '' AND t.period <
#     (SELECT max(u.period) FROM target AS u WHERE u.run = t.run AND u.output = '' AND u.name = t.name)
#   ORDER BY t.position
# data.span:
#   SELECT first_month, plan_end, last_month FROM run WHERE run = :run

# A target's path is the output with role "path:NAME-OF-THE-TARGET", a level; without one the panel
# shows the interval of the target's value at its month.

across = rows_target < 2 ? 1 : 2 # on A4 three would be too small to read
down = ceil(rows_target/(1.0*across))
array id[rows_target]; array label[rows_target]; array unit[rows_target]; array by[rows_target]
array note[rows_target]; array op[rows_target]
array threshold[rows_target]; array chance[rows_target]; array path_most[rows_target]
array path_least[rows_target]
array low[rows_target]; array middle[rows_target]; array high[rows_target]
noted(text) = text ne '' && text ne 'NaN' # gnuplot gives one or the other for no value
i = 0; notes = 0
stats data index 'target' using (i = i + 1, id[i] = stringcolumn('name'), \
    label[i] = stringcolumn('label'), op[i] = stringcolumn('op'), unit[i] = stringcolumn('unit'), \
    by[i] = stringcolumn('period'), note[i] = stringcolumn('note'), \
    notes = notes + noted(note[i]), 0) nooutput
i = 0
stats data index 'target' using (i = i + 1, threshold[i] = column('threshold'), \
    chance[i] = column('probability'), path_most[i] = column('path_most'), \
    path_least[i] = column('path_least'), low[i] = column('p05'), \
    middle[i] = column('p50'), high[i] = column('p95'), 0) nooutput
stats data index 'span' using (first = stringcolumn('first_month'), \
    plan_end = stringcolumn('plan_end'), last = stringcolumn('last_month'), 0) nooutput

width = 940; height = 150 + 310*down + 46*notes
eval(canvas)

at_most(k) = op[k] eq '<='
sign(k) = at_most(k) ? '≤' : '≥'
verdict(k) = say(percent(chance[k]).star(k).' chance', '完成把握 '.percent(chance[k]).star(k))
# What a panel counts in: that of its largest amount.
size(x) = x == x ? abs(x) : 0
reach(k) = largest(largest(size(threshold[k]), largest(size(path_most[k]), size(path_least[k]))), size(high[k]))
count_in(k) = unit[k] eq '' ? 0 : large_unit(reach(k), unit[k])
amount(k, x) = unit[k] eq '' ? percent1(x) : amount_text(x, count_in(k), unit[k])
number(k, x) = unit[k] eq '' ? percent1(x) : amount_number(x, count_in(k))
asked(k) = say('target ', '目标 ').sign(k).' '.amount(k, threshold[k])
# A note stands below all panels; its panel has a star.
star(k) = noted(note[k]) ? '*' : ''
when(k) = stringcolumn('name') eq id[k] ? month_end(stringcolumn('month')) : NaN
largest(a, b) = b > a ? b : a # a where b is no value

milestones_assumed = ''
if (rows_milestone > 0) { stats data index 'milestone' using (column('assumed') > 0 ? \
    (milestones_assumed = say(' (an assumption)', '（属假设）'), 0) : 0) nooutput }

# ---- legend: one for all panels, below the title ----
legend_y = 1 - (in_terminal ? 4.3 : 5.6)*line
upper_y = legend_y + 1.3*line
array legend[5]
legend[1] = say('9 in 10 futures (P5–P95)', '九成可能范围（P5–P95）')
legend[2] = say('6 in 10 (P20–P80)', '六成可能范围（P20–P80）')
legend[3] = say('middle (median)', '中间值（中位数）')
legend[4] = say('target; upright: end of the plan', '目标线；竖线为规划期末')
legend[5] = say('milestone', '阶段目标').milestones_assumed
if (in_terminal) {
    set label 1 say('bands: 9 and 6 in 10 futures; dashes: target; upright: end of the plan', \
        '宽带：九成可能；窄带：六成可能；横线：目标；竖线：规划期末') at screen margin_left,legend_y left
} else {
    set object 1 rectangle at screen 0.038,upper_y size screen 0.036,(0.7*line) fc rgb wide_band fs solid noborder
    set object 2 rectangle at screen 0.388,upper_y size screen 0.036,(0.7*line) fc rgb narrow_band fs solid noborder
    set arrow 1 from screen 0.690,upper_y to screen 0.726,upper_y nohead lw 2.5 lc rgb blue
    set arrow 2 from screen 0.020,legend_y to screen 0.056,legend_y nohead lw 2 dt 2 lc rgb red
    set label 1 legend[1] at screen 0.065,upper_y left
    set label 2 legend[2] at screen 0.415,upper_y left
    set label 3 legend[3] at screen 0.736,upper_y left
    set label 4 legend[4] at screen 0.065,legend_y left
    if (rows_milestone > 0) {
        set label 5 legend[5] at screen 0.388,legend_y left point pt 12 ps 1.2 lw 2 lc rgb red offset 2,0
    }
}

# a note takes two lines, from below: the last target's is the lowest
bottom = (1.9 + 2.4*notes)*line
i = 0
do for [k = 1:rows_target] {
    if (star(k) eq '*') {
        text = '* '.label[k].say(': ', '：').note[k]
        height_ = 1.9 + 2.3*(notes - 1 - i)
        set label 30 + k first_line(text, in_terminal ? columns - 4 : 128) \
            at screen margin_left,((height_ + 1.1)*line) left font font(10) tc rgb ink
        set label 50 + k second_line(text, in_terminal ? columns - 4 : 128) \
            at screen margin_left,(height_*line) left font font(10) tc rgb ink
        i = i + 1
    }
}
panel_height = (legend_y - 0.9*line - bottom)/down
do for [k = 1:rows_target] {
    column_ = (k - 1) % across
    row_ = (k - 1)/across
    set lmargin at screen (column_ + 0.0)/across + 0.075
    set rmargin at screen (column_ + 1.0)/across - 0.022
    set tmargin at screen legend_y - 0.9*line - panel_height*row_ - 2.7*line
    set bmargin at screen legend_y - 0.9*line - panel_height*(row_ + 1) + 1.8*line
    set label 11 fit(label[k], 42) at graph 0,1 left offset 0,(in_terminal ? 2 : 1.95) font font(13) tc rgb ink
    set label 12 verdict(k).'    '.asked(k) at graph 0,1 left offset 0,(in_terminal ? 1 : 0.8) \
        font font(11) tc rgb ink
    has_path = path_most[k] == path_most[k]
    most = above_zero(1.12*largest(threshold[k], has_path ? path_most[k] : high[k]))
    least = -1.12*largest(0, -(has_path ? path_least[k] : low[k]))
    eval(ticks('y', least, most, in_terminal ? 3 : 5, count_in(k)))
    set yrange [least:most]
    set arrow 11 from graph 0,first threshold[k] to graph 1,first threshold[k] nohead front lw 2 dt 2 lc rgb red
    if (has_path) {
        eval(years(first, last))
        set arrow 12 from first month_end(by[k]),graph 0 to first month_end(by[k]),graph 1 nohead back lw 1.5 lc rgb grey
        plot data index 'path' using (when(k)):(column('p05')):(column('p95')) with filledcurves lc rgb wide_band, \
             '' index 'path' using (when(k)):(column('p20')):(column('p80')) with filledcurves lc rgb narrow_band, \
             '' index 'path' using (when(k)):(column('p50')) with lines lw 2.5 lc rgb blue, \
             '' index 'milestone' using (when(k)):(column('threshold')) \
                 with points pt 12 ps 1.2 lw 2 lc rgb red
    } else {
        set xrange [0:1]; set format x ''; unset xtics
        set arrow 12 from 0.15,low[k] to 0.15,high[k] nohead lw 9 lc rgb narrow_band
        near = abs(middle[k] - threshold[k]) < 0.08*(most - least) # beside the target's line, not on it
        set label 13 number(k, low[k]).' – '.number(k, high[k]).say(' (9 in 10 futures)', '（九成可能）') \
            at first 0.19,first middle[k] left offset 0,(near ? (middle[k] < threshold[k] ? -1 : 1) : 0) tc rgb ink
        plot '+' using (0.15):(middle[k]) every ::0::0 with points pt 7 ps 1.2 lc rgb blue
        unset label 13
    }
    unset arrow 12
    if (k == 1) {
        eval(heading_off)
        do for [j = 1:5] { unset label j; unset object j; unset arrow j }
        do for [j = 31:30 + rows_target] { unset label j; unset label j + 20 }
    }
}
