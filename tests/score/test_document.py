"""Documents that are encoded together have the rows that each has alone."""

from dataclasses import replace

import pytest

from pipeline.clean import clean
from pipeline.encoder import Model
from pipeline.score import document
from pipeline.score.document import score_document, score_documents

from ..conftest import ALPHA, BETA


def test_documents_together_have_the_rows_of_each_alone(tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    long = replace(ALPHA, text="\n\n".join([ALPHA.text] * 4))
    docs = [clean(article) for article in (ALPHA, long, BETA, replace(BETA, text=BETA.text.upper()))]
    monkeypatch.setattr(document, "_CHUNK", len(score_document(docs[0], tiny)["sentences"]) + 4)
    passes: list[int] = []
    encode = tiny.encode
    monkeypatch.setattr(tiny, "encode", lambda texts: passes.append(len(texts)) or encode(texts), raising=False)
    together = list(score_documents(docs, tiny))
    assert max(passes) <= document._CHUNK
    passes.clear()
    alone = [score_document(doc, tiny) for doc in docs]
    assert len(together) == len(alone) == 4
    for one, other in zip(together, alone, strict=True):
        assert one.keys() == other.keys()
        for name in one:
            assert len(one[name]) == len(other[name]), name
            for row, same in zip(one[name], other[name], strict=True):
                assert row.keys() == same.keys()
                for column, value in row.items():
                    if isinstance(value, float):
                        assert value == pytest.approx(same[column], abs=1e-5)
                    elif column != "vector":
                        assert value == same[column]


def test_no_documents_give_nothing(tiny: Model) -> None:
    assert list(score_documents([], tiny)) == []
