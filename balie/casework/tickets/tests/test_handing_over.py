from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.casework.tickets import actions
from balie.casework.tickets.actions.handing_over import AlreadyUndone
from balie.casework.tickets.models import Handover, Ticket
from balie.casework.tickets.queries.handovers import left_by
from balie.casework.tickets.testing import a_ticket
from balie.conversation.promises.models import Promise
from balie.conversation.promises.testing import a_promise
from balie.foundation.drafts.actions import save_draft
from balie.foundation.drafts.models import Draft
from balie.foundation.errors import Invalid, NotAllowed, NotFound
from balie.records.customers.testing import a_customer

LATER = MONDAY_9AM + timedelta(minutes=5)


@pytest.fixture
def lead(energie: Team) -> User:
    return a_user("lead", username="hilde", name="Hilde Maes", language="en", leads=[energie])


@pytest.fixture
def third(energie: Team) -> User:
    return a_user("operator", username="an", name="An Claes", language="en", teams=[energie])


def hand_over(away: User, *to: User, by: User, to_team: bool = False) -> Handover:
    return actions.hand_over(away, to=to, to_team=to_team, reason="ill until Friday", by=by, at=LATER)


def owners() -> Counter[str]:
    return Counter(owner or "" for owner in Ticket.objects.values_list("owner__username", flat=True))


def test_tickets_and_promises_go_to_several_evenly_and_drafts_stay(
    operator: User, colleague: User, third: User, lead: User, energie: Team
) -> None:
    for number in range(5):
        a_ticket(owner=operator, team=energie, state="open" if number % 2 else "customer")
    closed = a_ticket(owner=operator, team=energie, state="closed")
    promises = [a_promise(operator) for _ in range(3)]
    save_draft("ticket-1-reply", {"text": "Beste"}, by=operator, at=MONDAY_9AM)

    done = hand_over(operator, colleague, third, by=lead)

    assert owners() == {"karim": 3, "an": 2, "nele": 1}
    assert Ticket.objects.get(pk=closed.pk).owner == operator
    assert Counter(Promise.objects.values_list("owner__username", flat=True)) == {"karim": 2, "an": 1}
    assert (len(done.given), len(done.promised), len(promises)) == (5, 3, 3)
    assert Draft.objects.get().owner_id == operator.pk
    assert AuditLine.objects.get(verb="tickets.work_handed_over").data["tickets"] == 5


def test_what_presses_most_is_spread_first(operator: User, colleague: User, third: User, lead: User, energie: Team) -> None:
    first, second = (a_ticket(owner=operator, team=energie, state="open", due_at=LATER + timedelta(hours=hours)) for hours in (1, 2))

    hand_over(operator, colleague, third, by=lead)

    assert [Ticket.objects.get(pk=each.pk).owner for each in (first, second)] == [colleague, third]


def test_to_the_team_the_tickets_are_nobodys_and_the_promises_somebodys(operator: User, colleague: User, lead: User, energie: Team) -> None:
    a_ticket(owner=operator, team=energie, state="open")
    a_ticket(owner=operator, state="open")  # of no team, where nobody would see it
    a_promise(operator)

    hand_over(operator, colleague, by=lead, to_team=True)

    assert owners() == {"": 1, "karim": 1}
    assert Promise.objects.get().owner == colleague


def test_who_is_given_only_a_promise_reads_so_until_they_have_seen_it(
    client: Client, operator: User, colleague: User, lead: User, energie: Team
) -> None:
    a_promise(operator, what="Ik bel dinsdag")
    hand_over(operator, colleague, by=lead)
    client.force_login(colleague)

    before = client.get("/").content.decode()
    promises = client.get("/promises/").content.decode()
    after = client.get("/").content.decode()

    assert "came to you from a colleague: Ik bel dinsdag" in before
    assert "from Nele Baert" in promises
    assert "came to you from a colleague" not in after


def test_one_step_takes_all_of_it_back(operator: User, colleague: User, lead: User, energie: Team) -> None:
    a_ticket(owner=operator, team=energie, state="open")
    a_promise(operator)
    done = hand_over(operator, colleague, by=lead)

    _done, stayed = actions.undo_handover(done.pk, by=lead, at=LATER)

    assert (owners(), stayed) == ({"nele": 1}, 0)
    assert Promise.objects.get().owner == operator
    with pytest.raises(AlreadyUndone):
        actions.undo_handover(done.pk, by=lead, at=LATER)


def test_what_moved_on_since_stays_where_it_is(operator: User, colleague: User, third: User, lead: User, energie: Team) -> None:
    moved, kept = (a_ticket(owner=operator, team=energie, state="open") for _ in range(2))
    done = hand_over(operator, colleague, by=lead)
    actions.assign(moved.number, third, by=colleague, at=LATER)

    _done, stayed = actions.undo_handover(done.pk, by=lead, at=LATER)

    assert (owners(), stayed) == ({"an": 1, "nele": 1}, 1)
    assert Ticket.objects.get(pk=kept.pk).owner == operator


def test_what_the_lead_may_not_see_stays_and_is_counted(operator: User, colleague: User, lead: User, energie: Team) -> None:
    secret = a_ticket(owner=operator, team=energie, state="open", level=3)

    assert left_by(operator, viewer=lead).hidden == 1
    hand_over(operator, colleague, by=lead)
    assert Ticket.objects.get(pk=secret.pk).owner == operator


def test_only_who_leads_hands_over_and_only_to_who_works_on_tickets(operator: User, colleague: User, lead: User) -> None:
    with pytest.raises(NotAllowed):
        hand_over(operator, colleague, by=colleague)
    with pytest.raises(NotFound):
        hand_over(operator, colleague, by=a_user("lead"))
    with pytest.raises(Invalid):
        hand_over(operator, operator, by=lead)
    with pytest.raises(Invalid):
        hand_over(operator, a_user("auditor"), by=lead)


def test_the_page_previews_does_reports_and_takes_back(client: Client, operator: User, colleague: User, lead: User, energie: Team) -> None:
    a_ticket(owner=operator, team=energie, state="open", subject="Meter draait niet")
    client.force_login(lead)
    preview = client.get(f"/handovers/?away={operator.pk}").content.decode()
    unsaid = client.post("/handovers/", {"away": operator.pk, "to": [colleague.pk], "reason": ""})
    answer = client.post("/handovers/", {"away": operator.pk, "to": [colleague.pk], "reason": "ill until Friday"})
    report = client.get(answer.headers["Location"]).content.decode()
    back = client.post(f"{answer.headers['Location']}undo/", follow=True).content.decode()

    assert "Nele Baert leaves" in preview
    assert "Karim Aziz" in preview
    assert unsaid.status_code == 422
    assert f'id="to-{colleague.pk}" value="{colleague.pk}" checked' in unsaid.content.decode()
    assert "Meter draait niet" in report
    assert "ill until Friday" in report
    assert "taken back" in back
    assert "All of it is back." in back
    assert owners() == {"nele": 1}


def test_of_who_leaves_nothing_the_page_says_just_that(client: Client, colleague: User, lead: User) -> None:
    client.force_login(lead)

    page = client.get(f"/handovers/?away={colleague.pk}").content.decode()

    assert "Nothing of theirs is open." in page
    assert "Karim Aziz leaves" not in page


def test_a_program_hands_over_and_takes_back(client: Client, operator: User, colleague: User, lead: User, energie: Team) -> None:
    a_ticket(owner=operator, team=energie, state="open")
    client.force_login(lead)
    json = {"content_type": "application/json"}

    left = client.get("/api/v1/work/handovers/nele").json()
    done = client.post("/api/v1/work/handovers", {"away": "nele", "to": ["karim"], "reason": "ill"}, **json)
    undone = client.post(f"/api/v1/work/handovers/{done.json()['id']}/undo", **json).json()

    assert (left["working"], done.status_code, done.json()["tickets"]) == (1, 201, 1)
    assert (undone["is_undone"], undone["stayed"]) == (True, 0)


def test_a_promise_the_lead_may_not_see_stays_and_is_not_counted(operator: User, colleague: User, lead: User, energie: Team) -> None:
    customer = a_customer()
    customer.level, customer.participant_ids = 3, [operator.pk]
    secret = a_promise(operator, customer=customer)

    assert left_by(operator, viewer=lead).promises == 0
    done = hand_over(operator, colleague, by=lead)

    assert Promise.objects.get(pk=secret.pk).owner == operator
    assert done.promised == []


def test_whose_promises_were_taken_back_knows_of_them_no_more(operator: User, colleague: User, lead: User, energie: Team) -> None:
    promise = a_promise(operator)
    before = promise.participant_ids
    done = hand_over(operator, colleague, by=lead)
    assert colleague.pk in Promise.objects.get().participant_ids

    actions.undo_handover(done.pk, by=lead, at=LATER)

    assert Promise.objects.get().participant_ids == before
