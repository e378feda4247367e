"""Saved lists: whose they are, what they hold and how many."""

from __future__ import annotations

import pytest

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.models import SavedView, Ticket, ViewCount, ViewDelta
from balie.casework.tickets.queries.lists import Filters
from balie.casework.tickets.queries.views import filters_of, is_same, views_for
from balie.casework.tickets.testing import a_saved_view, a_ticket, counted
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated
from balie.foundation.live.testing import collected_nudges

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM


def counts(viewer: User) -> dict[str, int | None]:
    return {row.name: row.count for row in views_for(viewer)}


def test_a_saved_list_counts_what_there_is_and_what_comes(operator: User) -> None:
    a_ticket(urgency=1, impact=1)
    a_saved_view(by=operator, priorities=(1,))

    before = counts(operator)
    a_ticket(urgency=1, impact=1)
    a_ticket()

    assert (before, counts(operator)) == ({"Dringend": 1}, {"Dringend": 2})


def test_until_it_is_counted_a_list_has_no_number(operator: User) -> None:
    view = actions.save_view("Alles", Filters(view="all"), by=operator, at=AT)
    a_ticket()

    assert counts(operator) == {"Alles": None}
    counted(view)
    assert counts(operator) == {"Alles": 1}


def test_other_filters_are_counted_anew_and_another_name_is_not(operator: User) -> None:
    a_ticket(urgency=1, impact=1)
    a_ticket()
    view = a_saved_view(by=operator)

    actions.change_view(view.pk, name="Alles van nu", by=operator, at=AT)
    renamed = counts(operator)
    actions.change_view(view.pk, filters=Filters(view="all", priorities=(1,)), by=operator, at=AT)
    changed = counts(operator)
    a_ticket(urgency=1, impact=1)

    assert renamed == {"Alles van nu": 2}
    assert changed == {"Alles van nu": None}
    counted(view)
    assert counts(operator) == {"Alles van nu": 2}


def test_each_member_of_the_team_reads_the_number_of_their_own_list(operator: User, colleague: User, energie: Team) -> None:
    a_saved_view(by=operator, team=energie, view="mine")
    a_ticket(team=energie, owner=operator)
    a_ticket(team=energie, owner=colleague)
    a_ticket(team=energie, owner=colleague)

    assert counts(operator) == {"Dringend": 1}
    assert counts(colleague) == {"Dringend": 2}


def test_who_is_not_in_the_team_has_not_its_list(operator: User, energie: Team, winkel: Team) -> None:
    view = a_saved_view(by=operator, team=energie)
    stranger = a_user("operator", teams=[winkel])

    assert counts(stranger) == {}
    with pytest.raises(NotFound):
        actions.remove_view(view.pk, by=stranger, at=AT)


def test_a_team_s_list_is_changed_by_who_made_it_its_lead_and_who_may_manage_them(operator: User, colleague: User, energie: Team) -> None:
    view = a_saved_view(by=operator, team=energie)
    lead, manager = a_user("lead", leads=[energie]), a_user("supervisor")

    with pytest.raises(NotAllowed):
        actions.change_view(view.pk, name="Van mij", by=colleague, at=AT)
    for by, name in ((operator, "Een"), (lead, "Twee"), (manager, "Drie")):
        actions.change_view(view.pk, name=name, by=by, at=AT)

    view.refresh_from_db()
    assert (view.name, view.version) == ("Drie", 4)


def test_for_another_team_nobody_saves_a_list(operator: User, winkel: Team) -> None:
    with pytest.raises(Invalid) as refused:
        actions.save_view("Winkel", Filters(view="all"), team=winkel, by=operator, at=AT)

    assert refused.value.field_name == "team"


@pytest.mark.parametrize(("name", "filters"), [("  ", Filters()), ("dringend", Filters()), ("Van Jan", Filters(customer_id=1))])
def test_a_list_without_a_name_of_its_own_or_of_one_customer_is_refused(operator: User, name: str, filters: Filters) -> None:
    a_saved_view(by=operator)

    with pytest.raises(Invalid):
        actions.save_view(name, filters, by=operator, at=AT)


def test_of_two_changes_the_later_is_told(operator: User) -> None:
    view = a_saved_view(by=operator)
    actions.change_view(view.pk, name="Eerst", by=operator, at=AT, version=1)

    with pytest.raises(Outdated):
        actions.change_view(view.pk, name="Later", by=operator, at=AT, version=1)


def test_a_removed_list_is_gone_and_comes_back_with_its_number(operator: User) -> None:
    view = a_saved_view(by=operator)
    actions.remove_view(view.pk, by=operator, at=AT)
    a_ticket()
    gone = counts(operator)

    counted(actions.restore_view(view.pk, by=operator, at=AT))

    assert gone == {}
    assert counts(operator) == {"Dringend": 1}


def test_lists_stand_by_name_or_in_one_s_own_order(operator: User, colleague: User, energie: Team) -> None:
    for name in ("b", "A", "c"):
        a_saved_view(name, by=operator, team=energie)
    by_name = list(counts(operator))

    actions.move_view(SavedView.objects.get(name="c").pk, -1, by=operator)

    assert by_name == ["A", "b", "c"]
    assert list(counts(operator)) == ["A", "c", "b"]
    assert list(counts(colleague)) == ["A", "b", "c"]
    actions.order_views_by_name(by=operator)
    assert list(counts(operator)) == by_name


def test_nothing_is_written_for_a_change_that_is_none_to_a_list(operator: User) -> None:
    ticket = a_ticket()
    a_saved_view(by=operator)

    actions.add_note(ticket.number, text="Kijk", by=operator, at=AT)
    actions.take(ticket.number, by=operator, at=AT)
    Ticket.objects.update(subject="anders")

    assert not ViewDelta.objects.exists()


def test_without_lists_nothing_is_appended(operator: User) -> None:
    a_ticket()

    assert not ViewDelta.objects.exists()


def test_folding_keeps_the_number_and_leaves_nothing_to_read(operator: User) -> None:
    a_saved_view(by=operator)
    for _each in range(3):
        a_ticket()

    actions.fold_view_deltas()
    actions.fold_view_deltas()

    assert counts(operator) == {"Dringend": 3}
    assert not ViewDelta.objects.exists()


def test_folding_leaves_alone_what_is_not_counted_yet(operator: User) -> None:
    view = actions.save_view("Alles", Filters(view="all"), by=operator, at=AT)
    a_ticket()

    actions.fold_view_deltas()

    counted(view)
    assert counts(operator) == {"Alles": 1}


def test_what_was_counted_of_removed_lists_is_swept(operator: User) -> None:
    view = a_saved_view(by=operator)
    a_ticket()
    actions.remove_view(view.pk, by=operator, at=AT)

    actions.sweep_view_counts()

    assert not ViewCount.objects.exists()
    assert not ViewDelta.objects.exists()


def test_a_ticket_that_goes_is_counted_no_more(operator: User) -> None:
    ticket = Ticket.objects.create(number=20000000000, subject="Geen stroom", opened_at=AT, changed_at=AT)
    a_saved_view(by=operator)

    ticket.delete()

    assert counts(operator) == {"Dringend": 0}


def test_a_number_that_went_wrong_is_counted_anew(operator: User) -> None:
    a_ticket()
    view = a_saved_view(by=operator)
    ViewCount.objects.update(count=7)

    assert actions.recount_views() == 1

    counted(view)
    assert counts(operator) == {"Dringend": 1}


def test_who_has_a_list_hears_that_it_was_counted(operator: User, energie: Team) -> None:
    view = actions.save_view("Alles", Filters(view="all"), team=energie, by=operator, at=AT)

    with collected_nudges() as heard:
        counted(view)

    assert f"tickets:team:{energie.pk}" in heard


def test_a_definition_is_read_back_as_it_was_a_saved_view(operator: User) -> None:
    filters = Filters(
        view="team", states=("solved", "new"), priorities=(2, 1), language="fr", tag="meter", sort="waiting", owner_id=operator.pk
    )

    view = actions.save_view("Wacht", filters, by=operator, at=AT)

    assert is_same(filters_of(view), filters)
    assert not is_same(filters_of(view), Filters(view="team"))
