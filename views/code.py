"""Code: people say of a sample of sentences what they think the model should have said, one card after another.

What their codes are good for is shown elsewhere: the corrected figures in Compare, agreement in a part of this page.
"""

import streamlit as st

from views._agreement import show_agreement
from views._chosen import Chosen, choose_articles, stop_if_nothing, warn_of_mixed
from views._claims import show_claims
from views._coding import choose_coder, offer_copy
from views._coding_answer import Work, code_cards
from views._coding_book import show_task, task_of
from views._coding_cards import STYLE, cards_of
from views._coding_history import show_history
from views._coding_labels import own_labels
from views._coding_sample import choose_sample, codebook_of, show_mode, show_samples
from views._filters import choose_switch
from views._libraries import is_demo
from views._safe import md_escape
from views._teach import show_teach
from views._text import say


def show_work(chosen: Chosen, sample: str, coder: str) -> None:
    """Draw the sample's cards with the codebook beside them."""
    library = chosen.library
    ask = library.ask(sample)
    task = task_of(ask, own_labels(library))
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_mode(ask.mode)
        cards = tuple(cards_of(library, chosen.event, sample, ask))
        code_cards(Work(library, chosen.event, sample, ask, task, cards, coder, codebook_of(library, ask)))
    with right:
        show_task(task)


chosen = choose_articles(say("code.title"))
library, event = chosen.library, chosen.event
st.html(f"<style>{STYLE}</style>")
st.title(say("code.title"), anchor=False)
st.markdown(f"{md_escape(chosen.name)}: {chosen.summary()}")
if is_demo(library):
    st.markdown(say("code.about"))
    offer_copy()
    st.stop()

parts = {
    "code": say("code.part_code"),
    "agreement": say("code.part_agreement"),
    "teach": say("teach.part"),
    "claims": say("teach.part_claims"),
    "history": say("code.part_history"),
}
part = choose_switch("part", say("code.part"), parts, default="code")
if part in ("code", "teach", "claims"):
    warn_of_mixed(chosen)
    stop_if_nothing(chosen, to="show")
about = st.empty()
who = st.container(horizontal=True, vertical_alignment="bottom")
if part == "agreement":
    show_agreement(library, event)
elif part == "teach":
    show_teach(chosen)
elif (coder := choose_coder(who)) is None:
    about.markdown(say("code.about"))
elif part == "claims":
    show_claims(chosen, coder)
elif part == "history":
    show_history(library, event, coder)
elif (sample := choose_sample(chosen, who)) is None:
    about.markdown(say("code.about"))
else:
    show_work(chosen, sample, coder)
    show_samples(library, event, coder, sample)
