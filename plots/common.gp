# ---- plots/common.gp: what all figures share; polsim puts it before each template ----
# Set before this: figure file language title_text shows_text model_name scenario_name run_date sampler
# run_id run_draws run_seed format, and rows_NAME, the rows of each block NAME of the data file.
#
# A template says how large it is, opens the canvas, plots:
#     width = 1200; height = 700          pixels; in a terminal `lines`, by default of height
#     eval(canvas)                        terminal, output, multiplot, title, footnote
#     plot data index 'fund' using ...    columns by name: column('mean'), stringcolumn('label')
#     eval(heading_off)                   after the first plot: title and footnote are drawn once
# Text in both languages: say('people', '人次'). Labels come from the data and are never run as commands.
# Write conditions with braces: if (a) { ... }; gnuplot takes no other here.

if (GPVAL_VERSION < 5.4) { print "this figure needs gnuplot 5.4 or newer"; exit status 1 }
reset
set encoding utf8
set datafile separator tab
set datafile columnheaders
set datafile missing "NaN"
set minussign

data = file.'.dat'
zh = language eq 'zh'
say(en, chinese) = zh ? chinese : en
in_terminal = format eq 'dumb'

# Okabe and Ito's colours, told apart by colour-blind readers too; the same order in every figure.
array colour[8] = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00', '#F0E442', '#999999']
ink = '#222222'; grey = '#666666'; pale = '#DDDDDD'; red = '#D55E00'; blue = '#0072B2'
wide_band = '#CFE3F0'; narrow_band = '#8FBEDD'
array on_colour[8] = ['#FFFFFF', '#222222', '#FFFFFF', '#222222', '#222222', '#FFFFFF', '#222222', '#222222']
colour_of(k) = colour[(k - 1) % 8 + 1]
on_colour_of(k) = on_colour[(k - 1) % 8 + 1]

# ---- canvas ----
# A picture file embeds no font: svg asks for the reader's own sans serif (any Chinese one will do).
if (!exists("columns")) { columns = 100 }
text_font = zh ? 'WenQuanYi Zen Hei' : 'DejaVu Sans'
png = 'set terminal pngcairo noenhanced size 1.5*width,1.5*height font text_font.",11" '. \
      'fontscale 1.5 linewidth 1.5 pointscale 1.5 background "white"'
svg = 'set terminal svg noenhanced size width,height dynamic font "sans-serif,14" background "white"'
pdf = 'eval(sprintf("set terminal pdfcairo noenhanced size %.2fin,%.2fin font ''%s,10.5''", '. \
      'width/96.0, height/96.0, text_font))'
dumb = 'set terminal dumb noenhanced size columns,lines aspect 1'
sixel = 'set terminal sixelgd noenhanced truecolor size width,height font text_font.",10.5"'
terminal = format eq 'svg' ? svg : format eq 'pdf' ? pdf : format eq 'dumb' ? dumb : \
           format eq 'sixel' ? sixel : png
# Screen height of a line of text, for what stands at fixed places.
line_height = 'line = in_terminal ? 1.0/lines : 21.0/height'
canvas = (exists("lines") ? '' : 'lines = ceil(height/19.0); ').terminal.'; '.line_height.'; set output; '. \
         (in_terminal || format eq 'sixel' ? '' : 'set output file.".".format; '). \
         'set multiplot; eval(heading)'

font(size) = in_terminal ? '' : format eq 'svg' ? sprintf('sans-serif,%.1f', size*14/11.0) : \
             sprintf('%s,%.1f', text_font, size)

# ---- numbers and words ----
whole(x) = floor(x + 0.5)
thousands(x) = x < 1000 ? sprintf('%.0f', x) : \
               thousands(floor(x/1000)).sprintf(',%03.0f', x - 1000*floor(x/1000))
comma(x) = x != x ? '' : x < 0 ? '-'.thousands(whole(-x)) : thousands(whole(x))
scaled(x, n) = floor(x*10.0**n + 0.5)
decimals(x, n) = n == 0 ? comma(x) : x < 0 ? '-'.decimals(-x, n) : \
                 thousands(floor(scaled(x, n)/10.0**n)).'.'. \
                 sprintf(sprintf('%%0%d.0f', n), scaled(x, n) - 10.0**n*floor(scaled(x, n)/10.0**n))
percent(p) = p != p ? say('no value', '无数据') : p == 0 ? '0%' : p == 1 ? '100%' : \
             p < 0.005 ? '<1%' : p > 0.995 ? '>99%' : sprintf('%.0f%%', 100*p)
percent1(p) = p != p ? '' : sprintf('%.1f%%', 100*p)

# A label cut to what fits: `n` Latin letters wide, half as many Chinese ones; and its width in pixels.
cut(text, n) = strlen(text) > n ? substr(text, 1, n - 1).'…' : text
fit(text, n) = cut(text, zh ? int(0.55*n) : n)
pixels(text) = strlen(text)*(zh ? 14.8 : 8.2)
# A text as two lines of at most n Latin letters, broken between words: first_line, second_line.
last_space(text, n) = n < 1 || substr(text, n, n) eq ' ' ? n : last_space(text, n - 1)
last_mark(text, n) = n < 1 || strstrt('，：；。', substr(text, n, n)) > 0 ? n : last_mark(text, n - 1)
last_gap(text, n) = zh ? last_mark(text, n) : last_space(text, n)
break_at(text, n) = strlen(text) <= n ? strlen(text) : last_gap(text, n) < 1 ? n : last_gap(text, n)
first_line(text, n) = substr(text, 1, break_at(text, zh ? int(0.55*n) : n))
second_line(text, n) = cut(substr(text, strlen(first_line(text, n)) + 1, strlen(text)), zh ? int(0.55*n) : n)

# A tick step of 1, 2, 2.5 or 5 times a power of ten: about n steps to `most`.
power(x) = 10.0**floor(log10(x))
round_up(f) = f <= 1 ? 1 : f <= 2 ? 2 : f <= 2.5 ? 2.5 : f <= 5 ? 5 : 10
step(most, n) = most > 0 ? round_up(most/n/power(most/n) - 1e-9)*power(most/n) : 1

# Money: how many yuan the axis counts in, and what that is called.
money_unit(most) = zh ? (most >= 1e9 ? 1e8 : most >= 1e4 ? 1e4 : 1) : \
                   (most >= 2e7 ? 1e6 : most >= 1e4 ? 1e3 : 1)
money_name(unit) = unit == 1e8 ? '亿元' : unit == 1e4 ? '万元' : unit == 1e6 ? 'million yuan' : \
                   unit == 1e3 ? 'thousand yuan' : say('yuan', '元')
money(x, unit) = x != x ? '' : decimals(x/unit, x/unit < 10 && unit > 1 ? 1 : 0)

unit_name(u) = u eq 'person_time' ? say('person-times', '人次') : u eq 'person' ? say('people', '人') : \
               u eq 'yuan' ? say('yuan', '元') : u eq 'month' ? say('months', '月') : \
               u eq 'dollar' ? say('dollars', '美元') : u eq 'class' ? say('classes', '班') : \
               u eq 'year' ? say('years', '年') : u eq 'day' ? say('days', '天') : \
               u eq 'grant' ? say('grants', '个') : u eq 'animal' ? say('animals', '只') : u
# Where thresholds and values are shares, in per cent.
value_text(x, u) = u eq '' ? percent1(x) : amount_text(x, large_unit(abs(x), u), u)
# Large amounts of any unit: what they are counted in, beside others of up to `most`, and in words.
large_unit(most, u) = u eq 'yuan' ? money_unit(most) : \
                      zh ? (most >= 1e9 ? 1e8 : most >= 1e6 ? 1e4 : 1) : most >= 1e7 ? 1e6 : 1
large_name(unit, u) = u eq 'yuan' ? money_name(unit) : \
    (unit == 1e8 ? '亿' : unit == 1e4 ? '万' : unit == 1e6 ? 'million ' : '').unit_name(u)
short_number(x) = is_whole(x) || abs(x) >= 1000 ? comma(x) : decimals(x, 1)
amount_number(x, unit) = unit == 1 ? comma(x) : short_number(x/unit)
amount_text(x, unit, u) = amount_number(x, unit).' '.large_name(unit, u)

# ---- axes with thousands separators: eval(ticks('y', least, most, n, unit)) ----
# About n steps between least (0 or below) and most; unit divides the numbers shown, 0: per cent.
is_whole(x) = abs(x - whole(x)) < 1e-9
places(x) = is_whole(x) ? 0 : is_whole(10*x) ? 1 : is_whole(100*x) ? 2 : 3
tick_text(x, by, unit) = unit == 0 ? sprintf('%g%%%%', 100*x) : decimals(x/unit, places(by/unit))
ticks(axis, least, most, n, unit) = sprintf('set %stics () nomirror tc rgb ink; ' . \
    'do for [t = %d:%d] { set %stics add (tick_text(t*%.10g, %.10g, %g) t*%.10g) }', axis, \
    ceil(least/step(most - least, n) - 1e-9), floor(most/step(most - least, n) + 1e-9), axis, \
    step(most - least, n), step(most - least, n), unit, step(most - least, n))
above_zero(x) = x > 0 ? x : 1

# A time axis in seconds (no xdata time, which stats does not bear): eval(years('2026-01', '2030-12')).
# Lines stand between years, the year's number in its middle.
month(text) = strptime('%Y-%m', text.(strlen(text) == 4 ? '-01' : ''))
month_end(text) = month(text) + 30.44*86400
years(first, last) = sprintf('set format x ""; set xtics () nomirror scale 0,0.5 tc rgb ink; '.(in_terminal ? '' : 'set grid noxtics mxtics; ') . \
    'set xrange [%.0f:%.0f]; do for [t = %s:%s] { set xtics add ("" month(year_text(t)) 1, ' . \
    'year_text(t) month(year_text(t)) + 182*86400 0) }', month(first), month_end(last), \
    substr(first, 1, 4), substr(last, 1, 4))
year_text(t) = sprintf('%d', t)

# ---- title, what the figure shows, footnote ----
footnote = say( \
    sprintf('Source: polsim run %d, scenario "%s", %s draws, seed %s, %s', run_id, scenario_name, \
            comma(run_draws), run_seed, substr(run_date, 1, 10)), \
    sprintf('数据来源：polsim 第 %d 号测算，情景“%s”，模拟次数 %s，随机种子 %s，%s', run_id, scenario_name, \
            comma(run_draws), run_seed, substr(run_date, 1, 10)))
if (sampler eq 'expected') { \
    footnote = footnote.say('; one average case, no bands', '；平均情形测算，无区间') }
margin_left = in_terminal ? 0.01 : 0.02
heading = \
    'set label 901 title_text at screen margin_left,(1 - 1.3*line) left font font(17) tc rgb ink; '. \
    'set label 902 (in_terminal ? cut(shows_text, zh ? columns/2 : columns - 2) : shows_text) at screen margin_left,(1 - 2.7*line) left font font(11) tc rgb grey; '. \
    'set label 903 footnote at screen margin_left,(0.7*line) left font font(9) tc rgb grey'
heading_off = 'unset label 901; unset label 902; unset label 903'
top = '(1 - 3.6*line)'

# ---- looks ----
set border 3 lc rgb grey
set tics nomirror scale 0.5 tc rgb ink
set grid back lt 1 lc rgb pale lw 0.7
if (in_terminal) { unset grid }
set style fill solid 1.0 noborder
set key noautotitle
unset key

# ---- end of common.gp ----
