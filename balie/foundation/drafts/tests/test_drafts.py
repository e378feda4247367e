from __future__ import annotations

import json

import pytest
from django.test import Client

from balie.access.accounts.testing import a_user
from balie.foundation.drafts.models import Draft

pytestmark = pytest.mark.django_db


def _put(client: Client, key: str, body: object) -> int:
    return client.put(f"/drafts/{key}/", json.dumps(body), content_type="application/json").status_code


def test_what_is_typed_comes_back(client: Client) -> None:
    client.force_login(a_user("operator"))
    _put(client, "ticket-1-reply", {"fields": {"text": "Geachte"}})

    answer = client.get("/drafts/ticket-1-reply/")

    assert answer.json()["fields"] == {"text": "Geachte"}


def test_the_last_keystroke_wins(client: Client) -> None:
    client.force_login(a_user("operator"))

    _put(client, "x", {"fields": {"text": "a"}})
    _put(client, "x", {"fields": {"text": "ab"}})

    assert Draft.objects.get().fields == {"text": "ab"}


def test_a_colleague_does_not_see_it(client: Client) -> None:
    client.force_login(a_user("operator"))
    _put(client, "x", {"fields": {"text": "a"}})

    client.force_login(a_user("supervisor"))

    assert client.get("/drafts/x/").status_code == 204


def test_a_sent_form_drops_its_draft(client: Client) -> None:
    client.force_login(a_user("operator"))
    _put(client, "x", {"fields": {"text": "a"}})

    assert client.delete("/drafts/x/").status_code == 204
    assert not Draft.objects.exists()


@pytest.mark.parametrize("body", [[], {}, {"fields": "a"}, {"fields": {"a": 1}}, {"fields": {"a": "x" * 600_000}}])
def test_what_is_no_draft_is_refused(client: Client, body: object) -> None:
    client.force_login(a_user("operator"))

    assert _put(client, "x", body) == 422


def test_a_stranger_is_told_to_sign_in(client: Client) -> None:
    assert _put(client, "x", {"fields": {}}) == 401
