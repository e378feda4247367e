from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.access.permissions.levels import Level
from balie.casework.tickets import actions
from balie.casework.tickets.models import Change, Notification, StateReason, Ticket, TicketFile, TicketLink, Watcher
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact, a_message, a_question
from balie.foundation.drafts.actions import save_draft
from balie.foundation.drafts.models import Draft
from balie.foundation.files.actions import store_file
from balie.foundation.presence.actions import see
from balie.foundation.text.labels import label
from balie.foundation.text.numbers import group, make_number
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import Category, Cause, Result

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def _url(ticket: Ticket, then: str = "") -> str:
    return f"/tickets/{ticket.number}/{then}"


def _fields(ticket: Ticket, **typed: object) -> dict[str, object]:
    """The fields form as the page of `ticket` sends it, with `typed` changed."""
    now = {
        "subject": ticket.subject,
        "urgency": ticket.urgency,
        "impact": ticket.impact,
        "category": ticket.category_id or "",
        "tags": " ".join(ticket.tags),
        "language": ticket.language,
    }
    return {"version": ticket.version, **{f"was_{name}": value for name, value in now.items()}, **now, **typed}


def _result(key: str = "uitgelegd") -> Result:
    return Result.objects.create(key=key, name=label(key, key, key, key), applies_to="ticket")


def test_the_page_costs_eight_queries_however_much_stands_in_it(desk: Client, operator: User, django_assert_max_num_queries: Any) -> None:
    contact, customer = a_contact(channel="mail", operator=operator), a_customer()
    ticket = a_ticket(contact=contact, customer=customer, by=operator)
    for number in range(8):
        a_message(contact, text=f"bericht {number}", direction="in" if number % 2 else "out")
        actions.add_note(ticket.number, text=f"nota {number}", by=operator, at=MONDAY_9AM)
        actions.link(ticket.number, a_ticket().number, kind="related", by=operator, at=MONDAY_9AM)

    with django_assert_max_num_queries(8):
        answer = desk.get(_url(ticket))

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "bericht 7" in page
    assert "nota 7" in page


def test_a_refresh_of_the_conversation_costs_no_more_than_the_page(desk: Client, django_assert_max_num_queries: Any) -> None:
    ticket = a_ticket()

    with django_assert_max_num_queries(7):
        answer = desk.get(_url(ticket, "conversation/"), headers=HTMX)

    assert b'id="conversation"' in answer.content
    assert b'id="reply"' not in answer.content


def test_a_ticket_one_may_not_see_does_not_exist(client: Client, winkel: Team) -> None:
    hidden = a_ticket(team=winkel, level=Level.RESTRICTED)
    client.force_login(a_user("operator"))

    assert {client.get(_url(hidden, then)).status_code for then in ("", "conversation/", "presence/")} == {404}
    assert {client.post(_url(hidden, then)).status_code for then in ("take/", "note/", "fields/", "close/", "watch/")} <= {404, 422}
    assert Change.objects.filter(ticket=hidden).count() == 1


def test_a_number_with_a_wrong_digit_is_told_in_words(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.get(f"/tickets/{ticket.number ^ 1}/")

    assert answer.status_code == 422
    assert "wrong digit" in answer.content.decode()


def test_who_only_reads_is_shown_no_verb_and_no_personal_word(client: Client) -> None:
    ticket = a_ticket(subject="Factuur van Jan Peeters")
    client.force_login(a_user("knowledge", language="en"))

    page = client.get(_url(ticket)).content.decode()

    assert "Peeters" not in page
    assert all(form not in page for form in ('id="ticket-fields"', 'id="reply"', 'id="note"', 'id="panel-close"', 'id="panel-assign"'))


@pytest.mark.parametrize("then", ["fields/", "note/", "reply/", "take/", "transfer/", "state/", "close/", "links/", "files/"])
def test_who_only_reads_changes_nothing(client: Client, then: str) -> None:
    ticket = a_ticket()
    client.force_login(a_user("knowledge"))
    sent = {
        "subject": "x",
        "text": "x",
        "to": "jan@klant.example",
        "reason": "daarom",
        "state": "open",
        "sentence": "x",
        "other": a_ticket().number,
    }

    answer = client.post(_url(ticket, then), sent)

    assert answer.status_code == 403
    assert Change.objects.filter(ticket=ticket).count() == 1


def test_opening_the_page_reads_what_was_said_about_it(desk: Client, operator: User, colleague: User) -> None:
    ticket = a_ticket()
    actions.add_note(ticket.number, text="@nele kijk jij?", by=colleague, at=MONDAY_9AM)

    desk.get(_url(ticket))

    assert Notification.objects.get(user=operator).read_at is not None


@pytest.mark.parametrize(("level", "lines"), [(Level.TEAM, 0), (Level.RESTRICTED, 1)])
def test_opening_a_restricted_ticket_is_audited(desk: Client, operator: User, level: Level, lines: int) -> None:
    ticket = a_ticket(level=level, participant_ids=[operator.pk])

    desk.get(_url(ticket))

    assert AuditLine.objects.filter(verb="tickets.read", actor=operator).count() == lines


def test_a_changed_field_answers_with_the_head_alone(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "fields/"), _fields(ticket, urgency=1, impact=1), headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "critical" in page
    assert "urgency high × impact high gives critical" in page
    assert 'id="conversation"' not in page


def test_without_the_bundle_a_changed_field_leads_back_to_the_page(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "fields/"), _fields(ticket, subject="Meter defect", tags="meter, #Spoed"))

    ticket.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (303, _url(ticket))
    assert (ticket.subject, ticket.tags) == ("Meter defect", ["meter", "spoed"])


def test_a_field_nobody_else_touched_is_kept_though_the_page_is_old(desk: Client, colleague: User) -> None:
    ticket = a_ticket()
    form = _fields(ticket, urgency=1)
    actions.set_fields(ticket.number, subject="van Karim", by=colleague, at=MONDAY_9AM)

    answer = desk.post(_url(ticket, "fields/"), form, headers=HTMX)

    ticket.refresh_from_db()
    assert answer.status_code == 200
    assert (ticket.urgency, ticket.subject) == (1, "van Karim")


def test_a_field_two_people_changed_is_shown_twice_and_nothing_is_lost(desk: Client, colleague: User) -> None:
    ticket = a_ticket()
    form = _fields(ticket, subject="van Nele")
    actions.set_fields(ticket.number, subject="van Karim", by=colleague, at=MONDAY_9AM)

    answer = desk.post(_url(ticket, "fields/"), form, headers=HTMX)

    page = answer.content.decode()
    ticket.refresh_from_db()
    assert answer.status_code == 409
    assert ticket.subject == "van Karim"
    assert "<b>van Karim</b>" in page
    assert "<b>van Nele</b>" in page
    assert "data-conflict" in page


@pytest.mark.parametrize(("choice", "kept"), [("yours", "van Nele"), ("theirs", "van Karim")])
def test_the_conflict_ends_with_what_was_chosen(desk: Client, colleague: User, choice: str, kept: str) -> None:
    ticket = a_ticket()
    actions.set_fields(ticket.number, subject="van Karim", by=colleague, at=MONDAY_9AM)
    ticket.refresh_from_db()
    chosen = {"version": ticket.version, "subject": "van Nele", "was_subject": "van Karim", "choose_subject": choice}

    answer = desk.post(_url(ticket, "fields/"), chosen)

    ticket.refresh_from_db()
    assert answer.status_code == 303
    assert ticket.subject == kept


def test_an_empty_subject_is_told_and_the_other_fields_stay_as_typed(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "fields/"), _fields(ticket, subject=" ", tags="meter"))

    assert answer.status_code == 422
    assert "Say in a few words what it is about." in answer.content.decode()
    assert 'value="meter"' in answer.content.decode()


def test_taking_it_opens_it_under_ones_own_name(desk: Client, operator: User) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "take/"), {"owner": ""})

    ticket.refresh_from_db()
    assert answer.status_code == 303
    assert (ticket.owner, ticket.state) == (operator, "open")


def test_who_takes_second_is_told_by_whom(desk: Client, colleague: User) -> None:
    ticket = a_ticket()
    actions.take(ticket.number, by=colleague, at=MONDAY_9AM)

    answer = desk.post(_url(ticket, "take/"), {"owner": ""})

    assert answer.status_code == 409
    assert "Karim Aziz took ticket" in answer.content.decode()


def test_a_transfer_takes_a_reason_and_keeps_the_rest_of_the_form(desk: Client, winkel: Team) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "transfer/"), {"team": winkel.pk, "owner": "", "reason": ""})

    page = answer.content.decode()
    ticket.refresh_from_db()
    assert answer.status_code == 422
    assert ticket.team is None
    assert "Say in a few words why" in page
    assert f'<option value="{winkel.pk}" selected>' in page
    assert re.search(r'<details[^>]*id="panel-assign" open>', page)


def test_a_transfer_stands_in_the_history_in_words(desk: Client, winkel: Team) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "transfer/"), {"team": winkel.pk, "owner": "", "reason": "dit is een webshopvraag"}, follow=True)

    assert "team → winkel: “dit is een webshopvraag”" in answer.content.decode()


def test_a_wait_may_say_why_and_when_it_comes_back(desk: Client) -> None:
    ticket = a_ticket()
    reason = StateReason.objects.create(key="foto", name=label("foto", "photo", "picture", "Foto"), state="customer")
    wake_at = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)

    desk.post(_url(ticket, "state/"), {"state": f"customer:{reason.pk}", "wake_at": wake_at.strftime("%Y-%m-%dT%H:%M")})

    ticket.refresh_from_db()
    assert (ticket.state, ticket.state_reason, ticket.wake_at) == ("customer", reason, wake_at)


def test_a_wake_up_in_the_past_is_told_beside_its_field(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "state/"), {"state": "customer", "wake_at": "2020-01-01T10:00"})

    assert answer.status_code == 422
    assert 'id="state-wake_error"' in answer.content.decode()


def test_closing_takes_a_result_and_keeps_the_sentence(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "close/"), {"result": "", "sentence": "Meter vervangen."})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose how the ticket ended." in page
    assert ">\nMeter vervangen.</textarea>" in page


def test_a_closed_ticket_shows_its_result_and_opens_again(desk: Client) -> None:
    ticket, result = a_ticket(), _result()
    cause = Cause.objects.create(key="defect", name=label("defect", "défaut", "defect", "Defekt"))

    closed = desk.post(_url(ticket, "close/"), {"result": result.pk, "cause": cause.pk, "sentence": "Meter vervangen."}, follow=True)
    reopened = desk.post(_url(ticket, "reopen/"), follow=True)

    assert "Meter vervangen." in closed.content.decode()
    assert 'id="panel-close"' not in closed.content.decode()
    assert 'id="panel-close"' in reopened.content.decode()


def test_undo_takes_ones_own_last_step_back(desk: Client, operator: User) -> None:
    ticket = a_ticket()
    desk.post(_url(ticket, "take/"), {"owner": ""})
    offered = 'data-key="u"' in desk.get(_url(ticket)).content.decode()

    desk.post(_url(ticket, "undo/"))

    ticket.refresh_from_db()
    assert offered
    assert (ticket.owner, ticket.state) == (None, "new")


def test_the_customer_goes_to_the_ticket_and_its_contacts(desk: Client) -> None:
    contact, customer = a_contact(channel="mail"), a_customer()
    ticket = a_ticket(contact=contact)

    answer = desk.post(_url(ticket, "customer/"), {"customer": customer.number})

    ticket.refresh_from_db()
    contact.refresh_from_db()
    assert answer.status_code == 303
    assert ticket.customer == contact.customer == customer


@pytest.mark.parametrize("typed", ["", "abc", "10480001", "9" * 40])
def test_a_customer_nobody_knows_is_told(desk: Client, typed: str) -> None:
    answer = desk.post(_url(a_ticket(), "customer/"), {"customer": typed})

    assert answer.status_code in {404, 422}


def test_the_column_is_the_customers_file_or_the_way_to_one(desk: Client) -> None:
    customer = a_customer()
    known, unknown = a_ticket(customer=customer), a_ticket(requester_name="Jan Peeters", requester_address="jan@klant.example")

    beside_known, beside_unknown = (desk.get(_url(each)).content.decode() for each in (known, unknown))

    assert f"/customers/{customer.number}/column/" in beside_known
    assert "/customers/column/?attach=" in beside_unknown
    assert "mail=jan%40klant.example" in beside_unknown
    assert "given_name=Jan" in beside_unknown


def test_a_link_by_number_stands_at_both_tickets(desk: Client) -> None:
    ticket, other = a_ticket(), a_ticket(subject="Ook geen stroom")

    desk.post(_url(ticket, "links/"), {"other": group(other.number), "kind": "duplicate"})

    assert "Ook geen stroom" in desk.get(_url(ticket)).content.decode()
    assert "linked from" in desk.get(_url(other)).content.decode()


def test_a_link_with_a_wrong_digit_is_told_beside_what_was_typed(desk: Client) -> None:
    ticket = a_ticket()

    answer = desk.post(_url(ticket, "links/"), {"other": "2041 7730", "kind": "related"}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "has a wrong digit somewhere" in page
    assert 'value="2041 7730"' in page


def test_a_link_to_a_ticket_that_is_not_there_is_no_missing_page(desk: Client) -> None:
    answer = desk.post(_url(a_ticket(), "links/"), {"other": make_number(2, 999_999), "kind": "related"})

    assert answer.status_code == 422


def test_a_link_is_taken_away(desk: Client, operator: User) -> None:
    ticket = a_ticket()
    made = actions.link(ticket.number, a_ticket().number, kind="related", by=operator, at=MONDAY_9AM)

    desk.post(_url(ticket, f"links/{made.pk}/remove/"))

    assert not TicketLink.objects.exists()


def test_an_uploaded_file_is_laid_in_the_ticket(desk: Client, operator: User) -> None:
    ticket = a_ticket()
    file = store_file(b"foto", name="meter.txt", by=operator, at=MONDAY_9AM, draft_key="upload")

    answer = desk.post(_url(ticket, "files/"), {"files": [str(file.pk), "no-id"]}, headers=HTMX)

    assert TicketFile.objects.get().file == file
    assert f"/files/{file.pk}/" in answer.content.decode()


def test_a_colleagues_upload_is_not_taken_along(desk: Client, colleague: User) -> None:
    file = store_file(b"foto", name="meter.txt", by=colleague, at=MONDAY_9AM, draft_key="upload")

    answer = desk.post(_url(a_ticket(), "files/"), {"files": [str(file.pk)]}, headers=HTMX)

    assert answer.status_code == 422
    assert not TicketFile.objects.exists()


def test_watching_is_begun_and_ended(desk: Client, operator: User) -> None:
    ticket = a_ticket()

    desk.post(_url(ticket, "watch/"), {"watch": "1"}, headers=HTMX)
    watched = Watcher.objects.filter(ticket=ticket, user=operator).exists()
    desk.post(_url(ticket, "watch/"), {"watch": "0"}, headers=HTMX)

    assert watched
    assert not Watcher.objects.exists()


def test_colleagues_at_the_ticket_are_named(desk: Client, colleague: User) -> None:
    ticket = a_ticket()
    see(f"ticket:{ticket.number}", by=colleague, at=timezone.now(), is_writing=True)

    page = desk.get(_url(ticket, "presence/"), headers=HTMX).content.decode()

    assert "Karim Aziz is writing" in page


def test_the_history_tells_codes_in_words(desk: Client, operator: User) -> None:
    category = Category.objects.create(key="meter", name=label("Meter (nl)", "Compteur", "Meters", "Zähler"))
    ticket = a_ticket()
    actions.set_fields(ticket.number, category=category, urgency=1, by=operator, at=MONDAY_9AM)

    page = desk.get(_url(ticket)).content.decode()

    assert "category → Meters" in page
    assert "urgency normal → high" in page


def test_what_was_asked_on_the_telephone_stands_in_the_conversation(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, party_name="Jan Peeters")
    question = a_question(contact, customer_words="Alles valt uit als de oven aangaat", restated="Stroom valt uit met de oven")
    ticket = a_ticket(contact=contact, question=question)

    page = desk.get(_url(ticket)).content.decode()

    assert "Alles valt uit als de oven aangaat" in page
    assert f"/contacts/{contact.number}/" in page


def test_the_reason_of_a_transfer_is_no_draft_once_it_is_sent(desk: Client, operator: User, winkel: Team) -> None:
    ticket = a_ticket()
    save_draft(f"ticket-{ticket.number}-assign", {"reason": "dit is"}, by=operator, at=MONDAY_9AM)

    desk.post(_url(ticket, "transfer/"), {"team": winkel.pk, "reason": "dit is een webshopvraag"})

    assert not Draft.objects.exists()


def test_a_new_file_for_the_ticket_is_attached_only_by_who_asked_for_it(desk: Client, colleague: User) -> None:
    ticket, customer = a_ticket(requester_name="Jan Peeters"), a_customer()
    page = desk.get(_url(ticket)).content.decode()
    back = parse_qs(urlsplit(unescape(re.search(r'hx-get="(/customers/column/[^"]*)"', page)[1])).query)["next"][0]  # type: ignore[index]
    theirs = Client()
    theirs.force_login(colleague)

    mine, other, bare = (
        client.get(address).content.decode()
        for client, address in (
            (desk, f"{back}&customer={customer.number}"),
            (theirs, f"{back}&customer={customer.number}"),
            (desk, f"{_url(ticket)}?customer={customer.number}"),
        )
    )

    assert [f'name="customer" value="{customer.number}"' in page for page in (mine, other, bare)] == [True, False, False]
