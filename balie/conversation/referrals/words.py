"""What is told of a person or service: to the customer by mail, and why it suits to the operator."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from balie.foundation.text.sentences import with_colon
from balie.foundation.ui.filters import phone
from balie.records.directory.queries import EntryLine


def details_of(line: EntryLine) -> str:
    """All that helps to reach it, a line each, in the language that is active; `line` was read in that language."""
    return "\n".join(_details(line))


def letter(line: EntryLine, *, language: str, remark: str = "") -> tuple[str, str]:
    """Subject and text of the mail, in `language`, which `line` was read in too."""
    with translation.override(language):
        opening = _("You can go here with your question:")
        return _("Where you can go: {name}").format(name=line.name), "\n\n".join(filter(None, [opening, details_of(line), remark]))


def reasons_of(line: EntryLine) -> list[str]:
    """Why it stands where it does among what suits the question."""
    if line.suits is None:
        return [_("found by the words")]
    found = [_("takes this category") if line.suits.steps == 0 else _("takes what is above this category")]
    if line.suits.misses_purpose:
        found.append(_("not for this purpose"))
    if line.suits.misses_language:
        found.append(_("does not help in the customer’s language"))
    return found


def _details(line: EntryLine) -> Iterator[str]:
    yield line.name
    yield line.takes
    named = (
        (_("Telephone"), phone(line.phone) if line.phone else ""),
        (_("Mail address"), line.mail),
        (_("Website"), line.website),
        (_("Address"), line.address),
        (_("Now"), line.opening.words),
        (_("Good to know"), line.how),
    )
    for term, said in named:
        if said:
            yield with_colon(term, said)
