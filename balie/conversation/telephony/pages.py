"""Where telephony stands beside the rest: its health, the topics its screens follow, and who it is that waits in a queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.pages import address_of, titled
from balie.conversation.contacts.queries import ContactLine, lines_by_id
from balie.conversation.routing.extensions import Talk, Told
from balie.conversation.telephony import queries
from balie.conversation.telephony.actions.call_backs import IN_TURN
from balie.conversation.telephony.actions.queueing import KIND
from balie.conversation.telephony.extensions import SAID
from balie.conversation.telephony.models import Call, CallBack, Link
from balie.conversation.telephony.policies import CALL, SETTINGS, WATCH
from balie.foundation.live.extensions import TopicKind
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Command, Region, SettingsPage
from balie.foundation.web.health import Part


def health() -> Part:
    """Well while the engine runs and has its media process; where the telephone is switched off there is nothing to be well."""
    if not settings.BALIE_SIP_PORT:
        return Part("telephony", is_well=True, detail="switched off")
    link = Link.objects.filter(id=1).first()
    if link is None or link.seen_at is None:
        return Part("telephony", is_well=False, detail="not seen yet")
    age = timezone.now() - link.seen_at
    running = Call.objects.exclude(state=Call.State.ENDED).count()
    owed = CallBack.objects.filter(ended_at=None).count()
    detail = f"last seen {age.total_seconds():.1f} s ago, {running} calls, {owed} call-backs"
    return Part("telephony", is_well=age <= queries.SEEN_WITHIN, detail=detail)


def callers(viewer: User, ids: Sequence[int]) -> Mapping[int, Told]:
    """Who the calls are with, as far as the viewer may read it, and which number they rang."""
    rows = Call.objects.filter(pk__in=ids, contact__isnull=False).select_related("number", "contact__customer")
    calls = {each.contact_id: each for each in rows}
    lines = lines_by_id(viewer, [contact_id for contact_id in calls if contact_id is not None])
    said = {call_id: words for fill in SAID.fillings() for call_id, words in fill([call.pk for call in calls.values()]).items()}
    return {calls[line.id].pk: _told(line, calls[line.id], said) for line in lines}


def called_back(viewer: User, ids: Sequence[int]) -> Mapping[int, Told]:
    """Who is to be called back in their turn, as far as the viewer may read it."""
    calls = dict(CallBack.objects.filter(pk__in=ids).values_list("pk", "call_id"))
    known = callers(viewer, [*calls.values()])
    return {pk: known[call_id] for pk, call_id in calls.items() if call_id in known}


def _told(line: ContactLine, call: Call, said: Mapping[int, str]) -> Told:
    words = " · ".join(filter(None, (_called(call), call.language, said.get(call.pk, ""))))
    return Told(titled(line), words, address_of(line), call.contact.customer if call.contact else None)


def _called(call: Call) -> str:
    return str(call.number.name) if call.number is not None else ""


def call_bar(user: Any) -> Region | None:
    """One's own call, at the foot of the screen before what rings."""
    return Region(url("telephony:bar"), f"phone:{user.pk}", "call-bar") if queries.may_call(user) else None


def softphone(user: Any) -> Region | None:
    """One's own telephone, where it is in the browser."""
    return Region(url("telephony:own"), f"softphone:{user.pk}") if settings.BALIE_SIP_PORT and user.has(CALL) else None


def may_follow_softphone(user: Any, key: str) -> bool:
    """`softphone:<user>`: that one chose where to be called."""
    return key == str(user.pk)


def may_follow(user: Any, key: str) -> bool:
    """`calls`: that some call changed."""
    return not key and bool(user.has(CALL))


def may_follow_own(user: Any, key: str) -> bool:
    """`phone:<user>`: that one's own call changed."""
    return key == str(user.pk) and bool(user.has(CALL))


def talks(viewer: User, user_ids: Sequence[int]) -> Mapping[int, Talk]:
    """Who of these operators is on the line, and how the viewer may take part."""
    if not viewer.has(WATCH):
        return {}
    return {
        user_id: Talk(
            str(_("on the telephone")), leg.answered_at, url("telephony:watch", user_id), queries.WAYS if user_id != viewer.pk else ()
        )
        for user_id, leg in queries.talking_among(user_ids).items()
    }


COMMANDS = [
    Command(_("Calls"), "telephony:calls", "phone", key="r", verb=CALL),
    Command(_("Headset and telephone"), "telephony:headset", "phone", verb=CALL),
]
SETTINGS_PAGES = [
    SettingsPage(_("Telephones"), "telephony:phones", "phone", SETTINGS, _("Telephone")),
    SettingsPage(_("Telephone numbers"), "telephony:numbers", "list", SETTINGS, _("Telephone")),
    SettingsPage(_("Telephone lines"), "telephony:trunks", "link", SETTINGS, _("Telephone")),
    SettingsPage(_("Calling out"), "telephony:outgoing", "globe", SETTINGS, _("Telephone")),
]
WHO_WAITS = [(KIND, callers), (IN_TURN, called_back)]
TOPICS = [TopicKind("calls", may_follow), TopicKind("phone", may_follow_own), TopicKind("softphone", may_follow_softphone)]

if settings.BALIE_DEMO:  # the customers' side of it, for who tries the demonstration
    COMMANDS.append(Command(_("Demo caller"), "telephony:demo", "phone", verb=CALL, in_rail=True))
