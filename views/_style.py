"""How marks and speech look in an article, and the legend that says so: fixed text, no article's.

Each kind has a sign, a line or a pattern of its own besides its colour.
"""

from dataclasses import dataclass

from ._text import say

STYLE = """
.px-article { max-width: 42rem; line-height: 1.75; overflow-wrap: anywhere; }
.px-column { container-type: inline-size; }
.px-beside {
  max-height: 82vh; overflow-y: auto; scroll-behavior: smooth; padding: .25rem .75rem .25rem .25rem;
  border-top: 1px solid light-dark(#d9d5cb, #45423c); border-bottom: 1px solid light-dark(#d9d5cb, #45423c);
}
.px-beside:focus-visible { outline: 2px solid light-dark(#5b4b8a, #c3b6ee); outline-offset: 2px; }
.px-framed { max-width: 51rem; display: grid; grid-template-columns: minmax(0, 42rem) 8rem; column-gap: 1rem; }
.px-framed > p { grid-column: 1; }
.px-margin { grid-column: 2; margin: .3rem 0 1rem; display: flex; flex-direction: column; gap: .3rem; }
@container (max-width: 29rem) {
  .px-framed { display: block; }
  .px-margin { flex-flow: row wrap; margin: -.75rem 0 1rem; }
}
.px-article p { margin: 0 0 1rem; position: relative; }
.px-article.px-titled p:first-child { font-size: 1.3rem; font-weight: 600; line-height: 1.45; }
.px-article mark, .px-legend mark { color: inherit; background: none; padding: 0 .1em; }
.px-article mark.px-quote { padding: 0; }
.px-said { padding: .15em 0; border-bottom: 2px solid light-dark(#a39a7d, #8f8873); }
.px-direct { background: light-dark(#efecdf, #35332b); }
.px-indirect {
  border-bottom: 1px solid light-dark(#cfc8b0, #5c5745);
  background: repeating-linear-gradient(-45deg, light-dark(#f0ece0, #2c2a24) 0 3px, transparent 3px 6px);
}
.px-direct.px-inner { background: light-dark(#e0dac2, #4a4636); border-bottom-color: light-dark(#4d4733, #d8d0b4); }
.px-indirect.px-inner {
  border-bottom-color: light-dark(#8d8363, #a69e82);
  background: repeating-linear-gradient(-45deg, light-dark(#e2dcc6, #453f30) 0 3px, transparent 3px 6px);
}
.px-who {
  cursor: help; font-size: .72rem; font-weight: 600; line-height: 1.2; white-space: nowrap;
  margin: 0 .25em; padding: .05rem .35rem; border-radius: .25rem;
  color: light-dark(#4d4733, #e0d9c0); background: light-dark(#ddd6ba, #504b39);
}
.px-who:focus { outline: 2px solid light-dark(#5b4b8a, #c3b6ee); outline-offset: 1px; }
.px-note { display: none; }
.px-who:hover .px-note, .px-who:focus .px-note {
  display: block; position: absolute; left: 0; right: 0; margin-top: .35rem; z-index: 10; white-space: normal;
  padding: .4rem .6rem; font-size: .8rem; font-weight: 400; line-height: 1.4; border-radius: .3rem;
  color: light-dark(#1f1e1b, #ecebe7); background: light-dark(#ffffff, #222226);
  border: 1px solid light-dark(#9a927a, #8f8873); box-shadow: 0 2px 8px rgba(0, 0, 0, .2);
}
.px-endorsing { border-bottom: 2px solid light-dark(#2b6a4b, #7fc8a0); }
.px-distancing { border-bottom: 2px dashed light-dark(#8a3b6e, #e29ac8); }
.px-scare { border: 1px dotted light-dark(#8a3b6e, #e29ac8); border-radius: 2px; padding: 0 .1em; }
.px-cue.px-last::after { font-size: .65em; margin-left: .15em; vertical-align: .25em; }
.px-endorsing.px-last::after { content: "\\25b2"; color: light-dark(#2b6a4b, #7fc8a0); }
.px-distancing.px-last::after { content: "\\25bc"; color: light-dark(#8a3b6e, #e29ac8); }
.px-scare.px-last::after { content: "?"; font-weight: 700; font-size: .8em; color: light-dark(#8a3b6e, #e29ac8); }
mark.px-against, mark.px-for, mark.px-neither { border-radius: 2px; text-underline-offset: .2em; }
mark.px-against {
  background: light-dark(#fce3d4, #57290f);
  text-decoration: underline wavy 1px light-dark(#a63d00, #ff9a5a);
}
mark.px-for {
  background: light-dark(#d6eaf8, #11384f);
  text-decoration: underline double light-dark(#00527f, #76c2f0);
}
mark.px-neither { text-decoration: underline dotted 1.5px light-dark(#6b6b6b, #a8a8a8); }
mark.px-against::after, mark.px-for::after, mark.px-neither::after {
  font-weight: 700; font-size: .8em; margin-left: .1em;
}
mark.px-against::after { content: "\\2212"; color: light-dark(#a63d00, #ff9a5a); }
mark.px-for::after { content: "+"; color: light-dark(#00527f, #76c2f0); }
mark.px-neither::after { content: "\\00b7"; color: light-dark(#6b6b6b, #a8a8a8); }
mark.px-loaded {
  background: light-dark(#ece4f7, #35264d); border-radius: 2px;
  border-bottom: 2px dashed light-dark(#5b3a8c, #c3a6f0);
}
mark.px-loaded::after { content: "*"; color: light-dark(#5b3a8c, #c3a6f0); font-weight: 700; }
mark.px-role { border-bottom: 2px solid light-dark(#6b6b6b, #a8a8a8); }
mark.px-at { outline: 2px solid light-dark(#7a5c00, #e8c547); outline-offset: 2px; border-radius: 2px; }
.px-tag {
  font-size: .75rem; font-weight: 400; line-height: 1.3; padding-left: .5rem;
  color: light-dark(#555149, #bdb8ac); border-left: 2px solid light-dark(#b5b0a4, #66625a);
}
.px-of { white-space: nowrap; opacity: .85; }
.px-to, .px-to:visited {
  display: inline-block; min-width: 1.5rem; margin-right: .3em; padding: .2rem .3rem; border-radius: .3rem;
  font-size: .72rem; font-weight: 600; line-height: 1.1; text-align: center; text-decoration: none;
  color: light-dark(#1d4b57, #a5dbe8); background: light-dark(#e1eff2, #16363e);
  border: 1px solid light-dark(#5d93a0, #4d8795);
}
.px-to:hover { background: light-dark(#c5e1e7, #225260); }
.px-to:focus-visible { outline: 2px solid light-dark(#5b4b8a, #c3b6ee); outline-offset: 2px; }
.px-pair { scroll-margin: 6rem 0; }
.px-pair:hover { background: light-dark(#eef6f8, #132a30); }
.px-pair:target {
  background: light-dark(#fff3c4, #463a0c); box-shadow: 0 0 0 .15rem light-dark(#fff3c4, #463a0c);
  outline: 2px solid light-dark(#7a5c00, #e8c547); outline-offset: 3px; border-radius: 2px;
}
#px-at { scroll-margin: 8rem; }
@media (max-width: 640px) { .px-beside { max-height: none; overflow: visible; border: 0; padding: 0; } }
@media (prefers-reduced-motion: reduce) { .px-beside { scroll-behavior: auto; } }
@media print {
  .px-beside { max-height: none; overflow: visible; border: 0; }
  .px-article { line-height: 1.5; }
  .px-article p { orphans: 3; widows: 3; }
  .px-article *, .px-legend * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .px-note { display: none; }
}
.px-legend { font-size: .875rem; line-height: 2; }
.px-legend > span { display: inline-block; margin-right: 1.25rem; }
"""

# Each mark with its sign, so that the legend is read without colours.
_LEGEND = {
    "voices": (
        say(
            "read.legend_quoted",
            words='<span class="px-said px-direct">words</span>',
            whom='<span class="px-who">whom</span>',
        ),
        say("read.legend_indirect", words='<span class="px-said px-indirect">words</span>'),
    ),
    "cues": (
        say("read.legend_endorsing", word='<span class="px-cue px-endorsing px-last">noted</span>'),
        say("read.legend_distancing", word='<span class="px-cue px-distancing px-last">claimed</span>'),
        say("read.legend_scare", word='<span class="px-cue px-scare px-last">word</span>'),
    ),
    "stance": (
        say("read.legend_against", name='<mark class="px-against">name</mark>'),
        say("read.legend_for", name='<mark class="px-for">name</mark>'),
        say("read.legend_neither", name='<mark class="px-neither">name</mark>'),
    ),
    "loaded": (say("read.legend_loaded", word='<mark class="px-loaded">word</mark>'),),
    "frames": (say("read.legend_frames", frame='<span class="px-tag">Frame <span class="px-of">2 of 3</span></span>'),),
    "matches": (say("read.legend_matches", number='<span class="px-to">1</span>'),),
}


@dataclass(frozen=True, slots=True)
class Layers:
    """Which kinds of marks are shown."""

    voices: bool = True
    cues: bool = True
    stance: bool = True
    loaded: bool = True
    frames: bool = True
    matches: bool = False  # only beside another article


def legend(shown: Layers) -> str:
    """Return the legend of the marks that are shown; "" where none is."""
    entries = [entry for layer, entries in _LEGEND.items() if getattr(shown, layer) for entry in entries]
    return f'<div class="px-legend">{"".join(f"<span>{entry}</span>" for entry in entries)}</div>' if entries else ""
