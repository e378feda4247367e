"""What a domain asks receivers to do with mail that is not its own (DMARC: RFC 7489, tree walk of RFC 9989). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_LABELS = 8
# Names nobody can hold in the public DNS (RFC 2606, RFC 6761, RFC 9476): asking for them only costs time.
RESERVED = frozenset({"alt", "arpa", "example", "home", "internal", "invalid", "lan", "local", "localhost", "onion", "test"})


@dataclass(frozen=True, slots=True)
class Policy:
    """`domain`: where it stands. `asks` is none, quarantine or reject, for the sender's own domain; strict wants equal names."""

    domain: str
    asks: str
    is_strict_dkim: bool = False
    is_strict_spf: bool = False


def places_of(domain: str) -> Sequence[str]:
    """Where the policy of `domain` may stand, nearest first: itself, then its parents but the last label; at most eight."""
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1] in RESERVED:
        return []
    nearest = [domain]
    above = labels[1:][-(MOST_LABELS - 1) :]
    return nearest + [".".join(above[at:]) for at in range(len(above) - 1)]


def read_policy(text: str, *, domain: str, asked_for: str) -> Policy | None:
    """The policy in a TXT record found at `domain`, for mail from `asked_for`; None when it is none."""
    tags = [pair for part in text.split(";") if "=" in part for pair in [_tag(part)]]
    if not tags or tags[0] != ("v", "dmarc1"):
        return None
    given = dict(tags[1:])
    asks = given.get("p", "none")
    if asked_for != domain:
        asks = given.get("sp", asks)
    if asks not in {"none", "quarantine", "reject"} or given.get("t") == "y":
        asks = "none"
    return Policy(domain, asks, given.get("adkim") == "s", given.get("aspf") == "s")


def is_aligned(proved: str, sender: str, *, policy: Policy | None, is_strict: bool = False) -> bool:
    """Whether what is proved for `proved` holds for mail from `sender`: the same name, or (relaxed) within one organisation.

    Without a policy that says where the organisation begins, one of the two must lie within the other.
    """
    if proved == sender:
        return True
    if is_strict or "." not in proved:
        return False
    if policy and policy.domain != sender and _within(proved, policy.domain):
        return _within(sender, policy.domain)
    return _within(sender, proved) or _within(proved, sender)


def _within(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")


def _tag(part: str) -> tuple[str, str]:
    name, _equals, value = part.partition("=")
    return name.strip().casefold(), value.strip().casefold()
