# title.en: Every department, year by year
# title.zh: 各单位分年度完成情况
# shows.en: Left: expected trainings in per cent of the task. Right: the share asked of each. Orange with ▽: below; darker is further off.
# shows.zh: 左：预计完成量占任务的比例；右：对各单位要求的占比。橙色并带▽为低于要求，颜色越深差距越大。
# needs.en: what each department is asked and does (outputs with the roles "task" and "done" by department)
# needs.zh: 各单位的任务和完成量（角色为“task”和“done”、按单位分的指标）
# data.cell:
#   SELECT dense_rank() OVER (ORDER BY d.position) AS row, dense_rank() OVER (ORDER BY p.position) AS place,
#          CASE :lang WHEN 'zh' THEN d.title_zh ELSE d.title_en END AS label,
#          CASE d.period WHEN 'plan' THEN CASE :lang WHEN 'zh' THEN '规划期' ELSE 'plan' END ELSE d.period END AS year,
#          d.rate, d.done, d.task
#   FROM v_departments AS d
#   JOIN run AS r ON r.run = d.run
#   JOIN period AS p ON p.run = d.run AND p.period = d.period AND
#     (p.kind = 'plan' OR (p.kind = 'year' AND p.first_month <= r.plan_end))
#   WHERE d.run = :run AND EXISTS (SELECT 1 FROM v_departments AS w WHERE w.run = d.run
#     AND w.department = d.department AND w.period = 'plan' AND w.task > 0)
#   ORDER BY row, place
# data.share:
#   WITH asked AS (
#     SELECT d.*, dense_rank() OVER (ORDER BY d.position) AS row, dense_rank() OVER (ORDER BY p.position) AS place,
#            (julianday(min(p.last_month, r.plan_end) || '-01') - julianday(p.first_month || '-01') + 31)/365.25 AS years
#     FROM v_departments AS d
#     JOIN run AS r ON r.run = d.run
#     JOIN period AS p ON p.run = d.run AND p.period = d.period AND
#       (p.kind = 'plan' OR (p.kind = 'year' AND p.first_month <= r.plan_end))
#     WHERE d.run = :run AND EXISTS (SELECT 1 FROM v_departments AS w WHERE w.run = d.run
#       AND w.department = d.department AND w.period = 'plan' AND w.task > 0)),
#   first AS (
#     SELECT t.output, t.op, t.threshold FROM target AS t
#     WHERE t.run = :run AND t.output <> '' AND t.cell IN (SELECT cell FROM asked)
#     ORDER BY t.position LIMIT 1)
#   SELECT a.row, a.place, s.mean AS share, f.threshold, f.op, a.done, a.done/a.years AS each_year,
#          CASE :lang WHEN 'zh' THEN coalesce(o.label_zh, o.label_en, o.output)
#                     ELSE coalesce(o.label_en, o.label_zh, o.output) END AS label
#   FROM first AS f JOIN asked AS a JOIN output AS o ON o.run = a.run AND o.output = f.output
#   JOIN series AS s ON s.run = a.run AND s.output = f.output AND s.cell = a.cell AND s.period = a.period
#   WHERE s.n > 0
#   ORDER BY a.row, a.place

# A share of few is a matter of single people: cells with fewer than `few` a year show counts.

few = 50
rows = 0; places = 0; longest = 0
stats data index 'cell' using (r = column('row'), rows = r > rows ? r : rows, c = column('place'), \
    places = c > places ? c : places, 0) nooutput
stats data index 'cell' using (w = pixels(fit(stringcolumn('label'), 52)), longest = w > longest ? w : longest, 0) nooutput
threshold = 0; op = '>='; share_label = ''
if (rows_share > 0) {
    stats data index 'share' using (threshold = column('threshold'), 0) nooutput
    stats data index 'share' using (op = stringcolumn('op'), share_label = stringcolumn('label'), 0) nooutput
}
blocks = rows_share > 0 ? 2 : 1
wide = blocks*places + (blocks - 1)*0.4
width = 60 + longest + 86*wide
width = width > 900 ? width : 900
height = 220 + 36*rows
lines = 12 + 2*rows
eval(canvas)

set lmargin at screen in_terminal ? 0.30 : (longest + 40.0)/width
set rmargin at screen 0.98
set tmargin at screen 1 - 7.2*line
set bmargin at screen 3.6*line
set border 0
unset grid
set xrange [0.5:wide + 0.5]
set yrange [rows + 0.5:0.5]
unset xtics
set ytics () scale 0 tc rgb ink
second(c) = places + 0.4 + c
set label 1 say('Trainings counted, in per cent of the task', '完成量占任务的比例') at 0.5,graph 1 left offset 0.5,2.4 tc rgb ink
if (rows_share > 0) {
    set label 2 fit((op eq '<=' ? '≤ ' : '≥ ').percent(threshold).say(': ', '：').share_label, in_terminal ? 36 : 12*places) \
        at places + 0.9,graph 1 left offset 0.5,2.4 font font(10) tc rgb ink
    set label 3 sprintf(say('Fewer than %d trainings a year: about how many of how many, since single people decide.', \
        '每年不足 %d 人次的单位列“约几人／共几人”，占比受个别人影响大。'), few) \
        at screen margin_left,(2.1*line) left font font(10) tc rgb ink
}
# blue where it is enough, orange where it is not; deeper orange for a larger gap (a third of what is asked is the deepest)
met(x, asked, sign) = sign eq '<=' ? x <= asked + 1e-9 : x >= asked*0.995
gap(x, asked) = abs(x - asked)/(asked > 0 ? asked : 1)
depth(g) = g > 0.33 ? 1.0 : g/0.33
orange(g) = int(255 - 25*g)*65536 + int(228 - 69*g)*256 + int(180 - 180*g)
fill(x, asked, sign) = x != x ? 0xEEEEEE : met(x, asked, sign) ? 0xCFE3F0 : orange(depth(gap(x, asked)))
mark(x, asked, sign) = met(x, asked, sign) ? '' : ' ▽'
told(x, asked, sign, done, n) = n < few ? say('~', '约').comma(x*done).say(' of ', '／').comma(done).mark(x, asked, sign) : \
                                percent1(x).mark(x, asked, sign)
rate_text(x) = x == x ? percent(x).mark(x, 1.0, '>=') : say('no task', '无任务')
set style fill solid 1.0 border rgb 'white'
drawn(x) = in_terminal ? NaN : x # no boxes of letters
plot data index 'cell' using (drawn(column('place'))):(column('row')):(0.48):(0.45): \
         (fill(column('rate'), 1.0, '>=')) with boxxyerror lc rgb variable, \
     '' index 'cell' using (column('place')):(column('row')):(rate_text(column('rate'))): \
         yticlabels(fit(stringcolumn('label'), in_terminal ? 26 : 52)) with labels center font font(10) tc rgb ink, \
     '' index 'cell' using (column('place')):(column('row') == 1 ? 0.5 : NaN):(stringcolumn('year')) \
         with labels center offset 0,0.8 tc rgb grey, \
     '' index 'cell' using (rows_share > 0 ? second(column('place')) : NaN):(column('row') == 1 ? 0.5 : NaN):(stringcolumn('year')) \
         with labels center offset 0,0.8 tc rgb grey, \
     '' index 'share' using (drawn(second(column('place')))):(column('row')):(0.48):(0.45): \
         (fill(column('share'), threshold, op)) with boxxyerror lc rgb variable, \
     '' index 'share' using (second(column('place'))):(column('row')): \
         (told(column('share'), threshold, op, column('done'), column('each_year'))) with labels center font font(10) tc rgb ink
eval(heading_off)
