"""What a mail is to us: which thread it joins, whose it is, whether it gets an acknowledgement. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from balie.conversation.email.parsing.model import Address
from balie.conversation.email.tokens import Token


class MatchedBy(StrEnum):
    TOKEN = "token"  # noqa: S105  # a way of matching, no secret
    REFERENCES = "references"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class KnownMessage:
    """A message we have, which the mail refers to: its thread and who takes part in it (addresses in lower case)."""

    thread_id: int
    participants: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """`thread_id` is None for a new thread; `reason` says why in a sentence for the file.

    `claims` is a number in the subject that the mail may belong to: shown, never obeyed. `is_outsider`: the sender holds a token but was not
    written to, so he sees nothing of before until an operator accepts him.
    """

    thread_id: int | None
    matched_by: MatchedBy
    reason: str
    claims: int | None = None
    is_outsider: bool = False


def match_thread(*, sender: str | None, token: Token | None, known: Sequence[KnownMessage], claims: int | None = None) -> Match:
    """The thread a mail joins: that of its proven `token`, else of the newest known message its sender takes part in, else none.

    `sender` is the trusted address, or None; `known` are the messages it refers to, newest last. `claims` comes from `claimed_number`.
    """
    who = (sender or "").casefold()
    if token is not None:
        outsider = who != token.recipient.casefold()
        reason = "the reply token is right" + (", but someone else sent it than we wrote to" if outsider else "")
        return Match(token.thread_id, MatchedBy.TOKEN, reason, is_outsider=outsider)
    for message in reversed(known):
        if who and who in message.participants:
            return Match(message.thread_id, MatchedBy.REFERENCES, "it answers a message of this thread and its sender takes part in it")
    if known:
        return Match(None, MatchedBy.NEW, "it answers a message we know, but its sender takes no part in that thread", claims)
    if claims is not None:
        return Match(None, MatchedBy.NEW, f"the subject names {claims}; a number alone proves nothing", claims)
    return Match(None, MatchedBy.NEW, "it answers nothing we know")


_NUMBER = re.compile(r"(?<![\d.,])\d(?:[ .]?\d){6,17}(?![\d,])")


def claimed_number(subject: str, *, is_number: Callable[[int], bool]) -> int | None:
    """The first number in `subject` (grouped or not) that `is_number`, its check digit being right."""
    for found in _NUMBER.findall(subject[:500]):
        number = int("".join(char for char in found if char.isdecimal()))
        if is_number(number):
            return number
    return None


class Trust(StrEnum):
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose mail it is. `replies_elsewhere` is the Reply-To when it is another address: only a route, shown to the operator."""

    address: str | None
    name: str
    trust: Trust
    reason: str
    replies_elsewhere: str | None = None


def sender_identity(*, senders: Sequence[Address], reply_to: Sequence[Address], authenticated: bool | None) -> Identity:
    """Who the one From is; never who Reply-To is. `authenticated`: what our own mail server found, None when it did not look."""
    route = next((each.address for each in reply_to if each.address), None)
    if len(senders) != 1 or senders[0].address is None:
        name = senders[0].name if senders else ""
        reason = (
            "no sender" if not senders else "more than one sender" if len(senders) > 1 else "the sender's address can be read in two ways"
        )
        return Identity(None, name, Trust.SUSPICIOUS, reason, route)
    [sender] = senders
    elsewhere = route if route and route.casefold() != (sender.address or "").casefold() else None
    if authenticated is False:
        return Identity(sender.address, sender.name, Trust.SUSPICIOUS, "the sender's domain denies having sent it", elsewhere)
    if _names_another(sender):
        return Identity(sender.address, sender.name, Trust.SUSPICIOUS, "the sender's name is another address", elsewhere)
    if authenticated:
        return Identity(sender.address, sender.name, Trust.VERIFIED, "the sender's domain confirms it", elsewhere)
    return Identity(sender.address, sender.name, Trust.UNVERIFIED, "nobody checked the sender", elsewhere)


def _names_another(sender: Address) -> bool:
    said = sender.name.strip().strip("'\"<>").casefold()
    return "@" in said and " " not in said and said != (sender.address or "").casefold()


def authentication_of(headers: Iterable[tuple[str, str]], *, authserv_id: str) -> bool | None:
    """What the receiver `authserv_id` found by DMARC (RFC 8601): None when it said nothing. What others wrote there means nothing."""
    if not authserv_id:
        return None
    for name, value in headers:
        if name.lower() != "authentication-results":
            continue
        server, _, results = value.partition(";")
        if server.split()[:1] != [authserv_id] or "dmarc=" not in results:
            continue
        found = re.search(r"(?:^|[\s;])dmarc=(\w{1,20})", results[:5000])
        return {"pass": True, "fail": False}.get(found.group(1).lower()) if found else None
    return None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    is_due: bool
    reason: str


_ABOUT_DELIVERY = re.compile(r"returned mail|undeliver|delivery (status|failure)|mail delivery|auto-?reply|out of office", re.IGNORECASE)


def should_acknowledge(
    *,
    automatic: str | None,
    is_bounce: bool,
    is_new_thread: bool,
    sender: str | None,
    subject: str,
    own_addresses: Collection[str],
    acknowledged_today: int,
) -> Acknowledgement:
    """Whether the sender is told that his mail came in: at most once a day, never a machine, never ourselves.

    `acknowledged_today` counts those to this address in the last 24 hours; `own_addresses` are in lower case.
    """
    if is_bounce or automatic is not None:
        return Acknowledgement(False, f"automatic mail: {automatic or 'a bounce'}")
    if sender is None:
        return Acknowledgement(False, "no address to trust")
    if sender.casefold() in own_addresses:
        return Acknowledgement(False, "our own address")
    if not is_new_thread:
        return Acknowledgement(False, "it belongs to a thread we know")
    if acknowledged_today > 0:
        return Acknowledgement(False, "this address was told within 24 hours")
    if _ABOUT_DELIVERY.search(subject[:500]):
        return Acknowledgement(False, "its subject is that of an automatic mail")
    return Acknowledgement(True, "a person's new question")
