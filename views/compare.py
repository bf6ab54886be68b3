"""Compare: an event's outlets side by side, each figure with its interval and the sentences behind it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pipeline.compare import LOADED, UNKNOWN, main_entities
from pipeline.compare.estimates import ENOUGH
from pipeline.errors import PipelineError
from pipeline.export import as_csv
from pipeline.library import Library
from pipeline.types import FRAMES, ROLES
from views._annotate import STYLE
from views._charts import grouped_dots, interval_dots, outlet_looks, show_chart, takeaway
from views._evidence import show_evidence
from views._filters import (
    choose_entities,
    choose_event,
    choose_filters,
    choose_one,
    choose_voice,
    outlet_names,
    why_left_out,
)
from views._library import (
    Kept,
    articles,
    differences_of,
    figures_of,
    is_demo,
    keep,
    measures,
    open_library,
    sentences,
    spans,
)
from views._safe import as_text, md_escape
from views._tables import (
    ARTICLE_COLUMNS,
    article_table,
    export_table,
    figure_table,
    left_out_in_words,
    same_text_in_words,
)
from views._words import (
    EMPTY_LIBRARY,
    FRAME_NAMES,
    NO_DIFFERENCE,
    ROLE_NAMES,
    SCALES,
    UNKNOWN_OUTLET,
    counted,
    listed,
    not_measured,
    percent,
)

Topics = Mapping[tuple[str, str], str]  # (target, label) -> what is compared, in words

FRAMES_SHOWN = 5
LINES_SHOWN = 12
ENTITIES_OFFERED = 30


def show_differences(table: pd.DataFrame, names: Mapping[str, str], topics: Topics) -> None:
    """Say which differences hold, in words; otherwise that none is clear, of how many."""
    tested = counted(len(table), "comparison")
    held = table[table["holds"]] if len(table) else table
    if table.empty:
        st.markdown("Nothing to compare: fewer than two outlets have sentences here.")
        return
    if held.empty:
        st.markdown(f"**{NO_DIFFERENCE}** between the outlets, of {tested} tested.")
        return
    lines = [f"- {line}" for line in differences_in_words(held, names, topics)]
    scope = " in these articles" if "outlet" not in set(held["scope"]) else ""
    st.markdown(f"**{counted(len(held), 'clear difference')}{scope}**, of {tested} tested:")
    st.markdown("\n".join(lines[:LINES_SHOWN]))
    if len(lines) > LINES_SHOWN:
        with st.expander(f"{len(lines) - LINES_SHOWN} more"):
            st.markdown("\n".join(lines[LINES_SHOWN:]))


def differences_in_words(held: pd.DataFrame, names: Mapping[str, str], topics: Topics) -> list[str]:
    """Say the differences that hold, one line for each topic and the outlet that is higher, in Markdown."""
    lines: dict[tuple[tuple[str, str], str], list[str]] = {}
    mixed = "outlet" in set(held["scope"])  # else the line above says it for all
    for row in held.to_dict("records"):
        higher, lower = row["group_a"], row["group_b"]
        ends = [row["difference"], row["low"], row["high"]]
        if row["difference"] < 0:
            higher, lower, ends = lower, higher, [-row["difference"], -row["high"], -row["low"]]
        scale = SCALES[row["measure"]]
        size, low, high = (scale.say_difference(end) for end in ends)
        scope = ", in these articles" if mixed and row["scope"] != "outlet" else ""
        said = f"{md_escape(names[lower])} by {size}{scale.unit} ({low} to {high}{scope})"
        lines.setdefault(((row["target"], row["label"]), higher), []).append(said)
    way = "more for and less against" if "stance" in set(held["measure"]) else "more"
    return [
        f"{md_escape(topics[topic])}: {way} in **{md_escape(names[higher])}** than in {listed(than)}"
        for (topic, higher), than in lines.items()
    ]


def show_behind(ev: pd.DataFrame, names: Mapping[str, str], *, key: str) -> None:
    """Draw a button for each outlet that has evidence; the one that is pressed shows its sentences."""
    counts = ev.drop_duplicates(["article_id", "sentence_id"]).groupby("group").size()
    labels = {outlet: f"{md_escape(name)} ({counts[outlet]})" for outlet, name in names.items() if outlet in counts}
    chosen = st.pills("Show the sentences of", list(labels), format_func=labels.__getitem__, key=key)
    if chosen in labels:
        show_evidence(library, event, ev[ev["group"] == chosen], key=f"{key}_list")


def show_stance(entity: str, figures: pd.DataFrame, ev: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw how one entity is portrayed."""
    with st.container(border=True):
        st.subheader(md_escape(entity), anchor=False)
        says = f"{as_text(entity)}, from −1 against to +1 for"
        show_figures(
            figures[figures["target"] == entity], ev[ev["target"] == entity], names, measure="stance", says=says,
            key=entity,
        )  # fmt: skip


def show_role(entity: str, role: str, figures: pd.DataFrame, ev: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw how likely one entity has a role at its mentions."""
    with st.container(border=True):
        st.subheader(f"{md_escape(entity)} as {role}", anchor=False)
        rows, ev = (table[(table["target"] == entity) & (table["label"] == role)] for table in (figures, ev))
        show_figures(rows, ev, names, measure="role", says=f"{as_text(entity)} as {role}", key=f"{entity} as {role}")


def show_figures(
    rows: pd.DataFrame, ev: pd.DataFrame, names: Mapping[str, str], *, measure: str, says: str, key: str
) -> None:
    """Draw figures, one an outlet: chart, table, and the sentences behind each."""
    scale = SCALES[measure]
    alt = f"{says}: {takeaway(rows, names, scale=scale)}"
    chart, table = st.columns([2, 3], vertical_alignment="center")
    with chart:
        show_chart(interval_dots(rows, names, looks=looks, scale=scale), alt=alt, key=f"chart {key}")
    with table:
        st.dataframe(figure_table(rows, names, scale=scale, scope=mixed_scope), hide_index=True, alt=alt)
    show_behind(ev, names, key=f"behind {key}")


def show_frames(figures: pd.DataFrame, ev: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw the frames that stand out anywhere: chart, table, and the sentences behind each figure."""
    ahead = figures[figures["label"] != "other"].groupby("label")["value"].max()
    top = [frame for frame in FRAMES if frame in set(ahead.nlargest(FRAMES_SHOWN).index)]
    topics = {frame: FRAME_NAMES[frame] for frame in top}
    alt = "Share of sentences. " + " ".join(
        f"{topics[frame]}: {takeaway(figures[figures['label'] == frame], names, scale=SCALES['frame'])}."
        for frame in top
    )
    with st.container(border=True):
        show_chart(grouped_dots(figures, topics, names, looks=looks), alt=alt, key="chart frames")
        every = {frame: FRAME_NAMES[frame] for frame in FRAMES}
        frame = choose_one("frame", "Frame", every, default=top[0])
        st.dataframe(
            figure_table(figures[figures["label"] == frame], names, scale=SCALES["frame"], scope=mixed_scope),
            hide_index=True,
            alt=f"{FRAME_NAMES[frame]}: the share of sentences of each outlet",
        )  # fmt: skip
        show_behind(ev[ev["label"] == frame], names, key="behind frames")


def merge(library: Library, event: str, names: list[str]) -> None:
    """Draw the form that says that two names are one entity."""
    with st.expander("Merge two names of the same entity", icon=":material/merge:"):
        if is_demo(library):
            st.markdown("The demo stays as it is. Names can be merged once you have added your own articles.")
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            entity = st.selectbox("This name", names, index=None, format_func=as_text, key="merge_entity")
            into = st.selectbox("is the same as", names, index=None, format_func=as_text, key="merge_into")
            ready = entity is not None and into is not None and entity != into
            pressed = st.button("Merge", key="merge", disabled=not ready, icon=":material/merge:")
        if pressed and entity is not None and into is not None:
            try:
                library.merge_entities(event, entity, into)
            except PipelineError as error:
                st.error(md_escape(error))
            else:
                st.rerun()


library = open_library()
found = choose_event(library)
if found is None:
    st.title("Compare")
    st.info(f"{EMPTY_LIBRARY} Add some of the same event from two outlets or more.", icon=":material/info:")
    st.page_link("views/add.py", label="Add articles", icon=":material/add:")
    st.stop()

event: str = found
everything = articles(library, event)
filters = choose_filters(everything)
reasons = why_left_out(everything, filters)
scored = set(sentences(library, event)["article_id"])
reasons = reasons.mask((reasons == "") & ~everything["article_id"].isin(scored), "not scored")
shown = everything[reasons == ""]
looks = outlet_looks(everything["outlet_id"].dropna().unique())
names = outlet_names(shown)
events = library.events().set_index("event_id")

st.html(f"<style>{STYLE}</style>")
st.title(md_escape(events.loc[event, "name"]), anchor=False)
known = len(names.keys() - {UNKNOWN})
summary = f"{counted(len(shown), 'article')} by {counted(known, 'outlet')}."
st.markdown(summary + left_out_in_words(reasons) + same_text_in_words(shown))
mixed = [genre for genre in filters.genres if genre in set(shown["genre"].fillna("unknown"))]
if filters.mixes_genres and len(mixed) > 1:
    st.warning(f"Different genres are mixed here because you chose so: {listed(mixed)}.", icon=":material/warning:")
st.dataframe(
    article_table(everything, reasons), hide_index=True, column_config=ARTICLE_COLUMNS,
    alt="The articles of this event, by outlet",
)  # fmt: skip
if shown.empty:
    st.info("The filters leave nothing to compare. Choose more genres, outlets or days.", icon=":material/filter_alt:")
    st.stop()

voice = choose_voice()
per_outlet = shown["outlet_id"].fillna(UNKNOWN).value_counts()
mixed_scope = bool(per_outlet.max() >= ENOUGH)
if not mixed_scope:
    st.markdown(
        "Fewer than five articles by each outlet: all figures here are about *these articles*, not the outlets."
    )

st.header("How people and groups are portrayed", anchor=False)
st.caption(
    "Each dot is the mean of the outlet's articles, and each of these the mean of its sentences that mention the name, "
    "from −1 (against) to +1 (for). The line is its 95 % interval."
)
chosen_articles = tuple(shown["article_id"])
stance = spans(library, event, "stance")
stance = stance[stance["article_id"].isin(chosen_articles)]
offered = list(main_entities(stance, most=ENTITIES_OFFERED)["target"])
exported = []
entities = choose_entities(offered) if offered else []
if not entities:
    st.markdown("No person, group or organisation is mentioned in these articles.")
else:
    kept: Kept = (chosen_articles, tuple(entities), voice)
    figures = figures_of(library, event, "stance", kept)
    exported.append(figures)
    topics = {(entity, ""): entity for entity in entities}
    show_differences(differences_of(library, event, "stance", kept), names, topics)
    for entity in entities:
        show_stance(entity, figures, keep(stance, kept), names)

st.header("Roles", anchor=False)
if "role" not in measures(library):
    st.markdown(not_measured("roles"))
elif not entities:
    st.markdown("No person, group or organisation is mentioned in these articles.")
else:
    st.caption(
        "How likely a name is shown as protagonist, antagonist or innocent (who is harmed): the mean of the outlet's "
        "articles, and each of these the mean of its sentences that mention the name. The three do not add up to 100 %."
    )
    kept = (chosen_articles, tuple(entities), voice)
    figures = figures_of(library, event, "role", kept)
    exported.append(figures)
    topics = {(entity, role): f"{entity} as {role}" for entity in entities for role in ROLES}
    show_differences(differences_of(library, event, "role", kept), names, topics)
    role = choose_one("role", "Role", ROLE_NAMES, default=ROLES[0])
    ev = keep(spans(library, event, "role"), kept)
    for entity in entities:
        show_role(entity, role, figures, ev, names)

st.header("Frames in the foreground", anchor=False)
st.caption(
    "The share of sentences in which a frame is at work: the mean of the outlet's articles, and each of these the "
    "mean of its sentences' probabilities."
)
kept = (chosen_articles, FRAMES, voice)
figures = figures_of(library, event, "frame", kept)
if figures.empty:
    st.markdown("No sentence of these articles is scored in this voice.")
else:
    exported.append(figures)
    topics = {("", frame): name for frame, name in FRAME_NAMES.items()}
    show_differences(differences_of(library, event, "frame", kept), names, topics)
    show_frames(figures, keep(spans(library, event, "frame"), kept), names)

st.header("Loaded words", anchor=False)
if "loaded" not in measures(library):
    st.markdown(not_measured("loaded words"))
else:
    ev = spans(library, event, "loaded")
    kept = (chosen_articles, tuple(ev["label"].unique()), voice)
    figures = figures_of(library, event, "loaded", kept)
    ev = keep(ev, kept)
    if figures.empty:
        st.markdown("No sentence of these articles is scored in this voice.")
    else:
        st.caption(
            "Words that judge where a plain word would do, per 1,000 words: the mean of the outlet's articles. A word "
            f"counts from a probability of {percent(LOADED)} on, and by its probability."
        )
        exported.append(figures)
        topics = {("", label): "Loaded words" for label in figures["label"]}
        show_differences(differences_of(library, event, "loaded", kept), names, topics)
        with st.container(border=True):
            show_figures(
                figures, ev[ev["value"] > 0], names, measure="loaded", says="Loaded words per 1,000 words",
                key="loaded",
            )  # fmt: skip


if exported:
    table = export_table(pd.concat(exported, ignore_index=True), names | {UNKNOWN: UNKNOWN_OUTLET}, voice=voice)
    st.download_button(
        "Download these figures as CSV", as_csv(table).encode("utf-8-sig"), f"{event}.csv", "text/csv",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
merge(library, event, sorted(set(spans(library, event, "stance")["target"])))
