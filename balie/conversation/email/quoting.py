"""New text told from quoted history and signature, in Dutch, French, English, German and the formats met besides.

Line by line, each line cut to a fixed length before a pattern sees it: linear, whatever the mail. Nothing is thrown away: every line stands in
one of the three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from balie.conversation.email import quote_marks as marks

MAX_LINE = 400
MAX_HEADER_LINES = 5
MAX_SIGNATURE = 15
# An honest mail has a handful; more would only cost time.
MAX_CANDIDATES = 1000


@dataclass(frozen=True, slots=True)
class Reply:
    """`new` is what the sender wrote now, `history` what he quotes, `signature` how he ends."""

    new: str
    history: str
    signature: str


def split_reply(text: str) -> Reply:
    """The parts of `text`, each stripped of blank lines around it."""
    lines = text.replace("\r\n", "\n").replace("\xa0", " ").split("\n")
    shown = [line[:MAX_LINE] for line in lines]
    start = _history_start(shown)
    end = _quoted_end(shown, start)
    if end < len(lines) and _runs_of_quotes(shown[end:]):
        # Answers between the quotes mean nothing without them: all of it is new.
        start = end = len(lines)
    rest = lines[end:]
    own = lines[:start] + ([""] if rest and start else []) + rest
    cut = _signature_start([line[:MAX_LINE] for line in own])
    return Reply(_joined(own[:cut]), _joined(lines[start:end]), _joined(own[cut:]))


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()


def _history_start(lines: Sequence[str]) -> int:
    """The first line that opens quoted history, else the first of a block of quotes that runs to the end."""
    candidates = (at for at, line in enumerate(lines) if marks.may_open(line))
    for at in islice(candidates, MAX_CANDIDATES):
        if _opens_history(lines, at):
            return at
    return _trailing_quotes(lines)


def _opens_history(lines: Sequence[str], at: int) -> bool:
    line = lines[at].strip()
    if marks.SEPARATOR.fullmatch(line):
        return True
    if marks.RULE.fullmatch(line):
        following = next((each for each in range(at + 1, min(at + 4, len(lines))) if lines[each].strip()), None)
        return following is not None and _is_header_block(lines, following)
    return _is_header_block(lines, at) or _is_attribution(lines, at)


def _is_header_block(lines: Sequence[str], at: int) -> bool:
    """From, Sent, To, Subject below each other, as Outlook writes them: three different ones, the first being From or the date."""
    if not marks.FIRST_LABEL.match(lines[at]):
        return False
    labels = set()
    for line in lines[at : at + 9]:
        if found := marks.LABEL.match(line):
            labels.add(found.group(1).lower())
    return len(labels) >= 3


def _is_attribution(lines: Sequence[str], at: int) -> bool:
    """ "On … X wrote:", over as many as five lines; a date must stand in it and a name or address before the colon."""
    if not marks.starts_attribution(lines[at]):
        return False
    said = ""
    for index, line in enumerate(lines[at : at + MAX_HEADER_LINES], start=at):
        if not line.strip() or (index > at and _is_quoted(line) and not said.startswith(">") and line.strip() != ">:"):
            return False
        said = f"{said} {line.strip()}".strip()[: 2 * MAX_LINE]
        if marks.is_attribution(said) or (marks.ends_with_colon(said) and _quotes_follow(lines, index)):
            return True
    return False


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _quotes_follow(lines: Sequence[str], at: int) -> bool:
    return any(_is_quoted(line) for line in lines[at + 1 : at + 3])


def _trailing_quotes(lines: Sequence[str]) -> int:
    at = len(lines)
    start = at
    while at and (not lines[at - 1].strip() or _is_quoted(lines[at - 1])):
        at -= 1
        if lines[at].strip():
            start = at
    return start


def _quoted_end(lines: Sequence[str], start: int) -> int:
    """Where history ends: at the end, but for an answer written below a quoted block marked by ">"."""
    at = start
    while at < len(lines) and at < start + MAX_HEADER_LINES and not _is_quoted(lines[at]):
        at += 1
    if at >= len(lines) or not _is_quoted(lines[at]) or _is_block_of_labels(lines, start):
        return len(lines)
    end = last = at
    while end < len(lines) and (not lines[end].strip() or _is_quoted(lines[end]) or _wraps_quote(lines, end)):
        last = end if lines[end].strip() else last
        end += 1
    return last + 1 if end < len(lines) else len(lines)


def _wraps_quote(lines: Sequence[str], at: int) -> bool:
    """A line that a mail program broke off a quoted one: quotes directly before and after it."""
    return 0 < at < len(lines) - 1 and _is_quoted(lines[at - 1]) and _is_quoted(lines[at + 1])


def _is_block_of_labels(lines: Sequence[str], start: int) -> bool:
    return marks.SEPARATOR.fullmatch(lines[start].strip()) is not None or _is_header_block(lines, start)


def _runs_of_quotes(lines: Sequence[str]) -> bool:
    return any(_is_quoted(line) for line in lines)


def _signature_start(lines: Sequence[str]) -> int:
    """The first line of the signature: a mark, a device's line, or a closing formula near the end."""
    written = [at for at, line in enumerate(lines) if line.strip()]
    for left, at in reversed(list(enumerate(reversed(written[-MAX_SIGNATURE:])))):
        line = lines[at]
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if not _is_quoted(line) and _begins_signature(line.strip(), below, left, is_first=at == written[0]):
            return at
    return len(lines)


def _begins_signature(said: str, below: str, left: int, *, is_first: bool) -> bool:
    """Whether `said`, with the line `below` and `left` written lines after it, is where the signature begins."""
    if marks.DASHES.fullmatch(said):
        # A longer rule with a blank line below parts chapters, not names.
        return left > 0 and not is_first and (len(said) < 3 or bool(below.strip()))
    if marks.DEVICE.match(said):
        return left <= 3
    if is_first or left > 9:
        return False
    if 0 < left <= 5 and marks.FAREWELL.fullmatch(said):
        return True
    return bool(marks.CLOSING.fullmatch(said)) or (left == 0 and bool(marks.DASHED_NAME.fullmatch(said)))
