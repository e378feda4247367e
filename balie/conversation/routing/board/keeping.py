"""The board as JSON and back: whoever reads it decides as whoever wrote it would have."""

from __future__ import annotations

from collections import Counter
from typing import Any

from balie.conversation.routing.board.board import Board
from balie.conversation.routing.board.facts import Profile, read_queue, write_queue
from balie.conversation.routing.board.pieces import Item, Person


def write_board(board: Board) -> dict[str, Any]:
    return {
        "now": board.now,
        "queues": [write_queue(each) for each in board.queues.values()],
        "most": board.most,
        "beside": {channel: sorted(others) for channel, others in board.beside.items()},
        "people": [_write_person(each) for each in board.people.values()],
        "items": [_write_item(each) for each in board.items.values()],
    }


def read_board(written: dict[str, Any]) -> Board:
    board = Board()
    board.now = written["now"]
    board.queues = {queue.id: queue for each in written["queues"] for queue in [read_queue(each)]}
    board.most = written["most"]
    board.beside = {channel: frozenset(others) for channel, others in written["beside"].items()}
    board.people = {person.id: person for each in written["people"] for person in [_read_person(each)]}
    board.items = {item.id: item for each in written["items"] for item in [_read_item(each)]}
    for item in board.items.values():
        board.place(item)
    for person in board.people.values():
        board.rest(person)
    return board


def _write_person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "languages": sorted(person.profile.languages),
        "skills": [list(each) for each in person.profile.skills],
        "teams": sorted(person.profile.teams),
        "state": person.state,
        "since": person.since,
        "offers": person.offers,
        "held": {channel: count for channel, count in person.held.items() if count},
        "rings": person.rings,
        "rests_until": person.rests_until,
        "keeps_since": person.keeps_since,
    }


def _read_person(written: dict[str, Any]) -> Person:
    skills = tuple((skill, level) for skill, level in written["skills"])
    profile = Profile(frozenset(written["languages"]), skills, frozenset(written["teams"]))
    plain = {name: written[name] for name in ("id", "state", "since", "offers", "rings", "rests_until", "keeps_since")}
    return Person(profile=profile, held=Counter(written["held"]), **plain)


def _write_item(item: Item) -> dict[str, Any]:
    plain = ("id", "queue", "channel", "language", "may_drop_language", "bonus_ms", "since", "offered_to")
    return {name: getattr(item, name) for name in plain} | {
        "skills": {str(skill): least for skill, least in item.skills.items()},
        "missed": sorted(item.missed),
    }


def _read_item(written: dict[str, Any]) -> Item:
    skills = {int(skill): least for skill, least in written["skills"].items()}
    return Item(**(written | {"skills": skills, "missed": set(written["missed"])}))
