from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.audit.models import AuditLine
from balie.conversation.contacts.actions import attach_customer, take_over
from balie.conversation.contacts.testing import a_contact
from balie.conversation.promises import actions, rules
from balie.conversation.promises.models import Promise
from balie.conversation.promises.pages import find_contact
from balie.conversation.promises.queries import Kept, late_for, promises_of, tallies_for, tally_of, team_tallies_for
from balie.conversation.promises.rules import Tally
from balie.conversation.promises.testing import a_promise
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated
from balie.foundation.live.testing import collected_nudges
from balie.records.customers.actions import merge_customers, set_level, take_apart
from balie.records.customers.testing import a_customer

HOUR = timedelta(hours=1)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@pytest.fixture
def nele(db: None) -> User:
    return a_user("operator", username="nele", name="Nele", language="en", teams=[a_team()])


@pytest.fixture
def lead(db: None) -> User:
    return a_user("lead", username="hilde", name="Hilde", language="en", leads=[a_team()])


@given(moments, st.timedeltas(timedelta(0), timedelta(days=7)), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_reminder_comes_after_the_promise_and_before_its_moment(made: datetime, before: timedelta, ahead: timedelta) -> None:
    moment = rules.remind_at(made + ahead, before, made_at=made)

    assert moment is None or made < moment < made + ahead


@given(st.builds(Tally, st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)))
def test_the_rate_is_a_share_of_what_ended(tally: Tally) -> None:
    assert tally.rate is None if not tally.ended else tally.rate == tally.kept / tally.ended


@given(moments, st.timedeltas(timedelta(days=-1), timedelta(days=1)))
def test_a_promise_is_late_only_past_its_moment(due: datetime, off: timedelta) -> None:
    assert rules.is_late(due, due + off) == (off > timedelta(0))


def test_a_promise_has_an_owner_words_and_a_moment(nele: User) -> None:
    promise = a_promise(nele, what="  Ik bel   dinsdag ", due_at=MONDAY_9AM + 25 * HOUR)

    [line] = promises_of(nele, viewer=nele)
    assert (line.what, line.due_at, line.state) == ("Ik bel dinsdag", MONDAY_9AM + 25 * HOUR, "open")
    assert promise.remind_at == MONDAY_9AM + 25 * HOUR - timedelta(minutes=15)
    assert AuditLine.objects.filter(verb="promises.made", subject_id=promise.pk).exists()


@pytest.mark.parametrize(("what", "ahead", "field"), [("", HOUR, "what"), ("Ik bel", -HOUR, "due_at"), ("Ik bel", timedelta(0), "due_at")])
def test_nothing_is_promised_without_words_or_for_the_past(nele: User, what: str, ahead: timedelta, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_promise(nele, what=what, due_at=MONDAY_9AM + ahead)

    assert refused.value.field_name == field


def test_kept_in_time_kept_late_and_not_kept_count_apart(nele: User, lead: User) -> None:
    for late in (-1, 1):
        promise = a_promise(nele)
        actions.keep_promise(promise.pk, by=nele, at=promise.due_at + late * HOUR)
    actions.break_promise(a_promise(nele).pk, reason="customer left", by=nele, at=MONDAY_9AM + HOUR)
    a_promise(nele)

    assert tally_of(nele, at=MONDAY_9AM + 4 * HOUR) == Tally(kept=1, late=1, broken=1)
    assert tallies_for(lead, at=MONDAY_9AM + 4 * HOUR) == [Kept("Nele", Tally(1, 1, 1), "nele")]
    assert [each.tally for each in team_tallies_for(lead, at=MONDAY_9AM + 4 * HOUR)] == [Tally(1, 1, 1)]
    assert tallies_for(nele, at=MONDAY_9AM + 4 * HOUR) == []


def test_nothing_is_promised_for_a_moment_out_of_sight(nele: User) -> None:
    with pytest.raises(Invalid) as refused:
        a_promise(nele, due_at=datetime(9999, 12, 31, tzinfo=UTC))

    assert refused.value.field_name == "due_at"


@pytest.mark.parametrize("due_at", ["2099-01-01T10:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_program_says_a_moment_with_its_offset_and_within_sight(client: Client, nele: User, due_at: str) -> None:
    promise, json = a_promise(nele), {"content_type": "application/json"}
    client.force_login(nele)

    made = client.post("/api/v1/promises", {"kind": "customer", "number": a_customer().number, "what": "ring", "due_at": due_at}, **json)
    moved = client.post(f"/api/v1/promises/{promise.pk}/move", {"due_at": due_at, "reason": "asked"}, **json)

    assert (made.status_code, moved.status_code) == (422, 422)


def test_a_promise_there_is_not_is_not_found_whatever_is_said_of_it(client: Client, nele: User) -> None:
    client.force_login(nele)

    answer = client.post("/promises/999999/settle/", {"how": "?"}, headers={"HX-Request": "true"})

    assert answer.status_code == 404


def test_what_ended_is_not_ended_again(nele: User) -> None:
    promise = a_promise(nele)
    actions.keep_promise(promise.pk, by=nele, at=MONDAY_9AM)

    with pytest.raises(actions.AlreadySettled):
        actions.break_promise(promise.pk, reason="too late", by=nele, at=MONDAY_9AM)


def test_not_keeping_asks_why(nele: User) -> None:
    with pytest.raises(Invalid):
        actions.break_promise(a_promise(nele).pk, reason=" ", by=nele, at=MONDAY_9AM)


def test_a_moved_promise_keeps_from_when_to_when_and_why(nele: User) -> None:
    promise = a_promise(nele)

    moved = actions.move_promise(promise.pk, due_at=MONDAY_9AM + 9 * HOUR, reason="customer asked", by=nele, at=MONDAY_9AM)

    move = moved.moves.get()
    assert (move.old_due_at, move.new_due_at, move.reason) == (promise.due_at, MONDAY_9AM + 9 * HOUR, "customer asked")
    assert (moved.moved_count, moved.reminded_at) == (1, None)
    with pytest.raises(Outdated):
        actions.move_promise(promise.pk, due_at=MONDAY_9AM + 8 * HOUR, reason="again", by=nele, at=MONDAY_9AM, version=1)


def test_a_colleagues_promise_is_theirs_and_a_leads(nele: User, lead: User) -> None:
    colleague = a_user("operator", teams=[a_team()])
    promise = a_promise(nele)

    with pytest.raises(NotAllowed):
        actions.keep_promise(promise.pk, by=colleague, at=MONDAY_9AM)
    assert actions.keep_promise(promise.pk, by=lead, at=MONDAY_9AM).state == "kept"


def test_who_may_not_see_what_it_is_about_knows_of_no_promise(nele: User) -> None:
    customer = a_customer()
    customer.level, customer.participant_ids = 3, [nele.pk]
    closed = a_promise(nele, customer=customer)

    with pytest.raises(NotFound):
        actions.keep_promise(closed.pk, by=a_user("operator", teams=[a_team()]), at=MONDAY_9AM)


def test_owners_are_reminded_once_and_leads_told_once_by_the_databases_time(nele: User, lead: User) -> None:
    near, late = a_promise(nele), a_promise(nele)
    Promise.objects.filter(pk=near.pk).update(remind_at=Now() - timedelta(seconds=1), due_at=Now() + HOUR)
    Promise.objects.filter(pk=late.pk).update(remind_at=None, due_at=Now() - timedelta(seconds=1))

    with collected_nudges() as nudged:
        assert actions.remind(at=MONDAY_9AM) == 1
        assert actions.remind(at=MONDAY_9AM) == 0

    assert set(nudged) == {f"user:{nele.pk}", f"user:{lead.pk}"}
    near.refresh_from_db()
    late.refresh_from_db()
    assert near.reminded_at
    assert not near.late_told_at
    assert late.late_told_at


@pytest.mark.decree("A3.4")
def test_the_lead_sees_what_is_late(nele: User, lead: User) -> None:
    promise = a_promise(nele)

    assert [line.id for line in late_for(lead, at=promise.due_at + HOUR)] == [promise.pk]
    assert late_for(lead, at=promise.due_at - HOUR) == []


def test_promises_of_a_merged_file_belong_to_the_kept_one(nele: User) -> None:
    kept, merged = a_customer(), a_customer()
    promise = a_promise(nele, customer=merged)

    merge_customers(kept, merged, by=None, at=MONDAY_9AM, version=kept.version)

    promise.refresh_from_db()
    assert promise.customer == kept


def test_a_promise_to_a_file_is_as_closed_as_the_file_becomes(nele: User) -> None:
    customer, outsider = a_customer(), a_user("operator", teams=[a_team("winkel")])
    promise = a_promise(nele, customer=customer)
    reason = {"reason": "a colleague's own file", "by": a_user("supervisor"), "at": MONDAY_9AM}

    set_level(customer, level=3, people=[nele], version=customer.version, **reason)

    assert not Promise.objects.visible_to(outsider).exists()
    promise.refresh_from_db()
    assert (promise.level, nele.pk in promise.participant_ids) == (3, True)


def test_a_promise_to_a_merged_file_is_as_closed_as_the_kept_one_until_they_are_taken_apart(nele: User) -> None:
    kept, merged = a_customer(level=1, team=a_team("winkel")), a_customer()
    promise = a_promise(nele, customer=merged)

    merge_customers(kept, merged, by=None, at=MONDAY_9AM, version=kept.version)
    promise.refresh_from_db()
    together = (promise.level, promise.team, promise.subject_id, promise.subject_number)
    take_apart(kept, merged.number, by=None, at=MONDAY_9AM)
    promise.refresh_from_db()

    assert together == (1, a_team("winkel"), kept.pk, kept.number)
    assert (promise.level, promise.subject_id, promise.subject_number) == (0, merged.pk, merged.number)


def test_a_promise_made_in_a_contact_follows_it(nele: User) -> None:
    contact, customer = a_contact(operator=nele), a_customer(level=1, team=a_team("winkel"))
    about, words = find_contact(nele, contact.number), {"what": "Ik bel terug", "due_at": MONDAY_9AM + HOUR}
    promise = actions.make_promise("contact", about, **words, owner=nele, by=nele, at=MONDAY_9AM)
    colleague = a_user("operator", teams=[a_team("winkel")])

    attach_customer(contact, customer, by=None, at=MONDAY_9AM)
    take_over(contact, by=colleague, at=MONDAY_9AM)

    promise.refresh_from_db()
    assert (promise.customer, promise.level, promise.team) == (customer, 1, a_team("winkel"))
    assert set(promise.participant_ids) == {nele.pk, colleague.pk}


def test_the_part_of_a_file_takes_a_promise_and_shows_it(client: Client, nele: User) -> None:
    customer = a_customer()
    client.force_login(nele)
    here = f"/promises/about/customer/{customer.number}/"

    wrong = client.post(here, {"what": "Ik bel", "due_at": "gisteren"}, headers={"HX-Request": "true"})
    done = client.post(here, {"what": "Ik bel terug", "due_at": "2099-01-01T10:00"}, headers={"HX-Request": "true"})

    assert wrong.status_code == 422
    assert 'value="gisteren"' in wrong.content.decode()
    assert "no date and time" in wrong.content.decode()
    assert "Ik bel terug" in done.content.decode()
    assert 'data-key="P"' in done.content.decode()


def test_a_contact_and_its_customers_file_show_the_same_promise(client: Client, nele: User) -> None:
    contact = a_contact(operator=nele, customer=a_customer())
    client.force_login(nele)
    client.post(f"/promises/about/contact/{contact.number}/", {"what": "Ik stuur het attest", "due_at": "2099-01-01T10:00"})

    assert contact.customer
    page = client.get(f"/promises/about/customer/{contact.customer.number}/", headers={"HX-Request": "true"}).content.decode()

    assert "Ik stuur het attest" in page
    assert f'hx-get="/promises/about/contact/{contact.number}/"' in client.get(f"/contacts/{contact.number}/").content.decode()
    assert (
        f'hx-get="/promises/about/customer/{contact.customer.number}/"'
        in client.get(f"/customers/{contact.customer.number}/").content.decode()
    )


def test_a_line_is_kept_moved_and_ended_in_its_place(client: Client, nele: User) -> None:
    promise = a_promise(nele, due_at=datetime(2099, 1, 1, tzinfo=UTC))
    client.force_login(nele)
    here, bundle = f"/promises/{promise.pk}/settle/", {"HX-Request": "true"}

    unsaid = client.post(here, {"how": "broken", "reason": ""}, headers=bundle)
    moved = client.post(here, {"how": "move", "reason": "asked", "due_at": "2099-02-01T10:00"}, headers=bundle)
    kept = client.post(here, {"how": "kept"}, headers=bundle)

    assert (unsaid.status_code, "Say in a few words why" in unsaid.content.decode()) == (422, True)
    assert "moved once" in moved.content.decode()
    assert ">kept<" in kept.content.decode()


def test_the_page_shows_ones_own_and_a_lead_how_the_team_keeps_theirs(client: Client, nele: User, lead: User) -> None:
    ended = a_promise(nele)
    actions.keep_promise(ended.pk, by=nele, at=MONDAY_9AM)
    Promise.objects.filter(pk=ended.pk).update(closed_at=Now())
    a_promise(nele, what="Ik bel terug over de meter")
    client.force_login(nele)
    mine = client.get("/promises/").content.decode()
    client.force_login(lead)
    team = client.get("/promises/?view=team").content.decode()

    assert "Ik bel terug over de meter" in mine
    assert "kept in time, last 90 days: 100 %" in mine
    assert "Nele" in team
    assert "100 %" in team


def test_the_reminder_is_a_setting(client: Client, nele: User) -> None:
    client.force_login(a_user("administrator", language="en"))
    client.post("/settings/promises/", {"minutes": "0"})

    assert a_promise(nele).remind_at is None
    assert client.post("/settings/promises/", {"minutes": "99999"}).status_code == 422


def test_a_program_promises_moves_and_keeps(client: Client, nele: User) -> None:
    customer = a_customer()
    client.force_login(nele)
    json = {"content_type": "application/json"}

    made = client.post(
        "/api/v1/promises", {"kind": "customer", "number": customer.number, "what": "ring", "due_at": "2099-01-01T10:00:00Z"}, **json
    )
    pk = made.json()["id"]
    moved = client.post(f"/api/v1/promises/{pk}/move", {"due_at": "2099-02-01T10:00:00Z", "reason": "asked"}, **json).json()
    kept = client.post(f"/api/v1/promises/{pk}/kept", **json).json()

    assert made.status_code == 201
    assert (moved["moved_count"], kept["state"], client.get("/api/v1/promises").json()) == (1, "kept", [])
