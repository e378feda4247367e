"""Writing a draft part by part: two at once, what cannot be kept, and what the checks say meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.testing import a_result
from balie.foundation.errors import NotAllowed, NotFound
from balie.operations.scripts import actions
from balie.operations.scripts.models import Version
from balie.operations.scripts.queries.designing import outline_of, words_of_version
from balie.operations.scripts.queries.written import document_of, newest_version
from balie.operations.scripts.rules import editing
from balie.operations.scripts.rules.editing import Change, mark_of
from balie.operations.scripts.testing import a_document, a_fault, a_published, a_say, a_variable, an_end, said

pytestmark = pytest.mark.django_db
NOW: dict[str, Any] = {"by": None, "at": MONDAY_9AM}


@pytest.fixture
def draft() -> Version:
    a_result()
    return actions.import_script(a_fault(), **NOW)


def _mark(section: str, key: str) -> str:
    return mark_of(editing.part_of(newest_version("fault").content, section, key))


def _node(key: str) -> Any:
    return document_of(newest_version("fault")).nodes[key]


@pytest.mark.usefixtures("draft")
def test_the_order_of_steps_and_choices_is_kept() -> None:
    assert list(document_of(newest_version("fault")).nodes) == list(a_fault().nodes)
    assert list(document_of(newest_version("fault")).variables["fault"].choices) == ["light", "heat", "water"]


@pytest.mark.usefixtures("draft")
def test_two_who_write_different_parts_at_once_lose_nothing() -> None:
    first, second = _mark("nodes", "greet"), _mark("nodes", "end")

    actions.change_part("fault", Change("nodes", "greet", a_say("Hello", to="what"), seen=first), **NOW)
    actions.change_part("fault", Change("nodes", "end", an_end(title=said("Good-bye")), seen=second), **NOW)

    assert (_node("greet").words["nl"], _node("end").title["nl"]) == ("Hello", "Good-bye")


@pytest.mark.usefixtures("draft")
def test_of_two_who_write_the_same_part_the_second_is_told_what_it_is_now() -> None:
    seen = _mark("nodes", "greet")
    actions.change_part("fault", Change("nodes", "greet", a_say("Hello", to="what"), seen=seen), **NOW)

    with pytest.raises(actions.PartOutdated) as refusal:
        actions.change_part("fault", Change("nodes", "greet", a_say("Hi", to="what"), seen=seen), **NOW)

    assert refusal.value.now == a_say("Hello", to="what")
    assert _node("greet").words["nl"] == "Hello"


@pytest.mark.usefixtures("draft")
def test_a_part_that_is_none_is_refused_by_its_places_and_nothing_is_kept() -> None:
    wrong = {"kind": "ask", "words": said("And?"), "ask": [], "to": [{"when": "x" * 501, "go": "end"}], "expected_seconds": "soon"}

    with pytest.raises(actions.WrongPart) as refusal:
        actions.change_part("fault", Change("nodes", "what", wrong, seen=_mark("nodes", "what")), **NOW)

    places = {fault.at for fault in refusal.value.faults}
    assert places == {"nodes.what.ask", "nodes.what.to.0.when", "nodes.what.expected_seconds"}
    assert _node("what") == a_fault().nodes["what"]


@pytest.mark.usefixtures("draft")
def test_a_new_step_after_another_stands_on_its_way_on() -> None:
    actions.change_part("fault", Change("nodes", "calm", {"kind": "say", "words": said("Calm")}, after="what"), **NOW)

    ways = [edge.go for edge in _node("calm").edges]
    assert (_node("what").to, ways) == ("calm", ["lamp", "story"])
    assert list(document_of(newest_version("fault")).nodes)[1:3] == ["what", "calm"]


@pytest.mark.usefixtures("draft")
def test_a_step_taken_out_leaves_its_dead_links_to_the_checks() -> None:
    actions.change_part("fault", Change("nodes", "lamp", None, seen=_mark("nodes", "lamp")), **NOW)

    outline = outline_of(newest_version("fault"))
    assert ("what", "leidt naar “lamp”, dat er niet is") in {(each.key, each.words) for each in outline.problems}


@pytest.mark.usefixtures("draft")
def test_a_way_is_added_before_the_default_and_only_between_steps_there_are() -> None:
    actions.add_way("fault", "what", "end", when='fault == "water"', **NOW)
    actions.add_way("fault", "greet", "story", **NOW)

    assert [(each.go, each.when) for each in _node("what").edges][1:] == [("end", 'fault == "water"'), ("story", None)]
    assert _node("greet").to == "story"
    with pytest.raises(NotFound):
        actions.add_way("fault", "greet", "nowhere", **NOW)


@pytest.mark.usefixtures("draft")
def test_steps_are_put_somewhere_and_back() -> None:
    actions.place_nodes("fault", {"greet": [40, 80]}, **NOW)
    assert _node("greet").place == (40, 80)

    actions.place_nodes("fault", {}, **NOW)
    assert _node("greet").place is None


@pytest.mark.usefixtures("draft")
def test_a_step_moves_in_the_outline() -> None:
    actions.move_node("fault", "what", -1, **NOW)

    assert list(document_of(newest_version("fault")).nodes)[:2] == ["what", "greet"]


def test_what_is_published_takes_no_change_and_runs_go_on() -> None:
    a_published()

    with pytest.raises(actions.NoDraft):
        actions.change_part("talk", Change("nodes", "greet", a_say(), seen=""), **NOW)


@pytest.mark.usefixtures("draft")
def test_it_takes_the_right_to_write() -> None:
    with pytest.raises(NotAllowed):
        actions.change_part("fault", Change("variables", "more", a_variable()), by=a_user("operator"), at=MONDAY_9AM)


def test_words_that_changed_in_one_language_may_be_outdated_in_the_others() -> None:
    a_published()
    actions.begin_draft("talk", **NOW)
    place, mark = "nodes.greet.words", mark_of(newest_version("talk").content["nodes"]["greet"]["words"])

    actions.change_words("talk", {place: ({"nl": "Goedendag", "fr": "Good morning", "de": "Good morning"}, mark)}, **NOW)

    row = next(row for row in words_of_version(newest_version("talk")).rows if row.place == place)
    assert row.states == {"fr": "outdated", "de": "outdated", "en": "missing"}
    with pytest.raises(actions.PartOutdated):
        actions.change_words("talk", {place: ({"nl": "Hallo"}, mark)}, **NOW)


def test_only_unready_texts_are_shown_and_long_lists_come_in_pages() -> None:
    a_result()
    nodes: dict[str, Any] = {f"say{at}": a_say(to=f"say{at + 1}" if at < 49 else "end") for at in range(50)}
    nodes["say49"]["words"] = {"nl": "Enkel hier"}
    actions.import_script(a_document({**nodes, "end": an_end()}), **NOW)

    page = words_of_version(newest_version("talk"))
    assert (len(page.rows), page.next_start, page.unready) == (40, 40, 1)
    assert [row.place for row in words_of_version(newest_version("talk"), only_unready=True).rows] == ["nodes.say49.words"]
