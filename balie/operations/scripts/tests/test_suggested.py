"""Which scripts are suggested beside what is written."""

from __future__ import annotations

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.testing import a_contact
from balie.foundation.suggestions.extensions import Situation
from balie.operations.scripts.actions import start_run
from balie.operations.scripts.pages import suggested_for
from balie.operations.scripts.queries.finding import entry_id
from balie.operations.scripts.testing import a_document, a_published

pytestmark = pytest.mark.django_db


def test_the_script_that_is_followed_is_not_suggested() -> None:
    operator = a_user("operator", language="en")
    contact = a_contact(operator=operator)
    followed, other = a_published(a_document(key="followed")), a_published(a_document(key="other"))
    ids = [entry_id(each.script_id, "en") for each in (followed, other)]
    situation = Situation("contact", contact.pk, contact)
    before = [each.object_id for each in suggested_for(operator, situation, ids)]

    start_run(contact, followed, by=operator, at=MONDAY_9AM)

    assert sorted(before) == sorted(ids)
    assert [each.object_id for each in suggested_for(operator, situation, ids)] == ids[1:]
