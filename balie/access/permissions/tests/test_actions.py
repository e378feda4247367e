from __future__ import annotations

import pytest

from balie.access.accounts.models import Role
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.permissions import actions
from balie.access.permissions.defaults import ROLES
from balie.access.permissions.extensions import Assurance, Verb
from balie.foundation.errors import NotAllowed

pytestmark = pytest.mark.django_db
TIERED = Verb("tests.open_file", "Open", ["operator"], may=lambda by, subject: subject != "closed", tier=Assurance.CHECKED)


@pytest.fixture
def _verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_verbs", lambda: {TIERED.name: TIERED})


@pytest.mark.usefixtures("_verbs")
def test_a_verb_needs_role_subject_and_assurance() -> None:
    operator, auditor = a_user("operator"), a_user("auditor")

    actions.ensure_may(operator, "tests.open_file", "open", assurance=Assurance.CHECKED)

    with pytest.raises(NotAllowed):
        actions.ensure_may(auditor, "tests.open_file", "open")
    with pytest.raises(NotAllowed):
        actions.ensure_may(operator, "tests.open_file", "closed")
    with pytest.raises(actions.AssuranceTooLow):
        actions.ensure_may(operator, "tests.open_file", "open", assurance=Assurance.CLAIMED)


@pytest.mark.usefixtures("_verbs")
def test_balie_itself_may_everything() -> None:
    assert actions.may(None, "tests.open_file", "closed")


def test_every_role_of_a_declared_verb_exists() -> None:
    unknown = {role for verb in actions.all_verbs().values() for role in verb.roles} - set(ROLES)

    assert not unknown


def test_installing_twice_changes_nothing_the_organisation_chose() -> None:
    actions.install_roles(MONDAY_9AM)
    role = Role.objects.get(key="operator")
    role.verbs = ["tickets.view"]
    role.save()

    actions.install_roles(MONDAY_9AM)

    role.refresh_from_db()
    assert role.verbs == ["tickets.view"]


def test_a_verb_of_a_new_release_reaches_the_roles_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.install_roles(MONDAY_9AM)
    known = dict(actions.all_verbs())
    monkeypatch.setattr(actions, "_verbs", lambda: {**known, TIERED.name: TIERED})

    actions.install_roles(MONDAY_9AM)

    assert "tests.open_file" in Role.objects.get(key="operator").verbs
    assert "tests.open_file" not in Role.objects.get(key="auditor").verbs


def test_the_administrator_configures_and_reads_no_customer() -> None:
    assert not {verb for verb in actions.default_verbs("administrator") if verb.split(".")[0] in {"customers", "tickets", "contacts"}}
