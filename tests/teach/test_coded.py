"""From a library's codes to a head and back to evidence."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from pipeline.compare.figures import figures
from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.library.tables import VECTOR
from pipeline.measures.head import Floats
from pipeline.score import score_articles
from pipeline.teach import heads
from pipeline.teach.claims import Claim, near
from pipeline.teach.coded import SPAN, coded, codes_of, model_of, spans, taught_spans, teach_from, texts_of
from pipeline.teach.heads import encode_with
from pipeline.teach.taught import CLAIM, Label, Taught, as_json, from_json
from pipeline.types import Article

COSTS = Label("costs", "Something costs money or jobs.", ("The plan costs many jobs.",))
EVENT = "harbour-aa74f6fd"
SAYINGS = ("The council praised the plan for the harbour.", "The plan costs the town many jobs.")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, tiny: Model) -> Library:
    """Return a library of eight articles of four sentences, of which the even ones are about costs."""
    library = Library.open(tmp_path_factory.mktemp("taught") / "library", create=True)
    words = ("brave", "town", "police", "court", "border", "council", "mayor", "Monday")
    articles = [
        Article(
            title="",
            text="\n\n".join(f"{SAYINGS[i % 2]} It was the {word} of Anna Berg." for i in range(4)),
            outlet=("Harbour Example", "Beta Daily")[n % 2],
            date=None,
            genre="news",
            language="en",
            source=f"{n}.txt",
            found={},
        )
        for n, word in enumerate(words)
    ]
    score_articles(articles, library=library, event="harbour", model=tiny)
    assert library.events()["event_id"].tolist() == [EVENT]
    return library


def give(library: Library, label: Label, *, coder: str = "Kim", measure: str | None = None) -> pd.DataFrame:
    """Code whether sentences tell of costs."""
    table = library.sentences(event=EVENT)
    texts = library.articles(event=EVENT).set_index("article_id")["text"]
    told = [texts[row.article_id][row.start : row.end] for row in table.itertuples()]
    value = [float("costs" in text) for text in told]
    codes = table[SPAN].assign(measure=measure or label.measure, label=label.name, value=value, coder=coder)
    library.add_codes(codes)
    return codes


def test_codes_teach_a_label_that_is_scored_as_evidence(filled: Library, tiny: Model) -> None:
    given = give(filled, COSTS)
    taught = from_json(as_json(teach_from(filled, EVENT, COSTS, encode_with(tiny))))
    assert taught.scorer == tiny.version == model_of(filled)
    assert taught.codes == len(given)
    ev = taught_spans(filled, EVENT, filled.articles(event=EVENT), taught)
    both = ev.merge(given, on=SPAN, suffixes=("", "_given"))
    assert len(both) == len(given) == len(ev)
    assert both.loc[both["value_given"] == 1, "value"].min() > both.loc[both["value_given"] == 0, "value"].max()
    assert ev["variance"].to_numpy() == pytest.approx((ev["value"] * (1 - ev["value"])).to_numpy())
    assert set(ev["measure"]) == {"own"}
    table = figures(ev, seed=0)
    assert set(table["group"]) == {"harbour example", "beta daily"} or len(table) == 2


def test_a_head_of_another_model_is_refused(filled: Library, tiny: Model) -> None:
    told = spans(filled, EVENT, COSTS)
    assert len(told) == len(filled.sentences(event=EVENT))
    fields = {name: getattr(_some(filled, tiny), name) for name in Taught.__slots__}
    other = Taught(**{**fields, "scorer": "other-1"})
    with pytest.raises(PipelineError, match="reads vectors of other-1, the library has those of tiny-"):
        taught_spans(filled, EVENT, filled.articles(event=EVENT), other)


def _some(library: Library, tiny: Model) -> Taught:
    give(library, COSTS)
    return teach_from(library, EVENT, COSTS, encode_with(tiny))


def test_what_several_people_coded_is_rounded_and_a_draw_is_left_out(filled: Library) -> None:
    label = Label("shared", "Whatever.")
    row = filled.sentences(event=EVENT)[SPAN].head(3).assign(measure="own", label="shared")
    for coder, values in (("a", [1.0, 1.0, 0.0]), ("b", [1.0, 0.0, 0.0]), ("c", [1.0, 0.0, 0.0])):
        filled.add_codes(row.assign(value=values, coder=coder))
    filled.add_codes(row.head(2).tail(1).assign(value=1.0, coder="d"))  # the second is a draw now
    told = coded(filled, EVENT, label)
    assert told["value"].tolist() == [1, 0]
    assert told["coders"].tolist() == [3, 3]
    codes = codes_of(spans(filled, EVENT, label), told, label)
    assert codes.vectors.shape == (2, VECTOR)
    assert codes.believed is None


def test_a_claim_has_rows_only_for_sentences_about_it(filled: Library) -> None:
    label = Label("costs", "The plan costs jobs.", measure=CLAIM)
    give(filled, label)
    table = spans(filled, EVENT, label)
    apart = table["vector"].iloc[0] - table["vector"].iloc[2]
    axis = (apart / np.linalg.norm(apart)).astype(np.float32)

    def encode(texts: Sequence[str]) -> Floats:
        return np.stack([axis for _ in texts])

    taught = teach_from(filled, EVENT, label, encode)
    ev = taught_spans(filled, EVENT, filled.articles(event=EVENT), taught)
    vectors = np.stack(list(table["vector"]))
    told = near(vectors, texts_of(filled, EVENT, table), Claim(label.definition), encode).about
    assert 0 < len(ev) == told.sum() < len(table)
    assert ev["value"].to_numpy() == pytest.approx(taught.chances(vectors[told])[:, 1])
    with pytest.raises(PipelineError, match="the model is needed, to read its definition"):
        teach_from(filled, EVENT, label)


@pytest.mark.parametrize(
    ("label", "columns"),
    [
        (Label("economic", measure="frame"), 1),
        (Label("protagonist", measure="role"), 1),
        (Label("loaded", measure="loaded"), 1),
        (Label("stance", measure="stance"), 2),
        (Label("stance", measure="stance", target="Anna Berg"), 2),
    ],
)
def test_the_models_own_probabilities_come_with_a_measure(filled: Library, label: Label, columns: int) -> None:
    table = spans(filled, EVENT, label)
    assert len(table)
    if label.target:
        assert set(table["entity"]) == {"Anna Berg"}
    told = table[SPAN].assign(value=1, coders=1)
    codes = codes_of(table, told, label)
    assert codes.believed is not None
    assert codes.believed.shape == (len(table), columns)
    assert np.isfinite(codes.believed).all()


def test_stance_is_taught_at_mentions(filled: Library) -> None:
    label = Label("stance", measure="stance", target="Anna Berg")
    table = filled.mentions(event=EVENT)
    own = table[table["entity"] == "Anna Berg"]
    value = np.where(np.arange(len(own)) % 2, 1.0, -1.0)
    value[:6] = 0.0
    filled.add_codes(own[[*SPAN, "head", "kind"]].assign(measure="stance", label="", value=value, coder="Kim"))
    told = coded(filled, EVENT, label)
    assert sorted(told["value"].unique()) == [-1, 0, 1]
    if len(told) >= heads.LEAST:
        taught = teach_from(filled, EVENT, label)
        ev = taught_spans(filled, EVENT, filled.articles(event=EVENT), taught)
        assert len(ev) == len(own)
        assert ev["value"].between(-1, 1).all()
        assert (ev["variance"] >= 0).all()


@pytest.mark.parametrize(
    ("label", "message"),
    [
        (Label("a", "b", measure="relation"), '"relation" cannot be taught'),
        (Label("sports", measure="frame"), '"sports" is no frame'),
        (Label("clown", measure="role"), '"clown" is no role'),
    ],
)
def test_what_cannot_be_taught_says_so(filled: Library, label: Label, message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        spans(filled, EVENT, label)


def test_of_nothing_scored_nothing_is_taught(tmp_path: object) -> None:
    library = Library.open(f"{tmp_path}/empty", create=True)
    with pytest.raises(PipelineError, match="nothing is scored here"):
        model_of(library)
