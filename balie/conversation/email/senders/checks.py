"""Judging the sender of one mail: by what the receiver we trust found, else by checking signatures here."""

from __future__ import annotations

import logging

import dkim

from balie.conversation.email.parsing.model import ParsedMail
from balie.conversation.email.senders.dns import AskTxt, Unanswered
from balie.conversation.email.senders.policy import Policy, places_of, read_policy
from balie.conversation.email.senders.results import Outcome, Proof, trusted_results
from balie.conversation.email.senders.standing import DOUBTED, UNCHECKED, Judgement, Standing, judge

MOST_SIGNATURES = 5


def judge_sender(raw: bytes, mail: ParsedMail, *, receiver: str, ask: AskTxt) -> Judgement:
    """How far the From of `mail`, which reads `raw`, can be trusted. `receiver`: whose results on it we believe, or empty."""
    if len(mail.senders) != 1 or not mail.sender.address:
        return DOUBTED
    domain = mail.sender.address.rpartition("@")[2].casefold()
    found = trusted_results(mail.headers, receiver=receiver) if receiver else None
    if found is not None and (judged := judge(domain, found, policy=None)).standing == Standing.VERIFIED:
        return judged
    proofs = signatures(raw, mail, ask=ask) if found is None else found
    try:
        policy = policy_of(domain, ask=ask)
    except Unanswered:
        judged = judge(domain, proofs, policy=None)
        return judged if found is not None or judged.standing == Standing.VERIFIED else UNCHECKED
    return judge(domain, proofs, policy=policy)


def policy_of(domain: str, *, ask: AskTxt) -> Policy | None:
    """What the domain, or the nearest above it that speaks, asks of receivers. Raises `Unanswered`."""
    for place in places_of(domain):
        for text in ask(f"_dmarc.{place}"):
            if policy := read_policy(text, domain=place, asked_for=domain):
                return policy
    return None


def signatures(raw: bytes, mail: ParsedMail, *, ask: AskTxt) -> list[Proof]:
    """Each DKIM signature of the mail, checked with the key its domain publishes (RFC 6376)."""
    fields = [value for name, value in mail.headers if name.casefold() == "dkim-signature"]
    return [_checked(raw, at, field, ask) for at, field in enumerate(fields[:MOST_SIGNATURES])]


def _checked(raw: bytes, at: int, field: str, ask: AskTxt) -> Proof:
    tags = {name.strip(): value.strip() for part in field.split(";") for name, equals, value in [part.partition("=")] if equals}
    domain = tags.get("d", "").casefold().rstrip(".")
    # A signature over a part of the body (l=) lets anybody write more below it.
    if "l" in tags:
        return Proof("dkim", Outcome.NONE, domain)
    unanswered = False

    def key(name: bytes, timeout: float = 0) -> bytes | None:
        nonlocal unanswered
        try:
            records = ask(name.decode("ascii", "replace").rstrip("."))
        except Unanswered:
            unanswered = True
            return None
        return records[0].encode() if records else None

    try:
        holds = dkim.DKIM(raw, logger=_SILENT).verify(at, dnsfunc=key)
    except Exception:  # a library on hostile bytes: what it cannot read proves nothing
        holds = False
    outcome = Outcome.UNKNOWN if unanswered else Outcome.PASS if holds else Outcome.FAIL
    return Proof("dkim", outcome, domain)


_SILENT = logging.getLogger("balie.dkim")
_SILENT.setLevel(logging.CRITICAL + 1)
