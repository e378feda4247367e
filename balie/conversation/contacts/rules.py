"""What a contact may hold and when it may end: pure decisions."""

from __future__ import annotations

import phonenumbers

HOME_REGION = "BE"
QUESTION_TEXTS = ("customer_words", "restated", "treatment")
QUESTION_CHOICES = ("purpose", "category", "result")
QUESTION_FIELDS = (*QUESTION_CHOICES, *QUESTION_TEXTS)
MOST_QUESTIONS = 20
LONGEST_SENTENCE = 300


class PartyUnreadable(ValueError):
    """What was typed can be neither a telephone number nor a mail address."""


def party_of(typed: str) -> str:
    """The other side's address as it is kept: E.164 with the plus, or a mail address in lower case; "" for nothing.

    Numbers without a country are Belgian. Raises `PartyUnreadable`.
    """
    text = typed.strip()
    if not text:
        return ""
    if "@" in text:
        return _mail_address(text)
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        raise PartyUnreadable(typed) from None
    if not phonenumbers.is_possible_number(number):
        raise PartyUnreadable(typed)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_phone(party: str) -> bool:
    """Whether a kept party is a telephone number."""
    return party.startswith("+")


def can_finish(*, is_open: bool, has_result: bool, sentence: str) -> str:
    """ "" when the contact may end now, else what stands in the way: `finished`, `result` or `sentence`."""
    if not is_open:
        return "finished"
    if not has_result:
        return "result"
    return "" if sentence.strip() else "sentence"


def next_position(positions: list[int]) -> int:
    """Where a new question goes: after the last one."""
    return max(positions, default=0) + 1


def first_line(text: str, *, most: int = 80) -> str:
    """The first line with words in it, cut at a word to at most `most` characters, "…" included."""
    line = next((" ".join(each.split()) for each in text.splitlines() if each.strip()), "")
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.") + "…"


def _mail_address(text: str) -> str:
    local, _, domain = text.rpartition("@")
    if not local or not domain or any(char.isspace() for char in text) or len(text) > 254:
        raise PartyUnreadable(text)
    return text.lower()
