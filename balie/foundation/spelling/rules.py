"""Which words of a text are looked at, what they may have been meant to be, how easily it reads, and how well it was typed. No Django, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LANGUAGES = ("nl", "fr", "en", "de")
LONGEST_WORD = 40
MOST_WORDS = 400  # different ones, the last of a text
ERROR_MARGIN = 0.03  # decree, A7.4: types with an error margin of at most 3 %
_LETTERS: Mapping[str, str] = {
    "nl": "enatirodslghvkmubpwjczfxyqëïéèüö",
    "fr": "easitnrulodcmpévqfbghjàxèêyzâçûùîôœïëkw",
    "en": "etaoinshrdlcumwfgypbvkjxqz",
    "de": "enisratdhulcgmobwfkzüvpäßjöyqx",
}
_NO_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\{\{.*?\}\}|\S*\d\S*|[@#;]\S+", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", re.UNICODE)
_SENTENCE = re.compile(r"[.!?…]+(?=\s|$)|\n{2,}")
_VOWELS = re.compile(r"[aeiouyàâäáéèêëîïíôöóûüúùœæ]+", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """How something was typed: `keys` that put a character there, `corrected` of these, `words` as they were left, `wrong` among them."""

    keys: int
    corrected: int
    words: int
    wrong: int

    @property
    def share_wrong(self) -> float | None:
        """The spelling errors left, of the words; None of no words."""
        return self.wrong / self.words if self.words else None

    @property
    def share_corrected(self) -> float | None:
        """The characters taken back, of those typed; None of none."""
        return min(1.0, self.corrected / self.keys) if self.keys else None

    @property
    def is_within_margin(self) -> bool:
        return (self.share_wrong or 0.0) <= ERROR_MARGIN


def words_in(text: str) -> list[str]:
    """Each different word once, those last written when there are very many. No addresses, numbers, capitals alone, or names within a sentence."""
    plain = _NO_WORDS.sub(" ", text)
    found = {word.group().replace("’", "'"): None for word in _WORD.finditer(plain) if _is_looked_at(word.group())}
    return list(found)[-MOST_WORDS:]


def _is_looked_at(word: str) -> bool:
    return 1 < len(word) <= LONGEST_WORD and not word.isupper() and all(letter.isalpha() or letter in "'’-" for letter in word)


def nearest(word: str, language: str) -> Iterator[str]:
    """What may have been meant, the likeliest slips first: letters doubled or not, two swapped, an accent, one too many, another one, one too few."""
    lower = word.casefold()
    seen = {lower}
    for other in _slipped(lower, language):
        if other not in seen:
            seen.add(other)
            yield other.capitalize() if word[:1].isupper() else other


def _slipped(word: str, language: str) -> Iterator[str]:
    letters = _LETTERS[language]
    doubled = list(_doubled(word))
    yield from doubled
    yield from (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    yield from (
        word[:at] + other + word[at + 1 :] for at, letter in enumerate(word) for other in _ACCENTS.get(letter, "") if other in letters
    )
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)))
    yield from (other for each in doubled for other in _doubled(each))
    yield from (word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in letters)
    yield from (word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in letters)


def _doubled(word: str) -> Iterator[str]:
    """With one letter twice that stood there once, or once that stood there twice."""
    for at, letter in enumerate(word):
        if at and word[at - 1] == letter:
            yield word[:at] + word[at + 1 :]
        else:
            yield word[:at] + letter + word[at:]


def best_language(known: Mapping[str, int], preferred: str) -> str:
    """The language most words are of; the preferred one, unless another has a fifth more."""
    best = max(known, key=lambda language: (known[language], language == preferred))
    return best if known[best] > 1.2 * known.get(preferred, 0) else preferred


def reading_ease(text: str, language: str) -> float | None:
    """How easily the text reads, from about 0 (only experts) to 100 (everybody); None below 20 words, of which it says nothing.

    Flesch (1948) for English, and as it was fitted to Dutch by Douma (1960), to French by Kandel and Moles (1958), to German by Amstad (1978).
    """
    words = _WORD.findall(_NO_WORDS.sub(" ", text))
    if len(words) < LEAST_WORDS:
        return None
    sentences = max(1, len([each for each in _SENTENCE.split(text) if _WORD.search(each)]))
    syllables = sum(max(1, len(_VOWELS.findall(word))) for word in words)
    base, by_length, by_syllables = _EASE[language]
    return base - by_length * len(words) / sentences - by_syllables * syllables / len(words)


LEAST_WORDS = 20
# Flesch's "standard" begins at 60, "difficult" at 30: plain words are for everybody, an expert reads more.
LEAST_EASE = {"plain": 60.0, "expert": 30.0}
_EASE = {"nl": (206.84, 0.93, 77.0), "fr": (207.0, 1.015, 73.6), "en": (206.835, 1.015, 84.6), "de": (180.0, 1.0, 58.5)}
_ACCENTS = {"e": "éèêë", "a": "àâä", "i": "îï", "o": "ôö", "u": "ûùü", "c": "ç", "s": "ß"}
_ACCENTS |= {other: letter for letter, others in list(_ACCENTS.items()) for other in others}
