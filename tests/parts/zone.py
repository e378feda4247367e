"""A name server of our own on loopback: the TXT and MX records of a zone that a test makes up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

LARGEST = 4096
type Zone = Mapping[dns.name.Name, Mapping[dns.rdatatype.RdataType, list[str]]]


@contextmanager
def serving(
    records: Mapping[str, str], *, exchanges: Mapping[str, Sequence[str]] | None = None, silent: Collection[str] = ()
) -> Iterator[str]:
    """`address:port` of a server that knows the TXT `records` and the MX `exchanges` ("10 mail.zenne.example.") by name, and no other name.

    Asked for a `silent` one it says nothing, as where the servers of a domain are away.
    """
    zone = {dns.name.from_text(name): {dns.rdatatype.TXT: [_quoted(text)]} for name, text in records.items()}
    for name, servers in (exchanges or {}).items():
        zone.setdefault(dns.name.from_text(name), {})[dns.rdatatype.MX] = list(servers)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        door.settimeout(0.2)
        stopped = threading.Event()
        mute = {dns.name.from_text(name) for name in silent}
        thread = threading.Thread(target=_serve, args=(door, zone, mute, stopped), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{door.getsockname()[1]}"
        finally:
            stopped.set()
            thread.join(5)


def _serve(door: socket.socket, zone: Zone, mute: set[dns.name.Name], stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            asked, sender = door.recvfrom(LARGEST)
        except TimeoutError:
            continue
        query = dns.message.from_wire(asked)
        if query.question[0].name not in mute:
            door.sendto(_answer(query, zone).to_wire(), sender)


def _answer(query: dns.message.Message, zone: Zone) -> dns.message.Message:
    answer, name, kind = dns.message.make_response(query), query.question[0].name, query.question[0].rdtype
    answer.flags |= dns.flags.AA
    if name not in zone:
        answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer
    if kind in zone[name]:
        answer.answer.append(dns.rrset.from_text(name, 60, dns.rdataclass.IN, kind, *zone[name][kind]))
    return answer


def _quoted(text: str) -> str:
    """A TXT record in the pieces it may have."""
    return " ".join(f'"{text[at : at + 250]}"' for at in range(0, len(text), 250))
