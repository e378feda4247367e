from __future__ import annotations

from datetime import timedelta

import pytest

from balie.access.accounts import actions, queries
from balie.access.accounts.models import ApiToken, SingleUseLink
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.audit.models import AuditLine
from balie.access.permissions.actions import install_roles
from balie.foundation.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db
PASSWORD = "een lange zin om te onthouden"


def _invited(username: str = "jan") -> tuple[str, int]:
    install_roles(MONDAY_9AM)
    user, secret = actions.invite_user(username=username, name="Jan", roles=["operator"], by=None, at=MONDAY_9AM)
    return secret, user.pk


def test_an_invitation_works_once() -> None:
    secret, _pk = _invited()
    user = actions.choose_password(secret, password=PASSWORD, at=MONDAY_9AM)

    with pytest.raises(actions.LinkSpent):
        actions.choose_password(secret, password=PASSWORD, at=MONDAY_9AM)

    assert user.check_password(PASSWORD)


def test_an_invitation_runs_out_after_three_days() -> None:
    secret, _pk = _invited()

    with pytest.raises(actions.LinkSpent):
        actions.choose_password(secret, password=PASSWORD, at=MONDAY_9AM + timedelta(hours=72))


def test_a_newer_link_ends_the_older_one() -> None:
    user = a_user("operator")
    old = actions.reset_link(user, by=None, at=MONDAY_9AM)
    actions.reset_link(user, by=None, at=MONDAY_9AM)

    with pytest.raises(actions.LinkSpent):
        actions.use_link(old, at=MONDAY_9AM)


def test_the_secret_of_a_link_is_not_stored() -> None:
    secret = actions.reset_link(a_user("operator"), by=None, at=MONDAY_9AM)

    assert secret not in str(list(SingleUseLink.objects.values()))


def test_a_weak_password_spends_no_link() -> None:
    secret, _pk = _invited()

    with pytest.raises(Invalid):
        actions.choose_password(secret, password="12345", at=MONDAY_9AM)

    actions.choose_password(secret, password=PASSWORD, at=MONDAY_9AM)


def test_a_name_that_differs_in_case_alone_is_taken() -> None:
    _invited("jan")

    with pytest.raises(actions.NameTaken):
        actions.invite_user(username="JAN", name="x", roles=[], by=None, at=MONDAY_9AM)


def test_only_who_manages_accounts_invites() -> None:
    with pytest.raises(NotAllowed):
        actions.invite_user(username="x", name="x", roles=[], by=a_user("supervisor"), at=MONDAY_9AM)


def test_roles_and_teams_are_repeated_on_the_user() -> None:
    team, user = a_team("winkel"), a_user("operator")

    actions.set_teams(user, [], leads=["winkel"], by=None, at=MONDAY_9AM)
    actions.set_roles(user, [], by=None, at=MONDAY_9AM)

    user.refresh_from_db()
    assert (user.team_ids, user.lead_team_ids, user.granted) == ([team.pk], [team.pk], [])


def test_a_closed_account_may_nothing_and_its_tokens_stop() -> None:
    user = a_user("operator")
    secret = actions.create_token(user, name="kassa", by=user, at=MONDAY_9AM)
    assert queries.find_by_token(secret) == user

    actions.deactivate_user(user, by=None, at=MONDAY_9AM)

    assert not user.has("permissions.read_personal")
    assert queries.find_by_token(secret) is None
    assert ApiToken.objects.get().revoked_at == MONDAY_9AM


def test_changing_a_roles_verbs_reaches_everybody_with_it() -> None:
    user = a_user("auditor")
    role = user.roles.get()

    actions.set_verbs(role, ["audit.view", "x.y"], by=None, at=MONDAY_9AM)

    user.refresh_from_db()
    assert user.granted == ["audit.view", "x.y"]


def test_the_first_administrators_link_is_for_an_empty_place_only() -> None:
    assert actions.first_administrator_link(at=MONDAY_9AM) is not None
    a_user("administrator")

    assert actions.first_administrator_link(at=MONDAY_9AM) is None


def test_what_happens_to_an_account_is_in_the_audit_log() -> None:
    admin = a_user("administrator")
    user = a_user("operator")

    actions.deactivate_user(user, by=admin, at=MONDAY_9AM)

    line = AuditLine.objects.get(verb="accounts.deactivated")
    assert (line.actor_id, line.subject_kind, line.subject_id) == (admin.pk, "accounts.user", str(user.pk))


def test_mentioned_people_are_found_once_and_only_when_active() -> None:
    jan, gone = a_user("operator", username="jan"), a_user("operator", username="weg")
    actions.deactivate_user(gone, by=None, at=MONDAY_9AM)

    assert queries.mentioned_in("@jan @JAN @weg @niemand") == [jan]
