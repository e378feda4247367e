"""Which words are offered where, and the settings of signatures and templates."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import a_user
from balie.access.audit.models import AuditLine
from balie.casework.tickets.actions import save_template
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.pages import templates_of
from balie.casework.tickets.queries.signatures import signature_for
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.testing import a_contact, a_message
from balie.conversation.email.models import Email, Mailbox, Thread
from balie.conversation.email.testing import a_mailbox
from balie.foundation.text.labels import label
from balie.foundation.text.models import Text
from balie.records.taxonomy.models import Brand
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(a_user("administrator", language="en"))
    return client


def _answered_in(box: Mailbox, **fields: Any) -> Ticket:
    """A ticket whose mail came to `box`."""
    contact = a_contact(channel="mail", party="jan@klant.example")
    message = a_message(contact, sender_address="jan@klant.example")
    thread = Thread.objects.create(subject="Meter", mailbox=box, made_at=message.at)
    Email.objects.create(thread=thread, message=message, internet_message_id="x@klant.example", matched_by="new")
    return a_ticket(contact=contact, **{"language": "nl"} | fields)


def _template(name: str, **place: list[int]) -> None:
    words = {"nl": ("", f"Woorden van {name}")}
    save_template("", name=label(name, name, name, name), words=words, by=None, at=a_ticket().opened_at, **place)


def _offered(desk: Client, ticket: Ticket) -> str:
    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    return page[page.index('id="reply-template"') : page.index("</select>", page.index('id="reply-template"'))]


def test_the_composer_offers_what_fits_the_brand_and_the_mailbox_of_the_ticket(desk: Client, mailbox: Mailbox) -> None:
    zenne, schelde, other = a_term(Brand, "zenne"), a_term(Brand, "schelde"), a_mailbox()
    _template("Overal")
    _template("Zenne alleen", brands=[zenne.pk])
    _template("Schelde alleen", brands=[schelde.pk])
    _template("Energie alleen", mailboxes=[mailbox.pk])
    _template("Ander postvak", mailboxes=[other.pk])
    _template("Zenne in ander postvak", brands=[zenne.pk], mailboxes=[other.pk])

    offered = _offered(desk, _answered_in(mailbox, brand=zenne))

    assert [name for name in ("Overal", "Zenne alleen", "Energie alleen") if f">{name}<" not in offered] == []
    assert [name for name in ("Schelde alleen", "Ander postvak", "Zenne in ander postvak") if f">{name}<" in offered] == []


@pytest.mark.parametrize("step", ["", "connect/treatment/"])
def test_a_mailbox_lists_the_templates_offered_in_it(admin: Client, mailbox: Mailbox, step: str) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(is_active=not step, is_connecting=bool(step))
    _template("Overal")
    _template("Energie alleen", mailboxes=[mailbox.pk])
    _template("Ander postvak", mailboxes=[a_mailbox().pk])
    _template("Niet meer")
    Text.objects.filter(name__nl="Niet meer").update(is_retired=True)

    page = admin.get(f"/settings/email/{mailbox.pk}/{step}").text

    assert [name in page for name in ("Overal", "Energie alleen", "Ander postvak", "Niet meer")] == [True, True, False, False]
    assert 'href="/settings/templates/"' in page


def test_who_may_not_write_templates_sees_none_beside_a_mailbox(mailbox: Mailbox) -> None:
    assert templates_of(mailbox, a_user("operator")) is None


def test_a_ticket_without_mail_is_offered_what_fits_the_mailbox_it_will_be_answered_from(
    desk: Client, energie: Team, mailbox: Mailbox
) -> None:
    first = a_mailbox(team=None)
    Mailbox.objects.filter(pk=first.pk).update(team=energie)
    Mailbox.objects.filter(pk=mailbox.pk).update(team=None)
    _template("Van het team", mailboxes=[first.pk])
    _template("Van de eerste", mailboxes=[mailbox.pk])

    offered = _offered(desk, a_ticket(team=energie))

    assert ">Van het team<" in offered
    assert ">Van de eerste<" not in offered


def test_a_template_without_words_in_the_customers_language_says_in_which_it_is(desk: Client, mailbox: Mailbox) -> None:
    _template("Stand doorgeven")

    assert ">Stand doorgeven (Nederlands)<" in _offered(desk, _answered_in(mailbox, language="fr"))


def test_where_a_template_is_offered_is_chosen_and_shown(admin: Client, mailbox: Mailbox) -> None:
    zenne = a_term(Brand, "zenne")

    done = admin.post("/settings/templates/new/", {"name_nl": "Stand", "body_nl": "Dag", "brands": [zenne.pk], "mailboxes": [mailbox.pk]})

    place = Text.objects.get(key="stand").place
    assert (done.status_code, place.brand_ids, place.mailbox_ids) == (303, [zenne.pk], [mailbox.pk])
    assert "zenne, Energie" in admin.get("/settings/templates/").content.decode()
    assert admin.get("/settings/templates/stand/").content.decode().count("checked") == 2


def test_a_brand_that_does_not_exist_is_refused(admin: Client) -> None:
    assert admin.post("/settings/templates/new/", {"name_nl": "Stand", "body_nl": "Dag", "brands": ["999999"]}).status_code == 422


def test_a_signature_is_written_and_stands_below_the_teams_mails(admin: Client, energie: Team, operator: User) -> None:
    done = admin.post("/settings/signatures/new/", {"team": energie.pk, "brand": "", "body_nl": "{operator.name}\r\n{team.name}"})

    assert done.status_code == 303
    assert signature_for(a_ticket(team=energie, language="nl"), by=operator) == "Nele Baert\nenergie"
    assert AuditLine.objects.filter(verb="tickets.signature_written").exists()
    assert "energie" in admin.get("/settings/signatures/").content.decode()


def test_a_signature_is_changed_for_whom_it_was_written(admin: Client, energie: Team, operator: User) -> None:
    admin.post("/settings/signatures/new/", {"team": energie.pk, "body_nl": "Oud"})

    done = admin.post(f"/settings/signatures/team-{energie.pk}/", {"team": "", "body_nl": "Nieuw"})

    assert (done.status_code, Text.objects.filter(kind="signature").count()) == (303, 1)
    assert signature_for(a_ticket(team=energie), by=operator) == "Nieuw"


def test_an_unknown_placeholder_is_named_and_nothing_published(admin: Client) -> None:
    refused = admin.post("/settings/signatures/new/", {"body_nl": "{customer.name}"})

    assert refused.status_code == 422
    assert "{customer.name}" in refused.content.decode()
    assert not Text.objects.filter(kind="signature").exists()


def test_a_preview_publishes_nothing(admin: Client) -> None:
    shown = admin.post("/settings/signatures/new/", {"body_nl": "{operator.name}", "preview": "1"})

    assert "Noor Baert" in shown.content.decode()
    assert not Text.objects.filter(kind="signature").exists()


def test_a_retired_signature_stands_nowhere_and_can_be_written_again(admin: Client, operator: User) -> None:
    admin.post("/settings/signatures/new/", {"body_nl": "Oud"})
    admin.post("/settings/signatures/all/retire/")

    assert signature_for(a_ticket(), by=operator) == ""
    admin.post("/settings/signatures/new/", {"body_nl": "Weer"})
    assert signature_for(a_ticket(), by=operator) == "Weer"


def test_an_operator_changes_no_signature(desk: Client) -> None:
    assert desk.get("/settings/signatures/").status_code == 403
    assert desk.post("/settings/signatures/new/", {"body_nl": "x"}).status_code == 403
