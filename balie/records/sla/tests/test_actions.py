from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.foundation.errors import Invalid, NotAllowed
from balie.records.calendars import actions as calendars
from balie.records.sla import actions, queries
from balie.records.sla.events import ClockBreached, ClockWarned
from balie.records.sla.models import Agreement, Clock, ClockEvent, Target
from balie.records.sla.subjects import Subject
from balie.records.sla.tasks import rebase_clocks
from balie.records.sla.testing import a_calendar, an_agreement, promise_solution
from balie.records.taxonomy.models import Purpose
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TICKET = Subject("ticket", 1)
LONG_AGO = datetime(2020, 3, 2, 8, tzinfo=UTC)  # a Monday, 9:00 in Brussels
NOW = {"by": None, "at": MONDAY_9AM}


def a_clock(agreement=None, *, subject=TICKET, priority=3, at=MONDAY_9AM, **fields) -> Clock:
    return actions.start_clock(
        subject, agreement=agreement or an_agreement(), metric="solution", priority=priority, by=None, at=at, **fields
    )


@pytest.fixture
def told(monkeypatch):
    """What is announced of clocks."""
    heard = []
    monkeypatch.setattr("balie.records.sla.actions.telling.announce", heard.append)
    return heard


def test_a_clock_is_due_when_its_promise_has_been_open():
    clock = a_clock()

    assert clock.due_at == MONDAY_9AM + 5 * HOUR  # four hours and lunch
    assert (clock.next_percent, clock.next_at) == (75, MONDAY_9AM + 3 * HOUR)


def test_a_promise_runs_once_for_a_subject():
    a_clock()

    with pytest.raises(actions.AlreadyRunning):
        a_clock()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.create(
            **{field.attname: getattr(Clock.objects.get(), field.attname) for field in Clock._meta.fields if field.name != "id"}
        )


def test_several_agreements_run_at_once_for_a_subject():
    a_clock()
    a_clock(an_agreement("internal", kind="internal"))

    assert len(queries.clocks_of("ticket", 1)) == 2


def test_where_nothing_is_promised_no_clock_starts():
    with pytest.raises(actions.NoPromise):
        a_clock(an_agreement("empty", hours=0))


def test_a_pause_takes_the_due_time_away_and_its_end_gives_it_back_later():
    clock = a_clock()

    paused = actions.pause_clock(clock.pk, reason="customer", by=None, at=MONDAY_9AM + HOUR)
    assert (paused.due_at, paused.is_paused) == (None, True)
    assert (paused.next_percent, paused.next_at) == (None, None)

    again = actions.resume_clock(clock.pk, reason="customer", by=None, at=MONDAY_9AM + 2 * HOUR)
    assert (again.due_at, again.is_paused) == (MONDAY_9AM + 6 * HOUR, False)


def test_a_higher_priority_keeps_the_pause_that_was_earned():
    clock = a_clock()
    actions.pause_clock(clock.pk, reason="customer", by=None, at=MONDAY_9AM + HOUR / 2)
    actions.resume_clock(clock.pk, by=None, at=MONDAY_9AM + HOUR)

    higher = actions.rebase_clock(clock.pk, agreement=an_agreement(), priority=1, by=None, at=MONDAY_9AM + HOUR)

    assert (higher.priority, higher.due_at) == (1, MONDAY_9AM + 2.5 * HOUR)


def test_a_longer_promise_after_a_breach_keeps_the_breach():
    clock = a_clock(priority=1)

    later = actions.rebase_clock(clock.pk, agreement=an_agreement(), priority=3, by=None, at=MONDAY_9AM + 2.5 * HOUR)

    assert later.breached_at == MONDAY_9AM + 2 * HOUR
    assert later.due_at == MONDAY_9AM + 5 * HOUR


def test_a_stopped_clock_tells_nothing_more_and_starts_no_more():
    clock = a_clock()

    stopped = actions.stop_clock(clock.pk, by=None, at=MONDAY_9AM + HOUR)

    assert (stopped.stopped_at, stopped.breached_at) == (MONDAY_9AM + HOUR, None)
    assert (stopped.next_percent, stopped.next_at) == (None, None)
    with pytest.raises(actions.ClockStopped):
        actions.resume_clock(clock.pk, by=None, at=MONDAY_9AM + 2 * HOUR)
    assert a_clock().pk != clock.pk


def test_a_host_whose_clock_was_set_back_writes_no_history_anew():
    clock = a_clock()
    actions.pause_clock(clock.pk, reason="customer", by=None, at=MONDAY_9AM + HOUR)

    again = actions.resume_clock(clock.pk, by=None, at=MONDAY_9AM)

    assert not again.is_paused
    assert again.due_at - (MONDAY_9AM + 5 * HOUR) < timedelta(seconds=1)


def test_the_log_of_a_clock_cannot_be_changed():
    a_clock()

    for statement in ("UPDATE sla_clockevent SET reason = 'x'", "DELETE FROM sla_clockevent"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_warnings_and_the_breach_are_told_once_in_their_order(told):
    clock = a_clock(at=LONG_AGO)

    assert [actions.tell_steps() for _turn in range(3)] == [1, 1, 0]

    assert [type(event) for event in told] == [ClockWarned, ClockBreached]
    assert (told[0].percent, told[0].subject_kind, told[0].subject_id) == (75, "ticket", 1)
    clock.refresh_from_db()
    assert clock.breached_at == clock.due_at


def test_what_lies_ahead_is_not_told(told):
    a_clock(at=datetime.now(UTC) + timedelta(days=1))

    assert actions.tell_steps() == 0


def test_a_paused_clock_tells_nothing(told):
    clock = a_clock(at=LONG_AGO)
    actions.pause_clock(clock.pk, reason="customer", by=None, at=LONG_AGO + HOUR)

    assert actions.tell_steps() == 0


def test_a_warning_comes_again_when_a_longer_promise_puts_it_ahead(told):
    clock = a_clock(priority=1, at=LONG_AGO)
    actions.tell_steps()
    actions.tell_steps()
    promise_solution(an_agreement("long", hours=0), 4 * 24 * 365, a_calendar("long"))

    actions.rebase_clock(clock.pk, agreement=Agreement.objects.get(key="long"), priority=3, by=None, at=LONG_AGO + HOUR * 3)

    clock.refresh_from_db()
    assert clock.breached_at
    assert clock.next_percent == 75
    Clock.objects.update(next_at=LONG_AGO)
    actions.tell_steps()
    assert list(clock.steps.order_by("pk").values_list("percent", "round", "is_over")) == [(75, 1, True), (100, 1, True), (75, 2, False)]


def test_a_change_of_targets_re_bases_the_running_clocks():
    running, done = a_clock(), a_clock(subject=Subject("ticket", 2))
    actions.stop_clock(done.pk, by=None, at=MONDAY_9AM + HOUR)
    promise_solution(an_agreement(), 2)

    actions.rebase_batch(agreement_id=an_agreement().pk, at=MONDAY_9AM + HOUR)

    running.refresh_from_db()
    done.refresh_from_db()
    assert (running.seconds, running.due_at) == (7200, MONDAY_9AM + 2 * HOUR)
    assert done.seconds == 4 * 3600
    assert running.events.filter(kind="rebased").count() == 1


def test_reckoning_anew_without_a_change_adds_nothing_to_the_log():
    clock = a_clock()

    actions.rebase_batch(agreement_id=clock.agreement_id, at=MONDAY_9AM + HOUR)

    assert clock.events.count() == 1


def test_what_says_the_same_after_a_change_is_not_written_again():
    clock = a_clock()

    with CaptureQueriesContext(connection) as asked:
        actions.rebase_batch(agreement_id=clock.agreement_id, at=MONDAY_9AM + HOUR)

    assert not [query for query in asked if query["sql"].startswith("UPDATE")]


def test_a_promise_that_is_made_no_more_stays_for_the_clocks_that_run():
    clock = a_clock()
    actions.save_targets(clock.agreement, cells={}, calendars={}, **NOW)

    actions.rebase_batch(agreement_id=clock.agreement_id, at=MONDAY_9AM + HOUR)

    clock.refresh_from_db()
    assert clock.due_at == MONDAY_9AM + 5 * HOUR


def test_a_closing_day_moves_what_is_due_but_not_what_was_broken():
    late, running = a_clock(), a_clock(subject=Subject("ticket", 2), at=MONDAY_9AM + 6 * HOUR)
    calendars.save_own_day(a_calendar(), first=date(2026, 11, 23), last=date(2026, 11, 24), name={"nl": "Dicht"}, **NOW)

    actions.rebase_batch(calendar_id=a_calendar().pk, at=MONDAY_9AM + 7 * HOUR)

    late.refresh_from_db()
    running.refresh_from_db()
    assert late.breached_at == MONDAY_9AM + 5 * HOUR
    assert running.due_at == datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


def test_many_clocks_are_re_based_a_batch_a_job(monkeypatch):
    monkeypatch.setattr("balie.records.sla.actions.rebasing.BATCH", 2)
    monkeypatch.setattr("balie.records.sla.tasks.REBASE_SECONDS", 0)
    deferred = []
    monkeypatch.setattr("balie.records.sla.tasks.defer_rebasing", lambda **scope: deferred.append(scope))
    clocks = [a_clock(subject=Subject("ticket", at)) for at in range(3)]
    promise_solution(an_agreement(), 2)

    rebase_clocks(an_agreement().pk, 0, 0)
    rebase_clocks(**deferred.pop())

    assert not deferred
    assert set(Clock.objects.values_list("seconds", flat=True)) == {7200}
    assert ClockEvent.objects.filter(kind="rebased").count() == len(clocks)


def test_a_job_goes_on_with_batches_while_it_has_time(monkeypatch):
    monkeypatch.setattr("balie.records.sla.actions.rebasing.BATCH", 2)
    clocks = [a_clock(subject=Subject("ticket", at)) for at in range(5)]
    promise_solution(an_agreement(), 2)

    rebase_clocks(an_agreement().pk, 0, 0)

    assert ClockEvent.objects.filter(kind="rebased").count() == len(clocks)


def test_a_batch_asks_as_much_for_many_clocks_as_for_few(django_assert_max_num_queries):
    for at in range(20):
        a_clock(subject=Subject("ticket", at))
    promise_solution(an_agreement(), 2)

    with django_assert_max_num_queries(22):
        actions.rebase_batch(agreement_id=an_agreement().pk, at=MONDAY_9AM + HOUR)


def test_the_target_of_the_purpose_goes_before_that_of_all():
    agreement, purpose = an_agreement(), a_term(Purpose, "fault")
    cells = {(3, "solution"): HOUR}
    actions.save_targets(agreement, purpose=purpose, cells=cells, calendars={3: a_calendar()}, **NOW)

    assert queries.target_for(agreement, metric="solution", priority=3, purpose=purpose).seconds == 3600
    assert queries.target_for(agreement, metric="solution", priority=4, purpose=purpose).seconds == 4 * 3600
    assert queries.target_for(agreement, metric="solution", priority=3).seconds == 4 * 3600
    assert queries.target_for(agreement, metric="first", priority=3) is None


def test_saving_targets_of_one_purpose_leaves_the_others():
    agreement = an_agreement()
    actions.save_targets(agreement, purpose=a_term(Purpose, "fault"), cells={}, calendars={}, **NOW)

    assert Target.objects.count() == 4


@pytest.mark.parametrize(
    ("cells", "calendar", "field"),
    [
        ({(3, "solution"): HOUR}, False, "calendar_3"),
        ({(9, "solution"): HOUR}, True, "priority"),
        ({(3, "wonder"): HOUR}, True, "priority"),
        ({(3, "solution"): 200_000 * HOUR}, True, "cell_3_solution"),
    ],
)
def test_a_target_that_cannot_be_is_refused_by_field(cells, calendar, field):
    chosen = {priority: a_calendar() for priority in (3, 9)} if calendar else {}

    with pytest.raises(Invalid) as caught:
        actions.save_targets(an_agreement(), cells=cells, calendars=chosen, **NOW)

    assert caught.value.field_name == field


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name_nl", {"name": {"nl": " "}}),
        ("last_on", {"first_on": date(2026, 2, 1), "last_on": date(2026, 1, 1)}),
        ("warn_percents", {"warn_percents": [0]}),
        ("warn_percents", {"warn_percents": [301]}),
    ],
)
def test_an_agreement_that_cannot_be_is_refused_by_field(field, values):
    with pytest.raises(Invalid) as caught:
        actions.save_agreement(Agreement(key="x"), **({"name": {"nl": "X"}, "kind": "customer"} | values), **NOW)

    assert caught.value.field_name == field


def test_only_who_manages_service_levels_changes_them():
    with pytest.raises(NotAllowed):
        actions.save_agreement(Agreement(key="x"), name={"nl": "X"}, kind="customer", by=a_user("lead"), at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.save_targets(an_agreement(), cells={}, calendars={}, by=a_user("operator"), at=MONDAY_9AM)


def test_what_is_agreed_is_audited():
    actions.save_agreement(Agreement(key="x"), name={"nl": "X"}, kind="customer", by=a_user("supervisor"), at=MONDAY_9AM)

    assert AuditLine.objects.filter(verb="sla.agreement_created").exists()


def test_one_agreement_of_a_kind_is_the_default_while_it_is_valid():
    old, new = an_agreement("old", last_on=date(2026, 10, 31)), an_agreement("new")
    actions.make_default(old, **NOW)
    assert queries.default_agreement("customer", date(2026, 11, 1)) is None

    actions.make_default(new, **NOW)

    assert queries.default_agreement("customer", date(2026, 11, 1)) == new
    assert Agreement.objects.filter(is_default=True).count() == 1


def test_the_ledger_of_a_clock_is_read_from_its_log():
    clock = a_clock()
    actions.pause_clock(clock.pk, reason="customer", by=None, at=MONDAY_9AM + HOUR)

    entries = queries.ledger_of(clock, MONDAY_9AM + 2 * HOUR)

    assert [(each.why, each.reasons) for each in entries] == [("counted", ()), ("paused", ("customer",))]


def test_a_change_of_an_agreement_or_a_calendar_has_the_clocks_reckoned_by_a_job():
    agreement, calendar = an_agreement(), a_calendar()
    jobs = ProcrastinateJob.objects.filter(task_name="sla.rebase_clocks")
    before = jobs.count()

    calendars.save_own_day(calendar, first=date(2026, 11, 24), name={"nl": "Dicht"}, **NOW)
    actions.save_targets(agreement, cells={}, calendars={}, **NOW)

    assert [job.args for job in jobs.order_by("pk")[before:]] == [
        {"agreement_id": 0, "calendar_id": calendar.pk, "after": 0},
        {"agreement_id": 0, "calendar_id": calendar.pk, "after": 0, "settles": True},
        {"agreement_id": agreement.pk, "calendar_id": 0, "after": 0},
        {"agreement_id": agreement.pk, "calendar_id": 0, "after": 0, "settles": True},
    ]


def test_hours_that_a_promise_counts_by_are_not_removed():
    an_agreement()

    with pytest.raises(calendars.StillUsed):
        calendars.remove_calendar(a_calendar(), by=None, at=MONDAY_9AM)
