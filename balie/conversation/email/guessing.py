"""Who keeps the mail of an address, by what its domain says in the DNS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from balie.conversation.email.parsing.addresses import trusted_address
from balie.conversation.email.providers import Provider, provider_of
from balie.conversation.email.senders.dns import Unanswered

# What its mail being with a server of its own says nothing against.
FITS_ANY_SERVER = {Provider.OWN, Provider.OTHER, Provider.PUSHES}


@dataclass(frozen=True)
class Guess:
    """`provider` is None where nothing was found; `said` is what was, in words."""

    provider: Provider | None = None
    said: str = ""

    def of(self, chosen: str) -> str:
        """The choice to offer to who had `chosen`."""
        if self.provider is None or (self.provider == Provider.OWN and chosen in FITS_ANY_SERVER):
            return chosen
        return self.provider


def guess_provider(address: str, *, ask: Callable[[str], list[str]]) -> Guess:
    """By the servers that take the mail of the address; `ask` gives those of a domain, in order."""
    bare = trusted_address(address.strip())
    if bare is None:
        return Guess()
    domain = bare.rpartition("@")[2]
    try:
        exchanges = ask(domain)
    except Unanswered:
        return Guess(
            said=_("The name server does not answer, so it is not known where the mail of {domain} is kept.").format(domain=domain)
        )
    if not exchanges:
        return Guess(said=_("{domain} names no server for its mail in the DNS (MX). Is the address right?").format(domain=domain))
    words = _("{host} takes the mail of {domain}, says the DNS (MX).").format(host=exchanges[0], domain=domain)
    return Guess(provider_of(exchanges) or Provider.OWN, words)
