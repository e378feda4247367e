"""What to look for, and how much each finding says: the typed words in all their forms, weighed by how rare they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, log1p

from balie.foundation.search.rules.typed import Number, Query
from balie.foundation.search.rules.words import joins, most_slips, slips, splits

MOST_TERMS = 12  # of a long question the rarest words say what it is about
PART = 0.45  # what one part of a compound says, beside the whole
BEGINS = 0.7  # a word still being typed, beside one that stands there
RELATED = 0.3  # a word with the same beginning or end
SLIP = 0.75  # for each slip between what was typed and what stands there
MOST_ALIKE = 3
MOST_RELATED = 8


@dataclass(frozen=True)
class Word:
    """A word as the index knows it: its stems in four languages, and in how many documents the commonest of them stands."""

    lexemes: tuple[str, ...] = ()
    documents: int = 0
    is_stop: bool = False


@dataclass(frozen=True)
class Lexicon:
    """What the index knows of the words of one query: `words` by word; `alike` and `related` give others for one typed."""

    total: int
    words: Mapping[str, Word]
    alike: Mapping[str, Sequence[tuple[str, Word]]] = field(default_factory=dict)
    related: Mapping[str, Sequence[tuple[str, Word]]] = field(default_factory=dict)

    def word(self, word: str) -> Word:
        return self.words.get(word, Word((word,)))


@dataclass
class Clue:
    """Lexemes that say the same, each with how surely (`likely` only when too few documents have the others); `weight` is what it says when found."""

    forms: dict[str, float]
    weight: float
    documents: int
    likely: dict[str, float] = field(default_factory=dict)
    parts: tuple[Clue, ...] = ()

    def every(self) -> Iterable[Clue]:
        return (self, *self.parts)


def words_to_ask(query: Query) -> list[str]:
    """Every word that may turn out to be one: as typed, two joined, one parted."""
    found = dict.fromkeys(query.words)
    found |= dict.fromkeys(joined for joined, _one, _other in joins(query.words))
    for word in query.words:
        if not word.isdigit():
            found |= dict.fromkeys(part for split in splits(word) for part in split)
    return list(found)


def clues_of(query: Query, lexicon: Lexicon) -> list[Clue]:
    """A clue for each number and each word that says something, in their order; of many, the rarest.

    Where every word is one of those that stand everywhere ("wie is het"), they are looked for all the same.
    """
    stops = {word for word in query.words if lexicon.word(word).is_stop}
    words = [word for word in dict.fromkeys(query.words) if word not in stops]
    clues = {word: _clue(word, lexicon) for word in words}
    _join(query.words, clues, lexicon)
    if query.words and query.words[-1] in clues:
        clues[query.words[-1]].forms.setdefault(f"{query.words[-1]}:*", BEGINS)
    found = [*(_number(each, lexicon) for each in query.numbers), *clues.values()]
    kept = {id(clue) for clue in sorted(found, key=lambda clue: -clue.weight)[:MOST_TERMS]}
    return [clue for clue in found if id(clue) in kept]


def rarity(documents: int, total: int) -> float:
    """What finding a word says: the inverse document frequency of BM25, never below zero (Robertson and Spärck Jones)."""
    return log1p((max(total, documents) - documents + 0.5) / (documents + 0.5))


def lesson_of(clue: Clue) -> str:
    """The form by which it is remembered what was opened: the barest, which inflected words have in common."""
    return min(
        (form for form, surely in clue.forms.items() if not form.endswith(":*") and surely >= BEGINS), key=lambda form: (len(form), form)
    )


def _clue(word: str, lexicon: Lexicon) -> Clue:
    known = lexicon.word(word)
    forms = dict.fromkeys(known.lexemes, 1.0)
    alike = _nearest(word, lexicon.alike.get(word, ()))
    for _slips, other, surely in alike:
        for lexeme in other.lexemes:
            forms.setdefault(lexeme, surely)
    documents = max([known.documents, *(other.documents for _slips, other, _surely in alike)])
    likely = {
        lexeme: RELATED
        for _word, other in list(lexicon.related.get(word, ()))[:MOST_RELATED]
        for lexeme in other.lexemes
        if lexeme not in forms
    }
    return Clue(forms, rarity(documents, lexicon.total), documents, likely, tuple(_parts(word, lexicon)))


def _nearest(word: str, others: Sequence[tuple[str, Word]]) -> list[tuple[int, Word, float]]:
    """The few words with the fewest slips; of those with as many, the commonest."""
    near = [(count, other) for name, other in others if name != word and (count := slips(word, name)) <= most_slips(word)]
    near.sort(key=lambda pair: (pair[0], -pair[1].documents))
    return [(count, other, SLIP**count) for count, other in near if count <= near[0][0] + 1][:MOST_ALIKE]


def _parts(word: str, lexicon: Lexicon) -> list[Clue]:
    """The best reading of the word as a compound: both parts known, the rarer of them as common as can be."""

    def fitness(split: tuple[str, str]) -> float:
        left, right = (lexicon.word(part) for part in split)
        if left.is_stop or right.is_stop:
            return 0.0
        return log(1 + left.documents) * log(1 + right.documents) * min(map(len, split))

    best = max(splits(word), key=fitness, default=None)
    if best is None or not fitness(best):
        return []
    return [_part(lexicon.word(part), lexicon.total) for part in best]


def _part(part: Word, total: int) -> Clue:
    return Clue(dict.fromkeys(part.lexemes, 1.0), PART * rarity(part.documents, total), part.documents)


def _join(words: Sequence[str], clues: Mapping[str, Clue], lexicon: Lexicon) -> None:
    """Where two of the words stand in the index as one, that one says what both say."""
    for joined, one, other in joins(words):
        known = lexicon.words.get(joined)
        if known and known.documents:
            for each in {words[one], words[other]} & clues.keys():
                clues[each].forms |= dict.fromkeys(known.lexemes, 1.0)


def _number(number: Number, lexicon: Lexicon) -> Clue:
    forms = {number.piece: 1.0} | dict.fromkeys((word for word in number.words if len(word) > 1), PART if len(number.words) > 1 else 1.0)
    return Clue(forms, rarity(1, lexicon.total), 1)
