"""Asking the DNS, with patience that is counted: a name server that does not answer is left alone for a minute."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from threading import Lock
from typing import Any

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings

TIMEOUT_SECONDS = 2.0
ALIVE_WITHIN_SECONDS = 1.0
QUIET_SECONDS = 60.0
NO_SUCH_NAME = (
    *(dns.resolver.NXDOMAIN, dns.exception.SyntaxError, dns.name.IDNAException),
    *(dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel),
)
type AskTxt = Callable[[str], list[str]]


class Unanswered(Exception):
    """No name server answered: nothing is known, which is not the same as nothing being there."""


class Names:
    """TXT records by name; answers are kept as long as the DNS says. `server` is `address[:port]`, or empty for the machine's own."""

    def __init__(self, server: str = "", *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._quiet_until = clock, 0.0
        self._resolver = dns.resolver.Resolver(configure=not server)
        self._resolver.lifetime = self._resolver.timeout = TIMEOUT_SECONDS
        self._resolver.cache = dns.resolver.LRUCache(5_000)
        if server:
            address, _colon, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "")
            self._resolver.nameservers, self._resolver.port = [address], int(port or 53)

    def txt(self, name: str) -> list[str]:
        """The TXT records of `name`, each joined; none when there are none. Raises `Unanswered`."""
        return [b"".join(record.strings).decode("utf-8", "replace") for record in self._records(name, "TXT")]

    def exchanges(self, name: str) -> list[str]:
        """The servers that take the mail of `name` by its MX records, the first to be tried first. Raises `Unanswered`."""
        records = sorted(self._records(name, "MX"), key=lambda record: record.preference)
        return [host for record in records if (host := record.exchange.to_text(omit_final_dot=True).casefold()) != "."]

    def _records(self, name: str, kind: str) -> list[Any]:
        if self._clock() < self._quiet_until:
            raise Unanswered(name)
        try:
            answer = self._resolver.resolve(name, kind, raise_on_no_answer=False)
        except NO_SUCH_NAME:
            return []
        except dns.exception.DNSException as error:
            if not self._answers():
                self._quiet_until = self._clock() + QUIET_SECONDS
            raise Unanswered(name) from error
        return list(answer.rrset or [])

    def _answers(self) -> bool:
        """Whether the name server answers at all: a name whose own servers are silent, as a stranger's may be, silences no other."""
        try:
            self._resolver.resolve(f"{secrets.token_hex(8)}.invalid", "TXT", lifetime=ALIVE_WITHIN_SECONDS)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return True
        except dns.exception.DNSException:
            return False
        return True


_NAMES: list[Names] = []
_MAKING = Lock()


def names() -> Names:
    """Those of this process, by `BALIE_DNS`."""
    with _MAKING:
        if not _NAMES:
            _NAMES.append(Names(settings.BALIE_DNS))
        return _NAMES[0]
