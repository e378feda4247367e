"""Mail, as `balie doctor` sees it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError
from django.db.models import Q

from balie.access.accounts.models import User
from balie.conversation.email.models import Mailbox
from balie.foundation.processes.checks import Finding, State

_REMEDY = (
    "Give tickets a mail domain of their own (as help.example.org) and connect mailboxes there: whoever opens an account elsewhere "
    "with a reply address cannot pass for a colleague then. See docs/how-to/spam-and-phishing.md."
)


def mail_domains() -> Iterator[Finding]:
    """Whether reply addresses stand on a domain colleagues sign in with (R-M5); nothing while the database does not answer."""
    try:
        shared = sorted(_reply_domains() & _sign_in_domains())
    except DatabaseError:
        return
    if shared:
        seen = f"reply addresses share {', '.join(shared)} with the addresses colleagues sign in with"
        yield Finding(subject="mail domain", state=State.WARNING, seen=seen, remedy=_REMEDY)
    else:
        yield Finding(subject="mail domain", seen="reply addresses share no domain with sign-in addresses")


def _reply_domains() -> set[str]:
    takes = Q(takes_reply_addresses=True) | Q(source=Mailbox.Source.LISTENER)
    return {_domain(address) for address in Mailbox.objects.filter(takes, is_active=True).values_list("address", flat=True)}


def _sign_in_domains() -> set[str]:
    return {_domain(address) for address in User.objects.filter(is_active=True).exclude(email="").values_list("email", flat=True)}


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()
