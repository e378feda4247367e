"""Writing a procedure: drafts, steps, publishing, and what is refused."""

from __future__ import annotations

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.audit.models import AuditLine
from balie.casework.procedures import actions
from balie.casework.procedures.models import Procedure, Step, Version
from balie.casework.procedures.queries.editing import steps_of, versions_of
from balie.casework.procedures.testing import a_procedure, a_step_of, another_version
from balie.foundation.errors import Invalid, NotAllowed, Outdated
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Category, Purpose
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
NOW = {"by": None, "at": MONDAY_9AM}


def _draft() -> Procedure:
    return actions.create_procedure(name={"nl": "Meterstand", "en": "Meter reading"}, **NOW)


def _words(**said: str) -> dict[str, tuple[str, str]]:
    return {code: (title, "") for code, title in said.items()}


def test_a_new_procedure_has_an_empty_draft_and_a_key_of_its_english_name() -> None:
    procedure = _draft()

    version = Version.objects.get(procedure=procedure)
    assert (procedure.key, version.number, version.state) == ("meter-reading", 1, "draft")


def test_it_takes_a_name_and_the_right_to_change_procedures() -> None:
    with pytest.raises(Invalid):
        actions.create_procedure(name={"nl": " "}, **NOW)
    with pytest.raises(NotAllowed):
        actions.create_procedure(name={"nl": "Meterstand"}, by=a_user("operator"), at=MONDAY_9AM)


def test_a_published_version_never_changes() -> None:
    procedure = a_procedure()
    step = Step.objects.filter(version__procedure=procedure).earliest("pk")

    with pytest.raises(actions.NoDraft):
        a_step_of(procedure)
    with pytest.raises(actions.NoDraft):
        actions.remove_step(procedure.key, step.pk, **NOW)


def test_a_new_version_begins_as_a_copy_and_takes_the_place_of_the_old_one() -> None:
    procedure = a_procedure(category=a_term(Category))

    version = another_version(procedure, "Thank them")

    assert [each.state for each in versions_of(procedure)] == ["published", "old"]
    assert version.category == a_term(Category)
    assert [each.words.title for each in steps_of(version)] == ["Ask the reading", "Compare it", "Write it down", "Thank them"]


def test_beginning_twice_is_one_draft() -> None:
    procedure = a_procedure()

    assert actions.begin_draft(procedure.key, **NOW) == actions.begin_draft(procedure.key, **NOW)


def test_steps_are_moved_and_removed_and_numbered_anew() -> None:
    procedure = _draft()
    first, second, third = (a_step_of(procedure, title) for title in ("one", "two", "three"))

    actions.move_step(procedure.key, third.pk, -1, **NOW)
    actions.remove_step(procedure.key, first.pk, **NOW)

    steps = Step.objects.filter(version__procedure=procedure).order_by("position")
    assert [(each.pk, each.position) for each in steps] == [(third.pk, 1), (second.pk, 2)]


def test_a_language_that_did_not_change_with_the_others_is_outdated_unless_said_otherwise() -> None:
    procedure = _draft()
    words = _words(nl="Vraag de stand", fr="Demander l’index", en="Ask the reading")
    step = actions.save_step(procedure.key, None, words=words, fields={}, **NOW)

    actions.save_step(procedure.key, step.pk, words=words | _words(nl="Vraag de meterstand"), fields={}, **NOW)
    [edited] = steps_of(step.version)
    outdated = edited.outdated
    actions.save_step(procedure.key, step.pk, words=words | _words(nl="Vraag de meterstand"), fields={}, still_right=True, **NOW)
    [confirmed] = steps_of(step.version)

    assert (outdated, edited.missing) == (["fr", "en"], ["de"])
    assert confirmed.outdated == []


def test_saving_the_same_words_makes_no_new_version_of_them() -> None:
    procedure = _draft()
    step = a_step_of(procedure, "one")

    again = actions.save_step(
        procedure.key, step.pk, words=_words(nl="one", fr="one", en="one", de="one"), fields={"may_skip": True}, **NOW
    )

    assert again.text_version == step.text_version
    assert again.may_skip


def test_words_of_the_draft_leave_the_version_in_use_as_it_was() -> None:
    procedure = a_procedure(steps=[("Ask the reading", {})])
    published = versions_of(procedure)[0]
    draft = actions.begin_draft(procedure.key, **NOW)
    copied = Step.objects.get(version=draft)

    actions.save_step(procedure.key, copied.pk, words=_words(en="Ask for a picture"), fields={}, **NOW)

    assert [each.words.title for each in steps_of(published)] == ["Ask the reading"]
    assert [each.lines["en"].title for each in steps_of(draft)] == ["Ask for a picture"]


@pytest.mark.decree("A3.3")
@pytest.mark.parametrize(("fields", "field"), [({"doer": "team"}, "team"), ({"doer": "role"}, "role")])
def test_a_step_for_a_team_or_role_names_it(fields: dict[str, str], field: str) -> None:
    procedure = _draft()

    with pytest.raises(Invalid) as refused:
        a_step_of(procedure, **fields)

    assert refused.value.field_name == field


def test_a_step_keeps_only_the_doer_that_was_chosen() -> None:
    procedure = _draft()

    step = a_step_of(procedure, doer="handler", team=a_team("energie"))

    assert step.team is None


def test_a_step_says_what_is_to_be_done() -> None:
    procedure = _draft()

    with pytest.raises(Invalid):
        actions.save_step(procedure.key, None, words=_words(nl="  "), fields={}, **NOW)
    with pytest.raises(Invalid) as refused:
        actions.save_step(procedure.key, None, words={"fr": ("", "Avec le numéro du compteur")}, fields={}, **NOW)

    assert refused.value.field_name == "title_fr"


def test_a_procedure_without_steps_is_not_published() -> None:
    with pytest.raises(Invalid) as refused:
        actions.publish(_draft().key, **NOW)

    assert refused.value.field_name == "steps"


def test_two_procedures_for_the_same_category_and_purpose_are_refused() -> None:
    a_procedure("One", category=a_term(Category), purpose=a_term(Purpose, "order"))

    with pytest.raises(Invalid) as refused:
        a_procedure("Two", category=a_term(Category), purpose=a_term(Purpose, "order"))

    assert "One" in str(refused.value)
    a_procedure("Three", category=a_term(Category))


def test_a_retired_one_makes_place_and_comes_back_only_when_there_is_place() -> None:
    first = a_procedure("One", category=a_term(Category))
    actions.set_retired(first.key, is_retired=True, **NOW)
    a_procedure("Two", category=a_term(Category))

    with pytest.raises(Invalid):
        actions.set_retired(first.key, is_retired=False, **NOW)


def test_a_margin_that_the_hours_never_hold_is_refused() -> None:
    never = Calendar.objects.create(key="never", name={"nl": "Nooit"})

    with pytest.raises(Invalid) as refused:
        a_procedure(calendar=never, steps=[("Ask", {"hours": 2})])

    assert refused.value.field_name == "steps"


def test_who_publishes_what_a_colleague_changed_meanwhile_is_told() -> None:
    procedure = _draft()
    a_step_of(procedure)

    with pytest.raises(Outdated):
        actions.publish(procedure.key, version=1, **NOW)


def test_throwing_a_draft_away_leaves_what_is_in_use_and_of_a_first_one_nothing() -> None:
    kept, gone = a_procedure("Kept"), _draft()
    actions.begin_draft(kept.key, **NOW)

    actions.drop_draft(kept.key, **NOW)
    actions.drop_draft(gone.key, **NOW)

    assert [each.state for each in versions_of(kept)] == ["published"]
    assert not Procedure.objects.filter(pk=gone.pk).exists()


def test_every_change_is_audited() -> None:
    procedure = a_procedure()

    verbs = set(AuditLine.objects.filter(verb__startswith="procedures.").values_list("verb", flat=True))
    assert {"procedures.created", "procedures.changed", "procedures.step_saved", "procedures.published"} <= verbs
    assert procedure.key
