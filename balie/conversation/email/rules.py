"""What a mail is to us: which thread it joins, and whose it is. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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
    """A message we have, which the mail refers to: its thread, who takes part in it (addresses in lower case), and the threads it was once a part of."""

    thread_id: int
    participants: frozenset[str]
    split_from: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """`thread_id` is None for a new thread; `claims` is a number in the subject that the mail may belong to: shown, never obeyed."""

    thread_id: int | None
    matched_by: MatchedBy
    claims: int | None = None


def match_thread(*, sender: str | None, token: Token | None, known: Sequence[KnownMessage], claims: int | None = None) -> Match:
    """The thread a mail joins: that of its proven `token`, else of the newest known message its sender takes part in, else none.

    A token speaks for what was split from its thread too, to who takes part there: the newest known message says which of them is answered.
    `sender` is the trusted address, or None; `known` are the messages it refers to, newest last. `claims` comes from `claimed_number`.
    """
    who = (sender or "").casefold()
    if token is not None:
        is_elsewhere = bool(known) and token.thread_id in known[-1].split_from and who in known[-1].participants
        return Match(known[-1].thread_id if is_elsewhere else token.thread_id, MatchedBy.TOKEN)
    for message in reversed(known):
        if who and who in message.participants:
            return Match(message.thread_id, MatchedBy.REFERENCES)
    return Match(None, MatchedBy.NEW, claims)


_NUMBER = re.compile(r"(?<![\d.,])\d(?:[ .]?\d){6,17}(?![\d,])")


def claimed_number(subject: str, *, is_number: Callable[[int], bool]) -> int | None:
    """The first number in `subject` (grouped or not) that `is_number`, its check digit being right."""
    for found in _NUMBER.findall(subject[:500]):
        number = int("".join(char for char in found if char.isdecimal()))
        if is_number(number):
            return number
    return None


class Doubt(StrEnum):
    """Why the sender may be another one than the mail says."""

    NOBODY = "nobody"
    SEVERAL = "several"
    TWO_READINGS = "two_readings"
    NAMES_ANOTHER = "names_another"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose mail it is. `replies_elsewhere` is the Reply-To when it is another address: only a route, shown to the operator."""

    address: str | None
    name: str
    doubt: Doubt | None = None
    replies_elsewhere: str | None = None


def sender_identity(*, senders: Sequence[Address], reply_to: Sequence[Address]) -> Identity:
    """Who the one From is; never who Reply-To is."""
    route = next((each.address for each in reply_to if each.address), None)
    if len(senders) != 1 or senders[0].address is None:
        doubt = Doubt.NOBODY if not senders else Doubt.SEVERAL if len(senders) > 1 else Doubt.TWO_READINGS
        return Identity(None, senders[0].name if senders else "", doubt, route)
    [sender] = senders
    elsewhere = route if route and route.casefold() != (sender.address or "").casefold() else None
    return Identity(sender.address, sender.name, Doubt.NAMES_ANOTHER if _names_another(sender) else None, elsewhere)


def _names_another(sender: Address) -> bool:
    said = sender.name.strip().strip("'\"<>").casefold()
    return "@" in said and " " not in said and said != (sender.address or "").casefold()
