"""Text whose lines a mail program broke to fit (RFC 3676): the paragraphs as they were written."""

from __future__ import annotations

from collections.abc import Iterator

SIGNATURE = "-- "


def unflowed(text: str, *, deletes_space: bool) -> str:
    """A line that ends in a space goes on in the next of the same depth of quotation; `deletes_space`: that space is none of the text's.

    Of each line the quotation is kept, and the one space that protects its beginning is taken away. The signature's mark ends a paragraph.
    """
    return "\n".join(_paragraphs(text.split("\n"), deletes_space=deletes_space))


def _paragraphs(lines: list[str], *, deletes_space: bool) -> Iterator[str]:
    pending: list[str] = []
    depth = 0
    for line in lines:
        marks, said = _parted(line)
        if pending and (marks != depth or said == SIGNATURE):
            yield _written(depth, pending)
            pending = []
        depth = marks
        goes_on = said.endswith(" ") and said != SIGNATURE
        pending.append(said[:-1] if goes_on and deletes_space else said)
        if not goes_on:
            yield _written(depth, pending)
            pending = []
    if pending:
        yield _written(depth, pending)


def _parted(line: str) -> tuple[int, str]:
    """How deep the line is quoted, and its words."""
    said = line.lstrip(">")
    return len(line) - len(said), said.removeprefix(" ")


def _written(depth: int, parts: list[str]) -> str:
    said = "".join(parts)
    return " ".join(each for each in (">" * depth, said) if each)
