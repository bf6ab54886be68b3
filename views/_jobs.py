"""Draw how scoring is asked for, watched, stopped and reported; the work itself is done by `pipeline.jobs`."""

import os
import shlex
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import streamlit as st

from pipeline.errors import PipelineError
from pipeline.jobs import Job, cancel, clear, jobs, resume, start, wake
from pipeline.score import Report
from pipeline.types import Article

from ._editors import Corrections, refresh
from ._libraries import DEMO, MAIN, PARAMETER, library_id
from ._readings import show_lines
from ._safe import as_text, md_escape
from ._text import say
from ._words import counted

LARGE = 300.0  # seconds from which on a job is offered as a command too
_EVERY = 1.0  # seconds between two looks at what is running
_OPEN = ("waiting", "running")


def warm(root: Path) -> None:
    """Let the worker load the model while the user still looks at what was read; no matter if it cannot."""
    with suppress(PipelineError):  # asking for a job will say it
        wake(root)


def score(articles: Collection[Article], *, root: Path, event: str | None, otherwise: str, group: bool) -> None:
    """Ask for the articles to be scored, with the corrections of this session, and start the page again."""
    corrections: Corrections = st.session_state["corrections"]
    own = {article.id: corrections[article.id] for article in articles if corrections.get(article.id)}
    try:
        for job in jobs(root):
            if job.state == "done":
                clear(root, job.id)
        job = start(root, articles, event=event, otherwise=otherwise, group=group, corrections=own)
    except PipelineError as error:
        st.error(md_escape(error))
        return
    st.session_state.setdefault("asked", {})[job.id] = sorted(own)
    if library_id() == DEMO and st.query_params.get(PARAMETER):
        st.query_params[PARAMETER] = MAIN  # where the articles go
    st.rerun()


def let_go_of_corrections(root: Path) -> None:
    """Forget the corrections that a job of this session has written: from there on the library has them."""
    asked: dict[str, list[str]] = st.session_state.get("asked", {})
    ended = {job.id for job in jobs(root) if job.state == "done"} & asked.keys() if asked else set()
    for job in ended:
        for article in asked.pop(job):
            st.session_state["corrections"].pop(article, None)
    if ended:
        refresh()


def show_jobs(root: Path) -> None:
    """Draw every job of the library: as long as one is open, once a second; then the page starts again."""
    listed = jobs(root)
    if any(job.state in _OPEN for job in listed):
        st.fragment(_watch, run_every=_EVERY)(root)
    else:
        for job in listed:
            _show(root, job)


def _watch(root: Path) -> None:
    listed = jobs(root)
    if not any(job.state in _OPEN for job in listed):
        st.rerun()
    for job in listed:
        _show(root, job)


def _show(root: Path, job: Job) -> None:
    with st.container(border=True):
        if job.state in _OPEN:
            _show_open(root, job)
        elif job.state == "done" and job.report:
            _show_report(root, job, job.report)
        else:
            _show_ended(root, job)


def _show_open(root: Path, job: Job) -> None:
    into = say("add.job_into", event=md_escape(as_text(job.label, most=80))) if job.label else ""
    st.markdown(f"**{say('add.job_running', articles=counted(job.total, 'article'))}** {into}")
    if job.state == "waiting":
        said = say("add.job_waiting")
    elif not job.done:
        said = say("add.job_begun")
    else:
        said = say("add.job_at", done=job.done, total=job.total, name=md_escape(as_text(job.name, most=80)))
    left = [say("add.job_left", time=duration(job.seconds_left))] if job.seconds_left is not None else []
    st.progress(min(1.0, job.done / job.total), text=" · ".join([*left, said]))
    with st.container(horizontal=True, vertical_alignment="center"):
        _button(root, job, "stop")
        st.caption(say("add.job_leave"))


def _show_ended(root: Path, job: Job) -> None:
    if job.state == "failed":
        st.markdown(f":material/error: **{say('add.job_failed')}**")
        st.text(as_text(job.error, most=600))
    else:
        cut = say("add.job_cut_off") if job.is_cut_off else say("add.job_stopped")
        st.markdown(f":material/pause_circle: **{cut}** {say('add.job_kept', done=job.done, total=job.total)}")
    with st.container(horizontal=True):
        _button(root, job, "resume")
        _button(root, job, "dismiss")


def _button(root: Path, job: Job, what: str) -> None:
    label, icon, act = {
        "stop": (say("add.job_stop"), "stop_circle", cancel),
        "resume": (say("add.job_resume"), "play_arrow", resume),
        "dismiss": (say("add.job_dismiss"), "close", clear),
    }[what]
    if st.button(label, key=f"{what}-{job.id}", icon=f":material/{icon}:"):
        try:
            act(root, job.id)
        except PipelineError as error:
            st.error(md_escape(error))
        else:
            st.rerun()


def _show_report(root: Path, job: Job, report: Report) -> None:
    """Say what a job did, and where to go from there."""
    done = [say("add.scored_now", n=report.scored)] if report.scored else []
    done += [say("add.scored_before", n=report.present)] if report.present else []
    st.markdown(f":material/check_circle: **{', '.join(done) or say('add.scored_nothing')}**")
    lines = [f"{name}: {reason}" for name, reason in [*report.failed, *report.skipped]]
    show_lines(say("add.not_scored", articles=counted(len(lines), "article")), lines, icon="warning")
    with st.container(horizontal=True, vertical_alignment="center"):
        if done and report.events:
            to = {PARAMETER: MAIN if library_id() == DEMO else library_id(), "event": report.events[0]}
            for page, label, icon in (
                ("views/home.py", say("add.to_home"), "home"),
                ("views/compare.py", say("add.to_compare"), "compare_arrows"),
            ):
                st.page_link(page, label=label, icon=f":material/{icon}:", query_params=to)
        _button(root, job, "dismiss")


# How long it takes.


def show_time(needed: float, command: str) -> None:
    """Say how long scoring will take; where that is long, show the command that does the same in a terminal."""
    if needed < LARGE:
        st.caption(say("add.time", time=duration(needed)))
        return
    st.info(say("add.large", time=duration(needed)), icon=":material/schedule:")
    st.code(command, language=None, wrap_lines=True)


def command_for(root: Path, *, event: str | None, group: bool) -> str:
    """Return the command line that scores a folder of the same files into this library."""
    words = ["python", "-m", "pipeline", "score", "FOLDER", "--library", os.fspath(root.resolve())]
    if group:
        words.append("--group")
    elif event:
        words += ["--event", as_text(event)]
    return shlex.join(words)


def duration(seconds: float) -> str:
    """Say a time as roughly as it is known: "a few seconds", "40 seconds", "3 minutes", "2 hours 10 minutes"."""
    if seconds < 7.5:
        return say("add.few_seconds")
    if seconds < 90:
        return f"{5 * round(seconds / 5)} seconds"
    minutes = round(seconds / 60)
    if minutes < 60:
        return counted(minutes, "minute")
    hours, minutes = divmod(10 * round(seconds / 600), 60)
    return counted(hours, "hour") + (f" {minutes} minutes" if minutes else "")
