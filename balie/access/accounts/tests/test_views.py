from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts import actions
from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.access.permissions.actions import install_roles

pytestmark = pytest.mark.django_db
PASSWORD = "een lange zin om te onthouden"


def test_an_administrator_invites_and_the_link_leads_to_a_sign_in(client: Client) -> None:
    install_roles(timezone.now())
    a_team("energie")
    client.force_login(a_user("administrator"))
    page = client.post(
        "/settings/people/invite/",
        {"name": "Jan", "username": "jan", "language": "fr", "roles": ["operator"], "teams": ["energie"]},
    ).content.decode()
    secret = page.split("/link/")[1].split("/")[0]
    client.logout()

    client.post(f"/link/{secret}/", {"password": PASSWORD, "again": PASSWORD})

    assert client.login(username="jan", password=PASSWORD)
    assert User.objects.get(username="jan").language == "fr"


def test_two_different_passwords_are_told_beside_the_field(client: Client) -> None:
    secret = actions.reset_link(a_user("operator"), by=None, at=timezone.now())

    answer = client.post(f"/link/{secret}/", {"password": PASSWORD, "again": "x"}, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert "The two passwords differ." in answer.content.decode()


def test_a_spent_link_says_so(client: Client) -> None:
    assert client.get("/link/nothing/").status_code == 410


@pytest.mark.parametrize("path", ["people", "teams", "roles", "people/invite", "audit"])
def test_operators_do_not_manage_people(client: Client, path: str) -> None:
    client.force_login(a_user("operator"))

    assert client.get(f"/settings/{path}/").status_code == 403


@pytest.mark.parametrize("path", ["people", "teams", "roles", "people/invite"])
def test_administrators_do(client: Client, path: str) -> None:
    a_team("energie")
    client.force_login(a_user("administrator"))

    assert client.get(f"/settings/{path}/").status_code == 200


def test_the_list_of_people_costs_the_same_for_many(client: Client, django_assert_max_num_queries: object) -> None:
    for _number in range(30):
        a_user("operator", teams=[a_team("energie")])
    client.force_login(a_user("administrator"))

    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/settings/people/")


def test_a_team_gets_a_name_in_four_languages(client: Client) -> None:
    client.force_login(a_user("administrator"))

    client.post(
        "/settings/teams/",
        {"key": "winkel", "name_nl": "Winkel", "name_fr": "Boutique", "name_en": "Shop", "name_de": "Laden", "default_level": 1},
    )

    team = a_team("winkel")
    assert (str(team.name["fr"]), team.default_level) == ("Boutique", 1)


def test_a_pages_visitor_is_sent_to_the_sign_in(client: Client) -> None:
    answer = client.get("/settings/people/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def test_a_partials_visitor_is_refused_instead(client: Client) -> None:
    assert client.get("/settings/people/", headers={"HX-Request": "true"}).status_code == 401
