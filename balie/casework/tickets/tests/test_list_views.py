from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from balie.access.accounts.testing import a_team, a_user
from balie.casework.tickets.testing import a_ticket
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db


def test_each_list_shows_its_own(client: Client) -> None:
    energy, shop = a_team("energie"), a_team("winkel")
    jan = a_user("operator", teams=[energy])
    a_ticket(subject="van mij", owner=jan, team=shop)
    a_ticket(subject="van mijn team", team=energy, owner=a_user("operator"))
    a_ticket(subject="van niemand", team=shop)
    client.force_login(jan)

    pages = {view: client.get(f"/tickets/?view={view}").content.decode() for view in ("mine", "team", "unassigned", "all")}

    shown = {view: [word for word in ("van mij<", "van mijn team", "van niemand") if word in page] for view, page in pages.items()}
    assert shown["mine"] == ["van mij<"]
    assert shown["team"] == ["van mijn team"]
    assert shown["unassigned"] == ["van niemand"]
    assert len(shown["all"]) == 3


def test_the_page_costs_the_same_for_many(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(60):
        a_ticket(subject=f"ticket {number}", customer=a_customer(), team=a_team("energie"))
    client.force_login(a_user("lead", leads=[a_team("energie")]))
    client.get("/tickets/?view=all")

    with django_assert_max_num_queries(8):
        page = client.get("/tickets/?view=all").content.decode()

    assert page.count("data-row ") + page.count("data-row>") >= 50


def test_pages_follow_one_another(client: Client) -> None:
    numbers = {a_ticket().number for _number in range(55)}
    client.force_login(a_user("operator"))
    first = client.get("/tickets/?view=all&sort=number").content.decode()
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")

    second = client.get(older).content.decode()

    seen = {number for number in numbers if f"/tickets/{number}/" in first + second}
    assert seen == numbers
    assert not {number for number in numbers if f"/tickets/{number}/" in first and f"/tickets/{number}/" in second}


def test_columns_are_kept_for_the_colleague(client: Client) -> None:
    jan = a_user("operator")
    client.force_login(jan)

    client.post("/tickets/columns/", {"column": ["tags", "state", "nonsense"]})

    jan.refresh_from_db()
    assert jan.preferences["ticket_columns"] == ["state", "tags"]


@pytest.mark.parametrize(
    "query", ["view=x&sort=y&after=z", "priority=9&state=q&category=abc&team=-1", "after=~5", "after=x~9999999999999999999"]
)
def test_an_odd_address_gives_a_list(client: Client, query: str) -> None:
    client.force_login(a_user("operator"))

    assert client.get(f"/tickets/?{query}").status_code == 200


def test_an_auditor_has_no_lists(client: Client) -> None:
    client.force_login(a_user("auditor"))

    assert client.get("/tickets/").status_code == 403


@pytest.mark.parametrize("address", ["/tickets/", "/work/"])
def test_what_else_there_is_about_many_tickets_is_opened_from_the_lists(client: Client, address: str) -> None:
    others = ("/handovers/", "/tickets/refused/", "/tickets/bulk/jobs/")
    shown = {}

    for role in ("operator", "supervisor"):
        client.force_login(a_user(role))
        page = client.get(address).content.decode()
        shown[role] = [each for each in others if f'href="{each}"' in page]

    assert shown == {"operator": ["/tickets/bulk/jobs/"], "supervisor": list(others)}
