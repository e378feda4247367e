import pytest
from django.test import Client
from django.urls import reverse

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.levels import Level
from balie.foundation.live.queries import may_subscribe
from balie.records.customers import actions
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer, an_organisation_customer

NOW = {"by": None, "at": MONDAY_9AM}
PART = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
MOST_QUERIES = 8


def desk(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def body(response) -> str:
    return response.content.decode()


@pytest.fixture
def client(operator):
    return desk(operator)


def test_the_list_costs_the_same_however_many_rows(client, django_assert_max_num_queries):
    for at in range(60):
        a_customer(family_name=f"Peeters{at:02}", phones=[f"+3247000{at:04}"], mail_addresses=[f"p{at}@example.be"])

    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(reverse("customers:index"))

    assert body(response).count("data-row") >= 50
    assert "after=" in body(response)


def test_chosen_columns_are_kept(client, operator):
    a_customer(mail_addresses=["jan@example.be"])

    client.get(reverse("customers:index"), {"choose": "1", "column": ["mail"]})

    assert "jan@example.be" in body(client.get(reverse("customers:index")))


def test_the_file_page_stays_within_its_queries(client, django_assert_max_num_queries):
    customer = a_customer(phones=["0470000001"], special_needs="hard of hearing", iban="BE68539007547034")
    actions.add_note(customer, text="Calls back on Fridays", **NOW)

    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(reverse("customers:customer", args=[customer.number]))

    shown = body(response)
    assert all(words in shown for words in ("Peeters, Jan", "0470 00 00 01", "hard of hearing", "Fridays", "•••• 7034"))
    assert "68539007547034" not in shown


@pytest.mark.parametrize("tab", ["timeline", "changes"])
def test_each_tab_has_its_address(client, tab, django_assert_max_num_queries):
    customer = a_customer()

    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(reverse(f"customers:{tab}", args=[customer.number]))

    assert response.status_code == 200


def test_an_old_number_leads_to_the_kept_file(client):
    kept, merged = a_customer(), a_customer()
    actions.merge_customers(kept, merged, version=1, **NOW)

    response = client.get(reverse("customers:customer", args=[merged.number]))

    assert response.headers["Location"] == reverse("customers:customer", args=[kept.number])


def test_a_wrong_digit_is_said_in_words(client):
    response = client.get(reverse("customers:customer", args=[a_customer().number ^ 1]))

    assert response.status_code == 422


def test_a_closed_file_is_not_there_by_any_address(client):
    customer = a_customer(level=Level.TEAM, team=a_team("winkel"))
    for name in ("customer", "timeline", "changes", "edit", "column"):
        assert client.get(reverse(f"customers:{name}", args=[customer.number])).status_code == 404
    assert client.get(reverse("customers:part", args=[customer.number, "phones"])).status_code == 404
    assert client.post(reverse("customers:add_part", args=[customer.number, "phones"]), {"number": "0470000001"}).status_code == 404


NEW = {
    "kind": "person",
    "given_name": "Jan",
    "family_name": "Peeters",
    "language": "nl",
    "salutation": "mr",
    "form_of_address": "formal",
    "style": "plain",
}


def test_a_new_file_returns_to_where_it_was_asked_for(client):
    response = client.post(reverse("customers:create"), {**NEW, "phone": "0470 00 00 01", "next": "/contacts/40000017/"})

    customer = Customer.objects.get()
    assert response.status_code == 303
    assert response.headers["Location"] == f"/contacts/40000017/?customer={customer.number}"


def test_a_new_file_never_leads_to_another_site(client):
    response = client.post(reverse("customers:create"), {**NEW, "next": "//elsewhere.example/"})

    assert response.headers["Location"] == reverse("customers:customer", args=[Customer.objects.get().number])


def test_the_form_is_prefilled_by_its_address(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES + 2):
        shown = body(client.get(reverse("customers:create"), {"family_name": "Janssens", "mail": "j@example.be"}))

    assert 'value="Janssens"' in shown
    assert 'value="j@example.be"' in shown


def test_an_impossible_number_is_said_beside_its_field_and_nothing_is_cleared(client):
    response = client.post(reverse("customers:create"), {**NEW, "phone": "0470", "mail": "jan@example.be"})

    shown = body(response)
    assert response.status_code == 422
    assert "id_phone_error" in shown
    assert 'value="0470"' in shown
    assert 'value="jan@example.be"' in shown


def test_a_likely_double_asks_before_it_is_saved(client):
    known = a_customer(phones=["0470000001"])
    typed = {**NEW, "family_name": "Peters", "phone": "0470000001"}

    asked = client.post(reverse("customers:create"), typed)
    saved = client.post(reverse("customers:create"), {**typed, "anyway": "1"})

    assert asked.status_code == 409
    assert reverse("customers:customer", args=[known.number]) in body(asked)
    assert saved.status_code == 303
    assert Customer.objects.count() == 2


def test_what_was_typed_can_go_to_the_file_that_exists(client):
    known = a_customer()

    client.post(reverse("customers:add_to", args=[known.number]), {**NEW, "phone": "0470000001", "mail": "jan@example.be"})

    assert known.phones.get().number == "+32470000001"
    assert known.mail_addresses.get().address == "jan@example.be"


def test_doubles_appear_while_typing(client):
    known = a_customer(phones=["0470000001"])

    shown = body(client.post(reverse("customers:likely"), {"phone": "0470 00 00 01"}, **PART))

    assert f"{known.number}"[:4] in shown
    assert "<html" not in shown


def test_the_other_kind_keeps_what_was_typed(client):
    shown = body(client.post(reverse("customers:fields"), {**NEW, "kind": "organisation", "phone": "0470"}, **PART))

    assert "organisation_name" in shown
    assert 'value="0470"' in shown


def edit_of(customer: Customer, **fields):
    return {**NEW, "version": customer.version, **fields}


def test_an_edit_is_saved(client, django_assert_max_num_queries):
    customer = a_customer()
    address = reverse("customers:edit", args=[customer.number])
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address)

    response = client.post(address, edit_of(customer, family_name="Goossens", iban="BE68 5390 0754 7034"))

    customer.refresh_from_db()
    assert response.status_code == 303
    assert (customer.family_name, customer.iban) == ("Goossens", "BE68539007547034")


def test_an_empty_secret_field_keeps_what_stands_there_and_a_tick_clears_it(client):
    customer = a_customer(iban="BE68539007547034")
    address = reverse("customers:edit", args=[customer.number])

    client.post(address, edit_of(customer, iban=""))
    assert Customer.objects.get().iban

    client.post(address, edit_of(Customer.objects.get(), iban="", clear_iban="1"))
    assert not Customer.objects.get().iban


def test_two_editors_see_field_by_field_what_differs_and_choose(client):
    customer = a_customer(language="nl")
    address = reverse("customers:edit", args=[customer.number])
    actions.change_customer(customer, language="fr", given_name="Johan", version=1, **NOW)

    clash = client.post(address, edit_of(customer, language="de", special_needs="slow"))
    shown = body(clash)
    saved = client.post(address, {**edit_of(customer, language="de", special_needs="slow"), "version": 2, "theirs": ["given_name"]})

    customer.refresh_from_db()
    assert clash.status_code == 409
    assert 'value="slow"' in shown
    assert 'name="theirs" value="given_name"' in shown
    assert saved.status_code == 303
    assert (customer.given_name, customer.language, customer.special_needs) == ("Johan", "de", "slow")


PARTS = {
    "phones": {"number": "0470 00 00 01", "note": "mobile"},
    "mails": {"address": "jan@example.be"},
    "addresses": {"kind": "home", "street": "Markt", "house_number": "1", "postcode": "9000", "city": "Gent", "country": "BE"},
    "holdings": {"name": "Digital meter", "serial_number": "1SAG"},
    "consents": {"purpose": "recording", "is_given": "1", "how": "on the phone"},
    "notes": {"text": "Calls back on Fridays"},
}


@pytest.mark.parametrize("name", PARTS)
def test_each_block_opens_saves_and_shows_itself(client, name, django_assert_max_num_queries):
    customer = a_customer()
    address = reverse("customers:add_part", args=[customer.number, name])
    with django_assert_max_num_queries(MOST_QUERIES):
        form = body(client.get(address, **PART))

    response = client.post(address, PARTS[name], **PART)

    assert f'id="part-{name}"' in form
    assert response.status_code == 200
    assert body(response).lstrip().startswith(f'<section class="panel" id="part-{name}"')
    assert f"nudge:customer:{customer.number}" in body(response)


def test_a_relation_is_made_by_number(client):
    customer, garage = a_customer(), an_organisation_customer()
    address = reverse("customers:add_part", args=[customer.number, "relations"])

    wrong = client.post(address, {"other": str(garage.number ^ 1), "role": "contact", "is_organisation": "1"}, **PART)
    right = client.post(address, {"other": f"{garage.number}", "role": "contact", "is_organisation": "1"}, **PART)

    assert wrong.status_code == 422
    assert "id_other_error" in body(wrong)
    assert "Garage De Smet bv" in body(right)


def test_a_part_is_changed_and_removed_in_its_place(client):
    customer = a_customer(phones=["0470000001"])
    phone = customer.phones.get()
    form = body(client.get(reverse("customers:change_part", args=[customer.number, "phones", phone.pk]), **PART))

    client.post(reverse("customers:change_part", args=[customer.number, "phones", phone.pk]), {"number": "0470000002"}, **PART)
    assert customer.phones.get().number == "+32470000002"
    client.post(reverse("customers:remove_part", args=[customer.number, "phones", phone.pk]), **PART)

    assert "+32470000001" in form
    assert not customer.phones.exists()


def test_a_wrong_value_in_a_block_keeps_what_was_typed(client):
    customer = a_customer()

    response = client.post(reverse("customers:add_part", args=[customer.number, "phones"]), {"number": "0470", "note": "mobile"}, **PART)

    assert response.status_code == 422
    assert 'value="mobile"' in body(response)


def test_blocks_work_without_the_bundle(client):
    customer = a_customer()
    address = reverse("customers:add_part", args=[customer.number, "phones"])

    page = client.get(address)
    saved = client.post(address, PARTS["phones"])

    assert "<html" in body(page)
    assert saved.status_code == 303


def test_a_secret_is_shown_once_after_a_reason(client):
    customer = a_customer(iban="BE68539007547034")
    address = reverse("customers:reveal", args=[customer.number, "iban"])

    refused = client.post(address, {"reason": "because"}, **PART)
    shown = client.post(address, {"reason": "refund of invoice 12"}, **PART)

    assert refused.status_code == 422
    assert "BE68539007547034" not in body(refused)
    assert "BE68539007547034" in body(shown)


def test_a_merge_is_shown_before_it_is_done(supervisor):
    kept, merged = a_customer(), a_customer(language="fr", phones=["0470000001"])
    address = reverse("customers:merge", args=[kept.number])
    client = desk(supervisor)

    preview = client.get(address, {"other": str(merged.number)})
    assert Customer.objects.current().count() == 2
    client.post(address, {"other": merged.number, "version": 1, "take_language": "merged"})

    kept.refresh_from_db()
    assert 'name="take_language"' in body(preview)
    assert kept.language == "fr"
    assert Customer.objects.current().get() == kept


def test_an_operator_may_not_merge(client):
    assert client.get(reverse("customers:merge", args=[a_customer().number])).status_code == 403


def test_the_column_tells_who_and_what(client, django_assert_max_num_queries):
    customer = a_customer(phones=["0470000001"], special_needs="hard of hearing")
    actions.save_holding(customer, name="Digital meter", **NOW)

    with django_assert_max_num_queries(MOST_QUERIES):
        shown = body(client.get(reverse("customers:column", args=[customer.number]), **PART))

    assert all(words in shown for words in ("Peeters, Jan", "hard of hearing", "Digital meter", "0470 00 00 01"))
    assert "<html" not in shown


def test_without_a_customer_the_column_finds_one_to_attach(client, django_assert_max_num_queries):
    customer = a_customer()
    asked = {"attach": "/tickets/20417736/customer/", "mail": "jan@example.be"}
    with django_assert_max_num_queries(MOST_QUERIES):
        empty = body(client.get(reverse("customers:attach"), asked, **PART))

    found = body(client.get(reverse("customers:attach"), {**asked, "q": "Peters"}, **PART))

    assert "mail=jan%40example.be" in empty
    assert 'action="/tickets/20417736/customer/"' in found
    assert f'name="customer" value="{customer.number}"' in found


def test_the_column_offers_the_file_that_was_just_made(client):
    customer = a_customer()

    shown = body(client.get(reverse("customers:attach"), {"attach": "/x/", "customer": customer.number}, **PART))

    assert f'value="{customer.number}"' in shown


def test_the_column_never_posts_to_another_site(client):
    a_customer()

    shown = body(client.get(reverse("customers:attach"), {"attach": "https://elsewhere.example/", "q": "Peeters"}, **PART))

    assert 'action="https://elsewhere' not in shown


def test_a_knowledge_editor_reads_initials_and_changes_nothing(db):
    customer = a_customer(phones=["0470000001"])
    client = desk(a_user("knowledge"))

    shown = body(client.get(reverse("customers:customer", args=[customer.number])))

    assert "Peeters" not in shown
    assert client.get(reverse("customers:edit", args=[customer.number])).status_code == 403
    assert client.get(reverse("customers:create")).status_code == 403


def test_who_may_see_a_file_may_follow_it(operator):
    seen, hidden = a_customer(), a_customer(level=Level.SECRET)

    assert may_subscribe(operator, f"customer:{seen.number}")
    assert not may_subscribe(operator, f"customer:{hidden.number}")
    assert not may_subscribe(operator, "customer:abc")
    assert may_subscribe(operator, "customers")
    assert not may_subscribe(a_user("administrator"), "customers")


def test_files_made_in_haste_stand_in_a_list_until_they_are_completed(client, operator):
    a_customer(family_name="Claes")
    haste = a_customer(family_name="Onbekend", is_incomplete=True)
    listed = reverse("customers:index") + "?incomplete=1"
    edit = reverse("customers:edit", args=[haste.number])
    before, form = body(client.get(listed)), body(client.get(edit))

    fields = {"version": "1", "kind": "person", "family_name": "De Wit", "salutation": "neutral", "language": "nl"}
    saved = client.post(edit, fields | {"form_of_address": "formal", "style": "plain", "preferred_channel": ""})

    assert "Onbekend" in before
    assert "Claes" not in before
    assert 'name="is_incomplete"' in form
    assert saved.status_code == 303
    assert "De Wit" not in body(client.get(listed))
    assert 'name="is_incomplete"' not in body(client.get(edit))
