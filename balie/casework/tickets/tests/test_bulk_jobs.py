"""All that a list holds is changed by a job: shown first, then with progress, stopped, undone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.tickets import actions, tasks
from balie.casework.tickets.actions import bulk_jobs
from balie.casework.tickets.models import BulkJob, BulkRefusal, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.foundation.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db


def ask(desk: Client, verb: str, here: str = "/tickets/?view=all", **typed: object) -> BulkJob:
    answer = desk.post("/tickets/bulk/", {"verb": verb, "scope": "found", "here": here, **typed})
    assert re.fullmatch(r"/tickets/bulk/\d+/", answer.url)
    return BulkJob.objects.latest("pk")


def run(desk: Client, job: BulkJob) -> BulkJob:
    desk.post(f"/tickets/bulk/{job.pk}/start/")
    tasks.bulk(job.pk)
    return BulkJob.objects.get(pk=job.pk)


def test_all_found_is_shown_with_its_count_before_anything_is_changed(desk: Client) -> None:
    tickets = [a_ticket() for _each in range(60)]
    a_ticket(state="closed")

    job = ask(desk, "tag", tag="storm")

    assert job.total == len(tickets)
    assert not Ticket.objects.filter(tags__contains=["storm"]).exists()
    assert "60" in desk.get(f"/tickets/bulk/{job.pk}/").content.decode()


def test_each_ticket_found_is_changed_by_the_rights_of_who_asked(desk: Client, winkel: Team) -> None:
    for _each in range(3):
        a_ticket()
    a_ticket(team=winkel)
    hidden = a_ticket(level=3)

    done = run(desk, ask(desk, "tag", tag="storm"))

    assert (done.position, done.refused, done.finished_at is not None) == (4, 0, True)
    assert Ticket.objects.filter(tags=["storm"]).count() == 4
    assert Ticket.objects.get(pk=hidden.pk).tags == []


def test_the_filters_of_the_list_hold(desk: Client) -> None:
    wanted, other = a_ticket(urgency=1, impact=1), a_ticket()

    job = ask(desk, "tag", here="/tickets/?view=all&priority=1", tag="storm")

    assert job.numbers == [wanted.number]
    assert other.number not in job.numbers


def test_what_cannot_be_changed_is_told_with_its_reason(desk: Client, operator: User) -> None:
    first, second = a_ticket(), a_ticket()
    job = ask(desk, "take")
    Ticket.objects.filter(pk=second.pk).update(state="closed")

    done = run(desk, job)

    assert (done.changed, done.refused) == (1, 1)
    refusal = BulkRefusal.objects.get()
    assert refusal.number == second.number
    assert "already closed" in refusal.reason
    page = desk.get(f"/tickets/bulk/{job.pk}/").content.decode()
    assert "already closed" in page
    assert Ticket.objects.get(pk=first.pk).owner == operator


def test_a_fault_in_one_ticket_holds_up_no_other(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = a_ticket(), a_ticket()
    job = ask(desk, "tag", tag="storm")
    real = actions.add_tags

    def add_tags(number: int, *given: object, **more: object) -> object:
        if number == first.number:
            raise RuntimeError("broken")
        return real(number, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("balie.casework.tickets.bulk_verbs.actions.add_tags", add_tags)

    done = run(desk, job)

    assert (done.changed, done.refused) == (1, 1)
    assert Ticket.objects.get(pk=second.pk).tags == ["storm"]


def test_it_stops_between_two_portions_and_goes_on_where_it_was(desk: Client, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_jobs, "BATCH", 2)
    for _each in range(5):
        a_ticket()
    job = ask(desk, "tag", tag="storm")
    actions.start_bulk(job.pk, by=operator, at=MONDAY_9AM)
    assert actions.run_bulk(job.pk, tasks._verb_of, at=MONDAY_9AM)

    desk.post(f"/tickets/bulk/{job.pk}/stop/")
    tasks.bulk(job.pk)

    assert Ticket.objects.filter(tags=["storm"]).count() == 2
    assert run(desk, job).position == 5
    assert Ticket.objects.filter(tags=["storm"]).count() == 5


def test_a_killed_worker_does_nothing_twice(desk: Client, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_jobs, "BATCH", 2)
    tickets = [a_ticket() for _each in range(4)]
    job = ask(desk, "tag", tag="storm")
    actions.start_bulk(job.pk, by=operator, at=MONDAY_9AM)
    actions.run_bulk(job.pk, tasks._verb_of, at=MONDAY_9AM)

    tasks.bulk(job.pk)
    tasks.bulk(job.pk)

    assert [Ticket.objects.get(pk=each.pk).version - each.version for each in tickets] == [1, 1, 1, 1]


def test_owner_team_and_state_of_all_are_put_back_but_not_what_changed_since(desk: Client, operator: User, colleague: User) -> None:
    one, two, three = (a_ticket() for _each in range(3))
    job = run(desk, ask(desk, "take"))
    actions.assign(two.number, colleague, by=operator, at=MONDAY_9AM)
    Ticket.objects.filter(pk=three.pk).update(subject="Iets anders")

    answer = desk.post(f"/tickets/bulk/{job.pk}/undo/")
    undoing = BulkJob.objects.latest("pk")
    tasks.bulk(undoing.pk)

    assert answer.url == f"/tickets/bulk/{undoing.pk}/"
    owners = {each.number: each.owner for each in Ticket.objects.all()}
    assert owners == {one.number: None, two.number: colleague, three.number: None}
    undoing.refresh_from_db()
    assert (undoing.changed, undoing.refused) == (2, 1)
    with pytest.raises(Invalid):
        actions.undo_bulk(job.pk, by=operator, at=MONDAY_9AM)


def test_a_tag_is_not_undone(desk: Client, operator: User) -> None:
    a_ticket()
    job = run(desk, ask(desk, "tag", tag="storm"))

    with pytest.raises(Invalid):
        actions.undo_bulk(job.pk, by=operator, at=MONDAY_9AM)


def test_another_ones_job_is_nobodys_business(desk: Client, colleague: User) -> None:
    a_ticket()
    job = ask(desk, "tag", tag="storm")

    with pytest.raises(NotFound):
        actions.start_bulk(job.pk, by=colleague, at=MONDAY_9AM)
    desk.force_login(colleague)
    assert desk.get(f"/tickets/bulk/{job.pk}/").status_code == 404
    assert f"/tickets/bulk/{job.pk}/" not in desk.get("/tickets/bulk/jobs/").content.decode()


def test_an_empty_list_or_one_too_long_is_refused(operator: User) -> None:
    with pytest.raises(Invalid):
        actions.ask_bulk("tag", {}, [], by=operator, at=MONDAY_9AM)
    with pytest.raises(Invalid):
        actions.ask_bulk("tag", {}, range(50_001), by=operator, at=MONDAY_9AM)


def test_a_verb_without_its_words_is_refused_before_there_is_a_job(desk: Client) -> None:
    a_ticket()

    assert desk.post("/tickets/bulk/", {"verb": "transfer", "scope": "found", "here": "/tickets/"}).status_code in {409, 422}
    assert not BulkJob.objects.exists()


def test_a_right_that_was_taken_meanwhile_counts(desk: Client, operator: User) -> None:
    a_ticket()
    job = ask(desk, "tag", tag="storm")
    operator.granted = ["tickets.view"]
    operator.save(update_fields=["granted"])
    BulkJob.objects.filter(pk=job.pk).update(started_at=MONDAY_9AM)

    tasks.bulk(job.pk)

    assert BulkRefusal.objects.count() == 1
    assert Ticket.objects.get().tags == []


def test_others_get_their_turn_between_the_portions_of_a_long_job(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_jobs, "BATCH", 1)
    monkeypatch.setattr(tasks, "BULK_SECONDS", 0.0)
    for _each in range(3):
        a_ticket()
    job = ask(desk, "tag", tag="storm")

    done = run(desk, job)

    assert done.position == 1
    assert ProcrastinateJob.objects.filter(task_name="tickets.bulk").count() == 2


def test_what_was_done_by_hand_between_two_portions_is_not_undone(desk: Client, operator: User, winkel: Team) -> None:
    ticket = a_ticket()
    job = run(desk, ask(desk, "take"))
    actions.transfer(ticket.number, team=winkel, reason="over een laadpaal", by=operator, at=timezone.now())
    BulkJob.objects.filter(pk=job.pk).update(finished_at=timezone.now() + timedelta(minutes=5))

    desk.post(f"/tickets/bulk/{job.pk}/undo/")
    undoing = BulkJob.objects.latest("pk")
    tasks.bulk(undoing.pk)

    assert BulkJob.objects.get(pk=undoing.pk).refused == 1
    assert Ticket.objects.get(pk=ticket.pk).team == winkel


def test_a_job_that_was_taken_back_does_not_go_on(desk: Client, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_jobs, "BATCH", 1)
    for _each in range(2):
        a_ticket()
    job = ask(desk, "take")
    actions.start_bulk(job.pk, by=operator, at=MONDAY_9AM)
    actions.run_bulk(job.pk, tasks._verb_of, at=MONDAY_9AM)
    actions.stop_bulk(job.pk, by=operator, at=MONDAY_9AM)
    actions.undo_bulk(job.pk, by=operator, at=MONDAY_9AM)

    with pytest.raises(Invalid):
        actions.start_bulk(job.pk, by=operator, at=MONDAY_9AM)
    assert "/start/" not in desk.get(f"/tickets/bulk/{job.pk}/").content.decode()


def test_all_found_is_what_the_list_shows_by_waiting_too(desk: Client) -> None:
    waits = a_ticket(answer_due_since=MONDAY_9AM)
    a_ticket()

    assert ask(desk, "tag", here="/tickets/?view=all&sort=waiting", tag="storm").numbers == [waits.number]


@pytest.mark.parametrize("verb", ["tell", "close_part", "undo", ""])
def test_what_only_jobs_do_is_not_asked_of_a_list(desk: Client, verb: str) -> None:
    answer = desk.post("/tickets/bulk/", {"verb": verb, "selected": a_ticket().number, "words": "nl", "key": "x"})

    assert answer.status_code == 422
    assert not BulkJob.objects.exists()
