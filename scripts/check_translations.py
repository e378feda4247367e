"""Fail, naming each message and its place, when a word on a screen has no complete translation in nl, fr or de (`make check`)."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from messages import LANGUAGES, Unreadable, extracted, key_of
from translations import ROOT, catalogue_path, read_catalogue

NAMED = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
FRENCH = re.compile(r" [:;?!»]|« |[^\s:;?!»]+[:;?!»](?=\s|$)")  # a sign without its no-break space
PERCENT = re.compile(r"%%|%(?!(?:\(\w+\))?[sd])")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to look at")
    root = parser.parse_args().root
    try:
        template = extracted(root)
    except Unreadable as problem:
        sys.exit(f"Cannot be read: {problem}")
    wrong = [line for language in LANGUAGES for line in problems_of(template, root, language)]
    if wrong:
        print(*wrong, sep="\n")
        sys.exit(f"{len(wrong)} to mend: `make translations`, then write the words in balie/locale.")
    print(f"{len(template)} messages, complete in {', '.join(LANGUAGES)}.")


def problems_of(template: Catalog, root: Path, language: str) -> Iterator[str]:
    """What is missing, doubtful or left over in the catalogue of `language`, a line each."""
    catalogue = read_catalogue(root, language)
    known = {key_of(message): message for message in catalogue if message.id}
    for message in template:
        if message.id:
            said = known.pop(key_of(message), None)
            found = [
                *_problems_with(message, said, int(catalogue.num_plurals)),
                *(_breaks(message, said) if language == "fr" and said else []),
            ]
            for problem in found:
                yield f"{_place(message)}: {language}: {problem}: {_quoted(message)}"
    path = catalogue_path(root, language).relative_to(root)
    for message in [*known.values(), *catalogue.obsolete.values()]:
        yield f"{path}: {language}: no source says this any more: {_quoted(message)}"


def _problems_with(message: Message, said: Message | None, plurals: int) -> Iterator[str]:
    if said is None:
        yield "not in the catalogue"
        return
    if said.fuzzy:
        yield "only guessed (fuzzy)"
    if bool(said.pluralizable) != bool(message.pluralizable):
        yield "the source became plural or singular"
        return
    forms = list(said.string) if said.pluralizable else [said.string]
    if not all(forms) or (said.pluralizable and len(forms) != plurals):
        yield "a form is missing" if any(forms) else "not translated"
        return
    yield from _differences(message, forms)


def _differences(message: Message, forms: list[str]) -> Iterator[str]:
    """Placeholders that would stay empty or break the page: the last form holds them all, the others no strange ones."""
    sources = list(message.id) if message.pluralizable else [message.id]
    wanted = {name for source in sources for name in NAMED.findall(source)}
    for form in forms:
        held = set(NAMED.findall(form))
        if held - wanted or (form is forms[-1] and held != wanted):
            yield f"placeholders differ ({', '.join(sorted(held ^ wanted))})"
    if not message.pluralizable and sorted(PERCENT.findall(sources[0])) != sorted(PERCENT.findall(forms[0])):
        yield "per cent signs differ"


def _breaks(message: Message, said: Message) -> Iterator[str]:
    """Signs a line may begin with; what the source says in the same letters, a mail's header, is no French."""
    for form in said.string if said.pluralizable else [said.string]:
        if any(sign not in str(message.id) for sign in FRENCH.findall(form)):
            yield "no no-break space beside a sign"


def _place(message: Message) -> str:
    path, line = message.locations[0]
    return f"{path}:{line}"


def _quoted(message: Message) -> str:
    context, words = key_of(message)
    return f"“{words}” ({context})" if context else f"“{words}”"


if __name__ == "__main__":
    main()
