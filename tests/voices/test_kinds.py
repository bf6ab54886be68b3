import pytest

from pipeline.voices.quotations import quotations


def kinds(text: str) -> list[str]:
    return [quotation.kind for quotation in quotations(text, [len(text)])]


@pytest.mark.parametrize(
    "text",
    [
        "“We will go home,” he said.",
        "“No,” said Roe.",
        "“Never!”",
        "Roe: “Never”.",
        "They were chanting “Orsk Lives” at the gate.",
        "A man held up a sign that read “Hands Off Orsk.”",
        "Roe called the plan “unfair” and left.",
        "The plan was “unfair”, according to Roe.",
        "Roe dismissed it as “noise” on Monday.",
        "In a statement the port promised “full” pay.",
        "Some 40 percent were “very happy” at the port.",
        "The harbour would be “open to all comers” by May.",
        "“Peace Now,” said Roe.",
        "Roe Backs 'Harbour Peace' as Port Strike Ends",
        "In his words, “never again shall it be”.",
    ],
)
def test_what_somebody_says_is_speech(text: str) -> None:
    assert kinds(text) == ["speech"]


@pytest.mark.parametrize(
    "text",
    [
        "The “experts” came to the harbour.",
        "The “experts” say that the harbour is safe.",
        "The port sent its “security guards” home.",
        "That is the kind of “reform” the harbour needs.",
        "The “law and order” party lost the harbour.",
        "“Experts” claim that the experts know the harbour.",
        "The 'reforms' closed the harbour.",
        "The crew of “Experts” left the harbour to other experts.",
    ],
)
def test_few_words_without_a_cue_are_held_at_a_distance(text: str) -> None:
    assert kinds(text) == ["scare"]


@pytest.mark.parametrize(
    "text",
    [
        "She starred in “The Long Night.”",
        "The film “Dusk” opens today.",
        "His novel, “The harbour at dusk,” sold well.",
        "On Channel Orsk’s “Morning Light,” Roe said that he would go.",
        "“Dusk” is a film by Lind.",
        "A report titled “what the sea knows” came out.",
        "It is known as “the great flood” here.",
        "The bridge was dubbed “the snail”.",
        "A blog called “fish and ships” broke the news.",
        "Robert “Bob” Vale left.",
        "Robert (“Bob”) Vale left.",
        "He used the word “crime” again.",
        "Roe spoke the phrase “never again” twice.",
        "She voted “no” on the plan.",
        "A “yes” vote keeps the harbour open.",
        "Press the “send” button.",
        "He was their “sherpa,” or guide, at the port.",
        "“Orsk” is a short word.",
        "It carried “!?” on its side.",
    ],
)
def test_titles_names_and_words_spoken_of_as_words(text: str) -> None:
    assert kinds(text) == ["title"]


def test_an_inner_quotation_is_told_by_the_words_around_it() -> None:
    assert kinds("“Those ‘experts’ know nothing,” she said.") == ["speech", "scare"]
    assert kinds("“They said that those ‘experts’ know nothing,” she said.") == ["speech", "speech"]
    assert kinds("“Harbours are ‘big’ here,” she said.") == ["speech", "speech"]


def test_a_cue_in_another_sentence_says_nothing() -> None:
    text = "Roe said that it rained. The “experts” came to the harbour. Lind agreed."
    ends = [text.index(".") + 1, text.index("harbour.") + 8, len(text)]
    assert [quotation.kind for quotation in quotations(text, ends)] == ["scare"]
    assert kinds(text) == ["speech"]
