"""The number beside a saved list is the length of the list its viewer opens, whatever happens, in whatever order, and at the same time."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.levels import Level
from balie.casework.tickets import actions, tasks
from balie.casework.tickets.models import SavedView, Ticket
from balie.casework.tickets.queries.lists import VIEWS, Filters, numbers_found
from balie.casework.tickets.queries.views import views_for
from balie.casework.tickets.testing import a_ticket, counted
from balie.foundation.errors import Refusal
from balie.foundation.statements.settling import is_settled, transaction_mark
from balie.records.taxonomy.models import Category, Result
from balie.records.taxonomy.testing import a_term

FILTERS = st.builds(
    Filters,
    view=st.sampled_from(VIEWS),
    states=st.sampled_from([(), (), ("new",), ("closed", "solved"), ("open", "customer", "third"), tuple(Ticket.State.values)]),
    priorities=st.sampled_from([(), (), (1,), (2, 3)]),
    language=st.sampled_from(["", "", "nl"]),
    tag=st.sampled_from(["", "", "meter"]),
    sort=st.sampled_from(["changed", "number", "waiting"]),
)


class Desk:
    """Two teams, four people who see differently, and verbs that each do one thing or are refused. `one` and `two` are any numbers."""

    def __init__(self, definitions: Sequence[Filters]) -> None:
        self.teams = [a_team("energie"), a_team("winkel")]
        self.category, self.result = a_term(Category), a_term(Result)
        self.people = [
            a_user("supervisor", teams=[self.teams[0]]),
            a_user("lead", leads=[self.teams[1]]),
            a_user("operator", teams=[self.teams[0]]),
            a_user("operator", teams=self.teams),
        ]
        self.definitions, self.at = definitions, MONDAY_9AM
        for number in range(len(definitions)):
            self.save(number, number)

    def do(self, verb: str, one: int, two: int) -> None:
        self.at += timedelta(minutes=1)
        with suppress(Refusal):
            {**self.on_tickets, **self.on_views}[verb](one, two)

    @property
    def on_tickets(self) -> dict[str, Callable[[int, int], object]]:
        team, person, ticket = self._team, self._person, self._ticket
        return {
            "open": self.open,
            "take": lambda one, two: actions.take(ticket(one).number, by=person(two), at=self.at),
            "assign": lambda one, two: actions.assign(ticket(one).number, person(two), by=self.people[0], at=self.at),
            "transfer": lambda one, two: actions.transfer(
                ticket(one).number,
                team=team(two),
                owner=person(one) if two % 3 else None,
                reason="past daar beter",
                by=self.people[0],
                at=self.at,
            ),
            "close": lambda one, two: actions.close_ticket(
                ticket(one).number, result=self.result, sentence="klaar", is_told=True, is_final=two % 2 == 0, by=self.people[0], at=self.at
            ),
            "reopen": lambda one, _two: actions.reopen(ticket(one).number, by=self.people[0], at=self.at),
            "wait": lambda one, two: actions.set_state(
                ticket(one).number, ("customer", "third", "open")[two % 3], by=self.people[0], at=self.at
            ),
            "tag": lambda one, two: self._set(one, tags=["meter", "stroom"] if two % 2 else []),
            "urgency": lambda one, two: self._set(one, urgency=1 + two % 3, impact=1 + one % 3),
            "language": lambda one, two: self._set(one, language=("nl", "fr")[two % 2]),
            "category": lambda one, two: self._set(one, category=self.category if two % 2 else None),
            "level": lambda one, two: Ticket.objects.filter(pk=ticket(one).pk).update(level=two % 4),
            "part": lambda one, two: Ticket.objects.filter(pk=ticket(one).pk).update(
                participant_ids=[each.pk for each in self.people[two % 4 : two % 4 + one % 3]]
            ),
            "share": lambda one, two: Ticket.objects.filter(pk=ticket(one).pk).update(also_team_ids=[team(two).pk] if one % 2 else []),
            "ask": lambda one, two: Ticket.objects.filter(pk__gte=ticket(one).pk).update(answer_due_since=self.at if two % 2 else None),
            "merge": lambda one, two: actions.merge_tickets(ticket(one).number, into=ticket(two).number, by=self.people[0], at=self.at),
            "apart": lambda one, _two: actions.take_apart(ticket(one).number, by=self.people[0], at=self.at),
            "undo": lambda one, two: actions.undo(ticket(one).number, by=person(two), at=self.at),
        }

    @property
    def on_views(self) -> dict[str, Callable[[int, int], object]]:
        return {
            "save": self.save,
            "change": lambda one, two: self._each_of(
                one, lambda pk, by: actions.change_view(pk, filters=self._filters(two), by=by, at=self.at)
            ),
            "remove": lambda one, _two: self._each_of(one, lambda pk, by: actions.remove_view(pk, by=by, at=self.at)),
            "restore": lambda one, _two: self._each_of(one, lambda pk, by: actions.restore_view(pk, by=by, at=self.at), is_removed=True),
            "fold": lambda _one, _two: (actions.fold_view_deltas(), actions.sweep_view_counts()),
        }

    def open(self, one: int, two: int) -> Ticket:
        level = Level.TEAM if two % 3 == 0 else Level.OPEN
        team = [*self.teams, None][one % 3]
        category = self.category if two % 2 else None
        return a_ticket(at=self.at, language=("nl", "fr")[one % 2], team=team, category=category, level=level)

    def save(self, one: int, two: int) -> None:
        by = self._person(one)
        team = self._team(two) if two % 2 and self._team(two).pk in by.team_ids else None
        counted(actions.save_view(f"lijst {one} {two} {self.at}", self._filters(one), team=team, by=by, at=self.at))

    def _filters(self, which: int) -> Filters:
        """One of the definitions, some of them of one team, category or owner."""
        more = ({}, {"team_id": self.teams[0].pk}, {"category_id": self.category.pk}, {"owner_id": self.people[2].pk})
        return replace(self.definitions[which % len(self.definitions)], **more[which % 4])

    def _each_of(self, which: int, verb: Callable[[int, User], SavedView], *, is_removed: bool = False) -> None:
        views = list(SavedView.objects.filter(removed_at__isnull=not is_removed).select_related("made_by").order_by("pk"))
        for view in views[which % len(views) :][:1] if views else []:
            by = next(each for each in self.people if each.pk == view.made_by_id)
            counted(verb(view.pk, by))

    def _set(self, which: int, **fields: object) -> None:
        actions.set_fields(self._ticket(which).number, by=self.people[0], at=self.at, **fields)  # type: ignore[arg-type]

    def _ticket(self, which: int) -> Ticket:
        found = list(Ticket.objects.order_by("pk"))
        return found[which % len(found)] if found else self.open(which, which)

    def _team(self, which: int) -> Team:
        return self.teams[which % 2]

    def _person(self, which: int) -> User:
        return self.people[which % 4]


VERBS = (
    "open",
    "take",
    "assign",
    "transfer",
    "close",
    "reopen",
    "wait",
    "tag",
    "urgency",
    "language",
    "category",
    "level",
    "part",
    "share",
    "ask",
)
MORE = ("merge", "apart", "undo", "save", "change", "remove", "restore", "fold")
STEPS = st.lists(st.tuples(st.sampled_from(VERBS + MORE), st.integers(0, 11), st.integers(0, 11)), min_size=5, max_size=30)


def wrong(people: Sequence[User]) -> list[tuple[str, Filters, int | None, int]]:
    """The lists whose number is not their length."""
    found = [(row, len(numbers_found(viewer, row.filters, most=1000)), viewer) for viewer in people for row in views_for(viewer)]
    return [(viewer.username, row.filters, row.count, length) for row, length, viewer in found if row.count != length]


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(FILTERS, min_size=2, max_size=6), STEPS)
def test_each_viewer_reads_the_length_of_the_list_after_every_step(
    definitions: Sequence[Filters], steps: Sequence[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        desk = Desk(definitions)

        for step in steps:
            desk.do(*step)
            assert not wrong(desk.people), step
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_writers_at_work_while_lists_are_saved_changed_and_folded_lose_nothing() -> None:
    """Real connections: three people work, one makes and changes lists, two jobs count and fold. At the end every number is right."""
    desk = Desk([Filters(view=view) for view in VIEWS])
    for number in range(12):
        desk.open(number, number + 1)
    over, failed = Event(), list[BaseException]()
    writers = [_thread(lambda seed=seed: _work(desk, seed), failed) for seed in range(3)]
    others = [_thread(lambda: _until(over, _run_jobs), failed), _thread(lambda: _until(over, actions.fold_view_deltas), failed)]
    makers = [_thread(lambda: _make_views(desk), failed)]
    for each in (*others, *writers, *makers):
        each.start()
    for each in (*writers, *makers):
        each.join(60)
    over.set()
    for each in others:
        each.join(60)

    _run_jobs()

    assert not failed
    assert SavedView.objects.filter(removed_at=None).count() > len(VIEWS)
    assert not wrong(desk.people)
    actions.fold_view_deltas()
    assert not wrong(desk.people)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_was_under_way_when_the_list_was_saved_is_waited_for() -> None:
    """What began without knowing of the list ends before it is counted: else its ticket would be in neither."""
    by = a_user("operator")
    a_ticket()
    written, may_end = Event(), Event()

    def write_slowly() -> None:
        with transaction.atomic():
            a_ticket()
            written.set()
            may_end.wait(20)

    failed = list[BaseException]()
    writer = _thread(write_slowly, failed)
    writer.start()
    written.wait(20)
    view = actions.save_view("Alles", Filters(view="all"), by=by, at=MONDAY_9AM)
    mark = transaction_mark()

    was_settled = is_settled(mark)
    tasks.count_view(view.pk, view.generation, mark)
    unknown = [row.count for row in views_for(by)]
    may_end.set()
    writer.join(20)
    _until_settled(mark)
    tasks.count_view(view.pk, view.generation, mark)

    assert not failed
    assert not was_settled
    assert unknown == [None]
    assert [row.count for row in views_for(by)] == [2]


def _work(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    for _step in range(40):
        verb = dice.choice(VERBS[:12])
        with suppress(Refusal), transaction.atomic():
            desk.on_tickets[verb](dice.randrange(12), dice.randrange(12))


def _make_views(desk: Desk) -> None:
    for number in range(12):
        view = actions.save_view(f"onderwijl {number}", desk._filters(number), by=desk.people[number % 4], at=MONDAY_9AM)
        actions.change_view(view.pk, filters=desk._filters(number + 1), by=desk.people[number % 4], at=MONDAY_9AM)
        actions.change_view(desk_view(desk, number), filters=desk._filters(number + 2), by=desk.people[number % 4], at=MONDAY_9AM)


def desk_view(desk: Desk, number: int) -> int:
    """One of the lists that were there from the start, of the same person."""
    own = SavedView.objects.filter(made_by=desk.people[number % 4], name__startswith="lijst").order_by("pk")
    return own[0].pk


def _run_jobs() -> None:
    """As the worker does: each list that is not counted, once what was under way has ended."""
    for view in SavedView.objects.filter(is_counted=False, removed_at=None):
        mark = transaction_mark()
        _until_settled(mark)
        actions.count_view(view.pk, view.generation)


def _until_settled(mark: int) -> None:
    while not is_settled(mark):
        Event().wait(0.01)


def _until(over: Event, work: Callable[[], object]) -> None:
    while not over.wait(0.01):
        work()


def _thread(work: Callable[[], object], failed: list[BaseException]) -> Thread:
    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    return Thread(target=run, daemon=True)
