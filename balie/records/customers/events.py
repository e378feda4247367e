"""What customers announce."""

from __future__ import annotations

from dataclasses import dataclass

from balie.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(Event):
    customer_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerAccessChanged(Event):
    """Others may see the file now: its level, its team or who takes part changed, without a merge."""

    customer_id: int


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(Event):
    """`merged_id` went into `kept_id`: whoever points at the first now points at the second."""

    merged_id: int
    kept_id: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class CustomersTakenApart(Event):
    """`merged_id`, which went into `kept_id`, stands alone again: what went along went back."""

    merged_id: int
    kept_id: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class PeopleChanged(Event):
    """The person got or lost a role at the organisation."""

    person_id: int
    organisation_id: int
