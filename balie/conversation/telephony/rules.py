"""Whom may be called, and how a call ended: pure decisions."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

HOME_REGION = "BE"
# Beside 112, 100 and 101, which the numbering plan itself calls emergency numbers: help that must be reachable from any telephone.
HELP_LINES = frozenset(
    {"102", "103", "105", "106", "107", "108", "110", "114", "116000", "116111", "116117", "116123", "1722", "1813", "070245245"}
)
_DEAR = {phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST, phonenumbers.PhoneNumberType.PERSONAL_NUMBER}


class Verdict(enum.StrEnum):
    """May this number be called now? Only the first two say yes."""

    EMERGENCY = "emergency"
    ALLOWED = "allowed"
    UNREADABLE = "unreadable"
    OFF = "off"  # calling out is not switched on
    COUNTRY = "country"
    DEAR = "dear"  # premium and shared-cost numbers, unless their beginning is allowed by name
    CLOSED = "closed"  # outside the hours of calling out
    AT_ONCE = "at_once"
    CALLS_A_DAY = "calls_a_day"
    MINUTES_A_DAY = "minutes_a_day"

    @property
    def is_yes(self) -> bool:
        return self in {Verdict.EMERGENCY, Verdict.ALLOWED}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the organisation allows; as it stands here nobody is called but for help."""

    is_on: bool = False
    regions: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    at_once_each: int = 1
    calls_a_day_each: int = 100
    minutes_a_day: int = 600


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What was called today already: by the one who calls now, and by all."""

    at_once: int = 0
    calls_today: int = 0
    minutes_today: int = 0


def is_emergency(dialled: str) -> bool:
    """Whether the digits reach help, as they are dialled here."""
    digits = "".join(each for each in dialled if each.isdigit())
    return digits in HELP_LINES or bool(digits and phonenumbers.is_emergency_number(digits, HOME_REGION))


def number_of(dialled: str) -> str:
    """The number as it is kept, E.164 with the plus; help as it is dialled; "" for what is none. Without a country it is Belgian."""
    if is_emergency(dialled):
        return "".join(each for each in dialled if each.isdigit())
    try:
        number = phonenumbers.parse(dialled, HOME_REGION)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_valid_number(number) else ""


def may_call(dialled: str, limits: Limits, usage: Usage, *, is_open: bool) -> Verdict:
    """The one guard before any call leaves; the first "no" counts."""
    if is_emergency(dialled):
        return Verdict.EMERGENCY
    number = number_of(dialled)
    if not number:
        return Verdict.UNREADABLE
    if not limits.is_on:
        return Verdict.OFF
    return _reached(number, limits) or _used(limits, usage, is_open=is_open) or Verdict.ALLOWED


def _reached(number: str, limits: Limits) -> Verdict | None:
    if any(number.startswith(each) for each in limits.prefixes):
        return None
    parsed = phonenumbers.parse(number)
    if phonenumbers.region_code_for_number(parsed) not in limits.regions:
        return Verdict.COUNTRY
    return Verdict.DEAR if phonenumbers.number_type(parsed) in _DEAR else None


def _used(limits: Limits, usage: Usage, *, is_open: bool) -> Verdict | None:
    if not is_open:
        return Verdict.CLOSED
    if usage.at_once >= limits.at_once_each:
        return Verdict.AT_ONCE
    if usage.calls_today >= limits.calls_a_day_each:
        return Verdict.CALLS_A_DAY
    return Verdict.MINUTES_A_DAY if usage.minutes_today >= limits.minutes_a_day else None


class Sound(enum.StrEnum):
    """How one hears a party, in three steps."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


def sound_of(mos: float | None) -> Sound | None:
    """From the mean opinion score (1 to 4.5): of ITU-T G.109, from 4.03 nearly all are satisfied, below 3.6 many are not. None before it was measured."""
    if mos is None:
        return None
    return Sound.GOOD if mos >= 4.03 else Sound.FAIR if mos >= 3.6 else Sound.POOR


def worst(sounds: Iterable[Sound | None]) -> Sound | None:
    """Of what was measured; None where nothing was."""
    order = [*Sound]
    return max((each for each in sounds if each is not None), key=order.index, default=None)


class Outcome(enum.StrEnum):
    """How a call ended; each has exactly one."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"  # the caller gave up
    OUT_OF_HOURS = "out_of_hours"
    LOST = "lost"  # the telephone stood still while it ran
    UNKNOWN_NUMBER = "unknown_number"
    NOT_ALLOWED = "not_allowed"  # the guard said no
    NOT_REACHED = "not_reached"  # of ours: busy, no answer, no such number
    MESSAGE = "message"  # the caller left one
    CALL_BACK = "call_back"  # the caller keeps the place, and is called
    SERVED = "served"  # by what they heard and pressed


def is_owed_a_call(outcome: Outcome, *, is_incoming: bool, was_answered: bool) -> bool:
    """Whether somebody rang in vain, so that we call back."""
    if not is_incoming or was_answered:
        return False
    return outcome in {Outcome.ABANDONED, Outcome.OUT_OF_HOURS, Outcome.LOST, Outcome.MESSAGE}
