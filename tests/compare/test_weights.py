import pandas as pd

from pipeline.compare.weights import mention_weights, place_of, published


def test_a_sentences_vote_is_shared_and_weighed() -> None:
    mentions = pd.DataFrame(
        [
            ("a", 0, "headline", "outlet"),
            ("a", 3, "body", "outlet"),
            ("a", 3, "body", "outlet"),
            ("b", 3, "body", "speaker"),
        ],
        columns=["article_id", "sentence_id", "section", "voice"],
    )
    factors = {"section": {"headline": 3.0}, "voice": {"speaker": 0.5}}
    assert mention_weights(mentions, ["article_id"], factors).tolist() == [3.0, 0.5, 0.5, 0.5]
    assert mention_weights(mentions, ["article_id"], {}).tolist() == [1.0, 0.5, 0.5, 1.0]


def test_the_published_factors_name_what_the_tables_hold() -> None:
    factors = published()
    assert set(factors) <= {"section", "voice", "place"}
    assert set(factors.get("section", {})) <= {"headline", "lede", "body"}
    assert set(factors.get("voice", {})) <= {"outlet", "speaker"}
    assert set(factors.get("place", {})) <= {"opening", "middle", "closing"}
    assert all(0 < factor < 20 for values in factors.values() for factor in values.values())


def test_a_text_has_three_thirds() -> None:
    shares = pd.Series([-0.02, 0.0, 0.33, 0.34, 0.66, 0.67, 1.0])
    assert place_of(shares).tolist() == ["opening"] * 3 + ["middle"] * 2 + ["closing"] * 2
