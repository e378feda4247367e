"""Mail sent by a machine: never answered, never reopening, never acknowledged (RFC 3834, and what is met in practice)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

NO_REPLY, LIKELY_SUBJECT = "a no-reply sender", "a subject as of an automatic answer"
# Signs that a person's mail may have too, such as a contact form's or one about being away: enough never to answer it, not to hide it.
UNSURE = frozenset({NO_REPLY, LIKELY_SUBJECT})
type Headers = Iterable[tuple[str, str]]

_SUPPRESS = {"all", "autoreply", "oof", "dr", "rn", "nrn"}
_BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
# Their mere presence says that a machine sent the mail.
_TELLING = {
    "list-id", "list-unsubscribe", "list-post", "mailing-list", "x-mailing-list", "x-autoreply", "x-autorespond", "x-autoresponder",
    "x-auto-reply", "x-autoreply-from", "x-mail-autoreply", "x-failed-recipients", "feedback-id", "x-mailer-daemon",
    "x-mimedefang-autoreply", "x-vacation", "x-mlserver", "x-loop", "delivered-to-autoresponder", "x-ms-exchange-inbox-rules-loop", "x-amazon-auto-reply",
}  # fmt: skip
_MAIL_SYSTEM = re.compile(
    r"\b(mailer[-_. ]?daemon|mail[-_. ]?daemon|mdaemon|post[-_]?master|mail delivery (sub)?system|mail administrator)\b"
)
_NO_REPLY = re.compile(r"(^|[<\s._-])(no[-_.]?reply|do[-_.]?not[-_.]?reply|donotreply|ne-?pas-?repondre|niet-?antwoorden)[^\s]*@")
# How subjects of vacation answers and reports begin, in the languages met; only at the start, since people quote them too.
_SUBJECT = re.compile(
    r"(auto[- _]?reply|automatic reply|automated reply|auto[- ]?response|out of (the )?office|vacation reply|away from my mail"
    r"|automatisch(e)? (antwoord|beantwoording|reactie)|afwezig(heid)?\s?:|afwezigheids(bericht|melding|assistent)"
    r"|r[ée]ponse automatique|message d'absence|absen(ce|t) du bureau|automatische antwort|abwesen(d|heit)\s?:|abwesenheits(notiz|nachricht)"
    r"|delivery status|undeliverable|undelivered mail|mail delivery failed|returned mail|failure notice|onbestelbaar\s?:"
    r"|unzustellbar\s?:|loop alert|complaint about message from)"
)
# What people write about, too.
_LIKELY = re.compile(
    r"(afwezig(heid)?\b|niet aanwezig|buiten kantoor|absen(ce|t)\s?:|abwesen(d|heit)\b|non remis|onbestelbaar|unzustellbar)"
)


def automatic_reason(headers: Headers, *, own_domains: Collection[str] = (), own_addresses: Collection[str] = ()) -> str | None:
    """Why a mail with `headers` counts as sent by a machine (a short English code for people), or None.

    `own_domains` are those of our Message-IDs, `own_addresses` our mailboxes; both in lower case.
    """
    known = _by_name(headers)
    for check in _CHECKS:
        if reason := check(known):
            return reason
    if _ends_in(known, "message-id", own_domains):
        return "Message-ID of our own domain"
    sender = _bare(_first(known, "from"))
    return "sent from our own address" if sender in own_addresses else None


def is_bounce(headers: Headers) -> bool:
    """Whether the mail reports on the delivery of another one."""
    known = _by_name(headers)
    kind = _first(known, "content-type")
    if kind.startswith("multipart/report"):
        return "disposition-notification" not in kind
    return "x-failed-recipients" in known or _is_from_a_mail_system(known)


type _Known = dict[str, list[str]]


def _by_name(headers: Headers) -> _Known:
    known: _Known = {}
    for name, value in headers:
        known.setdefault(name.lower(), []).append(value.strip().lower())
    return known


def _first(known: _Known, name: str) -> str:
    return next(iter(known.get(name, ())), "")


def _auto_submitted(known: _Known) -> str | None:
    said = _first(known, "auto-submitted").partition(";")[0].partition("(")[0].strip()
    return "Auto-Submitted: " + said[:40] if said and said != "no" else None


def _null_return_path(known: _Known) -> str | None:
    return "null return path" if any(value in {"<>", "< >"} for value in known.get("return-path", ())) else None


def _report(known: _Known) -> str | None:
    return "a delivery report" if _first(known, "content-type").startswith("multipart/report") else None


def _telling_header(known: _Known) -> str | None:
    found = next((name for name in known if name in _TELLING), None)
    return f"{found} header" if found else None


def _precedence(known: _Known) -> str | None:
    said = _first(known, "precedence") or _first(known, "x-precedence")
    return f"Precedence: {said}" if said in _BULK else None


def _suppress(known: _Known) -> str | None:
    said = {word.strip() for value in known.get("x-auto-response-suppress", ()) for word in value.split(",")}
    return "X-Auto-Response-Suppress" if said & _SUPPRESS else None


def _mail_system(known: _Known) -> str | None:
    return "sent by a mail system" if _is_from_a_mail_system(known) else None


def _is_from_a_mail_system(known: _Known) -> bool:
    return bool(_MAIL_SYSTEM.search(_first(known, "from")[:300]))


def _no_reply(known: _Known) -> str | None:
    return NO_REPLY if _NO_REPLY.search(_first(known, "from")[:300]) else None


def _telling_subject(known: _Known) -> str | None:
    return "the subject of an automatic answer" if _SUBJECT.match(_first(known, "subject")) else None


def _likely_subject(known: _Known) -> str | None:
    return LIKELY_SUBJECT if _LIKELY.match(_first(known, "subject")) else None


_CHECKS: tuple[Callable[[_Known], str | None], ...] = (
    _auto_submitted,
    _null_return_path,
    _report,
    _telling_header,
    _precedence,
    _suppress,
    _mail_system,
    _telling_subject,
    _no_reply,
    _likely_subject,
)


def _ends_in(known: _Known, name: str, domains: Collection[str]) -> bool:
    domain = _first(known, name).rstrip("> ").rpartition("@")[2]
    return bool(domain) and domain in domains


def _bare(sender: str) -> str:
    return sender.rpartition("<")[2].rstrip("> ")
