"""The words of a ticket in the languages of the house."""

from __future__ import annotations

import pytest
from django.utils import translation

from balie.casework.tickets.models import Ticket
from balie.casework.tickets.words import priority_names, priority_reason, urgency_names


@pytest.mark.parametrize(
    ("language", "priorities", "urgencies"),
    [
        ("nl", ["kritiek", "hoog", "normaal", "laag"], ["hoog", "normaal", "laag"]),
        ("fr", ["critique", "haute", "normale", "basse"], ["haute", "normale", "basse"]),
        ("de", ["kritisch", "hoch", "normal", "niedrig"], ["hoch", "normal", "niedrig"]),
    ],
)
def test_priority_and_urgency_agree_with_their_name(language: str, priorities: list[str], urgencies: list[str]) -> None:
    with translation.override(language):
        said = list(priority_names().values()), [word for _code, word in urgency_names()]

    assert said == (priorities, urgencies)


def test_the_reason_of_a_priority_reads_as_french() -> None:
    ticket = Ticket(urgency=1, impact=1, priority=2)

    with translation.override("fr"):
        said = priority_reason(ticket)

    assert said == "urgence haute × impact élevé donne priorité haute"
