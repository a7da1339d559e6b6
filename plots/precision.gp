# title.en: How precise is it with how many draws?
# title.zh: 模拟多少次才够精确？
# shows.en: How far each result may be off because only so many futures are simulated, against what was allowed.
# shows.zh: 因模拟次数有限，各项结果可能相差多少，与允许的误差相比；落入蓝色区域即够精确。
# needs.en: a run with 'polsim run --until'
# needs.zh: 测算时用 polsim run --until 提出精度要求
# question: run --until
# data.condition:
#   SELECT p.position - (SELECT min(position) FROM v_precision WHERE answer = p.answer AND draws = p.draws) + 1 AS number,
#          CASE :lang WHEN 'zh' THEN p.title_zh ELSE p.title_en END AS label, p.kind, p.unit, p.standard, p.relative,
#          p.estimate, p.reached, p.wanted, p.draws
#   FROM v_precision AS p
#   WHERE p.answer = (SELECT max(answer) FROM v_precision WHERE run = :run) AND p.title_en IS NOT NULL
#     AND p.draws = (SELECT max(draws) FROM v_precision WHERE answer = p.answer)
#   ORDER BY p.position LIMIT 8
# data.way:
#   SELECT p.position - (SELECT min(position) FROM v_precision WHERE answer = p.answer AND draws = p.draws) + 1 AS number,
#          p.draws, p.reached/p.wanted AS part
#   FROM v_precision AS p
#   WHERE p.answer = (SELECT max(answer) FROM v_precision WHERE run = :run) AND p.reached > 0
#   ORDER BY p.draws, p.position

width = 940; height = 500 + 24*rows_condition
least = 1; most = 1; few = 1e18; many = 0
stats data index 'way' using (p = column('part'), n = column('draws'), least = p < least ? p : least, \
    most = p > most ? p : most, few = n < few ? n : few, many = n > many ? n : many, 0) nooutput
as_share(kind, relative) = kind eq 'probability' || relative == 1
size(x, kind, relative, u) = as_share(kind, relative) ? sprintf('%.2g%%', 100*x) : value_text(x, u)
error_text(x, kind, standard, relative, u) = \
    (standard == 1 ? say('standard error ', '标准误 ') : '± ').size(x, kind, relative, u)
found(x, kind, u) = kind eq 'probability' ? percent1(x) : value_text(x, u)
colon = say(': ', '：')
array said[rows_condition]
row = 0
stats data index 'condition' using (row = row + 1, kind = stringcolumn('kind'), u = stringcolumn('unit'), \
    standard = column('standard'), relative = column('relative'), \
    said[row] = fit(stringcolumn('label'), 62).colon.found(column('estimate'), kind, u).say(', ', '，'). \
        error_text(column('reached'), kind, standard, relative, u). \
        say(' (allowed ', '（允许 ').size(column('wanted'), kind, relative, u).say(')', '）'), 0) nooutput
eval(canvas)

set lmargin at screen in_terminal ? 0.14 : 0.145
set rmargin at screen 0.965
set tmargin at screen 1 - (6.2 + 1.25*rows_condition)*line
set bmargin at screen 4.8*line
set logscale xy 2
set xrange [few/1.15:many*1.15]
set yrange [least/1.3:most*1.3]
set format xy ''
set xtics () nomirror tc rgb ink
n = few
while (n < 1.5*many) { set xtics add (comma(n) n); n = 2*n }
set ytics () nomirror tc rgb ink
do for [k = ceil(log(least/1.3)/log(2)):floor(log(most*1.3)/log(2))] {
    set ytics add (k == 0 ? say('as allowed', '允许的误差') : k < 0 ? sprintf('1/%d', 2**(-k)) : sprintf(say('%d times', '%d倍'), 2**k) 2.0**k)
}
set object 1 rectangle from graph 0,graph 0 to graph 1,first 1 behind fc rgb wide_band fs solid noborder
set arrow 1 from graph 0,first 1 to graph 1,first 1 nohead front lw 2 lc rgb red
set label 1 say('precise enough', '足够精确') at graph 0,first 1 left offset 1,-0.8 tc rgb blue
set label 2 say('draws (simulated futures)', '模拟次数') at graph 1,0 right offset 0,-2.4 tc rgb grey
set label 3 say('possible error, in parts of the allowed one', '可能的误差，为允许误差的几分之几') at screen margin_left,graph 1 left offset 0,0.9 tc rgb grey
do for [k = 1:rows_condition] {
    y = 1 - (3.7 + 1.25*k)*line
    mark = in_terminal ? '*' : '●'
    set label 100 + k mark at screen margin_left,y left tc rgb colour_of(k)
    text_ = said[k]
    set label 200 + k text_ at screen margin_left + (in_terminal ? 0.03 : 22.0/width),y left font font(11) tc rgb ink
}
plot for [k = 1:rows_condition] data index 'way' using (column('number') == k ? column('draws') : NaN):(column('part')) \
    with linespoints pt 7 ps 1.2 lw 2.5 lc rgb colour_of(k)
eval(heading_off)
