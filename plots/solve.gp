# title.en: What does it take?
# title.zh: 需要多少才有把握？
# shows.en: How much is needed for each confidence; bar: what so many draws allow. Circles: values that were run.
# shows.zh: 曲线：达到各档把握所需的取值；横条：按模拟次数可确定的区间；圆圈：实际测算过的取值。
# needs.en: an answer of 'polsim solve', asked of the same scenario
# needs.zh: 同一方案的 polsim solve 求解结果
# question: solve
# data.solve:
#   SELECT CASE :lang WHEN 'zh' THEN title_zh ELSE title_en END AS statement,
#          CASE :lang WHEN 'zh' THEN lever_zh ELSE lever_en END AS lever,
#          coalesce(nullif(unit, ''), '-') AS unit, scaled, side, confidence, status, value,
#          coalesce(low, least) AS low, coalesce(high, most) AS high, least, most, probability, draws
#   FROM v_solve JOIN answer AS a USING (answer, run, scenario) WHERE run = :run ORDER BY answer DESC LIMIT 1
# data.curve:
#   SELECT need, confidence FROM v_solve_curve
#   WHERE answer = (SELECT max(answer) FROM v_solve WHERE run = :run) AND need IS NOT NULL AND at_start = 0
#   ORDER BY confidence
# data.point:
#   SELECT x, probability FROM v_solve_points
#   WHERE answer = (SELECT max(answer) FROM v_solve WHERE run = :run) ORDER BY x

width = 940; height = 560
stats data index 'solve' using (statement = stringcolumn('statement'), lever = stringcolumn('lever'), \
    unit = stringcolumn('unit'), side = stringcolumn('side'), status = stringcolumn('status'), 0) nooutput
stats data index 'solve' using (scaled_ = column('scaled'), wanted = column('confidence'), value = column('value'), \
    low = column('low'), high = column('high'), least = column('least'), most = column('most'), \
    chance = column('probability'), draws_ = column('draws'), 0) nooutput
# the axis goes as far as there is something to see
left_ = most; right_ = least
stats data index 'point' using (x = column('x'), p = column('probability'), \
    left_ = p > 0.02 && p < 0.995 && x < left_ ? x : left_, right_ = p > 0.02 && p < 0.995 && x > right_ ? x : right_, 0) nooutput
if (left_ >= right_) { left_ = least; right_ = most }
space = 0.12*(right_ - left_)
left_ = left_ - space < least ? least : left_ - space
right_ = right_ + space > most ? most : right_ + space
eval(canvas)

set lmargin at screen 0.085
set rmargin at screen 0.965
set tmargin at screen 1 - 7.6*line
set bmargin at screen 5.4*line
found = status ne 'never'
times = scaled_ == 1 ? say(' (times what it was)', '（现值的倍数）') : unit eq '-' ? '' : say(', ', '，').unit_name(unit)
answer = found ? sprintf('%.6g', value).(scaled_ == 1 ? say(' times what it was', '倍') : unit eq '-' ? '' : ' '.unit_name(unit)) : \
         say('no value does', '没有可行的取值')
set label 1 fit(statement, 90) at graph 0,1 left offset 0,3.2 font font(13) tc rgb ink
set label 2 (found ? say('in '.percent(wanted).' of the futures: '.answer, '在'.percent(wanted).'的模拟中成立：'.answer) : answer) \
    at graph 0,1 left offset 0,1.6 font font(13) tc rgb red
set label 3 fit(lever.times, 80).say('; '.comma(draws_).' draws at each value', '；每个取值模拟 '.comma(draws_).' 次') at graph 1,0 right offset 0,-2.6 tc rgb grey
set label 4 say('confidence', '把握') at graph 0,1 left offset -7,0.5 tc rgb grey
set yrange [0:1.03]
eval(ticks('y', 0, 1.0, 5, 0))
set xrange [left_:right_]
by = step(right_ - left_, 8)
set format x ''
set xtics () nomirror tc rgb ink
do for [t = ceil(left_/by - 1e-9):floor(right_/by + 1e-9)] { set xtics add (sprintf('%.6g', t*by) t*by) }
set arrow 1 from graph 0,first wanted to graph 1,first wanted nohead back lw 1.5 dt 3 lc rgb grey
if (status eq 'found') {
    set object 1 rectangle from low,graph 0 to high,graph 1 behind fc rgb wide_band fs solid noborder
}
if (found) {
    set arrow 2 from value,graph 0 to value,first chance nohead front lw 3 lc rgb red
}
plot data index 'point' using (column('x')):(column('probability')) with lines lw 1.5 lc rgb narrow_band, \
     data index 'curve' using (column('need')):(column('confidence')) with lines lw 2.5 lc rgb blue, \
     data index 'point' using (column('x')):(column('probability')) with points pt 6 ps 1.1 lw 1.5 lc rgb blue, \
     data index 'solve' using (found ? column('value') : NaN):(column('probability')) with points pt 7 ps 1.6 lc rgb red
eval(heading_off)
