"""What mail fills in for others: settings, commands, topics, health, files, and its own look at a message."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import BigIntegerField, CharField, Count, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balie.conversation.contacts.extensions import MessageView
from balie.conversation.contacts.models import Message
from balie.conversation.email.layout import html_for
from balie.conversation.email.models import Email, Mailbox, Outgoing, RawMail
from balie.conversation.email.preview import PREVIEW, preview_for
from balie.conversation.identity.extensions import Way
from balie.foundation.files.extensions import DocumentKind
from balie.foundation.files.models import File
from balie.foundation.live.extensions import TopicKind
from balie.foundation.statements.prepared import Prepared
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Command, SettingsPage, WaitingGroup, WaitingRow
from balie.foundation.web.health import Part

MOST_SHOWN = 100


def layout_url(message: Message) -> str | None:
    """Where the original layout of a mail is shown; None for a message that never had one."""
    return reverse("email:layout", args=[message.pk]) if message.html else None


def may_listen(viewer: Any, key: str) -> bool:
    """`mail` carries no data; its pages ask again what one may see."""
    return not key and (viewer.has("email.view_quarantine") or viewer.has("email.manage_mailboxes"))


def may_open_file(viewer: Any, file: File) -> bool:
    """A raw mail: who may see what came in, and the contact it became."""
    raw = RawMail.objects.visible_to(viewer).filter(file=file).select_related("email__message__contact").first()
    if raw is None:
        return False
    if not hasattr(raw, "email"):
        return True
    contact = raw.email.message.contact
    return type(contact).objects.visible_to(viewer).filter(pk=contact.pk).exists()


def health() -> Part:
    """Mail as a part of the installation: another's mail server that is down leaves ours well, but is named."""
    down = [f"{box.address} ({_trouble_of(box)})" for box in in_trouble()]
    counts = RawMail.objects.filter(state__in=[RawMail.State.NEW, RawMail.State.QUARANTINED]).aggregate(
        waiting=Count("pk", filter=Q(state=RawMail.State.NEW)), quarantined=Count("pk", filter=Q(state=RawMail.State.QUARANTINED))
    )
    said = f"{counts['waiting']} waiting, {counts['quarantined']} in quarantine"
    return Part("mail", is_well=True, detail=said + (f"; down: {', '.join(down)}" if down else ""))


def in_trouble() -> QuerySet[Mailbox]:
    """The mailboxes in use whose servers cannot be reached, for fetching or for sending."""
    return Mailbox.objects.filter(Q(state=Mailbox.State.DOWN) | Q(sending_since__isnull=False), is_active=True).order_by("address")


def _trouble_of(box: Mailbox) -> str:
    """What does not work since when; never what a server said, which may name accounts."""
    fetching = box.state_since if box.state == Mailbox.State.DOWN else None
    since = {"fetching": fetching, "sending": box.sending_since}
    return ", ".join(f"{what} since {at:%Y-%m-%dT%H:%MZ}" for what, at in since.items() if at)


class _Found(NamedTuple):
    """A mailbox that is away, or when a mail came or was held."""

    what: str
    state_since: datetime
    sending_since: datetime | None
    pk: int
    name: str
    state: str


def _away_row(viewer: Any, box: _Found) -> WaitingRow:
    is_down = box.state == Mailbox.State.DOWN
    words = _("no mail comes in, it is tried again and again") if is_down else _("mail waits to be sent, it is tried again and again")
    manages = viewer.has("email.manage_mailboxes")
    link = reverse("email:mailbox", args=[box.pk]) if manages else url("email:log" if is_down else "email:outgoing")
    return WaitingRow(box.name, str(words), link, since=box.state_since if is_down else box.sending_since, icon="mail")


def _writes_from_file() -> Exists:
    """The newest mail of the contact is verified to come from an address in the customer's file."""
    came = Email.objects.filter(message__contact=OuterRef(OuterRef("pk")), message__direction="in").order_by("-message__at", "-pk")
    newest = Email.objects.filter(pk=Subquery(came.values("pk")[:1]), standing=Email.Standing.VERIFIED, mark=Email.Mark.NONE)
    return Exists(newest.filter(message__contact__customer__mail_addresses__address=Lower("sender")))


def mail_waits(viewer: Any, at: datetime) -> WaitingGroup:
    """Mail that could not be filed, and automatic mail that a breaker holds back until somebody looks: a line each, however many.

    Then the mailboxes that fetch or send nothing just now, so that nobody waits for mail that cannot come. What was blocked, or called
    spam, nags nobody.
    """
    found = [_Found(*row) for row in _WAITS(viewer)] if any(viewer.has(verb) for verb in _SEES) else []
    came, held = ([each.state_since for each in found if each.what == kind] for kind in ("came", "held"))
    rows = []
    if came and viewer.has("email.handle_quarantine"):
        words = ngettext("%(count)s mail could not be filed", "%(count)s mails could not be filed", len(came))
        rows.append(_mail_row(words, came, url("email:quarantine")))
    if held and viewer.has("email.release"):
        words = ngettext("%(count)s automatic mail waits for you to look", "%(count)s automatic mails wait for you to look", len(held))
        rows.append(_mail_row(words, held, f"{url('email:outgoing')}?state=held"))
    if viewer.has("email.view_outgoing") or viewer.has("email.manage_mailboxes"):
        rows += [_away_row(viewer, each) for each in found if each.what == "away"]
    return WaitingGroup(_("Mail"), rows, weight=25)


def _mail_row(words: str, moments: list[datetime], link: str) -> WaitingRow:
    count = str(len(moments)) if len(moments) < MOST_SHOWN else f"{MOST_SHOWN - 1}+"
    return WaitingRow(str(_("Mail")), words % {"count": count}, link, since=min(moments), icon="mail")


def _waits(viewer: Any) -> QuerySet[Any, Any]:
    away = in_trouble().values_list(Value("away", CharField()), "state_since", "sending_since", "pk", "name", "state")[:MOST_SHOWN]
    came = RawMail.objects.visible_to(viewer).filter(state="quarantined").exclude(reason__in=["spam", "blocked"]).order_by("-id")
    held = Outgoing.objects.visible_to(viewer).filter(state="held").exclude(held_for="").order_by("pk")
    return away.union(
        *(
            rows.values_list(Value(what, CharField()), at, *_NO_MAILBOX)[:MOST_SHOWN]
            for what, rows, at in (("came", came, "received_at"), ("held", held, "made_at"))
        ),
        all=True,
    )


_SEES = ("email.handle_quarantine", "email.release", "email.view_outgoing", "email.manage_mailboxes")
_NO_MAILBOX = (Value(None, DateTimeField()), Value(0, BigIntegerField()), Value("", CharField()), Value("", CharField()))
_WAITS = Prepared(_waits)
COMMANDS = [
    Command(_("Mail in quarantine"), "email:quarantine", "mail", key="q", verb="email.view_quarantine"),
    Command(_("Mail that came in"), "email:log", "mail", verb="email.view_quarantine"),
    Command(_("Mail on its way out"), "email:outgoing", "mail", verb="email.view_outgoing"),
]
if settings.BALIE_DEMO:  # the customers' side of it, for who tries the demonstration
    COMMANDS.append(Command(_("Demo mail"), "email:demo", "send", verb="email.view_outgoing", in_rail=True))
DOCUMENTS = [DocumentKind("email", html_for), DocumentKind(PREVIEW, preview_for)]
MESSAGE_VIEWS = [MessageView(_("Show the original layout"), layout_url)]
SETTINGS_PAGES = [
    SettingsPage(_("Mailboxes"), "email:mailboxes", "mail", "email.manage_mailboxes", _("Channels")),
    SettingsPage(_("Blocked senders"), "email:blocked", "lock", "email.manage_blocks", _("Channels")),
]
TOPICS = [TopicKind("mail", may_listen)]
WAYS = [Way("mail", _("writes from an address in the file, and the mail is verified"), _writes_from_file)]
