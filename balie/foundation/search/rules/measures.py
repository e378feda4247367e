"""What is said of a search by what it found for many queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def measures(found: Sequence[tuple[Collection[str], Sequence[str]]]) -> dict[str, float]:
    """Of pairs (relevant, results best first), at least one.

    `recall@k`: how much of what is relevant stands among the first k, of at most k; `misses@5`: queries with nothing relevant among
    the first five; `mrr`: the mean of one over the place of the first relevant result, 0 where there is none.
    """
    return {
        "recall@1": _mean([_recall(relevant, results, 1) for relevant, results in found]),
        "recall@5": _mean([_recall(relevant, results, 5) for relevant, results in found]),
        "mrr": _mean([_reciprocal_rank(relevant, results) for relevant, results in found]),
        "misses@5": sum(not _recall(relevant, results, 5) for relevant, results in found),
    }


def _recall(relevant: Collection[str], results: Sequence[str], first: int) -> float:
    return sum(each in relevant for each in results[:first]) / min(len(relevant), first)


def _reciprocal_rank(relevant: Collection[str], results: Sequence[str]) -> float:
    return next((1 / place for place, each in enumerate(results, 1) if each in relevant), 0.0)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)
