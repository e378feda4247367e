"""Following a script in a contact: kept step by step, resumed, handed over, on the version it began with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.permissions.extensions import Assurance
from balie.conversation.contacts import actions as contacts
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact, a_purpose, a_question
from balie.foundation.errors import Invalid, NotAllowed, NotFound
from balie.operations.scripts import actions
from balie.operations.scripts.models import Opening, Run, RunEvent, Version
from balie.operations.scripts.queries.published import offered, opening_for
from balie.operations.scripts.queries.running import events_of, greeting, run_view, runs_of, state_of
from balie.operations.scripts.queries.situation import situation_of
from balie.operations.scripts.rules import runs
from balie.operations.scripts.testing import a_document, a_fault, a_published, a_say, a_variable, an_ask, an_end, said
from balie.records.customers.testing import a_customer

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(days=7)


@pytest.fixture
def operator() -> User:
    return a_user("operator", name="An Peeters")


@pytest.fixture
def contact(operator: User) -> Contact:
    return a_contact(operator=operator)


def _begun(contact: Contact, by: User, document: Any = None) -> Version:
    version = a_published(document or a_fault())
    actions.start_run(contact, version, by=by, at=MONDAY_9AM)
    return version


def _on(contact: Contact, node: str, *, by: User, **data: Any) -> Any:
    kind = runs.ANSWERED if "values" in data else runs.WENT_ON
    return actions.happen(contact, kind, node=node, by=by, at=MONDAY_9AM, **data)


def _to_terms(contact: Contact, by: User) -> None:
    _on(contact, "greet", by=by)
    _on(contact, "what", by=by, values={"fault": "heat"})
    _on(contact, "story", by=by, values={"story": "it broke"})


@pytest.mark.decree("A2.1")
def test_a_run_is_resumed_where_it_was_after_a_reload(contact: Contact, operator: User) -> None:
    _begun(contact, operator)

    _run, seen = _on(contact, "greet", by=operator)

    run = runs_of(contact).here
    assert run is not None
    assert (run.node, state_of(run)) == ("what", seen)


def test_a_run_goes_on_where_it_was_with_somebody_else_who_sees_five_lines(contact: Contact, operator: User) -> None:
    colleague = a_user("operator")
    _begun(contact, operator)
    _to_terms(contact, operator)
    run = runs_of(contact).here
    assert run is not None

    lines = run_view(colleague, run, contact).summary
    _on(contact, "terms", by=colleague)

    assert len(lines) == 5
    assert "it broke" in lines[1]
    assert [each.kind for each in events_of(run)][-2:] == [runs.HANDED_OVER, runs.WENT_ON]
    assert Run.objects.get().operator == colleague


def test_a_run_goes_on_next_week_in_another_contact_on_the_version_it_began_with(operator: User) -> None:
    customer = a_customer()
    first, second = a_contact(operator=operator, customer=customer), a_contact(operator=operator, customer=customer)
    version = _begun(first, operator, a_document())
    actions.happen(first, runs.PAUSE, by=operator, at=MONDAY_9AM)
    actions.import_script(a_document({"greet": a_say("Something else"), "end": an_end()}), by=None, at=LATER)
    actions.publish("talk", by=None, at=LATER)

    waiting = runs_of(second).paused
    run, state = actions.take_up(second, waiting[0].pk, by=operator, at=LATER)

    assert (run.version, run.contact, state.node) == (version, second, "greet")
    assert run_view(operator, run, second).words == "Good morning"


def test_a_run_of_somebody_elses_customer_is_not_taken_up(operator: User) -> None:
    first, second = a_contact(operator=operator, customer=a_customer()), a_contact(operator=operator, customer=a_customer())
    _begun(first, operator)
    run, _state = actions.happen(first, runs.PAUSE, by=operator, at=MONDAY_9AM)

    with pytest.raises(NotFound):
        actions.take_up(second, run.pk, by=operator, at=LATER)


def test_publishing_does_not_touch_what_runs(contact: Contact, operator: User) -> None:
    _begun(contact, operator, a_document())
    actions.import_script(a_document({"other": a_say("New"), "end": an_end()}), by=None, at=MONDAY_9AM)
    actions.publish("talk", by=None, at=MONDAY_9AM)

    run, _state = _on(contact, "greet", by=operator)

    assert (run.node, run.version.number) == ("end", 1)


def test_legal_words_are_kept_as_they_were_read_with_version_language_and_time(contact: Contact, operator: User) -> None:
    version = _begun(contact, operator)
    _to_terms(contact, operator)
    actions.happen(contact, runs.LANGUAGE, language="fr", by=operator, at=MONDAY_9AM)

    _on(contact, "terms", by=operator)

    kept = RunEvent.objects.exclude(said="").get()
    assert (kept.said, kept.language, kept.at, kept.by, kept.run.version) == ("So it is.", "fr", MONDAY_9AM, operator, version)


def test_an_end_that_asks_for_legal_words_is_not_reached_without_them(contact: Contact, operator: User) -> None:
    _begun(contact, operator)

    with pytest.raises(actions.CannotFollow, match="So it is"):
        actions.happen(contact, runs.JUMPED, node="ticket", reason="in a hurry", by=operator, at=MONDAY_9AM)

    assert RunEvent.objects.count() == 1


def test_the_result_is_the_one_of_the_list_whatever_it_is_called(contact: Contact, operator: User) -> None:
    _begun(contact, operator, a_document())
    _on(contact, "greet", by=operator)

    run, _state = actions.happen(contact, runs.FINISHED, node="end", by=operator, at=LATER)

    assert run.result is not None
    assert (run.status, run.result.key, run.ended_at) == ("ended", "answered", LATER)


def test_a_wrong_answer_names_its_field_and_changes_nothing(contact: Contact, operator: User) -> None:
    _begun(contact, operator)
    _on(contact, "greet", by=operator)

    with pytest.raises(Invalid) as wrong:
        _on(contact, "what", by=operator, values={"fault": "purple"})

    assert wrong.value.field_name == "fault"
    assert RunEvent.objects.count() == 2


def test_a_customer_who_is_known_later_changes_what_is_prefilled(contact: Contact, operator: User) -> None:
    variables = {"name": a_variable(known_as="customer.family_name")}
    _begun(contact, operator, a_document({"ask": an_ask("name"), "end": an_end()}, variables=variables))

    contacts.attach_customer(contact, a_customer(family_name="Janssens"), by=operator, at=MONDAY_9AM)

    run = runs_of(contact).here
    assert run is not None
    contact = Contact.objects.get(pk=contact.pk)
    assert [(field.value, field.whence) for field in run_view(operator, run, contact).fields] == [("Janssens", "known")]


def test_one_script_at_a_time_and_none_in_a_finished_contact(contact: Contact, operator: User) -> None:
    version = _begun(contact, operator)
    with pytest.raises(actions.AlreadyRunning):
        actions.start_run(contact, version, by=operator, at=MONDAY_9AM)

    over = a_contact(operator=operator, finished_at=MONDAY_9AM)
    with pytest.raises(actions.ContactOver):
        actions.start_run(over, version, by=operator, at=MONDAY_9AM)


def test_another_script_is_chosen_by_leaving_the_one_that_runs_with_a_reason(contact: Contact, operator: User) -> None:
    version = _begun(contact, operator)
    with pytest.raises(actions.CannotFollow):
        actions.happen(contact, runs.LEFT_OFF, reason="", by=operator, at=MONDAY_9AM)

    actions.happen(contact, runs.LEFT_OFF, reason="wrong one", by=operator, at=MONDAY_9AM)
    actions.start_run(contact, version, by=operator, at=MONDAY_9AM)

    assert list(Run.objects.order_by("pk").values_list("status", flat=True)) == ["left", "going"]


def test_only_who_may_follow_scripts_does(contact: Contact) -> None:
    with pytest.raises(NotAllowed):
        actions.start_run(contact, a_published(), by=a_user("auditor"), at=MONDAY_9AM)


def _opening(contact: Contact) -> Version | None:
    return opening_for(situation_of(contact, at=MONDAY_9AM), offered())


@pytest.mark.decree("A1.1")
def test_the_closest_opening_opens_and_none_is_fine(contact: Contact, operator: User) -> None:
    usual, complaint = a_published(), a_published(a_document(key="complaint"))
    assert _opening(contact) is None
    actions.set_openings("talk", [{"channel": "call"}], by=None, at=MONDAY_9AM)
    actions.set_openings("complaint", [{"purpose": a_purpose("complaint")}], by=None, at=MONDAY_9AM)

    assert _opening(contact) == usual
    a_question(contact, purpose=a_purpose("complaint"))
    assert _opening(contact) == complaint
    assert _opening(a_contact(operator=operator, channel="chat")) is None


def test_two_scripts_do_not_open_on_just_the_same_contacts() -> None:
    a_published()
    a_published(a_document(key="other"))
    actions.set_openings("talk", [{"channel": "call"}], by=None, at=MONDAY_9AM)

    with pytest.raises(Invalid):
        actions.set_openings("other", [{"channel": "call"}], by=None, at=MONDAY_9AM)

    assert Opening.objects.count() == 1


@pytest.mark.decree("A1.2", "A1.3", "S3.1", "S3.2", "S3.3", "S3.7")
def test_the_greeting_fits_hour_language_and_how_the_customer_is_addressed(operator: User) -> None:
    customer = a_customer(family_name="Maes", salutation="mrs", language="nl", style="expert")
    contact = a_contact(operator=operator, customer=customer, language="nl")
    words = "{greeting} {customer.salutation}, met {operator.name}"
    variants = [{"audience": {"style": "expert"}, "words": dict.fromkeys(("nl", "fr", "en", "de"), words)}]
    _begun(contact, operator, a_document({"greet": a_say("Hello", variants=variants), "end": an_end()}))
    run = runs_of(contact).here
    assert run is not None

    assert run_view(operator, run, contact).words == "Goedemorgen mevrouw Maes, met An Peeters"
    assert (greeting(14, "fr"), greeting(19, "nl"), greeting(3, "de")) == ("bonjour", "Goedenavond", "guten Abend")


@pytest.mark.decree("A1")
def test_a_step_that_checks_the_identity_is_passed_once_it_was_checked(operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = a_contact(operator=operator, customer=a_customer())
    ways = [{"when": 'identity.tier == "strong"', "go": "sure"}, {"go": "end"}]
    nodes = {"check": {"kind": "verify", "title": said("Check"), "to": ways}, "sure": an_end(), "end": an_end()}
    _begun(contact, operator, a_document(nodes))

    with pytest.raises(actions.CannotFollow):
        _on(contact, "check", by=operator)
    monkeypatch.setattr("balie.operations.scripts.queries.situation.assurance_of", lambda *_args, **_named: Assurance.STRONG)
    _run, state = _on(contact, "check", by=operator)

    assert (state.node, state.done) == ("sure", {("check", 1): "strong"})
