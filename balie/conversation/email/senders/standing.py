"""How far the From of a mail can be trusted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from balie.conversation.email.senders.policy import Policy, is_aligned
from balie.conversation.email.senders.results import Outcome, Proof


class Standing(StrEnum):
    """Verified: the sender's domain says the mail is its own. Suspicious: it says the mail is not, or the mail contradicts itself."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    SUSPICIOUS = "suspicious"


class Ground(StrEnum):
    """What the standing rests on."""

    DMARC = "dmarc"
    DKIM = "dkim"
    SPF = "spf"
    REFUSED_BY_DOMAIN = "refused"
    BROKEN = "broken"
    UNSIGNED = "unsigned"
    UNKNOWN = "unknown"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Judgement:
    standing: Standing
    ground: Ground


DOUBTED = Judgement(Standing.SUSPICIOUS, Ground.DOUBT)
UNCHECKED = Judgement(Standing.UNVERIFIED, Ground.UNKNOWN)


def judge(sender: str, proofs: Sequence[Proof], *, policy: Policy | None) -> Judgement:
    """`sender`: the domain of the one From, in lower case. `policy`: what it asks of receivers, None when it says nothing.

    A DMARC result of the trusted receiver decides; else an aligned DKIM or SPF pass proves the sender; else what the domain
    asks of receivers counts. A mail that only lacks proof is unverified: most honest small senders are.
    """
    dmarc = [proof for proof in proofs if proof.method == "dmarc" and proof.domain in {"", sender}]
    if any(proof.outcome == Outcome.PASS for proof in dmarc):
        return Judgement(Standing.VERIFIED, Ground.DMARC)
    for proof in proofs:
        strict = policy is not None and (policy.is_strict_dkim if proof.method == "dkim" else policy.is_strict_spf)
        if proof.method != "dmarc" and proof.outcome == Outcome.PASS and is_aligned(proof.domain, sender, policy=policy, is_strict=strict):
            return Judgement(Standing.VERIFIED, Ground.DKIM if proof.method == "dkim" else Ground.SPF)
    if any(proof.outcome == Outcome.UNKNOWN for proof in proofs):
        return UNCHECKED
    if (policy and policy.asks != "none") or (policy is None and any(proof.outcome == Outcome.FAIL for proof in dmarc)):
        return Judgement(Standing.SUSPICIOUS, Ground.REFUSED_BY_DOMAIN)
    if any(proof.method == "dkim" and proof.outcome == Outcome.FAIL for proof in proofs):
        return Judgement(Standing.UNVERIFIED, Ground.BROKEN)
    return Judgement(Standing.UNVERIFIED, Ground.UNSIGNED)
