"""Add: read files or pasted text, correct what was found, and score it into the library.

Corrections are an overlay: no score depends on them, so they can be made before scoring or after, at no cost. Scoring
is a job of the library's worker: the page may be left, and finds it again.
"""

import streamlit as st

from pipeline.library import Library
from views._editors import Corrections
from views._jobs import let_go_of_corrections, show_jobs, warm
from views._library import library_folder, open_library
from views._own import show_own
from views._preview import ask_to_score, show_read
from views._readings import found_in, show_files
from views._shelf import choose_library
from views._text import say
from views._ways import uploads

st.title(say("add.title"))
st.caption(say("add.promise"))
choose_library()
folder = library_folder()
corrections: Corrections = st.session_state.setdefault("corrections", {})
let_go_of_corrections(folder)
jobs_above = st.container()
files = uploads()
show_files(files)
found = found_in(files)
if found:
    warm(folder)
    existing = Library.open(folder) if (folder / "catalog.sqlite").is_file() else None
    show_read(found, existing, corrections)
    ask_to_score([one.article for one in found.values()], folder, existing)
    show_jobs(folder)  # under the button that started it
else:
    with jobs_above:
        show_jobs(folder)
show_own(open_library())
