"""A menu, edited as an outline and checked as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from balie.access.accounts.testing import a_user
from balie.conversation.ivr import queries
from balie.conversation.ivr.models import Answering, Menu, MenuVersion
from balie.conversation.ivr.rules import editing
from balie.conversation.ivr.rules.outline import Kind, Line, parent_of
from balie.conversation.ivr.testing import a_line, a_menu
from balie.conversation.routing.models import Queue
from balie.conversation.telephony.models import Number
from balie.foundation.text.labels import LANGUAGES

pytestmark = pytest.mark.django_db

NEW = "/settings/telephone/menus/new/"
NAMED = {"key": "main", "name_en": "Main"}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user("administrator", username="boss", language="en"))
    return client


def sent(*lines: Line, **more: Any) -> dict[str, Any]:
    """The outline as its page sends it."""
    data: dict[str, Any] = {"line": [line.id for line in lines], **more}
    for line in lines:
        data |= {f"kind-{line.id}": line.kind.value, f"depth-{line.id}": line.depth, f"key-{line.id}": line.key}
        data |= {f"words-{code}-{line.id}": line.words.get(code, "") for code in LANGUAGES}
        data |= {f"languages-{line.id}": list(line.languages), f"queue-{line.id}": line.queue or ""}
    return data


LANGUAGE = a_line(Kind.LANGUAGE, "language", languages=("nl", "fr"), words={})


def to(queue: Queue) -> Line:
    return a_line(Kind.QUEUE, "queue", queue=queue.pk, words={})


def test_a_menu_is_kept_with_its_numbers(desk: Client, queue: Queue, number: Number) -> None:
    answer = desk.post(NEW, sent(LANGUAGE, to(queue), **NAMED, numbers=[number.pk]))
    menu = Menu.objects.get()

    assert answer.status_code == 303
    assert queries.lines_of(menu) == [LANGUAGE, to(queue)]
    assert Answering.objects.get().number == number
    assert "Choose a language" in desk.get("/settings/telephone/menus/main/").content.decode()
    assert "Main" in desk.get("/settings/telephone/menus/").content.decode()


def test_what_is_wrong_is_told_at_its_line_and_nothing_is_kept(desk: Client) -> None:
    answer = desk.post(NEW, sent(a_line(Kind.SAY, "say", words={"nl": "Dag"}), **NAMED))

    assert answer.status_code == 422
    assert "Words are missing in: French, English, German." in answer.content.decode()
    assert not Menu.objects.exists()


def test_a_menu_of_which_nobody_can_hear_a_line_answers_no_number(desk: Client, queue: Queue, number: Number) -> None:
    answer = desk.post(NEW, sent(a_line(Kind.SAY, "say"), to(queue), **NAMED, numbers=[number.pk]))

    assert answer.status_code == 422
    assert "words (nl, fr, en, de)" in answer.content.decode()
    assert not Answering.objects.exists()
    assert Menu.objects.exists()  # so that its words can be recorded


def test_a_button_changes_the_outline_and_keeps_nothing(desk: Client, queue: Queue) -> None:
    answer = desk.post(NEW, sent(to(queue), **NAMED, **{"edit": "add:", "new-": "language"}))

    assert answer.status_code == 200
    assert answer.content.decode().index("Choose a language</b>") < answer.content.decode().index("To the queue</b>")
    assert not Menu.objects.exists()


@pytest.mark.parametrize("more", [{"edit": "add:", "new-": "bomb"}, {"line": ["<script>"]}, {"line": ["x"]}])
def test_what_no_page_of_ours_sends_is_refused(desk: Client, queue: Queue, more: dict[str, Any]) -> None:
    assert desk.post(NEW, sent(to(queue), **NAMED) | more).status_code == 400


def test_the_same_outline_again_is_no_new_version(queue: Queue) -> None:
    a_menu([to(queue)])
    a_menu([to(queue)])
    a_menu([LANGUAGE, to(queue)])

    assert [*MenuVersion.objects.order_by("number").values_list("number", flat=True)] == [1, 2]


def test_a_name_that_is_taken_changes_no_other_menu(desk: Client, queue: Queue) -> None:
    a_menu([to(queue)])
    answer = desk.post(NEW, sent(LANGUAGE, to(queue), **NAMED))

    assert answer.status_code == 422
    assert MenuVersion.objects.count() == 1


ASK, QUEUE_STEP = a_line(Kind.ASK, "ask"), a_line(Kind.QUEUE, "queue", queue=1)


def ids(lines: list[Line]) -> list[tuple[str, int]]:
    return [(line.id, line.depth) for line in lines]


def test_a_new_line_stands_where_one_expects_it() -> None:
    lines = [ASK, a_line(Kind.CHOICE, "one", 1, key="1"), a_line(Kind.SAY, "say", 2), QUEUE_STEP]
    choice, step = a_line(Kind.CHOICE, "new"), a_line(Kind.SAY, "new")

    assert ids(editing.put_after(lines, 0, choice)) == [("ask", 0), ("one", 1), ("say", 2), ("new", 1), ("queue", 0)]
    assert ids(editing.put_after(lines, 1, choice)) == [("ask", 0), ("one", 1), ("say", 2), ("new", 1), ("queue", 0)]
    assert ids(editing.put_after(lines, 1, step)) == [("ask", 0), ("one", 1), ("new", 2), ("say", 2), ("queue", 0)]
    assert ids(editing.put_after(lines, 0, step)) == [("ask", 0), ("one", 1), ("say", 2), ("new", 0), ("queue", 0)]
    assert ids(editing.take_out(lines, 0)) == [("queue", 0)]
    assert ids(editing.move_down(lines, 0)) == [("queue", 0), ("ask", 0), ("one", 1), ("say", 2)]


@given(depths=some.lists(some.integers(0, 4), max_size=12), at=some.integers(0, 11), moves=some.lists(some.booleans(), max_size=4))
def test_moving_never_loses_a_line_nor_takes_one_from_what_it_stands_under(depths: list[int], at: int, moves: list[bool]) -> None:
    lines = [a_line(Kind.SAY, str(each), depth) for each, depth in enumerate(depths)]
    if any(depth > before + 1 for before, depth in zip([-1, *depths], depths, strict=False)) or at >= len(lines):
        return

    def parents(of: list[Line]) -> dict[str, str]:
        above = {line.id: parent_of(of, each) for each, line in enumerate(of)}
        return {line_id: of[found].id for line_id, found in above.items() if found is not None}

    moved = lines
    for is_up in moves:
        place = [line.id for line in moved].index(lines[at].id)
        moved = (editing.move_up if is_up else editing.move_down)(moved, place)

    assert sorted(ids(moved)) == sorted(ids(lines))
    assert parents(moved) == parents(lines)
