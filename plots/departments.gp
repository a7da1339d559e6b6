# title.en: Who does its task, and who lags?
# title.zh: 各单位任务完成情况
# shows.en: What each is expected to do of its task by the end of the plan, best first; thin line: 8 in 10 futures (P10–P90).
# shows.zh: 规划期末各单位预计完成量与任务之比，由高到低；细线为八成可能范围（P10–P90）。
# needs.en: what each department is asked and does (outputs with the roles "task" and "done" by department)
# needs.zh: 各单位的任务和完成量（角色为“task”和“done”、按单位分的指标）
# data.cell:
#   SELECT row_number() OVER best AS place, d.department AS id,
#          CASE :lang WHEN 'zh' THEN d.title_zh ELSE d.title_en END AS label,
#          d.task, d.done, d.rate, d.done_p10/nullif(d.task, 0) AS low,
#          d.done_p90/nullif(d.task, 0) AS high, d.unit
#   FROM v_departments AS d
#   WHERE d.run = :run AND d.period = 'plan' AND (d.task > 0 OR d.done > 0)
#   WINDOW best AS (ORDER BY d.rate IS NULL, d.rate DESC, d.position)
#   ORDER BY place
# data.share:
#   WITH ranked AS (
#     SELECT row_number() OVER best AS place, d.* FROM v_departments AS d
#     WHERE d.run = :run AND d.period = 'plan' AND (d.task > 0 OR d.done > 0)
#     WINDOW best AS (ORDER BY d.rate IS NULL, d.rate DESC, d.position)),
#   first AS (
#     SELECT t.output, t.op, t.threshold FROM target AS t
#     WHERE t.run = :run AND t.output <> '' AND t.cell IN (SELECT cell FROM ranked)
#     ORDER BY t.position LIMIT 1)
#   SELECT d.place, s.mean, s.p10, s.p90, f.threshold, f.op, d.done,
#          (SELECT min(t.probability) FROM target AS t WHERE t.run = d.run AND t.output = f.output
#             AND t.cell = d.cell) AS probability,
#          max(coalesce(d.task, 0), d.done)
#            /(SELECT count(*) FROM period WHERE run = :run AND kind = 'year' AND period <=
#                (SELECT substr(plan_end, 1, 4) FROM run WHERE run = :run)) AS each_year,
#          CASE :lang WHEN 'zh' THEN coalesce(o.label_zh, o.label_en, o.output)
#                     ELSE coalesce(o.label_en, o.label_zh, o.output) END AS label
#   FROM first AS f JOIN ranked AS d JOIN output AS o ON o.run = d.run AND o.output = f.output
#   JOIN series AS s ON s.run = d.run AND s.output = f.output AND s.cell = d.cell AND s.period = 'plan'
#   WHERE s.n > 0
#   ORDER BY d.place

# The cells are those of the axis that outputs with the roles task and done have first; the share is the
# first output with a threshold on the same axis. A share of few is a matter of single people: such cells
# (fewer than `few` a year) show counts.

few = 50
longest = 0
stats data index 'cell' using (w = pixels(fit(stringcolumn('label'), 52)), \
    longest = w > longest ? w : longest, 0) nooutput
width = (rows_share > 0 ? 780 : 560) + longest
height = 190 + 34*(rows_cell < 4 ? 4 : rows_cell)
lines = 12 + 2*rows_cell
eval(canvas)

most = 1.1
stats data index 'cell' using (h = column('high') > column('rate') ? column('high') : column('rate'), \
    most = h > most ? h : most, 0) nooutput
unit = ''
stats data index 'cell' using (unit = stringcolumn('unit'), 0) nooutput

top_edge = 1 - 6.2*line
bottom_edge = 3.6*line
names = in_terminal ? 0.30 : (longest + 36)/width
middle = in_terminal ? (rows_share > 0 ? 0.60 : 0.80) : 1 - (rows_share > 0 ? 480.0 : 150.0)/width
set tmargin at screen top_edge
set bmargin at screen bottom_edge
set yrange [rows_cell + 0.5:0.5]
set border 1

# ---- done against task ----
set lmargin at screen names
set rmargin at screen middle
set label 1 in_terminal ? say('done in % of task', '占任务的比例') : \
    say('done in % of the task (orange: misses it)', '完成量占任务的比例（橙色：预计完不成）') at graph 0,1 left offset 0,1.9 tc rgb ink
set label 2 say('done / task', '完成／任务').(unit eq '' || in_terminal ? '' : say(', ', '，').unit_name(unit)) \
    at graph 1,1 left offset 1,0.6 font font(9) tc rgb grey
set arrow 1 from 1,graph 0 to 1,graph 1 nohead front lw 2 lc rgb ink
set label 3 say('task', '任务') at 1,graph 1 center offset 0,0.6 tc rgb ink
set xrange [0:1.08*most]
set format x ''
set xtics () scale 0 tc rgb ink
do for [t = 0:floor(1.08*most/0.5)] { set xtics add (sprintf('%d%%%%', 50*t) 0.5*t) } # a label is a format
set ytics () scale 0 tc rgb ink
if (!in_terminal) { set grid noytics xtics }
half = in_terminal ? 0 : 0.32
misses(rate) = rate < 0.995 # shown as less than 100%
counts(done, task) = comma(done).' / '.(task > 0 ? comma(task) : '–')
plot data index 'cell' using (0):(column('place')):(0):(column('rate')):(column('place') - half): \
         (column('place') + half):(misses(column('rate')) ? 0xE69F00 : 0x0072B2):yticlabels(fit(stringcolumn('label'), in_terminal ? 26 : 52)) \
         with boxxyerror lc rgb variable, \
     '' index 'cell' using (column('low')):(column('place')):(column('high') - column('low')):(0) \
         with vectors nohead lw 2.5 lc rgb ink, \
     '' index 'cell' using (0.02*most):(column('place')):(column('rate') == column('rate') ? \
         sprintf('%.0f%%', 100*column('rate')) : say('no task set', '未下达任务')): \
         (column('rate') >= 0.995 && !in_terminal ? 0xFFFFFF : 0x222222) \
         with labels left font font(10) tc rgb variable, \
     '' index 'cell' using (1.08*most):(column('place')):(counts(column('done'), column('task'))) \
         with labels left offset 1,0 font font(10) tc rgb ink
eval(heading_off)

# ---- the share that is asked of each ----
if (rows_share > 0) {
    most = 0
    stats data index 'share' using (threshold = column('threshold'), op = stringcolumn('op'), \
        label = stringcolumn('label'), h = column('p90') > threshold ? column('p90') : threshold, \
        most = h > most ? h : most, 0) nooutput
    most = above_zero(most)
    set lmargin at screen in_terminal ? 0.705 : 1 - 340.0/width
    set rmargin at screen in_terminal ? 0.90 : 1 - 135.0/width
    unset label; unset arrow
    set label 1 fit(label, in_terminal ? 22 : 44) at graph 0,1 left offset 0,1.9 font font(10) tc rgb ink
    set arrow 1 from threshold,graph 0 to threshold,graph 1 nohead back lw 2 dt 2 lc rgb red
    set label 3 (op eq '>=' ? '≥ ' : '≤ ').percent(threshold) at threshold,graph 1 center offset 0,0.6 tc rgb red
    set label 4 sprintf(in_terminal ? '' : say('hollow: fewer than %d a year; single people decide', \
        '空心：每年不足 %d 人次，受个别人影响大'), few) at graph 0,0 left offset 0,-2.4 font font(9) tc rgb grey
    set xrange [0:1.08*most]
    eval(ticks('x', 0, most, 4, 0))
    set xtics scale 0
    unset ytics
    small(n) = n < few
    told(n, share, done) = small(n) ? say('about ', '约').comma(share*done).say(' of ', '／').comma(done) : percent1(share)
    plot data index 'share' using (column('p10')):(column('place')):(column('p90') - column('p10')):(0) \
             with vectors nohead lw 2.5 lc rgb narrow_band, \
         '' index 'share' using (small(column('each_year')) ? NaN : column('mean')):(column('place')) \
             with points pt 7 ps 1.2 lc rgb blue, \
         '' index 'share' using (small(column('each_year')) ? column('mean') : NaN):(column('place')) \
             with points pt 6 ps 1.2 lw 1.5 lc rgb blue, \
         '' index 'share' using (1.08*most):(column('place')): \
             (told(column('each_year'), column('mean'), column('done'))) with labels left offset 1,0 \
             font font(10) tc rgb ink
}
