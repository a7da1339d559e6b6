# title.en: From enrolment to payment: where do people drop out?
# title.zh: 培训—取证—兑付流程
# shows.en: How many reach each stage, over the plan and what trails it; thin line: 8 in 10 futures (P10–P90).
# shows.zh: 整个规划期（含期后收尾）内到达各环节的人次平均值；细线为八成可能范围（P10–P90）。
# needs.en: the stages people pass (outputs with the roles "stage:1", "stage:2" …)
# needs.zh: 人员经过的各环节（角色为“stage:1”“stage:2”…的指标）
# data.stage:
#   WITH stage AS (
#     SELECT o.*, CAST(substr(o.role, 7) AS INTEGER) AS number FROM output AS o
#     WHERE o.run = :run AND o.role GLOB 'stage:[0-9]*' AND o.kind = 'flow')
#   SELECT row_number() OVER (ORDER BY o.number, o.position) AS place,
#          CASE :lang WHEN 'zh' THEN coalesce(o.label_zh, o.label_en, o.output)
#                     ELSE coalesce(o.label_en, o.label_zh, o.output) END AS label,
#          s.mean, s.p10, s.p90, o.unit,
#          s.mean/nullif(first_value(s.mean) OVER (ORDER BY o.number, o.position), 0) AS of_first,
#          s.mean/nullif(lag(s.mean) OVER (ORDER BY o.number, o.position), 0) AS of_previous
#   FROM stage AS o
#   JOIN series AS s ON s.run = o.run AND s.output = o.output AND s.cell = '' AND s.period = 'all'
#   WHERE o.unit = (SELECT unit FROM stage ORDER BY number, position LIMIT 1)
#   ORDER BY place

# The stages are outputs with role "stage:1", "stage:2" …, flows in the unit of the first.

width = 940
height = 190 + 62*(rows_stage < 3 ? 3 : rows_stage)
lines = 14 + 2*rows_stage
eval(canvas)

most = 0
stats data index 'stage' using (h = column('p90') > column('mean') ? column('p90') : column('mean'), \
    most = h > most ? h : most, unit = stringcolumn('unit'), 0) nooutput

longest = 0
stats data index 'stage' using (w = pixels(fit(stringcolumn('label'), 40)), \
    longest = w > longest ? w : longest, 0) nooutput
most = above_zero(most)
set lmargin at screen in_terminal ? 0.24 : (longest + 40)/width
set rmargin at screen 0.98
set tmargin at screen 1 - 6.0*line
set bmargin at screen 3.8*line
set border 0
set yrange [rows_stage + 0.5:0.5]
set xrange [0:1.5*most] # room for two columns of per cents
unset xtics
set ytics () scale 0 tc rgb ink
unset grid
half = in_terminal ? 0 : 0.36
set label 1 unit_name(unit) at graph 0,1 left offset 0,0.8 tc rgb grey
set label 2 (in_terminal ? say('of first', '占首环节') : say('of first', '占首环节')) at 1.13*most,graph 1 center offset 0,0.8 tc rgb grey
set label 3 (in_terminal ? say('of previous', '占上一环节') : say('of previous', '占上一环节')) at 1.38*most,graph 1 center offset 0,0.8 tc rgb grey

plot data index 'stage' using (0):(column('place')):(0):(column('mean')):(column('place') - half): \
         (column('place') + half):yticlabels(fit(stringcolumn('label'), in_terminal ? 20 : 40)) with boxxyerror lc rgb blue, \
     '' index 'stage' using (column('p10')):(column('place')):(column('p90') - column('p10')):(0) \
         with vectors nohead lw 2.5 lc rgb ink, \
     '' index 'stage' using (0.012*most):(column('place')):(comma(column('mean'))) \
         with labels left font font(13) tc rgb (in_terminal ? ink : '#FFFFFF'), \
     '' index 'stage' using (1.13*most):(column('place')):(percent(column('of_first'))) \
         with labels center font font(13) tc rgb ink, \
     '' index 'stage' using (1.38*most):(column('place')): \
         (column('place') > 1 ? percent(column('of_previous')) : '') with labels center font font(13) tc rgb ink
eval(heading_off)
