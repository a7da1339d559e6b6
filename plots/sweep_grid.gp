# title.en: Two inputs at once: how sure is the goal?
# title.zh: 两项参数同时变化时的把握
# shows.en: Colour: chance of the goal (or mean, where there is none); lines: chances of 50, 80, 90 and 95%. Same draws.
# shows.zh: 颜色：达到目标的把握（没有目标值的为平均数）；等值线：50%、80%、90%、95%。各点使用同一组随机数。
# needs.en: an answer of 'polsim sweep' over two inputs, asked of the same scenario
# needs.zh: 同一方案的 polsim sweep（两项参数）结果
# question: sweep
# data.measure:
#   SELECT s.measure, CASE :lang WHEN 'zh' THEN s.title_zh ELSE s.title_en END AS label,
#          coalesce(nullif(s.unit, ''), '-') AS unit, coalesce(nullif(s.op, ''), '-') AS op, s.threshold, a.draws,
#          CASE :lang WHEN 'zh' THEN s.x_title_zh ELSE s.x_title_en END AS x_lever, s.x_scaled,
#          CASE :lang WHEN 'zh' THEN s.y_title_zh ELSE s.y_title_en END AS y_lever, s.y_scaled,
#          min(s.x) AS left, max(s.x) AS right, min(s.y) AS bottom, max(s.y) AS top, min(s.mean) AS low,
#          max(s.mean) AS high, min(s.probability) AS surely, max(s.probability) AS likely
#   FROM v_sweep AS s JOIN answer AS a USING (answer)
#   WHERE s.answer = (SELECT max(q.answer) FROM answer AS q WHERE q.run = :run AND q.kind = 'sweep' AND EXISTS
#     (SELECT * FROM answer_row AS l WHERE l.answer = q.answer AND l.part = 'levers' AND l.position = 1))
#   GROUP BY s.position ORDER BY s.position LIMIT 6
# data.point:
#   SELECT position, x, y, mean, probability
#   FROM v_sweep WHERE answer = (SELECT max(q.answer) FROM answer AS q WHERE q.run = :run AND q.kind = 'sweep' AND EXISTS
#     (SELECT * FROM answer_row AS l WHERE l.answer = q.answer AND l.part = 'levers' AND l.position = 1))
#   ORDER BY position, x, y

across = rows_measure < 2 ? 1 : 2
down = ceil(rows_measure/(1.0*across))
array label[rows_measure]; array unit[rows_measure]; array op[rows_measure]
array threshold[rows_measure]; array low[rows_measure]; array high[rows_measure]
i = 0
stats data index 'measure' using (i = i + 1, label[i] = stringcolumn('label'), unit[i] = stringcolumn('unit'), \
    op[i] = stringcolumn('op'), x_lever = stringcolumn('x_lever'), y_lever = stringcolumn('y_lever'), 0) nooutput
i = 0
stats data index 'measure' using (i = i + 1, low[i] = column('low'), high[i] = column('high'), \
    draws_ = column('draws'), left_ = column('left'), right_ = column('right'), bottom_ = column('bottom'), top_ = column('top'), \
    x_scaled = column('x_scaled'), y_scaled = column('y_scaled'), 0) nooutput
i = 0
stats data index 'measure' using (i = i + 1, threshold[i] = column('threshold'), 0) nooutput
width = 940; height = 190 + (down == 1 && across == 1 ? 470 : 350*down)
has_goal(k) = op[k] eq '<=' || op[k] eq '>='
times(scaled_) = scaled_ == 1 ? say(' (times what it was)', '（现值的倍数）') : ''

# one regular grid a measure: the points of a measure stand together, ordered by x, then y
n = 0
stats data index 'point' using (n = n + 1, 0) nooutput
each = n/rows_measure
ny = 0; first_x = NaN
stats data index 'point' every ::0::(each - 1) using (first_x = ny == 0 ? column('x') : first_x, \
    ny = ny + (column('x') == first_x), 0) nooutput

nx = each/ny
eval(canvas)
set style textbox opaque noborder fillcolor rgb 'white' margins 0.5,0.3
set palette defined (0 '#F7FBFF', 0.5 '#9ECAE1', 0.8 '#3182BD', 1 '#08306B')
set label 5 fit(x_lever.times(x_scaled), 80).say('; '.comma(draws_).' draws at each point', '；每点模拟 '.comma(draws_).' 次') at screen 0.5,(2.4*line) center tc rgb ink
set label 6 say('upwards: ', '纵轴：').fit(y_lever.times(y_scaled), 100) at screen margin_left,(1 - 4.3*line) left tc rgb ink
top_y = 1 - 4.9*line
panel_height = (top_y - 3.2*line)/down
wide = (right_ - left_)/(nx - 1.0); tall = (top_ - bottom_)/(ny - 1.0)
do for [k = 1:rows_measure] {
    column_ = (k - 1) % across
    row_ = (k - 1)/across
    yuan = unit[k] eq 'yuan' ? money_unit(high[k]) : 1
    set lmargin at screen (column_ + 0.0)/across + 0.075
    set rmargin at screen (column_ + 1.0)/across - 0.105
    set tmargin at screen top_y - panel_height*row_ - 1.9*line
    set bmargin at screen top_y - panel_height*(row_ + 1) + 1.9*line
    set label 11 fit(label[k].(has_goal(k) ? (op[k] eq '<=' ? ' ≤ ' : ' ≥ ').(unit[k] eq 'yuan' ? (threshold[k] == 0 ? '0' : money(threshold[k], yuan).' '.money_name(yuan)) : value_text(threshold[k], unit[k] eq '-' ? '' : unit[k])) : say(', mean', '（平均）')), \
        across == 1 ? 100 : 46) at graph 0,1 left offset 0,0.7 font font(12) tc rgb ink
    set xrange [left_ - 0.5*wide:right_ + 0.5*wide]
    set yrange [bottom_ - 0.5*tall:top_ + 0.5*tall]
    by = step(right_ - left_, 5); set format x ''; set xtics () nomirror out tc rgb ink
    do for [t = ceil(left_/by - 1e-9):floor(right_/by + 1e-9)] { set xtics add (sprintf('%.6g', t*by) t*by) }
    by = step(top_ - bottom_, 6); set format y ''; set ytics () nomirror out tc rgb ink
    do for [t = ceil(bottom_/by - 1e-9):floor(top_/by + 1e-9)] { set ytics add (sprintf('%.6g', t*by) t*by) }
    from = (k - 1)*each; to = k*each - 1
    if (has_goal(k)) {
        set cbrange [0:1]; set cbtics ('0%%' 0, '50%%' 0.5, '80%%' 0.8, '100%%' 1)
        # every point of the grid is one of the data's, so that nothing is smoothed
        set dgrid3d ny,nx,8
        set contour base; set cntrparam levels discrete 0.5, 0.8, 0.9, 0.95; set cntrparam linear; unset surface
        set format xy '%.10g' # numbers of a table are written so too
        set table $drawn
        splot data index 'point' every ::from::to using (column('x')):(column('y')):(column('probability')) with lines
        unset table
        unset contour; unset dgrid3d; set surface; set format xy ''
        # gnuplot writes them between blanks, and reads fields between tabs here
        set print $contours
        print "x\ty\tchance"
        do for [i = 1:|$drawn|] {
            if ($drawn[i][1:1] ne '#') {
                print words($drawn[i]) < 3 ? '' : word($drawn[i], 1)."\t".word($drawn[i], 2)."\t".word($drawn[i], 3)
            }
        }
        set print
        plot data index 'point' every ::from::to using (column('x')):(column('y')):(column('probability')) with image, \
             $contours using (column('x')):(column('y')) with lines lw 3.5 lc rgb 'white', \
             $contours using (column('x')):(column('y')) with lines lw 1.8 lc rgb red, \
             $contours using (column('x')):(column('y')):(column('chance') == 0.9 ? '' : percent(column('chance'))) every 1000 \
                 with labels boxed font font(9) tc rgb red
    } else {
        set cbrange [low[k]:(high[k] > low[k] ? high[k] : low[k] + 1)]
        eval(ticks('cb', low[k], high[k], 4, unit[k] eq '-' ? 0 : yuan))
        plot data index 'point' every ::from::to using (column('x')):(column('y')):(column('mean')) with image
    }
    if (k == 1) { eval(heading_off); unset label 5; unset label 6 }
}
