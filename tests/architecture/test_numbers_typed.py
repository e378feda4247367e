"""What stands in an address or a form as a number is read one way, and whatever stands there instead is a clean answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from balie.access.accounts.testing import a_user
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact

BALIE = Path(__file__).parents[2] / "balie"
# `int(` beside a test of its digits: `numbers.whole` does both.
_BY_HAND = re.compile(r"int\(.*\.is(digit|decimal)\(\)|\.is(digit|decimal)\(\).*int\(")
_ABOUT_SOMETHING_ELSE = {
    "foundation/text/numbers.py",
    "foundation/web/bridge.py",
    "foundation/postgres/clients.py",
    "foundation/processes/ports.py",
}
_ABOUT_SOMETHING_ELSE |= {"conversation/email/parsing/headers.py", "conversation/email/rules.py", "operations/automations/forms.py"}
_ABOUT_SOMETHING_ELSE |= {"casework/tickets/words.py", "foundation/statements/page_keys.py"}  # what our own history or pages kept
# The media process knows nothing of the rest of Balie; what it reads are headers of SIP and its own options.
_ABOUT_SOMETHING_ELSE |= {
    "conversation/telephony/media/process.py",
    "conversation/telephony/media/sip/lines.py",
    "conversation/telephony/media/sip/messages.py",
    "conversation/telephony/media/sip/registrar.py",
    "conversation/telephony/media/sip/transports.py",
}

NO_NUMBERS = ("9" * 5000, "9" * 25, "9" * 19, "²", "-1", "1e3", "٣" * 30)
ADDRESSES = [
    "/settings/audit/?before={}",
    "/tickets/?team={}",
    "/tickets/?category={}",
    "/tickets/?saved={}",
    "/tickets/?owner={}",
    "/tickets/?after={}",
    "/tickets/new/?question={}",
    "/tickets/new/?of={}",
    "/tickets/procedures/?team={}",
    "/tickets/{ticket}/?question={}",
    "/contacts/{contact}/?question={}",
    "/contacts/{contact}/?customer={}",
    "/customers/?customer_type={}",
    "/customers/?after={}",
    "/mail/quarantine/?before={}",
    "/settings/email/blocked/?before={}",
    "/settings/automations/log/?ticket={}",
    "/tickets/{}/",
    "/customers/{}/",
    "/contacts/{}/",
    "/api/v1/tickets/{}",
    "/api/v1/tickets?team={}",
    "/api/v1/tickets?after={}",
    "/api/v1/contacts?after={}",
    "/api/v1/customers?after={}",
    "/api/v1/contracts?after={}",
    "/api/v1/contracts?customer={}",
]


@pytest.fixture
def about(db: None) -> dict[str, int]:
    return {"ticket": a_ticket().number, "contact": a_contact().number}


def test_no_door_reads_a_number_by_hand() -> None:
    found = [
        f"{path.relative_to(BALIE)}: {line.strip()}"
        for path in sorted(BALIE.rglob("*.py"))
        if "tests" not in path.parts and str(path.relative_to(BALIE)) not in _ABOUT_SOMETHING_ELSE
        for line in path.read_text().splitlines()
        if _BY_HAND.search(line)
    ]

    assert not found


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_number_in_an_address_is_answered_cleanly(client: Client, about: dict[str, int], address: str) -> None:
    client.force_login(a_user("admin"))

    answers = {
        text[:30]: client.get(address.replace("{ticket}", str(about["ticket"])).replace("{contact}", str(about["contact"])).format(text))
        for text in NO_NUMBERS
    }

    assert {text: answer.status_code for text, answer in answers.items() if answer.status_code >= 500} == {}


@pytest.mark.django_db
def test_what_is_no_number_in_a_form_is_answered_cleanly(client: Client, about: dict[str, int]) -> None:
    client.force_login(a_user("supervisor"))
    here = f"/tickets/{about['ticket']}"

    for text in NO_NUMBERS:
        for address, fields in (
            (f"{here}/state/", {"state": f"customer:{text}"}),
            (f"{here}/state/", {"state": "open", "version": text}),
            (f"{here}/transfer/", {"to": f"team:{text}"}),
            (f"{here}/merge/", {"into": text}),
            ("/settings/tickets/", {"part": "matrix", "cell_1_1": text}),
            ("/tickets/bulk/", {"verb": "take", "selected": text}),
        ):
            assert client.post(address, fields).status_code < 500, (address, fields)

    assert Ticket.objects.get().state == "new" or Ticket.objects.get().state == "open"
    assert Contact.objects.exists()
