"""Mail sent by a machine: never answered, never reopening, never acknowledged (RFC 3834, and what is met in practice)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

type Headers = Iterable[tuple[str, str]]

_SUPPRESS = {"all", "autoreply", "oof", "dr", "rn", "nrn"}
_BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
# Their mere presence says that a machine sent the mail.
_TELLING = {
    "list-id", "list-unsubscribe", "list-post", "mailing-list", "x-mailing-list", "x-autoreply", "x-autorespond", "x-autoresponder",
    "x-auto-reply", "x-autoreply-from", "x-mail-autoreply", "x-failed-recipients", "feedback-id", "x-mailer-daemon",
    "x-mimedefang-autoreply", "x-vacation", "delivered-to-autoresponder", "x-ms-exchange-inbox-rules-loop", "x-amazon-auto-reply",
}  # fmt: skip
_DAEMON = re.compile(r"\b(mailer-daemon|mail-daemon|maildaemon|mailerdaemon|mdaemon|postmaster|no-?reply|do-?not-?reply|bounces?)(\b|@|\+)")
_BOUNCE_SENDER = re.compile(r"\b(mailer[-_. ]?daemon|mail[-_. ]?daemon|mdaemon|postmaster|mail delivery (sub)?system|mail administrator)\b")


def automatic_reason(
    headers: Headers, *, own_domains: Collection[str] = (), own_addresses: Collection[str] = ()
) -> str | None:
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
    return bool(_BOUNCE_SENDER.search(_first(known, "from")[:300]))


_CHECKS: tuple[Callable[[_Known], str | None], ...] = (
    _auto_submitted,
    _null_return_path,
    _report,
    _telling_header,
    _precedence,
    _suppress,
    _mail_system,
)


def _ends_in(known: _Known, name: str, domains: Collection[str]) -> bool:
    domain = _first(known, name).rstrip("> ").rpartition("@")[2]
    return bool(domain) and domain in domains


def _bare(sender: str) -> str:
    return sender.rpartition("<")[2].rstrip("> ")
