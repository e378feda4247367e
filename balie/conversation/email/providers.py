"""Where mail is fetched and handed over at the providers we know; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Provider(StrEnum):
    """Who keeps a mailbox, as an administrator says it."""

    OWN = "own"
    MICROSOFT = "microsoft"
    GOOGLE = "google"
    OTHER = "other"
    PUSHES = "pushes"


@dataclass(frozen=True, slots=True)
class Servers:
    """By the names of a mailbox's settings."""

    host: str
    smtp_host: str
    port: int = 993
    security: str = "tls"
    smtp_port: int = 587
    smtp_security: str = "starttls"

    def settings(self) -> dict[str, str | int]:
        return asdict(self)


_MICROSOFT = Servers("outlook.office365.com", "smtp.office365.com")
_GOOGLE = Servers("imap.gmail.com", "smtp.gmail.com")
_APPLE = Servers("imap.mail.me.com", "smtp.mail.me.com")
_GMX = Servers("imap.gmx.net", "mail.gmx.net")
_TELENET = Servers("imap.telenet.be", "smtp.telenet.be")
OF_PROVIDER = {Provider.MICROSOFT: _MICROSOFT, Provider.GOOGLE: _GOOGLE}
OF_DOMAIN = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), _GOOGLE),
    **dict.fromkeys(("outlook.com", "outlook.be", "hotmail.com", "hotmail.be", "live.com", "live.be", "msn.com"), _MICROSOFT),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _APPLE),
    **dict.fromkeys(("gmx.net", "gmx.de", "gmx.at", "gmx.ch"), _GMX),
    "telenet.be": _TELENET,
}


# How the names end of the servers that take mail for them.
OF_EXCHANGE = {
    **dict.fromkeys((".protection.outlook.com", ".mx.microsoft"), Provider.MICROSOFT),
    **dict.fromkeys((".google.com", ".googlemail.com"), Provider.GOOGLE),
}


def provider_of(exchanges: Sequence[str]) -> Provider | None:
    """Who keeps the mail that these servers take, by their names in lower case; None for a server we do not know."""
    return next((provider for host in exchanges for ending, provider in OF_EXCHANGE.items() if host.endswith(ending)), None)


def servers_of(provider: str, address: str) -> Servers | None:
    """Those of the provider, else those of the address's domain where we know them."""
    return OF_PROVIDER.get(Provider(provider)) or OF_DOMAIN.get(address.strip().casefold().rpartition("@")[2])
