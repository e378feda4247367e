from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balie.access.accounts.actions import set_preferences
from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.casework.tickets.models import StateReason, TemplatePlace, Ticket
from balie.casework.tickets.queries.terms import terms_for
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import label
from balie.foundation.text.models import Text
from balie.records.taxonomy.models import Category, Cause, Purpose, Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db


def _a_template() -> None:
    write_text(kind="reply", key="meter", name=label("Meter", "", "", ""), words={"nl": ("", "Dag")}, by=None, at=MONDAY_9AM)


CHANGES: dict[str, Callable[[], Any]] = {
    "a purpose": lambda: a_term(Purpose, "melding"),
    "a category": lambda: a_term(Category, "meter"),
    "a result": lambda: a_term(Result, "opgelost"),
    "a cause": lambda: a_term(Cause, "storing"),
    "a team": lambda: a_team("winkel"),
    "a team that is renamed": lambda: a_team("energie").__class__.objects.update(name=label("Energie en water", "", "", "")),
    "a colleague": lambda: a_user("operator", username="nieuw"),
    "a colleague's name": lambda: User.objects.filter(username="jan").update(name="Jan Peeters"),
    "a colleague who leaves": lambda: User.objects.filter(username="jan").update(is_active=False),
    "a reason": lambda: StateReason.objects.create(key="levering", name=label("levering", "", "", ""), state="third"),
    "a template": _a_template,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_is_there_at_once(change: Callable[[], Any]) -> None:
    a_user("operator", username="jan")
    a_team("energie")
    before = terms_for(Ticket())

    change()

    assert terms_for(Ticket()) is not before


def test_where_a_template_is_offered_is_there_at_once() -> None:
    _a_template()
    before = terms_for(Ticket()).templates

    TemplatePlace.objects.create(text=Text.objects.get(key="meter"), brand_ids=[7])

    assert terms_for(Ticket()).templates != before


def test_what_nobody_changed_is_not_read_again() -> None:
    a_team("energie")
    jan = a_user("operator", username="jan")
    before = terms_for(Ticket())
    set_preferences(jan, tabs=[20417736])

    with CaptureQueriesContext(connection) as captured:
        after = terms_for(Ticket())

    assert after is before
    assert len(captured) == 1
