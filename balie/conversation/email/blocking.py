"""Which senders a block means. Pure."""

from __future__ import annotations

from collections.abc import Collection

from balie.conversation.email.parsing.addresses import trusted_address

# So many people write from these that nobody may block them all: their domains alone.
SHARED_DOMAINS = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "outlook.be", "hotmail.com", "hotmail.be", "hotmail.fr", "live.com", "live.be", "live.nl",
        "msn.com", "yahoo.com", "yahoo.fr", "yahoo.de", "icloud.com", "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "gmx.de",
        "gmx.net", "gmx.com", "web.de", "t-online.de", "freenet.de", "telenet.be", "skynet.be", "proximus.be", "scarlet.be", "pandora.be",
        "voo.be", "base.be", "orange.be", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "ziggo.nl", "kpnmail.nl", "xs4all.nl",
    }
)  # fmt: skip


def patterns_of(address: str) -> list[str]:
    """Every block that this sender falls under: its address, its domain, and the domains above it with at least two labels."""
    spec = address.casefold()
    _local, at, domain = spec.rpartition("@")
    if not at:
        return []
    labels = domain.split(".")
    return [spec, *("@" + ".".join(labels[start:]) for start in range(max(len(labels) - 1, 1)))]


def read_pattern(typed: str) -> str | None:
    """What somebody wrote as it is kept: `an@shop.example`, or `@shop.example` for the whole domain; None for neither."""
    said = typed.strip().casefold()
    whole = said if "@" in said else f"@{said}"
    address = trusted_address(f"x{whole}" if whole.startswith("@") else whole)
    if address is None or "." not in whole.rpartition("@")[2]:
        return None
    return address[1:].casefold() if whole.startswith("@") else address.casefold()


def is_too_wide(pattern: str) -> bool:
    """Whether it would keep out whole towns."""
    return pattern.startswith("@") and pattern[1:] in SHARED_DOMAINS


def is_ours(pattern: str, *, own: Collection[str]) -> bool:
    """Whether it falls on one of our own addresses (lower case)."""
    return any(pattern in patterns_of(each) for each in own)
