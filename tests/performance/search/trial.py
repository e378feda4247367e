"""Questions to the demo's knowledge, as a file for `balie search evaluate`.

`knowledge.txt` holds 120 documents, 30 subjects in four languages, and 300 queries written by hand by whoever wrote the documents, but not while
looking for what the search can do: `~` says it in other words, `+` takes a compound apart or makes one, `>` inflects the words otherwise. To these
come 120 with slips of the finger: two or three words of a document, each with one or two letters left out, doubled, swapped or taken for their
neighbour on the keyboard, by a fixed seed. Every third query is kept aside: nothing was tuned while looking at those.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SEED = 41
ASIDE = 3
LEAST = 5  # a slip in a shorter word makes another word
ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
KINDS = {"~": "reworded", "+": "compound", ">": "inflected"}


@dataclass(frozen=True)
class Question:
    how: str
    typed: str
    language: str
    document: str


def read() -> tuple[list[dict[str, str]], list[Question]]:
    """The documents, and every question in a fixed order."""
    documents: list[dict[str, str]] = []
    questions: list[Question] = []
    subject = ""
    dice = random.Random(SEED)
    for line in (HERE / "knowledge.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            subject = line[2:]
        elif line[:1] in KINDS and documents:
            language = documents[-1]["lang"]
            questions.append(Question(KINDS[line[0]], line[2:], language, documents[-1]["id"]))
        elif line:
            language, title, text = (part.strip() for part in line.split(" | ", 2))
            documents.append({"id": f"{subject}/{language}", "title": title, "text": text, "lang": language})
            questions.append(Question("misspelt", misspelt(f"{title} {text}", dice), language, documents[-1]["id"]))
    return documents, questions


def misspelt(text: str, dice: random.Random) -> str:
    """Two or three words of the text, in their order, each typed with a slip, the longest with two."""
    long = [word for word in dict.fromkeys(re.findall(r"\w+", text.lower())) if len(word) >= LEAST and word.isalpha()]
    chosen = set(dice.sample(long, min(len(long), dice.choice((2, 3)))))
    return " ".join(_slipped(word, 2 if len(word) > 2 * LEAST else 1, dice) for word in long if word in chosen)


def _slipped(word: str, times: int, dice: random.Random) -> str:
    for _time in range(times):
        at = dice.randrange(1, len(word) - 1)
        match dice.randrange(4):
            case 0:
                word = word[:at] + word[at + 1 :]
            case 1:
                word = word[:at] + word[at] + word[at:]
            case 2:
                word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            case _:
                word = word[:at] + _beside(word[at], dice) + word[at + 1 :]
    return word


def _beside(letter: str, dice: random.Random) -> str:
    row = next((row for row in ROWS if letter in row), "aeiou")
    at = row.find(letter)
    return dice.choice([each for each in (row[at - 1 : at], row[at + 1 : at + 2]) if each and each != letter])


def lines(questions: Sequence[Question], documents: Sequence[dict[str, str]]) -> Iterator[str]:
    for document in documents:
        yield json.dumps({"document": document}, ensure_ascii=False)
    for question in questions:
        yield json.dumps({"query": question.typed, "lang": question.language, "relevant": [question.document]}, ensure_ascii=False)


def main() -> None:
    asked = argparse.ArgumentParser(description="Write the questions as a file for `balie search evaluate`.")
    asked.add_argument(
        "--part", choices=["tuned", "aside", "all"], default="all", help="those looked at while tuning, those kept aside, or all"
    )
    asked.add_argument("--how", choices=["misspelt", *KINDS.values()], help="only these")
    options = asked.parse_args()
    documents, questions = read()
    parts = {"aside": questions[::ASIDE], "tuned": [each for at, each in enumerate(questions) if at % ASIDE], "all": questions}
    kept = [each for each in parts[options.part] if options.how in (None, each.how)]
    print("\n".join(lines(kept, documents)))


if __name__ == "__main__":
    main()
