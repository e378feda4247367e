"""Rules on real tickets: once for what happened, in their order, and with an end."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.access.accounts.actions import set_teams
from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.casework.tickets import actions as tickets
from balie.casework.tickets.models import Change, Notification, Ticket, TicketNote
from balie.casework.tickets.queries.history import ChangeLine
from balie.casework.tickets.testing import a_ticket
from balie.casework.tickets.tests.test_progress import a_mailed_ticket
from balie.casework.tickets.words import in_words
from balie.conversation.email.actions import store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.operations.automations import actions, rules
from balie.operations.automations.models import Rule, Run
from balie.operations.automations.queries import rule_ids_for
from balie.operations.automations.rules import Condition
from balie.operations.automations.tasks import run
from balie.operations.automations.testing import a_deed, a_rule
from balie.records.taxonomy.models import Category, Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
NOW: Any = {"by": None, "at": MONDAY_9AM}


def jobs() -> list[dict[str, Any]]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="automations.run").order_by("pk")]


def run_jobs() -> None:
    """Every job that waits, and those that leave of it; each but once, as the worker does."""
    done = 0
    while done < len(found := jobs()):
        run(**found[done])
        done += 1
    assert done < 60


def outcomes() -> list[str]:
    return list(Run.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.decree("S4.1")
def test_a_ticket_that_is_opened_is_treated_once(energie: Team) -> None:
    a_rule(a_deed("set_urgency", value="1"), a_deed("transfer", team="energie"))
    ticket = a_ticket()

    run_jobs()
    run_jobs()

    ticket.refresh_from_db()
    assert (ticket.urgency, ticket.team) == (1, energie)
    assert outcomes() == ["done"]


def test_an_event_without_a_rule_leaves_nothing(db: None) -> None:
    a_rule(when=rules.CLOSED)
    a_rule(is_on=False)

    a_ticket()

    assert jobs() == []


def test_what_waits_for_no_rule_asks_the_database_nothing_more() -> None:
    box = a_mailbox(address="energie@balie.example")

    def queries(number: int) -> int:
        store_raw(box, a_raw_mail(sender="jan@klant.example", message_id=f"{number}@klant.example"), at=MONDAY_9AM)
        with CaptureQueriesContext(connection) as asked:
            file_waiting()
        assert not any("automations_" in query["sql"] for query in asked.captured_queries[1:]) or number == 1
        return len(asked)

    queries(1)
    second = queries(2)

    assert queries(3) == second
    assert jobs() == []


def test_a_mail_that_opens_a_ticket_and_one_that_follows_are_answered(db: None) -> None:
    a_rule(a_deed("add_tag", value="nieuw"))
    a_rule(a_deed("add_tag", value="weer"), when=rules.WROTE)
    box = a_mailbox(address="energie@balie.example")
    store_raw(box, a_raw_mail(sender="jan@klant.example", message_id="1@klant.example"), at=MONDAY_9AM)
    file_waiting()
    answer = a_raw_mail(sender="jan@klant.example", message_id="2@klant.example", in_reply_to="1@klant.example")
    store_raw(box, answer, at=MONDAY_9AM)
    file_waiting()

    run_jobs()

    ticket = Ticket.objects.get()
    assert sorted(ticket.tags) == ["nieuw", "weer"]
    assert ticket.heard_at is not None


def test_all_conditions_must_hold(energie: Team) -> None:
    household = a_term(Category, "energy")
    gas = Category.objects.create(key="gas", name={"nl": "Gas"}, parent=household)
    ifs = [Condition("category", "is", ("energy",)), Condition("subject", "contains", ("stroom",)), Condition("owner", "is", ("-",))]
    a_rule(conditions=ifs)
    one, other = a_ticket(category=gas), a_ticket(subject="Factuur", category=gas)

    run_jobs()

    assert [Ticket.objects.get(pk=each.pk).urgency for each in (one, other)] == [1, 2]


def test_a_rule_does_what_is_so_already_without_a_trace(energie: Team) -> None:
    a_rule(a_deed("set_urgency", value="2"), a_deed("remove_tag", value="x"))
    ticket = a_ticket()

    run_jobs()

    assert outcomes() == ["nothing"]
    assert Ticket.objects.get().version == ticket.version
    assert list(Change.objects.values_list("verb", flat=True)) == ["opened"]


def test_rules_run_in_their_order_and_the_later_sees_what_the_first_did(energie: Team) -> None:
    last = a_rule(a_deed("add_tag", value="dringend"), conditions=[Condition("urgency", "is", ("1",))])
    first = a_rule(a_deed("set_urgency", value="1"))
    actions.move_rule(first, -1, **NOW)
    a_ticket()

    run_jobs()

    assert rule_ids_for(rules.OPENED) == [first.pk, last.pk]
    assert Ticket.objects.get().tags == ["dringend"]


def test_a_rule_switched_off_before_its_job_runs_does_nothing(db: None) -> None:
    rule = a_rule()
    a_ticket()
    actions.switch(rule, is_on=False, **NOW)

    run_jobs()

    assert outcomes() == []


def test_the_history_says_which_rule_it_was_and_the_audit_its_id(db: None) -> None:
    rule = a_rule(name="Dringend eerst")
    ticket = a_ticket()

    run_jobs()

    line = Change.objects.get(verb="automated")
    with override("en"):
        said = in_words(ChangeLine(line.at, None, "", line.verb, line.field, line.old, line.new, line.reason), {})
    assert said == "by the rule “Dringend eerst”"
    audit = AuditLine.objects.get(verb="automations.acted", subject_id=str(ticket.pk))
    assert audit.data["rule"] == rule.pk


def test_every_deed_is_done_by_the_tickets_own_verbs(energie: Team, winkel: Team) -> None:
    jan = a_user("operator", name="Jan", language="nl")
    lead = a_user("lead")
    set_teams(lead, ["winkel"], leads=["winkel"], **NOW)
    solved = a_term(Result, "done")
    a_rule(
        a_deed("transfer", team="winkel"),
        a_deed("give", person=str(jan.pk)),
        a_deed("set_impact", value="1"),
        a_deed("set_category", value=a_term(Category, "gas").key),
        a_deed("note", text="Ticket {ticket.number}: {ticket.subject} {strange.one}"),
        a_deed("notify", whom="leads"),
        a_deed("set_state", state="customer", days="3"),
        name="Alles",
    )
    a_rule(
        a_deed("close", result="done", sentence="Vanzelf opgelost."), when=rules.STATE, conditions=[Condition("state", "is", ("customer",))]
    )
    a_ticket()

    run_jobs()

    ticket = Ticket.objects.get()
    assert (ticket.team, ticket.owner, ticket.impact) == (winkel, jan, 1)
    assert ticket.category is not None
    assert (ticket.state, ticket.result, ticket.result_sentence) == ("solved", solved, "Vanzelf opgelost.")
    assert "Geen stroom na meterwissel {strange.one}" in TicketNote.objects.get(by=None).text
    assert Notification.objects.filter(user=lead, kind="rule").exists()
    assert (
        Change.objects.filter(verb="transferred", reason="Regel “Alles”").exists()
        or Change.objects.filter(verb="transferred", reason="Rule “Alles”").exists()
    )


def test_what_a_ticket_refuses_is_kept_with_its_sentence_and_nothing_of_the_rule_is_done(energie: Team) -> None:
    a_rule(a_deed("add_tag", value="x"), a_deed("transfer", team="energie"))
    ticket = a_ticket(state="closed")

    run_jobs()

    [line] = Run.objects.all()
    assert (line.outcome, str(ticket.number) in line.said) == ("failed", True)
    assert Ticket.objects.get().tags == []


def test_a_rule_that_keeps_failing_is_switched_off_and_its_author_hears_of_it(supervisor: User, energie: Team) -> None:
    rule = a_rule(a_deed("transfer", team="energie"), by=supervisor)
    for _each in range(rules.FAILURES_IN_A_ROW):
        a_ticket(state="closed")

    run_jobs()

    rule.refresh_from_db()
    assert (rule.is_on, rule.stopped_at is not None) == (False, True)
    assert Notification.objects.filter(user=supervisor, kind="rule_off").count() == 1


def test_a_fault_in_one_rule_holds_up_no_other(db: None) -> None:
    a_rule(a_deed("give", person="999999999"))
    a_rule(a_deed("add_tag", value="x"))
    a_ticket()

    run_jobs()

    assert outcomes() == ["failed", "done"]
    assert "fault" in Run.objects.earliest("pk").said or "fout" in Run.objects.earliest("pk").said.casefold()


def test_a_team_that_is_gone_gets_no_tickets(energie: Team) -> None:
    a_rule(a_deed("transfer", team="energie"))
    Team.objects.update(is_active=False)
    a_ticket()

    run_jobs()

    assert outcomes() == ["failed"]
    assert Ticket.objects.get().team is None


def test_one_that_succeeds_in_between_begins_the_count_anew(energie: Team) -> None:
    rule = a_rule(a_deed("transfer", team="energie"))
    Rule.objects.filter(pk=rule.pk).update(failures=19)
    a_ticket()

    run_jobs()

    rule.refresh_from_db()
    assert (rule.failures, rule.is_on) == (0, True)


def test_two_rules_that_start_each_other_are_stopped_with_a_line_in_the_log(energie: Team) -> None:
    a_rule(a_deed("set_state", state="open"), when=rules.STATE, conditions=[Condition("state", "is", ("customer",))])
    a_rule(a_deed("set_state", state="customer"), when=rules.STATE, conditions=[Condition("state", "is", ("open",))])
    ticket = a_ticket()
    tickets.set_state(ticket.number, "open", **NOW)

    run_jobs()

    depths = {outcome: set(Run.objects.filter(outcome=outcome).values_list("depth", flat=True)) for outcome in ("done", "stopped")}
    assert depths == {"done": {0, 1, 2, 3}, "stopped": {4}}


def test_a_change_of_the_reason_to_wait_is_no_change_of_the_status(db: None) -> None:
    a_rule(when=rules.STATE)
    ticket = a_ticket(state="customer")

    tickets.set_state(ticket.number, "customer", wake_at=MONDAY_9AM.replace(hour=20), **NOW)

    assert jobs() == []


def test_an_answer_starts_the_rules_for_it(energie: Team) -> None:
    a_rule(a_deed("add_tag", value="beantwoord"), when=rules.ANSWERED)
    ticket = a_mailed_ticket(a_mailbox(team=energie, address="energie@balie.example"))
    jan = a_user("operator", teams=[energie])

    tickets.reply(ticket.number, text="Dag", to="jan@klant.example", by=jan, at=MONDAY_9AM, dedupe_key="1")
    run_jobs()

    assert Ticket.objects.get(pk=ticket.pk).tags == ["beantwoord"]
