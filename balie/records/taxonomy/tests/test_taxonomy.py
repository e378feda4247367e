import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.audit.models import AuditLine
from balie.foundation.errors import Invalid, NotAllowed
from balie.foundation.text.labels import LANGUAGES
from balie.records.taxonomy import actions, queries
from balie.records.taxonomy.lists import LISTS
from balie.records.taxonomy.models import Category, Cause, CustomerType, Organisation, Purpose, Result
from balie.records.taxonomy.testing import a_term, an_organisation

NOW = {"at": MONDAY_9AM}
NAME = {"nl": "Meter", "fr": "Compteur", "en": "Meter", "de": "Zähler"}


@pytest.fixture
def admin(db):
    return a_user("administrator")


def test_a_new_organisation_has_its_words_in_four_languages(admin):
    actions.create_organisation(name="Stroom & Co", by=admin, **NOW)

    for model in (Purpose, Result, Cause, CustomerType, Category):
        assert model.objects.exists()
        assert all(set(term.name) == set(LANGUAGES) and all(term.name.values()) for term in model.objects.all())


def test_installing_twice_keeps_what_was_renamed(admin):
    actions.install_taxonomy(MONDAY_9AM)
    order = Purpose.objects.get(key="order")
    actions.change_term(order, name={"nl": "Aankoop"}, by=admin, **NOW)
    count = Purpose.objects.count()

    actions.install_taxonomy(MONDAY_9AM)

    assert Purpose.objects.count() == count
    assert str(Purpose.objects.get(key="order")) == "Aankoop"


def test_there_is_one_organisation(admin):
    first = actions.create_organisation(name="A", by=admin, **NOW)
    second = actions.create_organisation(name="B", by=admin, **NOW)

    assert first == second
    assert Organisation.objects.get().name == "B"


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("languages", []), ("languages", ["xx"]), ("zone", "Mars/Olympus"), ("zone", "../x")]
)
def test_an_organisation_that_cannot_be_is_refused_by_field(admin, field, value):
    with pytest.raises(Invalid) as caught:
        actions.change_organisation(an_organisation(), {field: value}, by=admin, **NOW)

    assert caught.value.field_name == field


def test_only_who_manages_settings_changes_words(db):
    with pytest.raises(NotAllowed):
        actions.add_term(Purpose, name=NAME, by=a_user("supervisor"), **NOW)


def test_every_change_of_a_word_is_audited_by_key(admin):
    term = actions.add_term(Purpose, name=NAME, by=admin, **NOW)
    actions.move_term(term, -1, by=admin, **NOW)
    actions.retire_term(term, by=admin, **NOW)
    actions.restore_term(term, by=admin, **NOW)

    lines = AuditLine.objects.filter(subject_kind="taxonomy.purpose").order_by("id")
    assert [line.verb.split(".")[1] for line in lines] == ["added", "moved", "retired", "restored"]
    assert lines[0].data == {"key": "meter"}


def test_a_word_without_any_name_is_refused(admin):
    with pytest.raises(Invalid):
        actions.add_term(Purpose, name={"nl": " "}, by=admin, **NOW)


def test_choices_are_in_order_in_the_readers_language_without_the_retired(admin):
    first = actions.add_term(Purpose, name=NAME, by=admin, **NOW)
    second = actions.add_term(Purpose, name={"nl": "Verhuis"}, by=admin, **NOW)
    gone = actions.add_term(Purpose, name={"nl": "Weg"}, by=admin, **NOW)
    actions.retire_term(gone, by=admin, **NOW)
    actions.move_term(second, -1, by=admin, **NOW)

    with translation.override("fr"):
        assert queries.choices(Purpose) == [(second.pk, "Verhuis"), (first.pk, "Compteur")]
        assert gone.pk in dict(queries.choices(Purpose, keep=gone.pk))


def test_choices_cost_one_query(admin, django_assert_num_queries):
    actions.install_taxonomy(MONDAY_9AM)

    for read in (lambda: queries.choices(Purpose), queries.category_choices):
        with django_assert_num_queries(1):
            assert read()


def test_categories_are_offered_with_their_path(admin):
    energy = actions.add_term(Category, name={"nl": "Energie"}, by=admin, **NOW)
    actions.add_term(Category, name={"nl": "Meter"}, parent=energy, team=a_team(), by=admin, **NOW)

    assert [words for _pk, words in queries.category_choices()] == ["Energie", "Energie › Meter"]


def test_a_category_cannot_hang_below_itself(admin):
    energy = actions.add_term(Category, name={"nl": "Energie"}, by=admin, **NOW)
    meter = actions.add_term(Category, name={"nl": "Meter"}, parent=energy, by=admin, **NOW)

    with pytest.raises(Invalid) as caught:
        actions.change_term(energy, name=energy.name, parent=meter, by=admin, **NOW)

    assert caught.value.field_name == "parent"


@pytest.fixture
def client(admin):
    client = Client()
    client.force_login(admin)
    return client


@pytest.mark.parametrize("slug", LISTS)
def test_each_list_has_a_page_where_words_are_added_and_changed(client, slug, django_assert_max_num_queries):
    model = LISTS[slug].model
    extra = {"applies_to": "both"}

    added = client.post(reverse("taxonomy:add", args=[slug]), {"name_nl": "Nieuw", **extra})
    term = model.objects.get()
    client.post(reverse("taxonomy:edit", args=[slug, term.pk]), {"name_nl": "Nieuw", "name_fr": "Nouveau", **extra})
    with django_assert_max_num_queries(8):
        form = client.get(reverse("taxonomy:edit", args=[slug, term.pk])).content.decode()

    assert added.status_code == 303
    assert model.objects.get().name == {"nl": "Nieuw", "fr": "Nouveau"}
    assert 'value="Nouveau"' in form


def test_a_missing_translation_is_seen(client):
    a_term(Purpose, "x")
    Purpose.objects.update(name={"nl": "Iets", "fr": "Chose"})

    shown = client.get(reverse("taxonomy:terms", args=["purposes"])).content.decode()

    assert shown.count("tag--amber") == 2


def test_a_nameless_word_is_refused_beside_its_field(client):
    response = client.post(reverse("taxonomy:add", args=["purposes"]), {"name_nl": " "})

    assert response.status_code == 422
    assert "id_new_name_nl_error" in response.content.decode()


def test_words_are_moved_retired_and_restored_from_the_page(client, admin):
    first, second = (actions.add_term(Purpose, name={"nl": name}, by=admin, **NOW) for name in ("A", "B"))

    moved = client.post(reverse("taxonomy:move", args=["purposes", second.pk]), {"step": "-1"}, HTTP_HX_REQUEST="true")
    client.post(reverse("taxonomy:retire", args=["purposes", first.pk]))

    assert "<html" not in moved.content.decode()
    assert [words for _pk, words in queries.choices(Purpose)] == ["B"]
    client.post(reverse("taxonomy:restore", args=["purposes", first.pk]))
    assert [words for _pk, words in queries.choices(Purpose)] == ["B", "A"]


def test_the_organisation_is_made_and_changed_on_its_page(client):
    values = {"name": "Stroom & Co", "languages": ["nl", "fr"], "zone": "Europe/Brussels", "country": "BE", "mail_domain": ""}

    client.post(reverse("taxonomy:organisation"), values)
    wrong = client.post(reverse("taxonomy:organisation"), {**values, "zone": "Mars"})

    assert queries.organisation().languages == ["nl", "fr"]
    assert wrong.status_code == 422
    assert "id_zone_error" in wrong.content.decode()


@pytest.mark.parametrize("name", ["taxonomy:index", "taxonomy:organisation"])
def test_operators_do_not_enter(db, name):
    client = Client()
    client.force_login(a_user("operator"))

    assert client.get(reverse(name)).status_code == 403
