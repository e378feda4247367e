from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.actions import first_administrator_link, reset_link
from balie.access.accounts.models import SingleUseLink, User
from balie.access.accounts.testing import a_user
from balie.records.taxonomy.models import Brand, Organisation

pytestmark = pytest.mark.django_db
PASSWORD = "een lange zin om te onthouden"
FILLED = {
    "organisation": "Stad Voorbeeld",
    "brand": "Stadslijn",
    "languages": ["nl", "fr"],
    "name": "Marie Peeters",
    "username": "marie",
    "language": "nl",
    "password": PASSWORD,
    "again": PASSWORD,
}


def _link() -> str:
    return f"/setup/{first_administrator_link(at=timezone.now())}/"


def test_the_first_administrator_sets_up_an_empty_place(client: Client) -> None:
    answer = client.post(_link(), FILLED)

    assert answer.headers["Location"].startswith("/account/login/")
    assert client.login(username="marie", password=PASSWORD)
    assert Organisation.objects.get().languages == ["nl", "fr"]
    assert Brand.objects.get().mail_name == "Stadslijn"
    assert User.objects.get().has("settings.manage")


def test_the_page_works_once(client: Client) -> None:
    link = _link()
    client.post(link, FILLED)

    assert client.post(link, {**FILLED, "username": "tweede"}).status_code == 410
    assert User.objects.count() == 1


def test_a_weak_password_keeps_what_was_typed_and_spends_nothing(client: Client) -> None:
    answer = client.post(_link(), {**FILLED, "password": "12345", "again": "12345"})

    assert answer.status_code == 422
    assert 'value="Stad Voorbeeld"' in answer.content.decode()
    assert SingleUseLink.objects.get().used_at is None
    assert not User.objects.exists()


def test_another_kind_of_link_does_not_open_it(client: Client) -> None:
    secret = reset_link(a_user("operator"), by=None, at=timezone.now())

    assert client.get(f"/setup/{secret}/").status_code == 410
