from datetime import date

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.audit.models import AuditLine
from balie.access.permissions.levels import Level
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated
from balie.foundation.text.numbers import is_number
from balie.records.customers import actions, queries
from balie.records.customers.models import Consent, Customer, Holding, LevelChange, MailAddress, Phone, Relation, Reveal
from balie.records.customers.testing import a_customer, an_organisation_customer

NOW = {"at": MONDAY_9AM}


def test_a_new_file_has_a_number_people_can_read_back(operator):
    customer = actions.create_customer(
        given_name="Jan", family_name="Peeters", phones=["0470 00 00 01"], mail_addresses=["Jan@Example.be"], by=operator, **NOW
    )

    assert is_number(customer.number, 1)
    assert customer.phones.get().number == "+32470000001"
    assert customer.mail_addresses.get().address == "jan@example.be"
    assert AuditLine.objects.get(verb="customers.created").subject_id == str(customer.pk)


def test_a_file_needs_a_name(operator):
    with pytest.raises(Invalid) as caught:
        actions.create_customer(given_name=" ", by=operator, **NOW)

    assert caught.value.field_name == "family_name"
    assert not Customer.objects.exists()


def test_who_cannot_read_the_details_cannot_change_a_file(db):
    auditor = a_user("knowledge", verbs=["customers.change"])
    customer = a_customer()

    with pytest.raises(NotAllowed):
        actions.change_customer(customer, family_name="X", version=1, by=auditor, **NOW)


def test_a_change_names_its_fields_in_the_audit_log_never_their_values(operator):
    customer = a_customer()

    changed = actions.change_customer(customer, family_name="Janssens", language="fr", version=1, by=operator, **NOW)

    line = AuditLine.objects.get(verb="customers.changed")
    assert changed.version == 2
    assert changed.sort_key == "janssens jan"
    assert line.data == {"fields": ["family_name", "language"]}


def test_two_operators_saving_at_once_the_second_is_told(operator):
    customer = a_customer()
    actions.change_customer(customer, language="fr", version=1, by=operator, **NOW)

    with pytest.raises(Outdated):
        actions.change_customer(customer, language="de", version=1, by=operator, **NOW)

    assert Customer.objects.get().language == "fr"


def test_nobody_is_born_tomorrow(operator):
    with pytest.raises(Invalid) as caught:
        a_customer(born_on=date(2026, 12, 1))

    assert caught.value.field_name == "born_on"


def test_secret_fields_are_cipher_text_in_the_table(operator):
    customer = a_customer(iban="BE68 5390 0754 7034")

    raw = Customer.objects.raw("SELECT id, iban AS stored FROM customers_customer WHERE id = %s", [customer.pk])[0].stored

    assert "68539007547034" not in raw
    assert Customer.objects.get().iban == "BE68539007547034"


def test_a_secret_is_revealed_for_a_reason_that_is_kept(operator):
    customer = a_customer(iban="BE68539007547034")

    with pytest.raises(Invalid):
        actions.reveal_secret(customer, "iban", "because", by=operator, **NOW)
    secret = actions.reveal_secret(customer, "iban", "refund of invoice 12", by=operator, **NOW)

    assert secret == "BE68539007547034"
    assert Reveal.objects.get().reason == "refund of invoice 12"
    assert "refund" not in str(AuditLine.objects.get(verb="customers.secret_revealed").data)


def test_only_secret_fields_can_be_revealed(operator):
    with pytest.raises(NotFound):
        actions.reveal_secret(a_customer(), "password", "a long enough reason", by=operator, **NOW)


def test_one_phone_is_used_first(operator):
    customer = a_customer(phones=["0470000001"])

    actions.save_phone(customer, number="0470000002", is_primary=True, by=operator, **NOW)

    assert list(customer.phones.filter(is_primary=True).values_list("number", flat=True)) == ["+32470000002"]


def test_a_number_typed_twice_stands_once(operator):
    customer = a_customer(phones=["0470000001"])

    actions.save_phone(customer, number="+32 470 00 00 01", note="mobile", by=operator, **NOW)

    assert customer.phones.get().note == "mobile"


def test_changing_a_number_into_one_that_stands_there_is_refused(operator):
    customer = a_customer(phones=["0470000001", "0470000002"])
    second = customer.phones.get(number="+32470000002")

    with pytest.raises(Invalid) as caught:
        actions.save_phone(customer, number="0470000001", phone_id=second.pk, by=operator, **NOW)

    assert caught.value.field_name == "number"


def test_a_part_of_another_file_cannot_be_changed_through_this_one(operator):
    mine, other = a_customer(), a_customer(phones=["0470000002"])
    theirs = other.phones.get()

    with pytest.raises(NotFound):
        actions.save_phone(mine, number="0470000003", phone_id=theirs.pk, by=operator, **NOW)
    with pytest.raises(NotFound):
        actions.remove_part(mine, Phone, theirs.pk, by=operator, **NOW)

    assert other.phones.get().number == "+32470000002"


def test_a_consent_is_never_overwritten(operator):
    customer = a_customer()
    for is_given in (True, False):
        actions.record_consent(customer, purpose="recording", is_given=is_given, how="on the phone", by=operator, **NOW)

    with pytest.raises(NotFound):
        actions.remove_part(customer, Consent, customer.consents.first().pk, by=operator, **NOW)

    assert customer.consents.count() == 2


def test_who_may_not_see_a_file_cannot_change_it(operator):
    closed = a_customer(level=Level.TEAM, team=a_team("winkel"))

    with pytest.raises(NotFound):
        actions.change_customer(closed, language="fr", version=1, by=operator, **NOW)


WHY = "asked by the customer"


def close(customer, by, level=Level.SECRET, **options):
    return actions.set_level(customer, **{"level": level, "reason": WHY, "version": customer.version, "by": by, **NOW, **options})


def test_closing_a_file_keeps_who_closed_it_inside(supervisor):
    customer = a_customer()

    close(customer, supervisor)

    assert Customer.objects.get().participant_ids == [supervisor.pk]
    assert not Customer.objects.visible_to(a_user("supervisor")).exists()


def test_why_a_file_was_closed_stands_beside_the_audit_line(supervisor):
    customer = a_customer()

    close(customer, supervisor, Level.TEAM, team=a_team("winkel"))

    change, line = LevelChange.objects.get(), AuditLine.objects.get(verb="customers.level_set")
    assert (change.level, change.team, change.reason, change.by) == (Level.TEAM, a_team("winkel"), WHY, supervisor)
    assert line.data == {"level": 1, "change_id": change.pk}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reason": "because"}, "reason"), ({"level": 4}, "level"), ({"level": 1}, "team"), ({"level": 2}, "team")],
)
def test_a_level_without_its_reason_or_team_is_refused_and_changes_nothing(supervisor, wrong, field):
    customer = a_customer()

    with pytest.raises(Invalid) as caught:
        close(customer, supervisor, **wrong)

    assert caught.value.field_name == field
    assert Customer.objects.get().level == Level.OPEN


def test_nobody_closes_a_file_to_everybody(db):
    with pytest.raises(Invalid) as caught:
        close(a_customer(), None)

    assert caught.value.field_name == "people"


def test_an_operator_sets_no_level(operator):
    with pytest.raises(NotAllowed):
        close(a_customer(), operator)


def test_a_level_set_over_a_newer_file_is_refused(supervisor):
    customer = a_customer()
    actions.change_customer(customer, language="fr", version=1, by=None, **NOW)

    with pytest.raises(Outdated):
        close(customer, supervisor)


def test_an_open_file_keeps_no_list_of_people(supervisor):
    customer = close(a_customer(), supervisor)

    close(customer, supervisor, Level.OPEN, people=[supervisor])

    assert Customer.objects.get().participant_ids == []


def merge(kept, merged, by, **options):
    return actions.merge_customers(kept, merged, version=kept.version, by=by, **options, **NOW)


def test_a_merge_moves_everything_without_doubles(supervisor):
    kept = a_customer(phones=["0470000001"], mail_addresses=["jan@example.be"])
    merged = a_customer(phones=["0470000001", "0470000002"], mail_addresses=["peeters@example.be"])
    garage = an_organisation_customer()
    actions.save_relation(merged, other=garage, role="contact", by=None, **NOW)
    actions.save_relation(kept, other=garage, role="contact", by=None, **NOW)
    actions.save_holding(merged, name="Digital meter", serial_number="1SAG1", by=None, **NOW)
    kept.refresh_from_db()

    merge(kept, merged, supervisor)

    assert sorted(kept.phones.values_list("number", flat=True)) == ["+32470000001", "+32470000002"]
    assert kept.phones.filter(is_primary=True).count() == 1
    assert kept.mail_addresses.count() == 2
    assert Relation.objects.get().person == kept
    assert Holding.objects.get().customer == kept
    assert not MailAddress.objects.filter(customer=merged).exists()
    assert [each.number for each in merged.phones.all()] == ["+32470000001"]  # the double stays behind


def test_a_merge_fills_what_is_empty_and_takes_what_was_chosen(supervisor):
    kept = a_customer(language="nl", vat_number="")
    merged = a_customer(language="fr", given_name="Johannes", vat_number="BE0403170701")

    merge(kept, merged, supervisor, take=["language"])

    kept.refresh_from_db()
    assert (kept.vat_number, kept.language, kept.given_name) == ("BE0403170701", "fr", "Jan")


def test_a_merge_never_opens_what_was_closed(supervisor):
    kept, merged = a_customer(), a_customer(level=Level.TEAM, team=a_team("winkel"))

    merge(kept, merged, supervisor)

    kept.refresh_from_db()
    assert (kept.level, kept.team) == (Level.TEAM, a_team("winkel"))


def test_old_numbers_lead_to_the_kept_file_through_two_merges(supervisor):
    first, second, third = a_customer(), a_customer(), a_customer()

    merge(second, third, supervisor)
    merge(first, second, supervisor)

    assert {queries.load(supervisor, each.number) for each in (first, second, third)} == {first}


def test_a_merge_needs_its_own_right_and_a_current_version(operator, supervisor):
    kept, merged = a_customer(), a_customer()

    with pytest.raises(NotAllowed):
        merge(kept, merged, operator)
    with pytest.raises(Outdated):
        actions.merge_customers(kept, merged, version=7, by=supervisor, **NOW)
    with pytest.raises(Invalid):
        merge(kept, kept, supervisor)


def test_making_a_file_takes_few_queries(operator, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):  # savepoint included
        actions.create_customer(
            family_name="Peeters",
            phones=["0470000001"],
            mail_addresses=["jan@example.be"],
            addresses=[{"street": "Kerkstraat", "house_number": "12", "postcode": "9000", "city": "Gent"}],
            country="BE",
            by=operator,
            **NOW,
        )
