"""Which answer is the best there is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """An article: how many said it helped and how many that it did not; `steps` above the category asked about, 0 for the category itself."""

    id: int
    helped: int
    not_helped: int
    steps: int = 0


def best(answers: Collection[Answer]) -> Answer | None:
    """The one most likely to help, the nearest to the category of those alike; None of none.

    By (helped + 1) ÷ (helped + not helped + 2), Laplace's rule of succession: one yes does not beat nine of ten.
    """
    return min(answers, key=lambda each: (-likely(each), each.steps, each.id), default=None)


def likely(answer: Answer) -> float:
    return (answer.helped + 1) / (answer.helped + answer.not_helped + 2)
