# title.en: Which targets are met together, and which is in the way?
# title.zh: 哪些目标能同时完成，哪一项拖后腿
# shows.en: Chance that both are met, on the diagonal of each alone; right: missed while all others that can be met are.
# shows.zh: 两项都完成的把握，对角线为单项；右：其余可能完成的目标都已完成、仅此一项未完成的比例。
# needs.en: an answer of 'polsim attain RUN' of two or more targets
# needs.zh: 对本运行追问过 polsim attain（两项以上目标）
# question: attain
# data.pair:
#   SELECT number AS row, other_number AS place, "both" AS share, number = other_number AS same
#   FROM v_attain_pairs WHERE answer = (SELECT max(answer) FROM answer WHERE kind = 'attain' AND run = :run)
#     AND number <= 12 AND other_number <= 12
#     AND (SELECT count(*) FROM v_attain AS t WHERE t.answer = v_attain_pairs.answer) > 1
#   ORDER BY row, place
# data.target:
#   SELECT t.number AS row, CASE :lang WHEN 'zh' THEN t.label_zh ELSE t.label_en END AS label,
#          (SELECT j.share FROM v_attain_joint AS j WHERE j.answer = t.answer AND j.kind = 'alone'
#           AND j.number = t.number) AS alone
#   FROM v_attain AS t WHERE t.answer = (SELECT max(answer) FROM answer WHERE kind = 'attain' AND run = :run)
#     AND t.number <= 12 ORDER BY row
# data.joint:
#   SELECT kind, number, share FROM v_attain_joint WHERE kind IN ('all', 'open')
#     AND answer = (SELECT max(answer) FROM answer WHERE kind = 'attain' AND run = :run)

longest = 0
stats data index 'target' using (w = pixels(fit(stringcolumn('label'), 44)) + 30, longest = w > longest ? w : longest, 0) nooutput
all = 0; open = 0; open_count = 0; all_count = 0
stats data index 'joint' using (k = stringcolumn('kind'), all = k eq 'all' ? column('share') : all, \
    all_count = k eq 'all' ? column('number') : all_count, open = k eq 'open' ? column('share') : open, \
    open_count = k eq 'open' ? column('number') : open_count, 0) nooutput
width = longest + 76*(rows_target + 1.9) + 60; width = width > 940 ? width : 940
height = 220 + 38*rows_target
lines = 11 + 2*rows_target
eval(canvas)

set lmargin at screen in_terminal ? 0.32 : (longest + 40.0)/width
set rmargin at screen 0.98
set tmargin at screen 1 - 6.4*line
set bmargin at screen 4.4*line
set border 0
unset grid
unset xtics
right_column = rows_target + 1.4
set xrange [0.5:right_column + 0.6]
set yrange [rows_target + 0.5:0.5]
set ytics () scale 0 tc rgb ink
set label 1 say('alone', '仅此项') at right_column,graph 1 center offset 0,0.9 font font(10) tc rgb grey
set label 2 sprintf(say('All %d at once: %s', '%d 项同时完成：%s'), all_count, percent1(all)).(open_count > 0 && open_count < all_count ? \
    sprintf(say('; the %d that are neither always met nor never: %s', '；其中有可能完成也有可能完不成的 %d 项：%s'), \
    open_count, percent1(open)) : '') at screen margin_left,(2.1*line) left font font(11) tc rgb ink
depth(p) = int(255 - 200*p)*65536 + int(255 - 120*p)*256 + int(255 - 60*p)
orange(p) = 255*65536 + int(250 - 100*p)*256 + int(240 - 200*p)
on_depth(p) = p > 0.6 ? 0xFFFFFF : 0x222222
drawn(x) = in_terminal ? NaN : x
set style fill solid 1.0 border rgb 'white'
plot data index 'pair' using (drawn(column('place'))):(column('row')):(0.48):(0.45):(depth(column('share'))) \
         with boxxyerror lc rgb variable, \
     '' index 'pair' using (column('place')):(column('row')):(percent1(column('share'))):(on_depth(column('share'))) \
         with labels center font font(10.5) tc rgb variable, \
     '' index 'target' using (column('row')):(0.5):(sprintf('%d', column('row'))) with labels center offset 0,0.9 tc rgb grey, \
     '' index 'target' using (drawn(right_column)):(column('row')):(0.48):(0.45): \
         (column('alone') == column('alone') ? orange(column('alone')) : 0xF4F4F4) with boxxyerror lc rgb variable, \
     '' index 'target' using (right_column):(column('row')):(column('alone') == column('alone') ? percent1(column('alone')) : '–'): \
         yticlabels(sprintf('%d  ', column('row')).fit(stringcolumn('label'), in_terminal ? 26 : 46)) \
         with labels center font font(10.5) tc rgb ink
eval(heading_off)
