from pathlib import Path

from streamlit.testing.v1 import AppTest

from pipeline.library import Library

from .conftest import EVENT

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"


def _page() -> AppTest:
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    page.switch_page("views/add.py").run()
    assert not page.exception
    return page


def _key(kind: str, *, of: Library) -> str:
    """Return the key of a box, which is new for each state of the library."""
    return f"{kind} {of.digest}"


def _names(library: Library) -> list[str]:
    return list(library.events()["name"])


def test_an_event_gets_another_name(tiny_library: Library) -> None:
    page = _page()
    page.text_input(key=f"event_name {EVENT}").set_value("The quay").run()
    page.button(key="event_rename").click().run()
    assert not page.exception
    assert _names(tiny_library) == ["The quay"]
    assert [done.value for done in page.success] == ["The event is called “The quay” now\\."]
    assert page.selectbox(key=_key("event_changed", of=tiny_library)).options == ["The quay (5 articles)"]


def test_articles_about_something_else_are_split_off_and_merged_back(tiny_library: Library) -> None:
    page = _page()
    apart = tiny_library.articles().set_index("title").loc["A walk by the sea", "article_id"]
    page.multiselect(key=_key(f"event_apart {EVENT}", of=tiny_library)).select(apart).run()
    page.button(key="event_split").click().run()
    assert "type a name" in page.error[0].value
    page.text_input(key=_key(f"event_apart_name {EVENT}", of=tiny_library)).set_value("Walks").run()
    page.button(key="event_split").click().run()
    assert not page.exception
    assert _names(tiny_library) == ["The harbour", "Walks"]
    walks = tiny_library.events().set_index("name").loc["Walks", "event_id"]
    assert list(tiny_library.articles(event=walks)["article_id"]) == [apart]

    page.selectbox(key=_key("event_changed", of=tiny_library)).set_value(walks).run()
    page.selectbox(key=_key(f"event_into {walks}", of=tiny_library)).set_value(EVENT).run()
    page.button(key="event_merge").click().run()
    assert not page.exception
    assert _names(tiny_library) == ["The harbour"]
    assert tiny_library.pinned() == {apart: EVENT}

    page.selectbox(key=_key("event_changed", of=tiny_library)).set_value(EVENT).run()
    page.button(key="event_unpin").click().run()
    assert tiny_library.pinned() == {}


def test_all_articles_of_an_event_cannot_be_split_off(tiny_library: Library) -> None:
    page = _page()
    every = page.multiselect(key=_key(f"event_apart {EVENT}", of=tiny_library))
    every.set_value(list(tiny_library.articles()["article_id"])).run()
    page.text_input(key=_key(f"event_apart_name {EVENT}", of=tiny_library)).set_value("Walks").run()
    page.button(key="event_split").click().run()
    assert "not all" in page.error[0].value
    assert _names(tiny_library) == ["The harbour"]


def test_hostile_names_stay_text(hostile_library: Library) -> None:
    event = str(hostile_library.events()["event_id"].iloc[0])
    hostile_library.name_event(event, ":red[now] $1 $2 ![x](http://example.invalid)")
    page = _page()
    (label,) = page.selectbox(key=_key("event_changed", of=hostile_library)).options
    assert label.startswith(":red[now] $1 $2 ![x](")  # a list of options shows plain text
    assert not any("![x](" in text.value for text in page.markdown)


def test_events_of_one_name_are_told_apart(tiny_library: Library) -> None:
    tiny_library.name_event("one", "Strike")
    tiny_library.name_event("two", "Strike")
    page = _page()
    page.selectbox(key=_key("event_changed", of=tiny_library)).set_value(EVENT).run()
    page.selectbox(key=_key(f"event_into {EVENT}", of=tiny_library)).set_value("one").run()
    page.button(key="event_merge").click().run()
    assert set(tiny_library.articles()["event"]) == {"one"}
