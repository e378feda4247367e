"""What `balie doctor` says of mail."""

from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_user
from balie.conversation.email.doctor import mail_domains
from balie.conversation.email.testing import a_mailbox
from balie.foundation.processes.checks import State

pytestmark = pytest.mark.django_db


def _signs_in(address: str) -> None:
    User.objects.filter(pk=a_user("operator").pk).update(email=address)


@pytest.mark.parametrize(("address", "state"), [("nele@Balie.example", State.WARNING), ("nele@town.example", State.OK)])
def test_r_m5_reply_addresses_on_the_domain_of_sign_in_addresses_are_a_warning(address: str, state: State) -> None:
    a_mailbox(address="help@balie.example")
    _signs_in(address)

    [finding] = mail_domains()

    assert finding.state == state


def test_r_m5_a_mailbox_without_reply_addresses_is_no_reason_to_warn() -> None:
    a_mailbox(address="help@balie.example", source="imap")
    _signs_in("nele@balie.example")

    [finding] = mail_domains()

    assert finding.state == State.OK
