"""Reads of telephony: the call somebody is in, whom they can reach, what runs, and whether the telephone works."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.levels import ALL_TEAMS
from balie.access.permissions.masking import Mask
from balie.conversation.contacts.pages import address_of, titled
from balie.conversation.contacts.queries import ContactLine, lines_by_id
from balie.conversation.routing.models import Queue
from balie.conversation.routing.queries import Standing, standings
from balie.conversation.telephony import rules
from balie.conversation.telephony.models import Browser, Call, CallBack, Leg, Link, Number, Outgoing, Phone, Trunk
from balie.conversation.telephony.policies import CALL
from balie.foundation.errors import NotFound
from balie.foundation.ui.filters import phone
from balie.records.taxonomy.models import Brand

SEEN_WITHIN = timedelta(seconds=15)
RELAY_FOR = timedelta(hours=12)
MOST_COLLEAGUES, MOST_RUNNING, MOST_CALL_BACKS = 40, 200, 100


# How a supervisor hears an operator, in words and as an icon.
WAYS = (
    (Leg.Watch.LISTEN.value, _("Listen"), "eye"),
    (Leg.Watch.WHISPER.value, _("Whisper"), "chat"),
    (Leg.Watch.JOIN.value, _("Take part"), "team"),
)


@dataclass(frozen=True)
class Watcher:
    """A supervisor in the call: `how` in words."""

    name: str
    how: str


@dataclass(frozen=True)
class Mine:
    """The call somebody is in, as it stands. `colleague` is who was asked into it, or who asks; `sound` the worse of both ends."""

    call: Call
    leg: Leg
    caller: Leg | None
    name: str
    url: str
    colleague: Leg | None
    watchers: Sequence[Watcher]
    sound: rules.Sound | None

    @property
    def rings(self) -> bool:
        """Whether one's own telephone rings still."""
        return self.leg.answered_at is None

    @property
    def is_asked(self) -> bool:
        """Whether a colleague asks; the caller is theirs."""
        return self.leg.consulted_by_id is not None

    @property
    def talks(self) -> bool:
        return self.call.state == Call.State.TALKING and not self.rings

    @property
    def is_held(self) -> bool:
        return self.caller is not None and self.caller.is_held

    @property
    def whom(self) -> str:
        """With whom one talks who asked a colleague."""
        if self.is_held:
            return "colleague"
        return "customer" if self.colleague is not None and self.colleague.is_held else "both"


def call_of(user: User) -> Mine | None:
    """The call somebody is in or is rung for by a colleague; what a queue lets ring stands beside it. Three queries."""
    legs = _own_legs(user)
    mine = next((each for each in legs if each.answered_at), None) or next((each for each in legs if each.offer_id is None), None)
    if mine is None:
        return None
    call = mine.call
    others = list(Leg.objects.select_related("user").filter(call=call, ended_at=None).exclude(pk=mine.pk).order_by("pk"))
    caller = next((each for each in others if each.party == Leg.Party.CUSTOMER), None)
    name, url = who_is_it(user, call)
    return Mine(
        call=call,
        leg=mine,
        caller=caller,
        name=name,
        url=url,
        colleague=next((each for each in others if each.consulted_by_id == mine.pk or each.pk == mine.consulted_by_id), None),
        watchers=[Watcher(each.user.name, str(each.get_watch_display())) for each in others if each.watched_id == mine.pk and each.user],
        sound=rules.worst([rules.sound_of(each.mos) for each in (mine, caller) if each is not None]),
    )


def who_is_it(viewer: User, call: Call) -> tuple[str, str]:
    """Who the call is with and the address of its contact, as far as the viewer may know."""
    [line, *_rest] = lines_by_id(viewer, [call.contact_id]) if call.contact_id else [None]
    if line is None:
        return phone(Mask(viewer)(Call, "party", call.party)), ""
    return titled(line), address_of(line)


@dataclass(frozen=True)
class Colleague:
    """Somebody whose telephone is signed in, and how they stand; `is_talking` by their telephone."""

    user: User
    standing: Standing
    is_talking: bool


def colleagues_of(user: User) -> list[Colleague]:
    """Whom one can ring: those of one's own teams first, then by name. Two queries."""
    talks = Leg.objects.filter(user=OuterRef("user"), ended_at=None, answered_at__isnull=False)
    rows = Phone.objects.select_related("user").filter(is_active=True, registered_at__isnull=False, user__is_active=True).exclude(user=user)
    listed: Any = rows.annotate(talks=Exists(talks)).order_by("user__name", "user_id")[:MOST_COLLEAGUES]
    phones = {each.user.pk: each for each in listed if each.user}
    known = standings(phones)
    found = [Colleague(each.user, known.get(pk, Standing()), each.talks) for pk, each in phones.items()]
    return sorted(found, key=lambda each: not set(each.user.team_ids) & set(user.team_ids))


def queues_to_hand_to() -> list[Queue]:
    return list(Queue.objects.filter(is_retired=False, channel="call").order_by("position", "pk"))


def still_since(at: datetime) -> datetime | None:
    """Since when the telephone stands still; None while it works, or where there is none."""
    if not settings.BALIE_SIP_PORT:
        return None
    seen_at = Link.objects.filter(id=1).values_list("seen_at", flat=True).first()
    return seen_at if seen_at is not None and at - seen_at > SEEN_WITHIN else None


def has_phone(user: User) -> bool:
    """Whether the telephone they are called at is there."""
    return Phone.objects.where_rings(user) is not None


@dataclass(frozen=True)
class Running:
    """A call that runs, as who leads its operators sees it; without an operator the caller waits."""

    call: Call
    name: str
    url: str
    operator: User | None
    sound: rules.Sound | None


def running_calls(viewer: User) -> list[Running]:
    """The calls of the teams the viewer leads, the longest running first: three queries."""
    rows = Call.objects.exclude(state=Call.State.ENDED).select_related("number", "contact").order_by("began_at", "pk")
    if not viewer.has(ALL_TEAMS):
        led = viewer.lead_team_ids
        rows = rows.filter(Exists(Leg.objects.filter(call=OuterRef("pk"), user__team_ids__overlap=led)) | Q(number__team__in=led))
    calls = list(rows[:MOST_RUNNING])
    legs = Leg.objects.select_related("user").filter(call__in=calls, ended_at=None).exclude(party=Leg.Party.SUPERVISOR).order_by("pk")
    by_call: dict[int, list[Leg]] = {}
    for leg in legs:
        by_call.setdefault(leg.call_id, []).append(leg)
    lines = {each.id: each for each in lines_by_id(viewer, [each.contact_id for each in calls if each.contact_id])}
    return [_running(viewer, call, by_call.get(call.pk, []), lines.get(call.contact_id or 0)) for call in calls]


def talking_among(user_ids: Sequence[int]) -> dict[int, Leg]:
    """Operator → their end of the call they talk in: one query."""
    rows = Leg.objects.select_related("call").filter(party=Leg.Party.OPERATOR, ended_at=None, answered_at__isnull=False)
    return {each.user_id: each for each in rows.filter(user__in=list(user_ids)).order_by("pk") if each.user_id is not None}


def call_backs_of(user: User) -> list[CallBack]:
    """Whom the user is to call, who asked first, first."""
    rows = CallBack.objects.select_related("number", "call__contact").filter(owner=user, ended_at=None)
    return list(rows.order_by("asked_at", "pk")[:MOST_CALL_BACKS])


def all_phones() -> list[Phone]:
    return list(Phone.objects.select_related("user").filter(kind=Phone.Kind.DESK).order_by("-is_active", "key"))


def all_trunks() -> list[Trunk]:
    return list(Trunk.objects.order_by("-is_active", "name", "pk"))


def all_numbers() -> list[Number]:
    return list(Number.objects.select_related("team", "queue", "call_back_owner", "brand", "calendar").order_by("digits"))


def number_to_edit(digits: str) -> Number | None:
    """A number with the brands it may be of, as a list: one query."""
    brands = Brand.objects.order_by("pk").values(each=JSONObject(pk="pk", name="name"))
    return Number.objects.filter(digits=digits).annotate(brands_now=ArraySubquery(brands)).first()


def outgoing() -> Outgoing:
    """Whom may be called; as it begins nobody."""
    return Outgoing.objects.select_related("calendar", "trunk").filter(id=1).first() or Outgoing()


def may_call(user: User) -> bool:
    return bool(settings.BALIE_SIP_PORT and user.has(CALL))


def device_of(user: User) -> str:
    """Where the user chose to be called."""
    is_browser = Phone.objects.filter(user=user, kind=Phone.Kind.BROWSER, is_active=True).exists()
    return Phone.Kind.BROWSER if is_browser else Phone.Kind.DESK


def desk_phones_of(user: User) -> Sequence[Phone]:
    return list(Phone.objects.filter(user=user, kind=Phone.Kind.DESK, is_active=True).order_by("key"))


def browser_of(viewer: User, browser_id: UUID) -> Browser:
    """One's own browser, or a caller's of the demo. Raises `NotFound`."""
    ensure_may(viewer, CALL)
    browser = Browser.objects.filter(pk=browser_id).select_related("phone").first()
    if browser is None or (browser.phone is not None and browser.phone.user_id != viewer.pk):
        raise NotFound()
    return browser


def numbers_to_dial() -> Sequence[Number]:
    return list(Number.objects.filter(is_active=True).order_by("digits"))


def relays_for(user: User, *, at: datetime) -> list[dict[str, object]]:
    """The TURN servers a browser may use where it cannot reach us by itself, with a password for half a day (draft-uberti-behave-turn-rest-00)."""
    urls = [each.strip() for each in settings.BALIE_TURN.split(",") if each.strip()]
    if not urls:
        return []
    name = f"{int((at + RELAY_FOR).timestamp())}:{user.pk}"
    password = hmac.new(settings.BALIE_TURN_SECRET.encode(), name.encode(), hashlib.sha1).digest()
    return [{"urls": urls, "username": name, "credential": base64.b64encode(password).decode()}]


def _own_legs(user: User) -> list[Leg]:
    rows = Leg.objects.select_related("call__number__queue", "call__contact", "consulted_by")
    return list(rows.filter(user=user, party=Leg.Party.OPERATOR, ended_at=None).exclude(call__state=Call.State.ENDED).order_by("-pk")[:5])


def _running(viewer: User, call: Call, legs: Sequence[Leg], line: ContactLine | None) -> Running:
    return Running(
        call=call,
        name=titled(line) if line else phone(Mask(viewer)(Call, "party", call.party)),
        url=address_of(line) if line else "",
        operator=next((each.user for each in legs if each.party == Leg.Party.OPERATOR and each.answered_at), None),
        sound=rules.worst(rules.sound_of(each.mos) for each in legs),
    )
