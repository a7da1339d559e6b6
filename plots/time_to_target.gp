# title.en: When is each target reached?
# title.zh: 各项目标何时达到
# shows.en: Dot: by this month in half of the draws; line: in 5 and in 95 of 100; arrow: not so many by the end; triangle: when it is due.
# shows.zh: 圆点：半数模拟在该月之前达到；线：5%至95%；箭头：到期末仍达不到该比例；三角：规定期限。
# needs.en: an answer of 'polsim attain RUN'
# needs.zh: 对本运行追问过 polsim attain
# question: attain
# data.target:
#   SELECT row_number() OVER (ORDER BY t.number) AS row,
#          CASE :lang WHEN 'zh' THEN t.label_zh ELSE t.label_en END AS label, t.op, t.threshold, t.unit, t.due, t.event,
#          t.probability, t.never, coalesce(t.p05, t."end") AS p05, coalesce(t.p50, t."end") AS p50,
#          coalesce(t.p95, t."end") AS p95, t.p05 IS NOT NULL AS has05, t.p50 IS NOT NULL AS has50,
#          t.p95 IS NOT NULL AS has95
#   FROM v_attain AS t WHERE t.answer = (SELECT max(answer) FROM answer WHERE kind = 'attain' AND run = :run)
#   ORDER BY t.number LIMIT 24
# data.span:
#   SELECT r.first_month, max(t."end") AS last_month FROM run AS r JOIN v_attain AS t USING (run) WHERE r.run = :run

longest = 0
stats data index 'target' using (w = pixels(fit(stringcolumn('label'), 44)), longest = w > longest ? w : longest, 0) nooutput
first = ''; last = ''
stats data index 'span' using (first = stringcolumn('first_month'), last = stringcolumn('last_month'), 0) nooutput
width = 940; height = 190 + 46*rows_target
lines = 9 + 2*rows_target
eval(canvas)

set lmargin at screen in_terminal ? 0.32 : (longest + 40.0)/width
set rmargin at screen in_terminal ? 0.84 : 1 - 170.0/width
set tmargin at screen 1 - 5.8*line
set bmargin at screen 4.2*line
eval(years(first, last))
set yrange [rows_target + 0.6:0.4]
set ytics () scale 0 tc rgb ink
set border 1 lc rgb grey
unset grid
set grid mxtics
edge = month_end(last)
at(text) = month(text) + 15*86400
never_text(x) = x < 0.0005 ? '' : percent1(x)
right_text(met, never) = in_terminal ? percent1(met).'  '.never_text(never) : percent1(met)
set label 1 say('never by the end', '期末仍未达到') at graph 1,graph 1 left offset 2,1.2 font font(10) tc rgb grey
set label 2 say('met when due', '到期完成把握') at graph 1,graph 1 left offset 2,2.4 font font(10) tc rgb grey
set label 3 say('Dots and lines of months; of a limit (at most): when it is exceeded.', \
    '以月为单位；对“不超过”的目标，为超过上限的月份。') at screen margin_left,(2.1*line) left font font(10) tc rgb ink
plot data index 'target' using (column('has05') == 1 ? at(stringcolumn('p05')) : NaN):(column('row')): \
         ((column('has95') == 1 ? at(stringcolumn('p95')) : edge) - at(stringcolumn('p05'))):(0) \
         with vectors nohead lw 5 lc rgb narrow_band, \
     '' index 'target' using (column('has05') == 1 && column('has95') == 0 ? edge : NaN):(column('row')): \
         (in_terminal ? '>' : '▶') with labels center font font(13) tc rgb narrow_band, \
     '' index 'target' using (column('has50') == 1 ? at(stringcolumn('p50')) : NaN):(column('row')) \
         with points pt 7 ps 1.4 lc rgb blue, \
     '' index 'target' using (month_end(stringcolumn('due'))):(column('row')) with points pt 11 ps 1.3 lc rgb red, \
     '' index 'target' using (column('has05') == 0 ? edge : NaN):(column('row')): \
         (say('fewer than 5 in 100', '不足5%')) with labels right offset -1,0 font font(10) tc rgb grey, \
     '' index 'target' using (edge):(column('row')):(right_text(column('probability'), column('never'))): \
         yticlabels(fit(stringcolumn('label'), in_terminal ? 28 : 46)) with labels left offset 2,(in_terminal ? 0 : 0.55) font font(10.5) tc rgb ink, \
     '' index 'target' using (in_terminal ? NaN : edge):(column('row')):(never_text(column('never'))) \
         with labels left offset 2,-0.55 font font(10.5) tc rgb grey
eval(heading_off)
