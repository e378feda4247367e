"""The settings of a mailbox as a form."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from balie.access.accounts.testing import a_user
from balie.conversation.email.forms import MailboxForm, initial_of
from balie.conversation.email.models import Mailbox
from balie.conversation.email.testing import a_mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(a_user("administrator", language="en"))
    return client


def _fields(box: Mailbox, **typed: Any) -> dict[str, Any]:
    """What the browser posts of the form as it stands."""
    shown = {name: value for name, value in initial_of(box).items() if value not in (None, False)}
    return shown | {"is_active": "on", **typed}


def test_every_field_stands_in_one_part_of_the_form() -> None:
    shown = Counter(field.name for _key, _name, _open, lines in MailboxForm().parts for line in lines for field in line)

    assert shown == Counter(list(MailboxForm.base_fields))


@pytest.mark.parametrize(("sign_in", "is_open"), [("password", False), ("microsoft", True)])
def test_the_part_about_a_sign_in_service_is_open_for_who_uses_one(sign_in: str, is_open: bool) -> None:
    box = a_mailbox(sign_in=sign_in)

    assert [open_ for key, _name, open_, _lines in MailboxForm(initial=initial_of(box)).parts if key == "service"] == [is_open]


def test_what_is_missing_for_it_opens_it(admin: Client) -> None:
    box = a_mailbox()

    page = admin.post(f"/settings/email/{box.pk}/", _fields(box, sign_in="other")).content.decode()

    assert '<details class="form-part form-part--service" open>' in page


def test_who_is_always_copied_and_whether_answers_go_to_all_is_kept_and_shown(admin: Client) -> None:
    box = a_mailbox()

    saved = admin.post(f"/settings/email/{box.pk}/", _fields(box, answers_all="", always_bcc="archief@elders.example; b@elders.example"))

    box.refresh_from_db()
    assert (saved.status_code, box.always_bcc, box.answers_all) == (303, ["archief@elders.example", "b@elders.example"], False)
    assert 'value="archief@elders.example, b@elders.example"' in admin.get(f"/settings/email/{box.pk}/").content.decode()


def test_r_l3_a_mailbox_of_ours_among_them_is_named_beside_the_field(admin: Client) -> None:
    box, other = a_mailbox(), a_mailbox(address="winkel@zenne.example")

    refused = admin.post(f"/settings/email/{box.pk}/", _fields(box, always_bcc=other.address))

    assert refused.status_code == 422
    assert "winkel@zenne.example is a mailbox of ours" in refused.content.decode()
    box.refresh_from_db()
    assert box.always_bcc == []
