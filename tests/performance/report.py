"""The figures, printed as they come and kept between the marks of docs/reference/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.performance.figures import Times

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference" / "performance.md"
LIMITS = {
    "list": 2.0,
    "ticket": 2.0,
    "customer": 2.0,
    "search": 2.5,
    "create": 2.0,
    "reply": 2.0,
    "work list": 2.0,
    "phone": 2.5,
    "saved list": 2.0,
    "file of 1,000": 2.0,
}
# Measured by themselves, with a yardstick of their own: what they set to work would fall on others.
WRITING = ("create", "reply")
MOST_QUERIES, LIST_SHARE, GROWTH = 8, 0.6, 1.3
MOST = {
    "tickets, p95, ms": 100.0,
    "list while they are filed, p95": 500.0,
    "second start": 4.0,
    "PSS idle, all": 320.0,
    "500 streams, p95": 20.0,
    "work list while they move, p95": 500.0,
    "next step, ten runs at once, p95": 100.0,
    "opens beside a contact": 300.0,
    "opens in the designer": 300.0,
    "is checked": 2000.0,
}
LEAST = {
    "by the board, 1,000 operators, 10,000": 1000.0,
    "decided and leased a second": 200.0,
    "filed a second, 1": 100.0,
    "filed a second, 2": 150.0,
    "dues moved a minute": 100_000.0,
    "frames a second": 30.0,
}


@dataclass
class Report:
    command: str
    is_short: bool = False
    pages: dict[int, dict[str, dict[str, Times]]] = field(default_factory=dict)
    rates: dict[int, dict[str, float]] = field(default_factory=dict)
    singles: list[tuple[str, float]] = field(default_factory=list)

    def say(self, what: str, value: float) -> None:
        print(f"{what}: {value:.1f}", flush=True)
        self.singles.append((what, value))


def write(report: Report) -> None:
    lines = list(_lines(report))
    print("\n".join(lines))
    mark = report.command.removeprefix("make bench").strip("-") or "bench"
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    text = PAGE.read_text()
    PAGE.write_text(f"{text.split(begin)[0]}{begin}\n" + "\n".join(lines) + f"\n{end}{text.split(end)[1]}")


def _lines(report: Report) -> Iterator[str]:
    now, load = datetime.now(UTC), os.getloadavg()[0 if report.is_short else 1]
    minutes = "minute" if report.is_short else "five minutes"
    yield f"{now:%d %B %Y, %H:%M} UTC, `{report.command}`, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()};"
    yield f"load average over the last {minutes} {load:.1f}, this run included (above the number of cores other work disturbed it)."
    for size, kinds in report.pages.items():
        yield from [
            "",
            f"At {size:,} tickets, one client:",
            "",
            "| work | queries | p50 ms | p95 ms | bare SQL p50 | × lean page | target | met |",
        ]
        yield "|---|---|---|---|---|---|---|---|"
        lean = kinds["lean"]["list"]
        for name, times in kinds["page"].items():
            yield _row(name, times, kinds["bare"].get(name), kinds["lean"]["create" if name in WRITING else "list"])
        yield f"| lean page | | {lean.p50:.1f} | {lean.p95:.1f} | | 1.0 | | |"
    if report.rates:
        yield from _rates(report)
    yield from ["", "| what | measured | target | met |", "|---|---|---|---|"]
    for what, value in report.singles:
        yield _single(what, value)


def _row(name: str, times: Times, bare: Times | None, lean: Times) -> str:
    ratio, limit = times.p50 / lean.p50, LIMITS[name]
    queries = f"{times.queries}" if times.queries else ""
    is_met = ratio <= limit and times.queries <= MOST_QUERIES
    below = f"{bare.p50:.2f}" if bare else ""
    return f"| {name} | {queries} | {times.p50:.1f} | {times.p95:.1f} | {below} | {ratio:.1f} | ≤ {limit} ×, ≤ {MOST_QUERIES} queries | {_met(is_met)} |"


def _rates(report: Report) -> Iterator[str]:
    yield from ["", "| eight clients | list, pages/s | lean page, pages/s | share | target | met |", "|---|---|---|---|---|---|"]
    for size, rates in report.rates.items():
        share = rates["list"] / rates["lean"]
        yield f"| {size:,} tickets | {rates['list']:.0f} | {rates['lean']:.0f} | {share:.2f} | ≥ {LIST_SHARE} | {_met(share >= LIST_SHARE)} |"
    if len(report.pages) > 1:
        first, last = (report.pages[size]["page"] for size in (min(report.pages), max(report.pages)))
        yield from ["", f"| p95, {min(report.pages):,} → {max(report.pages):,} tickets | × | target | met |", "|---|---|---|---|"]
        for name in sorted(set(first) & set(last)):
            ratio = last[name].p95 / first[name].p95
            yield f"| {name} | {ratio:.2f} | ≤ {GROWTH} | {_met(ratio <= GROWTH)} |"


def _single(what: str, value: float) -> str:
    for part, most in MOST.items():
        if part in what:
            return f"| {what} | {value:.1f} | ≤ {most:g} | {_met(value <= most)} |"
    for part, least in LEAST.items():
        if part in what:
            return f"| {what} | {value:.1f} | ≥ {least:g} | {_met(value >= least)} |"
    return f"| {what} | {value:.1f} | | |"


def _met(is_met: bool) -> str:
    return "yes" if is_met else "**not met**"
