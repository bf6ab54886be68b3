"""How a report looks, on screen and on paper, and what it may do: fixed text, no article's."""

from ._svg import STYLE

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

REPORT_STYLE = (
    """
:root { color-scheme: light dark; --ink: #1f1e1b; --quiet: #5c5a54; --page: #ffffff; --soft: #f5f4f1; --line: #d9d6ce;
  --link: #4a3d78; }
@media (prefers-color-scheme: dark) { :root { --ink: #ecebe7; --quiet: #b3b0a8; --page: #17171a; --soft: #222226;
  --line: #3c3c42; --link: #c3b6ee; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem 4rem; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif; }
header, main { max-width: 50rem; margin: 0 auto; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 2.75rem 0 .75rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
h2.small { font-size: 1rem; margin: 1.5rem 0 .5rem; padding: 0; border: 0; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
p { margin: 0 0 .75rem; max-width: 44rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .scrolls:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.kind { margin: 0; font-size: .85rem; letter-spacing: .02em; }
.kind, .quiet, figcaption { color: var(--quiet); }
.quiet, figcaption { font-size: .9rem; }
nav ol { columns: 2 14rem; padding-left: 1.25rem; margin: 1.5rem 0 0; }
dl.filters { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: .3rem 1rem; margin: 0;
  font-size: .9rem; }
dl.filters dt { color: var(--quiet); } dl.filters dd { margin: 0; }
ol.findings { padding-left: 1.4rem; } ol.findings > li { margin: 0 0 1.75rem; }
.finding { font-size: 1.1rem; line-height: 1.45; margin-bottom: .25rem; }
figure { margin: 0 0 .75rem; padding: .5rem .9rem; background: var(--soft); border-left: 3px solid var(--line);
  border-radius: 0 .3rem .3rem 0; max-width: 44rem; }
blockquote { margin: 0 0 .25rem; }
.chart { margin: 0 0 2rem; }
svg.px-figure { display: block; width: 100%; height: auto; min-width: 26rem; max-width: 42rem; margin: .5rem 0 1rem; }
.scrolls { overflow-x: auto; margin: 0 0 .75rem; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding: 0 0 .35rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: normal; }
thead th { color: var(--quiet); font-weight: 600; white-space: nowrap; } tbody th { font-weight: 500; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
details { margin: 0 0 .75rem; } summary { cursor: pointer; color: var(--link); padding: .3rem 0; }
pre { background: var(--soft); padding: .75rem 1rem; overflow-x: auto; white-space: pre-wrap; border-radius: .3rem;
  font: .85rem/1.5 ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'Liberation Mono', monospace; }
mark { color: inherit; background: none; border-radius: 2px; padding: 0 .1em; text-underline-offset: .2em; }
mark.px-against { background: light-dark(#fce3d4, #57290f);
  text-decoration: underline wavy 1px light-dark(#a63d00, #ff9a5a); }
mark.px-for { background: light-dark(#d6eaf8, #11384f);
  text-decoration: underline double light-dark(#00527f, #76c2f0); }
mark.px-neither { text-decoration: underline dotted 1.5px light-dark(#6b6b6b, #a8a8a8); }
mark.px-against::after { content: "\\2212"; } mark.px-for::after { content: "+"; }
mark.px-role, mark.px-at { text-decoration: underline 2px light-dark(#5b4b8a, #b3a4e6); }
mark.px-loaded { background: light-dark(#f4ecc4, #4a4217); text-decoration: underline dashed 1.5px; }
@media print {
  :root { --ink: #000; --quiet: #444; --page: #fff; --soft: #f5f4f1; --line: #bbb; --link: #000; color-scheme: light; }
  body { padding: 0; font-size: 10pt; } nav { display: none; } header, main { max-width: none; }
  h2, h3, caption, summary { break-after: avoid; } svg, figure, tr, .finding { break-inside: avoid; }
  .px-ink { fill: #000 !important; } .px-grey { fill: #444 !important; } .scrolls { overflow: visible; }
  details::details-content { content-visibility: visible; height: auto; display: block; }
  @page { margin: 18mm; }
}
"""
    + STYLE
)
