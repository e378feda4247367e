"""Asking the DNS, with patience that is counted: a name server that does not answer is left alone for a minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

import dns.exception
import dns.resolver
from django.conf import settings

TIMEOUT_SECONDS = 2.0
QUIET_SECONDS = 60.0
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
        if self._clock() < self._quiet_until:
            raise Unanswered(name)
        try:
            answer = self._resolver.resolve(name, "TXT", raise_on_no_answer=False)
        except (dns.resolver.NXDOMAIN, dns.exception.SyntaxError, dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel):
            return []
        except dns.exception.DNSException as error:
            self._quiet_until = self._clock() + QUIET_SECONDS
            raise Unanswered(name) from error
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer.rrset or []]


_NAMES: list[Names] = []
_MAKING = Lock()


def names() -> Names:
    """Those of this process, by `BALIE_DNS`."""
    with _MAKING:
        if not _NAMES:
            _NAMES.append(Names(settings.BALIE_DNS))
        return _NAMES[0]
