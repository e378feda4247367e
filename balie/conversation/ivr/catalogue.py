"""Everything callers hear that the organisation may say in its own voice: what comes with Balie, the lines of menus, and incidents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balie.conversation.ivr import hearing, incidents, queries
from balie.conversation.ivr.rules.outline import SPOKEN
from balie.conversation.routing.models import Queue
from balie.conversation.telephony import prompts
from balie.conversation.telephony.models import Prompt
from balie.conversation.telephony.spoken import MUSIC, file_of
from balie.foundation.text.labels import LANGUAGES, Label

ORIGINALS: Mapping[str, str | Promise] = {
    "welcome": _("Greeting while open"),
    "closed": _("Greeting while closed"),
    "recorded": _("The call may be recorded"),
    "recorded-refuse": _("The call may be recorded, and 9 refuses it"),
    "language": _("Choose a language, before the key is named"),
    "customer-number": _("Type the customer number"),
    "wrong-number": _("The customer number is not right"),
    "no-choice": _("That key is no choice"),
    "place": _("Place in the queue, before the number"),
    "place-end": _("Place in the queue, after the number"),
    "place-far": _("More than ten wait before"),
    "wait-between": _("Minutes of waiting: between"),
    "wait-and": _("Minutes of waiting: and"),
    "wait-less": _("Minutes of waiting: less than"),
    "wait-more": _("Minutes of waiting: more than"),
    "minutes": _("Minutes of waiting, after the number"),
    "wait-changed": _("It takes longer than was said"),
    "waiting-keys": _("Keys while waiting: 1 be called back, 2 leave a message"),
    "message": _("Leave a message after the tone"),
    "call-back": _("You are called back and keep your place"),
    "goodbye": _("Nobody can help now, goodbye"),
}


@dataclass(frozen=True)
class Heard:
    """A prompt by its name; `words` are what is said, where they are known. `own` are the organisation's sounds, by language."""

    name: str
    title: str | Promise
    languages: tuple[str, ...] = LANGUAGES
    words: Label = field(default_factory=Label)
    own: Mapping[str, Prompt] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """The languages in which nothing can be heard."""
        return [code for code in self.languages if self.path(code) is None]

    def path(self, language: str) -> Path | None:
        """What is heard now."""
        path = file_of(self.own[language].sha256) if language in self.own else prompts.sound(self.name, language)
        return path if path.exists() else None


def all_heard() -> list[Heard]:
    """Those that somebody must still record first."""
    own: dict[str, dict[str, Prompt]] = {}
    for prompt in Prompt.objects.all():
        own.setdefault(prompt.name, {})[prompt.language] = prompt
    found = [Heard(name, title, languages, words, own.get(name, {})) for name, title, languages, words in _named()]
    return sorted(found, key=lambda each: not each.missing)


def find_heard(name: str) -> Heard | None:
    return next((each for each in all_heard() if each.name == name), None)


def _named() -> Iterator[tuple[str, str | Promise, tuple[str, ...], Label]]:
    for menu, lines in queries.menus_with_lines():
        for line in lines:
            if line.kind in SPOKEN:
                yield hearing.name_of(line), _("Menu {menu}").format(menu=menu.name), LANGUAGES, Label(line.words)
    for queue in Queue.objects.filter(is_retired=False, channel="call").order_by("position", "pk"):
        if queue.incident:
            yield incidents.name_of(queue), _("Incident of {queue}").format(queue=queue.name), LANGUAGES, queue.incident
    for name, title in ORIGINALS.items():
        yield name, title, LANGUAGES, Label()
    yield MUSIC, _("Music while waiting"), ("",), Label()
