"""What operators do all day asks the database no more for a long ticket than for a short one, nor more than so often (sign-in included)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balie.access.accounts.models import Team
from balie.records.taxonomy.models import Result
from tests.performance.crowd import Crowd

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 12
# What is kept in memory for seconds may be read anew meanwhile; far fewer than the rows that came with the growth.
READ_ANEW = 4
MOST = {"create": 9, "note": 16, "reply": 30, "transfer": 30, "take": 24, "state": 23, "close": 31, "reopen": 28}


def verbs(crowd: Crowd) -> dict[str, tuple[str, dict[str, object]]]:
    """Each one's address and form, in an order in which they can follow on each other."""
    about = f"/tickets/{crowd.ticket.number}"
    team = Team.objects.exclude(pk=crowd.ticket.team_id).order_by("pk")[0]
    result = Result.objects.exclude(applies_to=Result.AppliesTo.CONTACT).order_by("pk")[0]
    return {
        "create": ("/tickets/new/", {"subject": "Geen stroom", "urgency": 2, "impact": 2, "language": "nl"}),
        "note": (f"{about}/note/", {"text": "Gebeld"}),
        "reply": (f"{about}/reply/", {"text": "Goedendag,\n\nDe ploeg komt morgen langs.", "to": "sarah@klant.example"}),
        "transfer": (f"{about}/transfer/", {"to": f"team:{team.pk}", "reason": "Hoort daar thuis"}),
        "take": (f"{about}/take/", {}),
        "state": (f"{about}/state/", {"state": "customer"}),
        "close": (f"{about}/close/", {"result": result.pk, "sentence": "Opgelost", "is_told": "on"}),
        "reopen": (f"{about}/reopen/", {}),
    }


def measured(client: Client, crowd: Crowd) -> dict[str, int]:
    """Verb → how many statements, savepoints not counted."""
    found = {}
    for verb, (address, form) in verbs(crowd).items():
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(address, form)
        assert answer.status_code in {302, 303}, f"{verb}: {answer.status_code}"
        found[verb] = sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured.captured_queries)
    return found


def test_a_verb_asks_as_much_of_a_long_ticket_as_of_a_short_one_and_no_more_than_its_measure(client: Client) -> None:
    crowd = Crowd()
    client.force_login(crowd.viewer)
    crowd.grow(FEW)
    measured(client, crowd)  # what is worked out once a process, and what a first answer begins, is not a verb's
    few = measured(client, crowd)

    crowd.grow(MANY)
    many = measured(client, crowd)

    assert {verb: (few[verb], many[verb]) for verb in few if few[verb] + READ_ANEW < many[verb]} == {}
    assert {verb: count for verb, count in many.items() if count > MOST[verb] + READ_ANEW} == {}
