"""Where recordings stand on screen, and what callers hear of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.extensions import ContactPanel
from balie.conversation.contacts.models import Contact
from balie.conversation.recordings import actions, queries
from balie.conversation.recordings.policies import SETTINGS
from balie.conversation.telephony.models import Call
from balie.conversation.telephony.spoken import spoken
from balie.foundation.text.numbers import group
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import SettingsPage, WaitingGroup, WaitingRow


def notice_for(call: Call, at: datetime) -> Sequence[Path]:
    """Before the wait: that the call may be recorded, where a rule says so and the customer did not refuse before."""
    rule = queries.rule_of(call)
    if rule is None or not rule.percent or queries.is_refused(call):
        return []
    actions.note_notice(call, rule, at=at)
    return [spoken("recorded-refuse" if rule.may_refuse else "recorded", call.language)]


def panel_of(contact: Contact) -> str | None:
    return url("recordings:panel", contact.number) if contact.channel == Contact.Channel.CALL else None


def forgotten(viewer: User, at: datetime) -> WaitingGroup:
    """Recordings that were paused and not gone on with."""
    rows = [
        WaitingRow(
            strong=group(each.recording.contact.number),
            words=str(_("the recording is still paused")),
            url=url("contacts:contact", each.recording.contact.number),
            since=each.began_at,
            icon="alert",
        )
        for each in queries.forgotten_pauses(viewer)
    ]
    return WaitingGroup(_("Paused recordings"), rows, weight=5)


CONTACT_PANELS = [ContactPanel(_("Recording"), panel_of)]
SETTINGS_PAGES = [SettingsPage(_("Recordings"), "recordings:settings", "phone", SETTINGS, _("Organisation"))]
