"""Whether a domain says, where receivers look for it, that our mail is its own: SPF, DKIM, DMARC, and what to write where it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from balie.conversation.email.dkim_keys import Fault, Key, read_key
from balie.conversation.email.senders.checks import policy_of
from balie.conversation.email.senders.dns import AskTxt, Unanswered

# As the large providers and the usual mail servers name their keys.
USUAL_SELECTORS = ("default", "dkim", "mail", "selector1", "selector2", "google", "s1", "s2", "k1", "k2", "fm1", "protonmail", "zoho")


@dataclass(frozen=True)
class Probe:
    """What was tried, whether it works, and what was found; `is_well` is None where nothing can be known now."""

    what: str
    is_well: bool | None
    said: str


def try_domain(address: str, *, selector: str, ask: AskTxt, seen: Sequence[str] = ()) -> Iterator[Probe]:
    """What the domain of `address` says in the DNS. `seen`: the selectors its mail was seen signed under; without any the usual ones are tried."""
    domain = address.rpartition("@")[2].casefold()
    checks: list[tuple[str, Callable[[], tuple[bool | None, str]]]] = [
        (_("SPF"), lambda: _spf(domain, ask)),
        (_("DKIM"), lambda: _dkim(domain, selector, seen, ask)),
        (_("DMARC"), lambda: _dmarc(domain, address, ask)),
    ]
    for what, check in checks:
        try:
            is_well, said = check()
        except Unanswered:
            is_well, said = None, _("the name server does not answer, so nothing is known; try again later")
        yield Probe(what, is_well, said)


def _spf(domain: str, ask: AskTxt) -> tuple[bool, str]:
    found = [text for text in ask(domain) if text.casefold().split(" ", 1)[0] == "v=spf1"]
    example = f"{domain}  TXT  v=spf1 mx ~all"
    if not found:
        return False, _(
            "{domain} does not say which servers send its mail. Write this record, with your mail server’s own rule where it has one: {record}"
        ).format(domain=domain, record=example)
    if len(found) > 1:
        return False, _("{domain} has more than one SPF record, so receivers believe none. Keep one.").format(domain=domain)
    words = found[0].casefold().split()
    if "+all" in words or "all" in words:
        return False, _("{domain} lets every server in the world send its mail. End the record with ~all.").format(domain=domain)
    if not any(word.endswith("all") or word.startswith("redirect=") for word in words):
        return False, _("the SPF record of {domain} forbids nobody anything. End it with ~all.").format(domain=domain)
    return True, _("{domain} says which servers send its mail").format(domain=domain)


def _dkim(domain: str, selector: str, seen: Sequence[str], ask: AskTxt) -> tuple[bool | None, str]:
    known = (selector,) if selector else tuple(seen)
    for name in known if selector else (*known, *USUAL_SELECTORS):
        for text in ask(f"{name}._domainkey.{domain}"):
            if key := read_key(text):
                return key.fault is None, _said_of(key, name, domain)
    record = f"{known[0] if known else 'default'}._domainkey.{domain}  TXT  v=DKIM1; k=rsa; p=…"
    if not known:
        return None, _(
            "no key was found under the usual names. Fill in the DKIM selector of your mail server, or have it sign and write its record: {record}"
        ).format(record=record)
    if not selector:
        return False, _(
            "mail of {domain} is signed with the key “{selector}”, which is not published, so receivers cannot check it. Write the record your mail server gives: {record}"
        ).format(domain=domain, selector=known[0], record=record)
    return False, _("no key is published. Write the record your mail server gives: {record}").format(record=record)


def _said_of(key: Key, selector: str, domain: str) -> str:
    match key.fault:
        case Fault.WITHDRAWN:
            said = _("the key “{selector}” of {domain} was withdrawn: its record has an empty p=")
        case Fault.UNREADABLE:
            said = _(
                "the key “{selector}” of {domain} cannot be read: its p= is cut off or mistyped. Copy the record of your mail server again."
            )
        case Fault.SHORT:
            said = _("the key “{selector}” of {domain} has {bits} bits, which receivers do not believe. Make one of 2048 bits.")
        case None:
            said = _("the key “{selector}” of {domain} is published")
    return said.format(selector=selector, domain=domain, bits=key.bits)


def _dmarc(domain: str, address: str, ask: AskTxt) -> tuple[bool, str]:
    own = [text for text in ask(f"_dmarc.{domain}") if text.casefold().replace(" ", "").startswith("v=dmarc1")]
    if len(own) > 1:
        return False, _("{domain} has more than one DMARC record, so receivers believe none. Keep one.").format(domain=domain)
    if policy_of(domain, ask=ask) is None:
        record = f"_dmarc.{domain}  TXT  v=DMARC1; p=none; rua=mailto:{address}"
        return False, _("{domain} does not say what to do with mail that only pretends to be its own. Write: {record}").format(
            domain=domain, record=record
        )
    return True, _("{domain} says what to do with mail that only pretends to be its own").format(domain=domain)
