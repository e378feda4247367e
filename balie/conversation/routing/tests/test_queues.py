"""Queues on screen: set up, watched, and explained; what rings at the foot of the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.conversation.routing import actions, queries
from balie.conversation.routing.models import Offer, Queue, Waiting
from balie.conversation.routing.queries.queues import Way
from balie.conversation.routing.testing import Desk, a_call, a_queue, a_reason, a_skill, able, in_state
from balie.foundation.errors import Invalid
from balie.foundation.text.labels import label
from balie.records.calendars.models import Calendar

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(minutes=1)
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def nele() -> User:
    user = a_user("operator", username="nele", name="Nele", language="en", teams=[a_team()])
    actions.choose_state(user, "available", by=user, at=MONDAY_9AM)
    return user


@pytest.fixture
def lead() -> User:
    return a_user("lead", username="hilde", name="Hilde", language="en", leads=[a_team()])


def test_an_administrator_makes_a_queue_with_all_it_is(client: Client) -> None:
    skill, team, other = a_skill(), a_team(), a_queue("other")
    client.force_login(a_user("administrator", language="en"))
    sent = {
        "key": "energie",
        "name_en": "Energy",
        "channel": "call",
        "team": team.pk,
        "head_start_s": 30,
        "slope_percent": 150,
        "ring_s": 15,
        "wrap_up_s": 45,
        "answer_within_s": 20,
        "agreed_percent": 80,
        "short_abandon_s": 5,
        "overflow_to": other.pk,
        "overflow_after_s": 90,
        "then": "call_back",
        "when_closed": "voicemail",
        f"skill_{skill.pk}": 3,
        "after_0": 45,
        "less_0": 1,
        "drops_0": "on",
        "incident_en": "No power in Mechelen.",
    }

    answer = client.post("/settings/queues/new/", sent)

    assert answer.status_code == 303
    made = Queue.objects.get(key="energie")
    assert (made.slope_percent, made.overflow_to, str(made.name)) == (150, other, "Energy")
    assert list(made.asked.values_list("skill", "least")) == [(skill.pk, 3)]
    assert list(made.steps.values_list("after_s", "lower_by", "drops_language")) == [(45, 1, True)]
    assert "No power" in client.get("/settings/queues/energie/").content.decode()


def test_what_flows_over_never_comes_back(client: Client) -> None:
    first = a_queue("first")
    second = a_queue("second", overflow_to=first, overflow_after_s=10)

    with pytest.raises(Invalid):
        a_queue("first", overflow_to=second, overflow_after_s=10)


def test_a_queue_is_entered_by_its_hours_its_room_and_its_incident() -> None:
    never = Calendar.objects.create(key="never", name=label("", "", "never", ""), week={})
    other = a_queue("other")
    full = a_queue("full", most_waiting=1, overflow_to=other, overflow_after_s=60, incident=label("Panne", "", "Outage", ""))

    before = queries.admission(full, language="en", at=MONDAY_9AM)
    a_call(1, full)
    after = queries.admission(full, at=MONDAY_9AM)
    closed = queries.admission(a_queue("closed", calendar=never), at=MONDAY_9AM)

    assert (before.way, before.incident) == (Way.WAIT, "Outage")
    assert (after.way, after.queue) == (Way.OVERFLOW, other)
    assert (closed.way, closed.is_closed) == (Way.VOICEMAIL, True)


def test_an_incident_is_told_until_it_is_over() -> None:
    queue = a_queue(incident=label("", "", "Outage", ""), incident_until=LATER)

    assert queries.admission(queue, at=MONDAY_9AM).incident == "Outage"
    assert queries.admission(queue, at=LATER).incident == ""


def test_a_lead_sees_the_queues_of_the_teams_they_lead(client: Client, nele: User, lead: User) -> None:
    queue = a_queue()
    a_queue("winkel", team=a_team("winkel"))
    call = a_call(7, queue, at=timezone.now())
    Desk().decide()
    client.force_login(lead)

    page = client.get("/queues/").content.decode()
    waits = client.get("/queues/energie/").content.decode()

    assert "Energie" in page
    assert "Winkel" not in page
    assert "Nele" in waits
    assert client.get("/queues/winkel/").status_code == 404
    assert client.get(f"/queues/waiting/{call.pk}/").status_code == 200


def test_what_was_answered_in_time_is_a_sum_over_a_sum(lead: User) -> None:
    queue = a_queue(answer_within_s=60, short_abandon_s=5)
    for number, (end, waited) in enumerate([("answered", 30), ("answered", 90), ("abandoned", 3), ("abandoned", 40), ("moved", 10)]):
        row = a_call(number, queue)
        Waiting.objects.filter(pk=row.pk).update(end=end, ended_at=MONDAY_9AM + timedelta(seconds=waited))

    [line] = queries.queues_for(lead, since=MONDAY_9AM)

    assert (line.answered, line.in_time, line.abandoned, line.short, line.others) == (2, 1, 2, 1, 1)
    assert line.percent == 33
    assert not line.is_kept


def test_how_soon_and_how_long_are_sums_over_sums(lead: User, nele: User) -> None:
    queue = a_queue()
    for number, (waited, talked, wrapped) in enumerate([(30, 100, 20), (90, 300, 60)]):
        row, begin = a_call(number, queue), MONDAY_9AM + timedelta(seconds=waited)
        end = begin + timedelta(seconds=talked)
        Waiting.objects.filter(pk=row.pk).update(end="answered", ended_at=begin)
        moments = {"offered_at": begin, "expires_at": begin, "answered_at": begin, "ended_at": end}
        Offer.objects.create(waiting=row, operator=nele, state="accepted", wrapped_up_at=end + timedelta(seconds=wrapped), **moments)

    [line] = queries.queues_for(lead, since=MONDAY_9AM)

    assert (line.answer_time, line.handling_time) == (timedelta(seconds=60), timedelta(seconds=240))


def test_nobody_handing_out_is_told_to_who_watches(client: Client, lead: User) -> None:
    """freeswitch#1641: a matcher that died is seen."""
    desk = Desk()
    client.force_login(lead)
    before = client.get("/queues/").content.decode()
    from django.db.models.functions import Now

    from balie.conversation.routing.models import Matcher

    Matcher.objects.filter(term=desk.term).update(leased_until=Now() - timedelta(seconds=30))

    assert "Nobody hands out" not in before
    assert "Nobody hands out" in client.get("/queues/").content.decode()


def test_the_bar_shows_what_rings_and_takes_it_up(client: Client, nele: User) -> None:
    call = a_call(7, a_queue())
    [offer] = Desk().decide()
    client.force_login(nele)

    rings = client.get("/work/ringing/", headers=PART).content.decode()
    client.post(f"/work/ringing/{offer.pk}/accept/", headers=PART)

    call.refresh_from_db()
    assert 'data-key="F9"' in rings
    assert call.end == "answered"


def test_the_bar_tells_when_it_rings_no_more(client: Client, nele: User) -> None:
    call = a_call(7, a_queue())
    [offer] = Desk().decide()
    actions.leave_queue(call.pk, Waiting.End.ABANDONED, at=LATER)
    client.force_login(nele)

    answer = client.post(f"/work/ringing/{offer.pk}/accept/", headers=PART)

    assert "does not ring any more" in answer.content.decode()


def test_the_bar_offers_a_colleagues_call_and_ends_a_wrap_up(client: Client, nele: User) -> None:
    call = a_call(7, a_queue())
    Desk().decide()
    karim = a_user("operator", username="karim", name="Karim", language="en", teams=[a_team()])
    in_state(karim)
    client.force_login(karim)

    seen = client.get("/work/ringing/", headers=PART).content.decode()
    client.post(f"/queues/waiting/{call.pk}/pick-up/", headers=PART)
    actions.end_conversation(Offer.objects.get(operator=karim).pk, at=timezone.now())
    wraps = client.get("/work/ringing/", headers=PART).content.decode()
    client.post("/work/wrapped-up/", headers=PART)

    assert "rings at Nele" in seen
    assert "Wrapping up" in wraps
    assert queries.standing_of(karim).state == "available"


def test_why_this_operator_is_told_in_words(nele: User, in_english: None) -> None:
    karim = able(a_user("operator", username="karim", name="Karim", language="en", teams=[a_team()]), meters=4)
    able(nele, meters=3)
    for user in (nele, karim):
        actions.choose_state(user, "", by=user, at=MONDAY_9AM)
        actions.choose_state(user, "available", by=user, at=MONDAY_9AM)
    queue = a_queue()
    actions.save_queue("energie", fields={}, skills={a_skill(): 3}, by=None, at=MONDAY_9AM)
    a_call(7, queue)

    [offer] = Desk().decide(LATER)

    assert offer.decision is not None
    assert queries.why_chosen([offer.decision])[offer.decision.pk] == [
        "It had waited 0 seconds.",
        "Karim came first: better at what it asks than Nele.",
    ]


def test_why_it_still_waits_counts_each_operator_once(nele: User, lead: User, in_english: None) -> None:
    actions.choose_state(nele, "not_ready", reason=a_reason(), by=nele, at=MONDAY_9AM)
    a_user("operator", username="karim", language="fr", teams=[a_team()])
    a_user("operator", username="griet", language="en", teams=[a_team()])
    queue = a_queue()
    a_call(6, queue, at=MONDAY_9AM - timedelta(minutes=1))
    call = a_call(7, queue, language="en")

    assert queries.why_waiting(queries.waiting_named(lead, call.pk), at=LATER) == [
        "1 goes before it in its queue.",
        "It asks: English.",
        "Not at the desk: 2",
        "Do not speak the language: 1",
        "Not ready: 1",
    ]


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_why_is_told_in_each_language(nele: User, language: str) -> None:
    a_call(7, a_queue())
    [offer] = Desk().decide(LATER)
    assert offer.decision is not None

    with translation.override("en"):
        english = queries.why_chosen([offer.decision])[offer.decision.pk]
    with translation.override(language):
        own = queries.why_chosen([offer.decision])[offer.decision.pk]

    assert not set(english) & set(own)
