"""Reads of mail, always for a viewer where a person asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Q, QuerySet

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact
from balie.conversation.email.extensions import FILED_UNDER, OFFERED_TEMPLATES, OfferedTemplates
from balie.conversation.email.models import BlockedSender, DemoMail, Email, Mailbox, Outgoing, RawMail, Thread
from balie.conversation.email.tokens import Key, claimed_thread, key_of, tokens_in
from balie.foundation.errors import NotFound
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.records.taxonomy.models import Category

PAGE, MOST_REFERENCES = 50, 30
# Where a look at what came in lately ends, in mails and in bytes.
LATELY, LARGEST_LOOKED_AT = 5_000, 5_000_000


def is_automatic(contact_id: int) -> bool:
    """Whether the contact began with a mail that a machine sent: it reopens nothing and nobody answers it by itself."""
    return bool(_AUTOMATIC(contact=contact_id))


_AUTOMATIC = Prepared(
    lambda: Email.objects.filter(message__contact_id=Given("contact", BigIntegerField()), is_automatic=True, raw__isnull=False).values_list(
        "pk"
    )[:1]
)


def last_email_of(contact: Contact) -> Email | None:
    """The newest mail in the contact, with its thread, mailbox and message."""
    found: list[Email] = _LAST_OF.records(contact=contact.pk)
    return found[0] if found else None


def last_email_asked(contact: Contact) -> Asked:
    """What `last_email_of` will ask."""
    return _LAST_OF.asked(contact=contact.pk)


_LAST_OF = Prepared(
    lambda: (
        Email.objects.filter(message__contact_id=Given("contact", BigIntegerField()))
        .select_related("thread__mailbox__team", "message")
        .order_by("-message__at", "-pk")[:1]
    )
)


def emails_of(contact_ids: Iterable[int]) -> dict[int, Email]:
    """Message id → what mail knows of it, with the state of those on their way out, of all messages of these contacts; one query."""
    found: list[Email] = _OF_CONTACTS.records(contacts=list(contact_ids))
    return {each.message_id: each for each in found}


def emails_asked(contact_ids: Iterable[int]) -> Asked:
    """What `emails_of` will ask."""
    return _OF_CONTACTS.asked(contacts=list(contact_ids))


_OF_CONTACTS = Prepared(
    lambda: Email.objects.filter(message__contact__pk__among=Given("contacts", ArrayField(BigIntegerField()))).select_related("outgoing")
)


def own_addresses_asked() -> Asked:
    """What `own_addresses` will ask."""
    return _OWN.asked()


def references_of(thread: Thread) -> list[str]:
    """The ids of the thread's mails, oldest first, so that any mail program shows them together; at most 30, the newest."""
    return [own_id for (own_id,) in _REFERENCES(thread=thread.pk)][::-1]


_REFERENCES = Prepared(
    lambda: (
        Email.objects.filter(thread_id=Given("thread", BigIntegerField()))
        .exclude(internet_message_id="")
        .order_by("-pk")
        .values_list("internet_message_id")[:MOST_REFERENCES]
    )
)


def own_addresses() -> frozenset[str]:
    """The addresses of our mailboxes, also of those not in use, in lower case."""
    return frozenset(address.casefold() for (address,) in _OWN())


def is_reply_address(address: str) -> bool:
    """Whether mail to `address` would come back to us as an answer: it holds the form of one of our tokens, at a domain of ours."""
    domain = address.casefold().rpartition("@")[2]
    return bool(tokens_in([address], [], domain=domain)) and any(own.endswith(f"@{domain}") for own in own_addresses())


_OWN = Prepared(lambda: Mailbox.objects.values_list("address"))


def mail_keys() -> Mapping[str, Key]:
    """The signing keys by id; the newest signs."""
    key = mail_key()
    return {key.key_id: key}


def mail_key() -> Key:
    return key_of(bytes.fromhex(settings.BALIE_MAIL_KEY))


def default_mailbox() -> Mailbox | None:
    return Mailbox.objects.filter(is_active=True).select_related("team", "brand").order_by("pk").first()


def mailbox_for(*, brand_id: int | None, team_id: int | None) -> Mailbox | None:
    """The mailbox to write from for the brand and the team: one of theirs when there is one, the brand's first, else the first."""
    found = list(Mailbox.objects.filter(is_active=True).select_related("team", "brand").order_by("pk"))
    fits = [box for box in found if brand_id and box.brand_id == brand_id]
    fits += [box for box in found if team_id and box.team_id == team_id]
    return next(iter([*fits, *found]), None)


def category_of_thread(thread_id: int) -> Category | None:
    """What mail to the mailbox of the thread is about, when its administrator said so."""
    found: list[Category] = _CATEGORY.records(thread=thread_id)
    return found[0] if found else None


_CATEGORY = Prepared(
    lambda: Category.objects.filter(
        pk__in=Thread.objects.filter(pk=Given("thread", BigIntegerField())).values("mailbox__category_id")
    ).select_related("team")
)


def find_mailbox(name: str) -> Mailbox | None:
    """By name or address."""
    return Mailbox.objects.filter(Q(name__iexact=name) | Q(address__iexact=name)).order_by("pk").first()


def find_listening(address: str, *, only_pushed: bool = False) -> Mailbox | None:
    """Our mailbox that takes mail for `address`: its own, or for a reply address at its domain that of the conversation it names.

    What the address says of itself is proved when the mail is filed. `only_pushed`: of those whose mail is delivered to Balie.
    """
    local, _, domain = address.casefold().rpartition("@")
    boxes = list(Mailbox.objects.filter(is_active=True, address__iendswith=f"@{domain}").order_by("pk"))
    taking = [box for box in boxes if not only_pushed or box.source == Mailbox.Source.LISTENER]
    if local.startswith("reply+"):
        named = Thread.objects.filter(pk=claimed_thread(local.removeprefix("reply+")) or 0).values_list("mailbox_id", flat=True).first()
        return next((box for box in taking if box.pk == named), next(iter(taking), None))
    return next((box for box in taking if box.address.casefold() == address.casefold()), None)


def find_raw(mailbox: Mailbox, sha256: str) -> RawMail | None:
    """The mail with this content, when it came into this mailbox."""
    return RawMail.objects.filter(mailbox=mailbox, sha256=sha256).first()


def find_email(raw: RawMail) -> Email | None:
    """What was filed of the raw mail."""
    return Email.objects.filter(raw=raw).first()


def mails_of_domain(domain: str, *, back_in: Mailbox) -> list[RawMail]:
    """Some of the newest mails from the domain, those whose sender was verified first, and of what came back into the mailbox."""
    newest = RawMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    lately = RawMail.objects.filter(pk__gt=newest - LATELY, size__lt=LARGEST_LOOKED_AT).select_related("file", "email")
    found = lately.filter(Q(sender__iendswith=f"@{domain}") | Q(mailbox=back_in, state=RawMail.State.BOUNCE))
    return sorted(found.order_by("-pk")[:20], key=lambda raw: not _is_verified(raw))


def _is_verified(raw: RawMail) -> bool:
    return hasattr(raw, "email") and raw.email.standing == Email.Standing.VERIFIED


def waiting_raw_mails(ids: Sequence[int]) -> list[RawMail]:
    """Those of the mails that still wait, oldest first, with their file and mailbox."""
    found: list[RawMail] = _WAITING.records(ids=list(ids)) if ids else []
    return found


_WAITING = Prepared(
    lambda: (
        RawMail.objects.filter(pk__among=Given("ids", ArrayField(BigIntegerField())), state=RawMail.State.NEW)
        .select_related("file", "mailbox__team", "mailbox__brand")
        .order_by("pk")
    )
)


def is_mail_waiting(at: datetime) -> bool:
    """Whether a mail is to be filed now."""
    return _due(at).exists()


def is_backlog(at: datetime, *, more_than: int) -> bool:
    """Whether more mails than that are to be filed now."""
    return _due(at)[more_than : more_than + 1].exists()


def _due(at: datetime) -> QuerySet[RawMail]:
    return RawMail.objects.filter(Q(retry_at=None) | Q(retry_at__lte=at), state=RawMail.State.NEW)


def filed_under(thread_ids: Sequence[int]) -> dict[int, int]:
    """The numbers of the tickets the threads are filed under."""
    numbers: dict[int, int] = {}
    for ask in FILED_UNDER.fillings():
        numbers |= ask(thread_ids)
    return numbers


def raw_mails_for(viewer: User, *, states: Collection[str] = (), older_than: int | None = None) -> list[RawMail]:
    """A page of the log, newest first, with its mailbox and the mail as read; one more than a page when there are older ones."""
    found = RawMail.objects.visible_to(viewer).select_related("mailbox", "email__message__contact")
    if states:
        found = found.filter(state__in=states)
    if older_than is not None:
        found = found.filter(pk__lt=older_than)
    return list(found.order_by("-pk")[: PAGE + 1])


def raw_mail_for(viewer: User, pk: int) -> RawMail:
    """Raises `NotFound`, also when the viewer may not know of it."""
    found = RawMail.objects.visible_to(viewer).select_related("mailbox__team", "file").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def blocked_senders(*, older_than: int | None = None) -> list[BlockedSender]:
    """A page, newest first, with who blocked them; one more than a page when there are older ones."""
    found = BlockedSender.objects.select_related("by").order_by("-pk")
    return list((found.filter(pk__lt=older_than) if older_than is not None else found)[: PAGE + 1])


def pattern_of(email: Email, what: str) -> str:
    """What blocks the sender of the mail: `what` is address or domain; empty for neither, or without a sender."""
    domain = email.sender.rpartition("@")[2]
    return {"address": email.sender, "domain": f"@{domain}"}.get(what, "") if domain else ""


def outgoing_for(viewer: User, *, states: Collection[str] = (), older_than: int | None = None) -> list[Outgoing]:
    """A page of mails on their way out, newest first; one more than a page when there are older ones."""
    found = Outgoing.objects.visible_to(viewer).select_related("mailbox", "email__message__contact")
    if states:
        found = found.filter(state__in=states)
    if older_than is not None:
        found = found.filter(pk__lt=older_than)
    return list(found.order_by("-pk")[: PAGE + 1])


def outgoing_of(viewer: User, pk: int) -> Outgoing:
    """Raises `NotFound`."""
    found = Outgoing.objects.visible_to(viewer).select_related("mailbox", "email__message__contact").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def mailboxes() -> QuerySet[Mailbox]:
    return Mailbox.objects.select_related("team", "brand").order_by("name", "pk")


def offered_templates(mailbox: Mailbox, *, viewer: User) -> list[OfferedTemplates]:
    """The reply templates of the mailbox, of each app that has some, for who may write them."""
    return [offered for ask in OFFERED_TEMPLATES.fillings() if (offered := ask(mailbox, viewer))]


def mailbox_choices() -> list[tuple[int, str]]:
    """(id, "name, address") of the mailboxes in use, for a select."""
    return [(box.pk, f"{box.name}, {box.address}") for box in mailboxes().filter(is_active=True)]


def demo_recipients() -> list[tuple[str, int]]:
    """The demo's customers who got mail, and the newest of it."""
    newest = DemoMail.objects.order_by("recipient", "-pk").distinct("recipient").values_list("recipient", "pk")
    return sorted(newest, key=lambda pair: -pair[1])[:PAGE]


def demo_mails(recipient: str) -> list[DemoMail]:
    return list(DemoMail.objects.filter(recipient=recipient).order_by("-pk")[:PAGE])
