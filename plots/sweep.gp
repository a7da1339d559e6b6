# title.en: What changes with this input?
# title.zh: 参数取不同值时结果如何变化
# shows.en: Bands: P5 to P95; line: mean; dots: chance of the goal (right scale). Same draws at every value.
# shows.zh: 色带：P5至P95；线：平均；点线：达到目标的把握（右轴）。各取值使用同一组随机数。
# needs.en: an answer of 'polsim sweep' over one input, asked of the same scenario
# needs.zh: 同一方案的 polsim sweep（一项参数）结果
# question: sweep
# data.measure:
#   SELECT s.measure, CASE :lang WHEN 'zh' THEN s.title_zh ELSE s.title_en END AS label,
#          coalesce(nullif(s.unit, ''), '-') AS unit, coalesce(nullif(s.op, ''), '-') AS op, s.threshold, a.draws,
#          CASE :lang WHEN 'zh' THEN s.x_title_zh ELSE s.x_title_en END AS lever, s.x_scaled AS scaled, coalesce(nullif(s.x_unit, ''), '-') AS x_unit,
#          min(s.x) AS least, max(s.x) AS most, min(s.p05) AS low, max(s.p95) AS high
#   FROM v_sweep AS s JOIN answer AS a USING (answer)
#   WHERE s.answer = (SELECT max(q.answer) FROM answer AS q WHERE q.run = :run AND q.kind = 'sweep' AND NOT EXISTS
#     (SELECT * FROM answer_row AS l WHERE l.answer = q.answer AND l.part = 'levers' AND l.position = 1))
#   GROUP BY s.position ORDER BY s.position LIMIT 8
# data.point:
#   SELECT measure, x, mean, p05, p95, probability
#   FROM v_sweep WHERE answer = (SELECT max(q.answer) FROM answer AS q WHERE q.run = :run AND q.kind = 'sweep' AND NOT EXISTS
#     (SELECT * FROM answer_row AS l WHERE l.answer = q.answer AND l.part = 'levers' AND l.position = 1))
#   ORDER BY position, x

across = rows_measure < 2 ? 1 : 2
down = ceil(rows_measure/(1.0*across))
array id[rows_measure]; array label[rows_measure]; array unit[rows_measure]; array op[rows_measure]
array threshold[rows_measure]; array low[rows_measure]; array high[rows_measure]
i = 0
stats data index 'measure' using (i = i + 1, id[i] = stringcolumn('measure'), label[i] = stringcolumn('label'), \
    unit[i] = stringcolumn('unit'), op[i] = stringcolumn('op'), lever = stringcolumn('lever'), \
    x_unit = stringcolumn('x_unit'), 0) nooutput
i = 0
stats data index 'measure' using (i = i + 1, low[i] = column('low'), high[i] = column('high'), scaled_ = column('scaled'), draws_ = column('draws'), \
    least = column('least'), most = column('most'), 0) nooutput
i = 0
stats data index 'measure' using (i = i + 1, threshold[i] = column('threshold'), 0) nooutput
width = 940; height = 170 + (down == 1 ? 340 : 260*down)
eval(canvas)
of(k, x) = stringcolumn('measure') eq id[k] ? x : NaN
has_goal(k) = op[k] eq '<=' || op[k] eq '>='
times = scaled_ == 1 ? say(' (times what it was)', '（现值的倍数）') : \
        x_unit eq '-' ? '' : say(', ', '，').unit_name(x_unit)
set label 5 fit(lever.times, 90).say('; '.comma(draws_).' draws at each value', '；每个取值模拟 '.comma(draws_).' 次') at screen 0.5,(2.4*line) center tc rgb ink
top_y = 1 - 4.2*line
panel_height = (top_y - 3.2*line)/down
do for [k = 1:rows_measure] {
    column_ = (k - 1) % across
    row_ = (k - 1)/across
    set lmargin at screen (column_ + 0.0)/across + (across == 1 ? 0.09 : 0.085)
    set rmargin at screen (column_ + 1.0)/across - 0.062
    set tmargin at screen top_y - panel_height*row_ - 2.4*line
    set bmargin at screen top_y - panel_height*(row_ + 1) + 1.9*line
    yuan = unit[k] eq 'yuan' ? money_unit(high[k]) : 1
    bottom_ = low[k] < 0 ? low[k] : low[k] > 0.5*high[k] ? low[k] - 0.3*(high[k] - low[k]) : 0
    if (high[k] <= bottom_) { bottom_ = bottom_ - 1 }
    set label 11 fit(label[k], across == 1 ? 100 : 44) at graph 0,1 left offset 0,1.5 font font(12) tc rgb ink
    set label 12 (unit[k] eq 'yuan' ? money_name(yuan) : (unit[k] eq '-' ? '' : unit_name(unit[k]))) at graph 0,1 left offset 0,0.5 font font(10) tc rgb grey
    set label 13 (has_goal(k) ? say('chance of ', '把握：').(op[k] eq '<=' ? '≤ ' : '≥ ').(unit[k] eq 'yuan' ? (threshold[k] == 0 ? '0' : money(threshold[k], yuan)) : value_text(threshold[k], unit[k] eq '-' ? '' : unit[k])) : '') \
        at graph 1,1 right offset 5,0.5 font font(10) tc rgb red
    set yrange [bottom_:high[k] + 0.06*(high[k] - bottom_)]
    eval(ticks('y', bottom_, high[k], 4, unit[k] eq '-' ? 0 : yuan))
    if (has_goal(k)) {
        set y2range [-0.03:1.03]
        set y2tics ('0%%' 0, '50%%' 0.5, '100%%' 1) nomirror tc rgb red
    } else { unset y2tics }
    by = step(most - least, across == 1 ? 8 : 5)
    set xrange [least:most]
    set format x ''
    set xtics () nomirror tc rgb ink
    do for [t = ceil(least/by - 1e-9):floor(most/by + 1e-9)] { set xtics add (sprintf('%.6g', t*by) t*by) }
    plot data index 'point' using (column('x')):(of(k, column('p05'))):(of(k, column('p95'))) with filledcurves lc rgb wide_band, \
         '' index 'point' using (column('x')):(of(k, column('mean'))) with lines lw 2.5 lc rgb blue, \
         '' index 'point' using (column('x')):(has_goal(k) ? of(k, column('probability')) : NaN) axes x1y2 with linespoints pt 7 ps 0.7 lw 1.5 dt 3 lc rgb red
    if (k == 1) { eval(heading_off); unset label 5 }
}
