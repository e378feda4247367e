"""Who sees which record: the rule of `Level`, told by cases and by property."""

from __future__ import annotations

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.access.permissions.levels import Level
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("level", "seen_by"),
    [
        (Level.OPEN, {"stranger", "member", "lead", "supervisor", "participant"}),
        (Level.TEAM, {"member", "lead", "supervisor", "participant"}),
        (Level.RESTRICTED, {"lead", "participant"}),
        (Level.SECRET, {"participant"}),
    ],
)
def test_a_level_closes_a_record_to(level: Level, seen_by: set[str]) -> None:
    energy, shop = a_team("energie"), a_team("winkel")
    people: dict[str, User] = {
        "stranger": a_user("operator", teams=[shop]),
        "member": a_user("operator", teams=[energy]),
        "lead": a_user("lead", leads=[energy]),
        "supervisor": a_user("supervisor"),
        "participant": a_user("operator", teams=[shop]),
    }
    contact = a_contact(level=level, team=energy, participant_ids=[people["participant"].pk])

    seeing = {name for name, user in people.items() if Contact.objects.visible_to(user).filter(pk=contact.pk).exists()}

    assert seeing == seen_by


def test_without_the_view_verb_nothing_is_seen() -> None:
    a_contact(level=Level.OPEN)

    assert not Contact.objects.visible_to(a_user("administrator")).exists()


def test_a_closed_account_sees_nothing() -> None:
    a_contact(level=Level.OPEN)
    user = a_user("operator")
    user.is_active = False

    assert not Contact.objects.visible_to(user).exists()
