"""Writing scripts: drafts, approval by a second person, publishing, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.conversation.contacts.testing import a_result
from balie.foundation.errors import Invalid, NotAllowed, Outdated
from balie.operations.scripts import actions
from balie.operations.scripts.models import Script, Version
from balie.operations.scripts.queries.published import graph_in, joined_of
from balie.operations.scripts.queries.written import document_of, newest_version, scripts
from balie.operations.scripts.testing import a_document, a_published, a_say, an_end, said

pytestmark = pytest.mark.django_db
NOW: dict[str, Any] = {"by": None, "at": MONDAY_9AM}


def _another(words: str) -> Any:
    return a_document({"greet": a_say(words), "end": an_end()})


def test_a_new_script_is_a_draft_with_a_key_of_its_english_name() -> None:
    a_result()
    script = actions.create_script(name={"nl": "Praten", "en": "Small talk"}, **NOW)

    version = newest_version(script.key)
    assert (script.key, version.number, version.state, document_of(version).key) == ("small-talk", 1, "draft", "small-talk")


def test_it_takes_a_name_and_the_right_to_write() -> None:
    with pytest.raises(Invalid):
        actions.create_script(name={"nl": " "}, **NOW)
    with pytest.raises(NotAllowed):
        actions.create_script(name={"nl": "Praten"}, by=a_user("operator"), at=MONDAY_9AM)


def test_what_is_published_does_not_change_and_the_next_version_takes_its_place() -> None:
    first = a_published()
    with pytest.raises(actions.NoDraft):
        actions.save_draft("talk", _another("Hello"), **NOW)

    second = actions.import_script(_another("Hello"), **NOW)
    assert (second.number, second.state) == (2, "draft")
    actions.publish("talk", **NOW)

    assert [each.state for each in Version.objects.filter(script__key="talk").order_by("number")] == ["old", "published"]
    assert graph_in(first.pk).nodes["greet"].words["nl"] == "Good morning"


def test_two_who_write_one_draft_are_told() -> None:
    a_published()
    actions.begin_draft("talk", **NOW)
    seen = Script.objects.get(key="talk").version
    actions.save_draft("talk", _another("Hello"), version=seen, **NOW)

    with pytest.raises(Outdated):
        actions.save_draft("talk", _another("Hi"), version=seen, **NOW)

    assert document_of(newest_version("talk")) == _another("Hello")


def test_a_draft_that_is_not_right_is_kept_and_not_published() -> None:
    a_result()
    actions.import_script(a_document({"greet": a_say("<b>Hello</b>"), "end": an_end()}), **NOW)

    with pytest.raises(actions.NotPublishable) as refusal:
        actions.publish("talk", **NOW)

    assert [each.code for each in refusal.value.findings] == ["html"] * 4
    assert refusal.value.more["findings"]
    assert newest_version("talk").state == "draft"


def test_where_approval_is_asked_somebody_else_than_who_submitted_publishes() -> None:
    writer, approver = a_user("knowledge"), a_user("supervisor")
    a_published()
    actions.set_approval("talk", needs_approval=True, by=approver, at=MONDAY_9AM)
    actions.begin_draft("talk", by=writer, at=MONDAY_9AM)

    with pytest.raises(actions.NeedsApproval):
        actions.publish("talk", by=approver, at=MONDAY_9AM)
    actions.submit("talk", by=writer, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.publish("talk", by=writer, at=MONDAY_9AM)

    assert actions.publish("talk", by=approver, at=MONDAY_9AM).published_by == approver


def test_who_approves_may_not_approve_what_they_submitted_themselves() -> None:
    approver = a_user("supervisor")
    a_published()
    actions.set_approval("talk", needs_approval=True, by=approver, at=MONDAY_9AM)
    actions.begin_draft("talk", by=approver, at=MONDAY_9AM)
    actions.submit("talk", by=approver, at=MONDAY_9AM)

    with pytest.raises(actions.NeedsApproval):
        actions.publish("talk", by=approver, at=MONDAY_9AM)


def test_a_change_after_submitting_must_be_submitted_again() -> None:
    writer = a_user("knowledge")
    a_published()
    actions.begin_draft("talk", by=writer, at=MONDAY_9AM)
    actions.submit("talk", by=writer, at=MONDAY_9AM)

    draft = actions.save_draft("talk", _another("Hello"), by=writer, at=MONDAY_9AM)

    assert (draft.state, draft.submitted_by) == ("draft", None)


def test_a_script_that_runs_through_another_keeps_it_as_it_was_when_published() -> None:
    a_published()
    outer = a_document({"talk": {"kind": "script", "script": "talk", "to": "end"}, "end": an_end()}, key="outer")
    version = a_published(outer)
    actions.import_script(_another("Hello"), **NOW)
    actions.publish("talk", **NOW)

    assert joined_of(version)["talk"].nodes["greet"].words["nl"] == "Good morning"
    assert graph_in(version.pk).nodes["talk.greet"].words["nl"] == "Good morning"


def test_a_draft_is_thrown_away_and_a_script_that_was_never_published_goes_with_it() -> None:
    a_published()
    actions.begin_draft("talk", **NOW)
    actions.drop_draft("talk", **NOW)
    actions.import_script(a_document(key="other"), **NOW)
    actions.drop_draft("other", **NOW)

    assert [(line.script.key, line.current is not None, line.written) for line in scripts()] == [("talk", True, None)]


def test_the_key_of_a_script_stays() -> None:
    a_published()
    actions.begin_draft("talk", **NOW)

    with pytest.raises(Invalid):
        actions.save_draft("talk", a_document(key="other"), **NOW)


def test_what_was_done_to_a_script_is_audited() -> None:
    a_published()
    actions.set_retired("talk", is_retired=True, **NOW)

    verbs = AuditLine.objects.filter(verb__startswith="scripts.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["scripts.created", "scripts.published", "scripts.retired"]
    assert str(Script.objects.get(key="talk")) == said("Talk")["nl"]
