# title.en: How sure is each target, and when does it become sure?
# title.zh: 完成把握随时间的变化
# shows.en: Line: chance that the whole target is reached by then. Diamonds: chance of a milestone.
# shows.zh: 曲线：截至当月累计值已达到最终目标的把握。菱形：按期达到阶段目标的把握。
# needs.en: a target and the monthly path of its total (an output with role "path:NAME-OF-THE-TARGET")
# needs.zh: 目标及其累计值的逐月路径（角色为“path:目标名”的指标）
# data.target:
#   SELECT t.name, CASE :lang WHEN 'zh' THEN coalesce(t.label_zh, t.label_en, t.name)
#                             ELSE coalesce(t.label_en, t.label_zh, t.name) END AS label,
#          t.op, t.threshold, t.unit, t.probability, t.period,
#          CASE :lang WHEN 'zh' THEN coalesce(t.note_zh, t.note_en) ELSE coalesce(t.note_en, t.note_zh) END AS note
#   FROM target AS t JOIN output AS o ON o.run = t.run AND o.role = 'path:' || t.name
#   WHERE t.run = :run AND t.output = '' AND t.cell = '' AND t.period =
#     (SELECT max(u.period) FROM target AS u WHERE u.run = t.run AND u.output = '' AND u.name = t.name)
#   GROUP BY t.position ORDER BY t.position LIMIT 12
# data.path:
#   SELECT t.name, s.period AS month, CASE t.op WHEN '>=' THEN share_at_least(t.threshold, s.min, s.p05,
#            s.p10, s.p20, s.p25, s.p50, s.p75, s.p80, s.p90, s.p95, s.max)
#          ELSE share_at_least(-t.threshold, -s.max, -s.p95, -s.p90, -s.p80, -s.p75, -s.p50, -s.p25, -s.p20,
#            -s.p10, -s.p05, -s.min) END AS chance
#   FROM target AS t
#   JOIN output AS o ON o.run = t.run AND o.role = 'path:' || t.name
#   JOIN series AS s ON s.run = o.run AND s.output = o.output AND s.cell = ''
#   JOIN period AS p ON p.run = s.run AND p.period = s.period AND p.kind = 'month'
#   WHERE t.run = :run AND t.output = '' AND t.cell = '' AND t.period =
#     (SELECT max(u.period) FROM target AS u WHERE u.run = t.run AND u.output = '' AND u.name = t.name)
#   ORDER BY t.position, s.period
# data.milestone:
#   SELECT t.name, t.period AS month, t.threshold, t.probability AS chance, t.source_kind = 'assumed' AS assumed
#   FROM target AS t
#   WHERE t.run = :run AND t.output = '' AND t.cell = '' AND t.period <
#     (SELECT max(u.period) FROM target AS u WHERE u.run = t.run AND u.output = '' AND u.name = t.name)
#   ORDER BY t.position, t.period
# data.span:
#   SELECT first_month, plan_end, last_month FROM run WHERE run = :run

# A month keeps quantiles, not draws: the line is read between them. Milestones and the end are counted
# draw by draw.

across = rows_target < 2 ? 1 : 2 # on A4 three would be too small to read
down = ceil(rows_target/(1.0*across))
array id[rows_target]; array label[rows_target]; array unit[rows_target]; array by[rows_target]
array op[rows_target]; array note[rows_target]; array threshold[rows_target]; array chance[rows_target]
noted(text) = text ne '' && text ne 'NaN' # gnuplot gives one or the other for no value
i = 0; notes = 0
stats data index 'target' using (i = i + 1, id[i] = stringcolumn('name'), \
    label[i] = stringcolumn('label'), op[i] = stringcolumn('op'), unit[i] = stringcolumn('unit'), \
    by[i] = stringcolumn('period'), note[i] = stringcolumn('note'), notes = notes + noted(note[i]), 0) nooutput
i = 0
stats data index 'target' using (i = i + 1, threshold[i] = column('threshold'), \
    chance[i] = column('probability'), 0) nooutput
stats data index 'span' using (first = stringcolumn('first_month'), \
    plan_end = stringcolumn('plan_end'), last = stringcolumn('last_month'), 0) nooutput

width = 940; height = 150 + 280*down + 46*notes
eval(canvas)

sign(k) = op[k] eq '<=' ? '≤' : '≥'
star(k) = noted(note[k]) ? '*' : ''
asked(k) = say('target ', '目标 ').sign(k).' '.value_text(threshold[k], unit[k])
when(k) = stringcolumn('name') eq id[k] ? month_end(stringcolumn('month')) : NaN

milestones_assumed = ''
if (rows_milestone > 0) { stats data index 'milestone' using (column('assumed') > 0 ? \
    (milestones_assumed = say(' (an assumption)', '（属假设）'), 0) : 0) nooutput }

legend_y = 1 - (in_terminal ? 4.3 : 5.6)*line
upper_y = legend_y + 1.3*line
if (in_terminal) {
    set label 1 say('line: chance of the whole target by then; numbers: milestones, at their dates', \
        '曲线：届时达到最终目标的把握；数字：阶段目标的把握') at screen margin_left,legend_y left
} else {
    set arrow 1 from screen 0.02,upper_y to screen 0.056,upper_y nohead lw 2.5 lc rgb blue
    set label 1 say('whole target (months: about)', '达到最终目标的把握（逐月为近似值）') at screen 0.065,upper_y left
    set label 2 '●' at screen 0.482,upper_y center tc rgb blue
    set label 3 say('at its date', '期末的完成把握') at screen 0.500,upper_y left
    set label 4 '◇' at screen 0.038,legend_y center tc rgb red
    set label 5 say('milestone, at its date', '阶段目标的把握').milestones_assumed at screen 0.065,legend_y left
    set arrow 2 from screen 0.466,legend_y to screen 0.494,legend_y nohead lw 1.5 dt 3 lc rgb grey
    set label 6 say('80%, what a cautious planner asks for', '80%：稳妥的要求') at screen 0.500,legend_y left
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
    set label 12 say(percent(chance[k]).star(k).' chance', '完成把握 '.percent(chance[k]).star(k)).'    '.asked(k) \
        at graph 0,1 left offset 0,(in_terminal ? 1 : 0.8) font font(11) tc rgb ink
    eval(ticks('y', 0, 1.0, in_terminal ? 2 : 4, 0))
    set yrange [-0.03:1.08]
    eval(years(first, last))
    set arrow 11 from graph 0,first 0.8 to graph 1,first 0.8 nohead back lw 1.5 dt 3 lc rgb grey
    set arrow 12 from first month_end(by[k]),graph 0 to first month_end(by[k]),graph 1 nohead back lw 1.5 lc rgb grey
    plot data index 'path' using (when(k)):(column('chance')) with lines lw 2.5 lc rgb blue, \
         '' index 'milestone' using (when(k)):(column('chance')) with points pt 12 ps 1.2 lw 2 lc rgb red, \
         '' index 'milestone' using (column('chance') > 0.75 ? NaN : when(k)):(column('chance') + 0.09): \
             (percent(column('chance'))) with labels center font font(9) tc rgb red, \
         '' index 'milestone' using (column('chance') > 0.75 ? when(k) : NaN):(column('chance')): \
             (percent(column('chance'))) with labels right offset -1,0 font font(9) tc rgb red, \
         '' index 'target' using (stringcolumn('name') eq id[k] ? month_end(by[k]) : NaN):(column('probability')) \
             with points pt 7 ps 1.1 lc rgb blue
    if (k == 1) {
        eval(heading_off)
        do for [j = 1:6] { unset label j; unset arrow j }
        do for [j = 31:30 + rows_target] { unset label j; unset label j + 20 }
    }
}
