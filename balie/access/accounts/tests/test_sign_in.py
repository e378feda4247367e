from __future__ import annotations

import pytest
from django.test import Client, override_settings

from balie.access.accounts.testing import a_user

pytestmark = pytest.mark.django_db
PASSWORD = "een lange zin om te onthouden"


def _sign_in(client: Client, username: str, password: str) -> int:
    return client.post("/account/login/", {"login": username, "password": password}).status_code


def test_who_knows_the_password_comes_in(client: Client) -> None:
    a_user("operator", username="jan", password=PASSWORD)

    assert _sign_in(client, "jan", PASSWORD) == 302
    assert client.get("/me/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_look_the_same(client: Client) -> None:
    a_user("operator", username="jan", password=PASSWORD)

    wrong = client.post("/account/login/", {"login": "jan", "password": "iets anders dan dat"}).content.decode()
    unknown = client.post("/account/login/", {"login": "piet", "password": "iets anders dan dat"}).content.decode()

    assert wrong.count("alert") == unknown.count("alert")
    assert "/me/" not in wrong


def test_the_demo_names_its_sign_ins(client: Client) -> None:
    assert "operator2" in client.get("/account/login/").content.decode()


@override_settings(BALIE_DEMO=False)
def test_the_demo_password_opens_nothing_elsewhere(client: Client) -> None:
    a_user("operator", username="operator", password="balie-demo")

    assert _sign_in(client, "operator", "balie-demo") == 200
    assert "operator2" not in client.get("/account/login/").content.decode()
    assert client.get("/me/").status_code == 302


def test_languages_are_called_by_their_own_names(client: Client) -> None:
    page = client.get("/account/login/", headers={"accept-language": "nl"}).content.decode()

    assert "English" in page
    assert "Engels" not in page


@pytest.mark.parametrize("path", ["signup", "password/reset", "email"])
def test_nobody_helps_himself_to_an_account(client: Client, path: str) -> None:
    assert client.get(f"/account/{path}/").status_code in {302, 404}


@pytest.mark.parametrize("path", ["logout", "password/change", "2fa", "2fa/totp/activate", "2fa/webauthn/add", "reauthenticate"])
def test_the_own_pages_open(client: Client, path: str) -> None:
    a_user("operator", username="jan", password=PASSWORD)
    _sign_in(client, "jan", PASSWORD)

    assert client.get(f"/account/{path}/", follow=True).status_code == 200
