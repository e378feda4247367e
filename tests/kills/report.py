"""The last long run, kept in docs/reference/kills.md; short runs leave it alone."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference" / "kills.md"
WORTH_KEEPING = 60
DEATHS_WORTH_KEEPING = 20
DEATHS_BEGIN, DEATHS_END = "<!-- deaths -->", "<!-- end of deaths -->"
BEGIN, END = "<!-- result -->", "<!-- end of result -->"


def write_report(
    kills: Counter[str], *, accepted: int, tries: int, fetched: int, replied: int, again: int, took: float, at: datetime
) -> None:
    """Put the figures between the marks of the page, when there were kills enough."""
    total = sum(kills.values())
    lines = [
        f"{at:%d %B %Y, %H:%M} UTC, `make kills` with {total} kills in {took / 60:.0f} minutes:",
        "",
        "| what | count |",
        "|---|---|",
        *(f"| SIGKILL of {_NAMES[part]} | {count} |" for part, count in sorted(kills.items())),
        f"| mails accepted with 250, in {tries} attempts | {accepted} |",
        "| of these lost, doubled | 0, 0 |",
        f"| mails fetched by IMAP | {fetched} |",
        "| of these lost, doubled | 0, 0 |",
        f"| replies accepted with 201 | {replied} |",
        "| of these lost, doubled | 0, 0 |",
        f"| deliveries repeated to the mail server, with the same Message-ID | {again} |",
    ]
    print("\n".join(lines))
    if total >= WORTH_KEEPING:
        text = PAGE.read_text()
        head, tail = text.split(BEGIN)[0], text.split(END)[1]
        PAGE.write_text(f"{head}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{tail}")


def write_deaths(deaths: Counter[str], *, accepted: int, again: int, at: datetime) -> None:
    """As above, for deaths at the worst moments."""
    lines = [
        f"{at:%d %B %Y, %H:%M} UTC, `make kills`, {accepted} mails accepted, none lost, none doubled, {again} deliveries repeated:",
        "",
        "| died | times |",
        "|---|---|",
        *(f"| `{name}` | {count} |" for name, count in deaths.items()),
    ]
    print("\n".join(lines))
    if min(deaths.values()) >= DEATHS_WORTH_KEEPING:
        text = PAGE.read_text()
        head, tail = text.split(DEATHS_BEGIN)[0], text.split(DEATHS_END)[1]
        PAGE.write_text(f"{head}{DEATHS_BEGIN}\n" + "\n".join(lines) + f"\n{DEATHS_END}{tail}")


_NAMES = {"all": "`balie run`, all parts with it", "database": "the database", "web": "the web server", "worker": "the worker"}
