from datetime import date, timedelta
from functools import partial

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.levels import Level
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact
from balie.foundation.errors import NotFound
from balie.foundation.text.numbers import WrongNumber
from balie.records.customers import actions, queries
from balie.records.customers.extensions import Along, OpenWork, TimelineEntry
from balie.records.customers.models import CustomerNote
from balie.records.customers.queries.history import ALONG, OPEN_WORK, TIMELINE
from balie.records.customers.testing import a_customer, an_organisation_customer

NOW = {"by": None, "at": MONDAY_9AM}


def fill(monkeypatch, **fillings):
    """Let the points give these fillings, whoever fills them now."""
    points = {"timeline": TIMELINE, "open_work": OPEN_WORK, "along": ALONG}
    for name, point in points.items():
        monkeypatch.setattr(point, "fillings", partial(tuple, fillings.get(name, ())))


def a_full_customer():
    customer = a_customer(
        phones=["0470000001", "0470000002"],
        mail_addresses=["jan@example.be"],
        addresses=[{"street": "Kerkstraat", "house_number": "12", "box": "3", "postcode": "9000", "city": "Gent"}],
        iban="BE68539007547034",
        born_on=date(1985, 7, 30),
        special_needs="hard of hearing",
    )
    garage = an_organisation_customer()
    actions.save_relation(customer, other=garage, role="contact", **NOW)
    actions.save_holding(customer, name="Digital meter", serial_number="1SAG7731", since=date(2020, 1, 1), **NOW)
    actions.record_consent(customer, purpose="recording", is_given=True, how="on the phone", **NOW)
    actions.record_consent(customer, purpose="recording", is_given=False, how="by letter", by=None, at=MONDAY_9AM + timedelta(days=1))
    actions.add_note(customer, text="Calls back on Fridays", **NOW)
    return customer


def test_the_whole_file_comes_in_one_query(operator, django_assert_num_queries):
    customer = a_full_customer()

    with django_assert_num_queries(1):
        file = queries.file_for(operator, customer.number)

    assert file.name == "Peeters, Jan"
    assert [phone.number for phone in file.phones] == ["+32470000001", "+32470000002"]
    assert file.postal_addresses[0].text == "Kerkstraat 12 / 3, 9000 Gent"
    assert (file.relations[0].name, file.relations[0].is_here) == ("Garage De Smet bv", False)
    assert file.holdings[0].since == date(2020, 1, 1)
    assert file.notes[0].at == MONDAY_9AM
    assert file.special_needs == "hard of hearing"


def test_the_newest_consent_of_a_purpose_holds(operator):
    file = queries.file_for(operator, a_full_customer().number)

    assert [(line.is_given, line.how) for line in file.consents] == [(False, "by letter")]


def test_a_secret_shows_its_last_four_only(operator):
    assert queries.file_for(operator, a_full_customer().number).iban == "•••• 7034"


def test_a_knowledge_editor_reads_no_personal_data(db):
    file = queries.file_for(a_user("knowledge"), a_full_customer().number)

    shown = repr(file)
    assert not [
        secret for secret in ("Peeters", "Kerkstraat", "+3247", "jan@", "7034", "1SAG", "Fridays", "hearing", "1985") if secret in shown
    ]
    assert file.name == "P., J."


def test_a_relation_to_a_file_one_may_not_see_is_not_shown(operator):
    customer = a_customer()
    hidden = an_organisation_customer(level=Level.TEAM, team=a_team("winkel"))
    actions.save_relation(customer, other=hidden, role="contact", **NOW)

    assert queries.file_for(operator, customer.number).relations == []


def test_a_closed_file_and_none_at_all_look_the_same(operator):
    closed = a_customer(level=Level.TEAM, team=a_team("winkel"))

    with pytest.raises(NotFound):
        queries.file_for(operator, closed.number)


def test_a_number_with_a_wrong_digit_is_said_to_be_wrong(operator):
    with pytest.raises(WrongNumber):
        queries.file_for(operator, a_customer().number ^ 1)


def test_a_phone_number_may_be_of_several_files(operator):
    first, second = a_customer(phones=["0470000001"]), an_organisation_customer(phones=["0470000009", "0470000001"])

    assert queries.find_by_phone("+32470000001") == [first, second]


def test_a_mail_address_of_two_files_is_of_none(operator):
    customer = a_customer(mail_addresses=["jan@example.be"])
    assert queries.find_by_mail("JAN@example.be ") == customer

    a_customer(mail_addresses=["jan@example.be"])

    assert queries.find_by_mail("jan@example.be") is None


def test_summaries_leave_out_what_one_may_not_see(operator, django_assert_num_queries):
    seen, hidden = a_customer(), a_customer(level=Level.SECRET)

    with django_assert_num_queries(1):
        found = queries.summaries(operator, [seen.pk, hidden.pk, None])

    assert list(found) == [seen.pk]


@pytest.mark.parametrize("sort", ["name", "change"])
def test_the_list_is_walked_by_key_forth_and_back(operator, sort):
    for at in range(120):
        a_customer(family_name=f"Peeters {at % 40:03}", at=MONDAY_9AM + timedelta(minutes=at % 30))
    pages = [queries.customers_for(operator, queries.Filters(sort=sort))]
    while pages[-1].after:
        pages.append(queries.customers_for(operator, queries.Filters(sort=sort, at=pages[-1].after)))

    back = queries.customers_for(operator, queries.Filters(sort=sort, at=pages[1].before, is_before=True))

    numbers = [row.number for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [50, 50, 20]
    assert len(set(numbers)) == 120
    assert back.rows == pages[0].rows
    assert not back.before


def test_the_list_is_filtered(operator):
    mine = a_customer(language="fr", account_manager=operator)
    an_organisation_customer()

    for filters in (queries.Filters(language="fr"), queries.Filters(kind="person"), queries.Filters(mine=True)):
        assert [row.number for row in queries.customers_for(operator, filters).rows] == [mine.number]


def test_a_page_key_nobody_can_read_gives_the_first_page(operator):
    a_customer()

    assert len(queries.customers_for(operator, queries.Filters(at="x~y", sort="change")).rows) == 1


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"phone": "0470 00 00 01"}, "same telephone number"),
        ({"mail": "JAN@example.be"}, "same mail address"),
        ({"vat_number": "BE 0403.170.701"}, "same VAT number"),
        ({"given_name": "Jan", "family_name": "Peters", "postcode": "9000"}, "like name, same postcode"),
        ({"given_name": "Jan", "family_name": "Peters", "born_on": date(1985, 7, 30)}, "like name, born on the same day"),
        ({"given_name": "jan", "family_name": "Peeters"}, "same name"),
    ],
)
def test_who_may_be_the_same_customer_is_shown_with_the_reason(operator, fields, why):
    known = a_customer(
        phones=["0470000001"],
        mail_addresses=["jan@example.be"],
        addresses=[{"street": "Kerkstraat", "house_number": "12", "postcode": "9000", "city": "Gent"}],
        vat_number="BE0403170701",
        born_on=date(1985, 7, 30),
    )
    a_customer(given_name="Piet", family_name="Claes")

    [likely] = queries.likely_duplicates(operator, fields)

    assert (likely.customer.number, likely.why) == (known.number, why)


def test_half_a_phone_number_is_like_nothing_yet(operator):
    a_customer(phones=["0470000001"])

    assert queries.likely_duplicates(operator, {"phone": "0470", "mail": "jan@"}) == []


def test_duplicates_one_may_not_see_are_not_shown(operator):
    a_customer(phones=["0470000001"], level=Level.TEAM, team=a_team("winkel"))

    assert queries.likely_duplicates(operator, {"phone": "0470000001"}) == []


def test_the_timeline_merges_what_the_apps_above_give(operator, monkeypatch):
    def entries(minutes):
        return lambda _viewer, _customer, most: [
            TimelineEntry(MONDAY_9AM + timedelta(minutes=each), "phone", str(each)) for each in minutes
        ][:most]

    fill(monkeypatch, timeline=[entries([9, 5, 1]), entries([8, 2])])

    newest, is_more = queries.timeline_for(operator, a_customer(), 3)

    assert [entry.title for entry in newest] == ["9", "8", "5"]
    assert is_more


def test_open_work_comes_in_the_order_it_runs_out(operator, monkeypatch):
    work = [OpenWork(3, "c", "/"), OpenWork(2, "b", "/", MONDAY_9AM), OpenWork(1, "a", "/", MONDAY_9AM - timedelta(hours=1))]
    fill(monkeypatch, open_work=[lambda _viewer, _customer: work])

    assert [each.number for each in queries.open_work_for(operator, a_customer())] == [1, 2, 3]


def test_a_merge_preview_counts_what_moves_and_what_must_be_chosen(supervisor, monkeypatch):
    kept, merged = a_customer(language="nl"), a_customer(language="fr", phones=["0470000001", "0470000002"], vat_number="BE0403170701")
    for _call in range(4):
        a_contact(customer=merged)
    fill(monkeypatch, along=[Along(Contact, "contacts"), Along(CustomerNote, "notes")])

    preview = queries.merge_preview(supervisor, kept, merged, actions.MERGED_FIELDS)

    assert [count for _words, count in preview.moves] == [2, 4]
    assert [difference.field for difference in preview.differences] == ["language"]
    assert len(preview.filled) == 1


def test_customers_are_greeted_by_their_form_of_address(operator):
    formal = a_customer(salutation="mr", language="en")
    informal = a_customer(form_of_address="informal", language="en")

    assert (queries.salutation_of(formal), queries.salutation_of(informal)) == ("Dear Mr Peeters", "Hello Jan")


def test_changes_name_who_and_which_fields(operator):
    customer = a_customer()
    actions.change_customer(customer, language="fr", version=1, by=operator, at=MONDAY_9AM)

    newest = queries.changes_of(operator, customer)[0]

    assert newest.who == operator.name
    assert newest.detail
