from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.foundation.errors import Invalid, NotAllowed, Outdated
from balie.operations.automations import actions, rules
from balie.operations.automations.actions import Content, StartsItself
from balie.operations.automations.models import Rule, RuleVersion
from balie.operations.automations.queries import read_vocabulary
from balie.operations.automations.rules import Condition
from balie.operations.automations.testing import a_deed, a_rule
from balie.operations.automations.words import sentence

pytestmark = pytest.mark.django_db
NOW: Any = {"by": None, "at": MONDAY_9AM}


def a_content(**fields: Any) -> Content:
    return Content(**{"name": "Een", "when": rules.OPENED, "conditions": [], "deeds": [a_deed("set_urgency", value="1")]} | fields)


def test_a_new_rule_is_off_and_last(supervisor: User) -> None:
    a_rule()

    rule = actions.save_rule(Rule(position=0), a_content(), by=supervisor, at=MONDAY_9AM)

    assert (rule.is_on, rule.position, rule.author) == (False, 2, supervisor)


def test_who_changed_what_when_is_kept(supervisor: User) -> None:
    rule = actions.save_rule(Rule(position=0), a_content(), by=supervisor, at=MONDAY_9AM)
    actions.save_rule(rule, a_content(name="Twee"), by=supervisor, at=MONDAY_9AM, version=1)

    kept = RuleVersion.objects.order_by("version")
    assert [(each.version, each.by, each.content["name"]) for each in kept] == [(1, supervisor, "Een"), (2, supervisor, "Twee")]
    assert AuditLine.objects.filter(verb__startswith="automations.rule_").count() == 2


def test_what_another_changed_meanwhile_is_not_overwritten(supervisor: User) -> None:
    rule = actions.save_rule(Rule(position=0), a_content(), by=supervisor, at=MONDAY_9AM)
    actions.save_rule(rule, a_content(name="Twee"), by=supervisor, at=MONDAY_9AM, version=1)

    with pytest.raises(Outdated):
        actions.save_rule(rule, a_content(name="Drie"), by=supervisor, at=MONDAY_9AM, version=1)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"deeds": []}, "deeds"),
        ({"when": rules.UNCHANGED}, "hours"),
        ({"when": rules.UNCHANGED, "hours": 5000}, "hours"),
        ({"when": "never"}, "when"),
        ({"conditions": [Condition("tags", "has_not", ())]}, "conditions"),
        ({"conditions": [Condition("subject", "contains", (" ",))]}, "conditions"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.save_rule(Rule(position=0), a_content(**fields), **NOW)

    assert refused.value.field_name == field


def test_two_rules_of_one_name_are_refused(db: None) -> None:
    a_rule(name="Een")

    with pytest.raises(Invalid):
        actions.save_rule(Rule(position=0), a_content(name="een"), **NOW)


def test_a_rule_that_would_start_itself_is_refused_with_the_reason_in_words(energie: Team) -> None:
    with override("en"), pytest.raises(StartsItself) as refused:
        a_rule(a_deed("transfer", team="energie"), when=rules.TRANSFERRED)

    assert "transfer it to the team energie" in str(refused.value)
    assert "the team is not energie" in str(refused.value)


def test_only_who_manages_rules_changes_them(db: None) -> None:
    with pytest.raises(NotAllowed):
        actions.save_rule(Rule(position=0), a_content(), by=a_user("lead"), at=MONDAY_9AM)


def test_rules_are_moved_one_place_and_stay_at_an_end(db: None) -> None:
    one, two, three = a_rule(), a_rule(), a_rule()

    actions.move_rule(three, -1, **NOW)
    actions.move_rule(one, -1, **NOW)

    assert list(Rule.objects.order_by("position").values_list("pk", flat=True)) == [one.pk, three.pk, two.pk]


def test_a_rule_is_one_sentence(energie: Team) -> None:
    ifs = [Condition("urgency", "is", ("1",)), Condition("team", "one_of", ("energie", "-")), Condition("tags", "has_not", ("vip",))]
    rule = a_rule(
        a_deed("set_state", state="customer", days="2"),
        a_deed("notify", whom="leads"),
        when=rules.AFTER_WROTE,
        hours=4,
        conditions=ifs,
    )

    with override("en"):
        said = sentence(rule, read_vocabulary())

    assert said == (
        "4 hours after the customer last wrote, and if the urgency is high, the team is one of energie or no team and the tags do not hold “vip”: "
        "set the status to waiting for customer, back after 2 days and ask who leads the team to look."
    )
