"""Builders of telephony for tests, and a media process that only tells and is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.conversation.telephony import actions
from balie.conversation.telephony.media.protocol import events
from balie.conversation.telephony.media.protocol.commands import Command
from balie.conversation.telephony.media.protocol.lines import read_command
from balie.conversation.telephony.models import Call, Number, Phone, Trunk
from balie.foundation.text.labels import label

_serial = count(1)


def a_number(digits: str = "100", *, owner: User | None = None, **fields: Any) -> Number:
    owner = owner or a_user("operator", username=f"owner{next(_serial)}", teams=[a_team()])
    known: dict[str, Any] = {"name": label("x", "x", "x", "x"), "team": a_team(), "call_back_owner": owner, "by": None, "at": MONDAY_9AM}
    return actions.save_number(digits, **known | fields)


def a_phone(user: User | None = None, *, key: str = "", is_signed_in: bool = True) -> Phone:
    phone = actions.add_phone(key or f"phone{next(_serial)}", user=user, by=None, at=MONDAY_9AM)
    if is_signed_in:
        Phone.objects.filter(pk=phone.pk).update(registered_at=MONDAY_9AM)
    return phone


def a_line(key: str = "provider", **fields: Any) -> Trunk:
    return actions.save_trunk(key, **{"name": key, "host": "192.0.2.1", "by": None, "at": MONDAY_9AM} | fields)


class House:
    """What the media process tells, a second later each time, and what it was told by then."""

    def __init__(self, instance: str = "one") -> None:
        self.instance, self.now = instance, MONDAY_9AM
        self._number = 0
        self.meet()

    def meet(self) -> None:
        actions.meet(self.instance, at=self._later())

    def tell(self, event: events.Event, *, number: int = 0) -> bool:
        self._number = number or self._number + 1
        return actions.follow(event, self._number, instance=self.instance, at=self._later())

    def told(self) -> list[Command]:
        """The commands since the last time."""
        orders = actions.orders_for(self.instance)
        for each in orders:
            actions.said(each)
        return [read_command(each.line) for each in orders]

    def rings_in(self, leg: str = "jan", *, caller: str = "0470000001", number: str = "100", phone: str = "") -> Call | None:
        self.tell(events.Incoming(leg, number, caller, "", phone, "" if phone else "provider"))
        return Call.objects.order_by("-pk").first()

    def waits(self, leg: str = "jan", **how: str) -> Call:
        """A caller who was greeted and waits."""
        call = self.rings_in(leg, **how)
        assert call is not None
        self.tell(events.Answered(leg))
        self.tell(events.Played(f"greeting:{leg}"))
        self.told()
        call.refresh_from_db()
        return call

    def talks(self, user: User, leg: str = "jan") -> tuple[Call, str]:
        """A caller with an operator; the operator's leg."""
        call = self.waits(leg)
        operator = actions.offer_call(call.pk, user, at=self._later())
        self.tell(events.Answered(operator.name))
        self.told()
        call.refresh_from_db()
        return call, operator.name

    def ends(self, leg: str, reason: str = "hung_up") -> None:
        self.tell(events.Ended(leg, reason, 0))

    def _later(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def names(told: Sequence[Command]) -> list[str]:
    """The kinds of what was told, in order."""
    return [type(each).__name__ for each in told]
