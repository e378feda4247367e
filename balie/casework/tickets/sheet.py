"""All that the page of one ticket shows, read for one viewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balie.access.accounts.models import User
from balie.access.permissions.actions import may
from balie.access.permissions.masking import Mask
from balie.casework.tickets import words
from balie.casework.tickets.actions.holding import UNDOABLE
from balie.casework.tickets.actions.undoing import UNDO_FOR
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.answering import fails_to, recipients_of
from balie.casework.tickets.queries.detail import Entry, Side, TicketDetail, contacts_shown, detail_asked, detail_of, whole_ticket
from balie.casework.tickets.queries.history import ChangeLine
from balie.casework.tickets.queries.signatures import signature_for
from balie.casework.tickets.queries.templates import offered
from balie.casework.tickets.queries.terms import Terms, terms_for
from balie.conversation.contacts.extensions import MESSAGE_VIEWS
from balie.conversation.contacts.models import Message
from balie.conversation.contacts.queries import MessageLine, name_of
from balie.conversation.email.models import Email, Outgoing
from balie.conversation.email.queries import emails_asked, emails_of
from balie.foundation.statements.together import asked_together
from balie.foundation.text.sentences import kept_in_words

_VERBS = ("change", "reply", "note", "take", "transfer", "merge", "declare_major", "close", "reopen")
_MATCHED: Mapping[str, str | Promise] = {
    Email.MatchedBy.NEW: gettext_lazy("This mail starts a conversation. File it elsewhere"),
    Email.MatchedBy.TOKEN: gettext_lazy("This mail answers one of ours. File it elsewhere"),
    Email.MatchedBy.REFERENCES: gettext_lazy("This mail refers to one we know. File it elsewhere"),
    Email.MatchedBy.HAND: gettext_lazy("A colleague filed this mail by hand. File it elsewhere"),
    Email.MatchedBy.OURS: gettext_lazy("We wrote this mail. File it elsewhere"),
}
_TONES = {1: "red", 2: "amber"}
_STANDING_TONES: Mapping[str, str] = {Email.Standing.VERIFIED: "ok", Email.Standing.UNVERIFIED: "", Email.Standing.SUSPICIOUS: "red"}


@dataclass(frozen=True)
class Sheet:
    """`may` are the verbs of tickets the viewer holds here, decide_copied, mark_spam and resend of mail; `told` is the conversation with its history in words.

    `reply_fails` says why mail to `reply_to` comes back; `signature` is what goes below a mail of the viewer's, `templates` what it may say.
    """

    mask: Mask
    detail: TicketDetail
    ticket: Ticket
    terms: Terms
    may: frozenset[str]
    may_set_level: bool
    may_register: bool
    may_open: bool
    may_undo: bool
    is_mine: bool
    subject: str
    customer_name: str
    requester: str
    requester_address: str
    reply_to: str
    reply_cc: list[str]
    reply_fails: str
    signature: str
    templates: list[tuple[str, str]]
    priority_reason: str
    priority_tone: str
    level_name: str
    wakes_at: str
    emails: dict[int, Email]
    told: list[tuple[Entry, list[str]]]

    def is_automatic(self, message: MessageLine) -> bool:
        email = self.emails.get(message.id)
        return email is not None and email.is_automatic

    def doubt(self, message: MessageLine) -> str:
        """Why the sender may be another one than it says."""
        email = self.emails.get(message.id)
        return email.get_sender_doubt_display() if email else ""

    def standing(self, message: MessageLine) -> tuple[str, str, str]:
        """How far its sender can be trusted: in a word, why, and the tone; nothing for a mail of ours."""
        email = self.emails.get(message.id)
        if email is None or not email.standing:
            return "", "", ""
        return email.get_standing_display(), email.get_standing_ground_display(), _STANDING_TONES[email.standing]

    def replies_elsewhere(self, message_id: int) -> str:
        """Where the sender of the mail asks for answers, when it came from another address: a route, nobody's identity."""
        email = self.emails.get(message_id)
        return self.mask(Email, "reply_to", email.reply_to) if email and email.reply_to else ""

    def is_begun_by(self, message: MessageLine) -> bool:
        """Whether the conversation began with the mail."""
        email = self.emails.get(message.id)
        return email is not None and email.matched_by == Email.MatchedBy.NEW

    def claim(self, message: MessageLine) -> int:
        """The number its subject names without proof, 0 for none: it was not filed there by itself."""
        email = self.emails.get(message.id)
        return (email.claims_number or 0) if email else 0

    @property
    def also_teams(self) -> list[str]:
        """The other teams whose ticket this is too."""
        named = {str(pk): name for pk, name in self.terms.teams}
        return [str(named[str(pk)]) for pk in self.ticket.also_team_ids if str(pk) in named]

    def matched(self, message: MessageLine) -> str | Promise:
        """Why the mail stands in this conversation, in words."""
        email = self.emails.get(message.id)
        return _MATCHED[email.matched_by] if email else ""

    def blind_copies(self, message: MessageLine) -> list[str]:
        """Who got a copy that the others do not know of."""
        email = self.emails.get(message.id)
        return [self.mask(Email, "cc", address) for address in email.bcc] if email else []

    @property
    def newest_mail(self) -> int:
        """The id of the last message that is a mail, 0 for none."""
        said = (entry.message.id for entry in self.detail.entries if entry.message)
        return max((each for each in said if each in self.emails), default=0)

    def sending(self, message: MessageLine) -> tuple[str, str]:
        """Where our mail is on its way, in words, and the tone; nothing once it was sent."""
        outgoing = getattr(self.emails.get(message.id), "outgoing", None)
        if outgoing is None or outgoing.state == Outgoing.State.SENT:
            return (_("sent by itself"), "") if outgoing is not None and outgoing.is_automatic else ("", "")
        if self.waiting(message) is not None:
            return "", ""
        if outgoing.state == Outgoing.State.QUEUED and outgoing.last_error:
            return _("waits to be sent, the server does not take it now"), "amber"
        is_stuck = outgoing.state in {Outgoing.State.FAILED, Outgoing.State.HELD}
        return outgoing.get_state_display(), "red" if is_stuck else ""

    def waiting(self, message: MessageLine) -> Outgoing | None:
        """The mail of the message while it can still be taken back."""
        outgoing: Outgoing | None = getattr(self.emails.get(message.id), "outgoing", None)
        if outgoing is None or outgoing.attempts or outgoing.is_automatic or outgoing.state != Outgoing.State.QUEUED:
            return None
        return outgoing if "reply" in self.may else None

    def is_under_way(self, side: Side) -> bool:
        """Whether something in it has not left, or will not arrive: it stands open then."""
        return any(self.waiting(each) or self.trouble(each)[0] for each in side.messages)

    def minute(self, at: datetime) -> str:
        """As a field for a moment takes it."""
        return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")

    @property
    def newest_waiting(self) -> int:
        """The id of the newest message that can be taken back, 0 for none: the key is its."""
        aside = (message for side in self.detail.sides for message in side.messages)
        said = [*(entry.message for entry, _said in self.told if entry.message), *aside]
        return max((each.id for each in said if self.waiting(each)), default=0)

    def trouble(self, message: MessageLine) -> tuple[int, str]:
        """The mail of ours that will not arrive, and why in words; 0 for any other."""
        outgoing = getattr(self.emails.get(message.id), "outgoing", None)
        if outgoing is None or outgoing.state != Outgoing.State.FAILED:
            return 0, ""
        return outgoing.pk, kept_in_words(outgoing.last_error)


def sheet_for(viewer: User, number: int, *, at: datetime) -> Sheet:
    """The ticket as its page shows it: one query, then three together. Raises `WrongNumber` or `NotFound`."""
    ticket, mask = whole_ticket(viewer, number), Mask(viewer)
    contacts = contacts_shown(ticket)
    with asked_together(*detail_asked(ticket), emails_asked(contacts)):
        detail, terms, emails = detail_of(viewer, ticket), terms_for(ticket), emails_of(contacts)
    to, copies = recipients_of(ticket)
    verbs = _may(viewer, ticket)
    return Sheet(
        mask=mask,
        detail=detail,
        ticket=ticket,
        terms=terms,
        may=verbs,
        may_set_level=may(viewer, "permissions.set_level", ticket),
        may_register=may(viewer, "contacts.register"),
        may_open=may(viewer, "tickets.open"),
        may_undo=may(viewer, "tickets.change", ticket) and _may_undo(viewer, detail.changes, at),
        is_mine=ticket.owner_id == viewer.pk,
        subject=detail.subject,
        customer_name=name_of(viewer, ticket.customer),
        requester=mask(Ticket, "requester_name", ticket.requester_name),
        requester_address=mask(Ticket, "requester_address", ticket.requester_address),
        reply_to=mask(Ticket, "requester_address", to),
        reply_cc=[mask(Ticket, "requester_address", address) for address in copies],
        reply_fails=mask.text(kept_in_words(fails_to(ticket))),
        signature=signature_for(ticket, by=viewer) if "reply" in verbs else "",
        templates=offered(terms.templates, ticket) if "reply" in verbs else [],
        priority_reason=words.priority_reason(ticket),
        priority_tone=_TONES.get(ticket.priority, ""),
        level_name=words.level_name(ticket.level),
        wakes_at=timezone.localtime(ticket.wake_at).strftime("%Y-%m-%dT%H:%M") if ticket.wake_at else "",
        emails=emails,
        told=_told(detail.entries, terms),
    )


def _may(viewer: User, ticket: Ticket) -> frozenset[str]:
    held = {verb for verb in _VERBS if may(viewer, f"tickets.{verb}", ticket)}
    if "reply" in held and may(viewer, "email.decide_copied"):
        held.add("decide_copied")
    if may(viewer, "email.mark_spam"):
        held.add("mark_spam")
    if may(viewer, "email.resend"):
        held.add("resend")
    return frozenset(held)


def views_of(message: MessageLine) -> list[tuple[str | Promise, str]]:
    """Other ways to look at a message: name and address of the partial."""
    stored = Message(pk=message.id, contact_id=message.contact_id, html="<>" if message.has_layout else "")
    return [(view.name, url) for view in MESSAGE_VIEWS.fillings() if (url := view.url(stored))]


def _told(entries: list[Entry], terms: Terms) -> list[tuple[Entry, list[str]]]:
    """Each entry with its changes in words; one with nothing to say is left out."""
    told = []
    for entry in entries:
        said = [line for change in entry.changes if (line := words.in_words(change, terms.names))]
        if said or entry.kind != "change":
            told.append((entry, said))
    return told


def _may_undo(viewer: User, changes: list[ChangeLine], at: datetime) -> bool:
    """Whether the last change of state, owner or team is the viewer's own and fresh; the verb has the last word."""
    last = next((change for change in reversed(changes) if change.field in {"state", "owner", "team"}), None)
    return last is not None and last.is_undoable and last.by_id == viewer.pk and last.verb in UNDOABLE and at - last.at <= UNDO_FOR
