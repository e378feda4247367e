"""When a referral is followed up."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

ASKED_AT = time(16)


def follow_up_at(on: date, zone: tzinfo) -> datetime:
    """The moment of that day by which the customer was asked how it went: four in the afternoon, while the desk can still ring."""
    return datetime.combine(on, ASKED_AT, zone)
