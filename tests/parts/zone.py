"""A name server of our own on loopback: TXT records of a zone that a test makes up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

LARGEST = 4096


@contextmanager
def serving(records: Mapping[str, str]) -> Iterator[str]:
    """`address:port` of a server that knows the TXT `records` by name, and no other name."""
    zone = {dns.name.from_text(name): text for name, text in records.items()}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        door.settimeout(0.2)
        stopped = threading.Event()
        thread = threading.Thread(target=_serve, args=(door, zone, stopped), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{door.getsockname()[1]}"
        finally:
            stopped.set()
            thread.join(5)


def _serve(door: socket.socket, zone: Mapping[dns.name.Name, str], stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            asked, sender = door.recvfrom(LARGEST)
        except TimeoutError:
            continue
        door.sendto(_answer(dns.message.from_wire(asked), zone).to_wire(), sender)


def _answer(query: dns.message.Message, zone: Mapping[dns.name.Name, str]) -> dns.message.Message:
    answer, name = dns.message.make_response(query), query.question[0].name
    answer.flags |= dns.flags.AA
    if name not in zone:
        answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer
    pieces = [zone[name][at : at + 250] for at in range(0, len(zone[name]), 250)]
    quoted = " ".join(f'"{piece}"' for piece in pieces)
    answer.answer.append(dns.rrset.from_text(name, 60, dns.rdataclass.IN, dns.rdatatype.TXT, quoted))
    return answer
