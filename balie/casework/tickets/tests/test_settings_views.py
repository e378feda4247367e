from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from balie.access.accounts.testing import a_user
from balie.access.audit.models import AuditLine
from balie.casework.tickets.models import StateReason
from balie.casework.tickets.queries.matrix import forget_matrix
from balie.casework.tickets.queries.templates import filled
from balie.casework.tickets.testing import a_ticket
from balie.foundation.text.models import Text
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
CELLS = {f"cell_{urgency}_{impact}": "4" for urgency in (1, 2, 3) for impact in (1, 2, 3)}


@pytest.fixture
def admin(client: Client) -> Client:
    forget_matrix()
    client.force_login(a_user("administrator", language="en"))
    return client


@pytest.mark.parametrize("path", ["tickets", "templates", "templates/new"])
def test_only_who_manages_settings_opens_them(client: Client, path: str) -> None:
    client.force_login(a_user("supervisor"))

    assert client.get(f"/settings/{path}/").status_code == 403


def test_the_matrix_decides_the_priority_of_the_next_ticket(admin: Client) -> None:
    admin.post("/settings/tickets/", {"part": "matrix", **CELLS})

    assert a_ticket(urgency=1, impact=1).priority == 4
    assert AuditLine.objects.filter(verb="tickets.matrix_set").count() == 9
    forget_matrix()


def test_an_impossible_priority_is_refused(admin: Client) -> None:
    assert admin.post("/settings/tickets/", {"part": "matrix", **CELLS, "cell_2_2": "9"}).status_code == 422


def test_a_reason_is_added_and_retired(admin: Client) -> None:
    admin.post("/settings/tickets/", {"part": "reason", "key": "foto", "state": "customer", "name_nl": "Foto", "name_fr": "Photo"})
    admin.post("/settings/tickets/", {"part": "retire", "key": "foto"})

    assert StateReason.objects.get().is_retired
    assert admin.get("/settings/tickets/").status_code == 200


def test_a_template_is_published_and_filled_in_the_customers_language(admin: Client) -> None:
    admin.post(
        "/settings/templates/new/",
        {
            "name_nl": "Bedankt",
            "name_en": "Thanks",
            "body_nl": "{customer.salutation}, dank u.",
            "body_fr": "{customer.salutation}, merci.",
        },
    )
    ticket = a_ticket(customer=a_customer(salutation="mr", language="fr"), language="fr")

    with translation.override("en"):
        words = filled("thanks", ticket=ticket, by=a_user("operator"))

    assert words.endswith(", merci.")
    assert admin.get("/settings/templates/thanks/").status_code == 200


def test_an_unknown_placeholder_is_named_and_nothing_typed_is_lost(admin: Client) -> None:
    answer = admin.post("/settings/templates/new/", {"name_nl": "x", "body_nl": "Dag {klant.naam}"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "{klant.naam}" in page
    assert not Text.objects.exists()


def test_a_preview_fills_the_placeholders_with_examples_and_publishes_nothing(admin: Client) -> None:
    typed = {"name_fr": "Bonjour", "body_fr": "{customer.salutation}, {ticket.number}", "preview": "1"}

    page = admin.post("/settings/templates/new/", typed).content.decode()

    assert "Geachte mevrouw Peeters, 2010 0011" in page
    assert "{customer.salutation}, {ticket.number}" in page
    assert not Text.objects.filter(kind="reply", name__fr="Bonjour").exists()
