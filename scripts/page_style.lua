-- How a report looks: on a screen, a phone, on A4. Returns CSS. Marks are told apart by words, not by colour.
return [[
:root { --ink: #1c1c1c; --grey: #595959; --line: #c8c8c8; --pale: #f3f3f1; --link: #00508c; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 0 1.2rem 3rem; max-width: 68rem; color: var(--ink); background: #fff;
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
    "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 1.6rem 0 .4rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.6rem 0 .6rem; padding-top: .5rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.06rem; margin: 1.6rem 0 .4rem; }
p, ul, ol, dl { margin: .5rem 0; }
li { margin: .25rem 0; }
a { color: var(--link); }
.meta, .note, figcaption, footer { color: var(--grey); font-size: .88rem; }
.lead { font-size: 1.1rem; }
.lead b { font-weight: 700; }
th .note { font-weight: 400; }
nav { background: var(--pale); padding: .3rem .8rem; margin: 1rem 0; }
nav ol { display: flex; flex-wrap: wrap; gap: .1rem 1.6rem; margin: .2rem 0; padding-left: 1.3rem; }
nav li { margin: .1rem .3rem 0 0; }
.runs { padding-left: 1.4rem; }
.scroll { overflow-x: auto; margin: .7rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .32rem .55rem; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 1.5px solid var(--ink); vertical-align: bottom; font-weight: 600; background: var(--pale); }
th.n, td.n { text-align: right; }
td.n { white-space: nowrap; }
thead th { min-width: 3.4em; }
tbody th { font-weight: 600; min-width: 8em; }
tbody.total th, tbody.total td { background: var(--pale); }
tbody tr.strong td, tbody tr.strong th.sub { font-weight: 600; }
tr.soft td, tr.soft th.sub { color: var(--grey); }
tbody th.sub { font-weight: inherit; white-space: nowrap; min-width: 0; }
td.name { min-width: 9rem; }
td.text { min-width: 14rem; }
td.word { white-space: nowrap; }
.mark { border: 1px solid currentColor; border-radius: 2px; padding: 0 .3em; font-size: .8em; white-space: nowrap;
  color: var(--grey); }
.mark.assumed { color: var(--ink); font-weight: 600; background: #fff4cc; border-style: dashed; }
.warning { border: 1.5px dashed var(--ink); background: #fff4cc; padding: .5rem .8rem; }
figure { margin: 1.2rem 0; }
figcaption b { color: var(--ink); font-size: 1.05rem; display: block; }
.picture { overflow-x: auto; border: 1px solid var(--line); margin-top: .4rem; }
.picture svg { display: block; width: 100%; min-width: 46rem; height: auto; }
pre { background: var(--pale); padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
code { font-family: ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
dt { font-weight: 600; margin-top: .6rem; }
dd { margin: .1rem 0 .1rem 1.2rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); }
@media (max-width: 40rem) {
  body { padding: 0 .8rem 2rem; font-size: 15px; }
  h1 { font-size: 1.4rem; }
  h2 { font-size: 1.15rem; }
  dd { margin-left: .6rem; }
}
@page { size: A4; margin: 15mm 13mm 16mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #595959; } }
@media print {
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.45; }
  .lead { font-size: 10.5pt; }
  nav { display: none; }
  a { color: inherit; text-decoration: none; }
  h1 { font-size: 17pt; margin-top: 0; }
  h2 { font-size: 13pt; margin-top: 8mm; }
  h2, h3, caption, figcaption { break-after: avoid; }
  .scroll, .picture { overflow: visible; }
  table { font-size: 8pt; width: 100%; }
  th, td { padding: .8mm 1.2mm; overflow-wrap: break-word; }
  thead { display: table-header-group; }
  tr, figure, li, tbody.whole { break-inside: avoid; }
  tbody th { min-width: 18mm; }
  td.name, td.text { min-width: 0; }
  .inputs th:nth-child(1) { width: 19%; }
  .inputs td:nth-child(6), .inputs th:nth-child(6) { width: 34%; }
  figure { margin: 3mm 0; }
  .picture { border: none; }
  .picture svg { min-width: 0; max-height: 112mm; }
  thead th, .warning, .mark.assumed, tbody.total th, tbody.total td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
]]
