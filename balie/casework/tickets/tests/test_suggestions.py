from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import a_user
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.suggestions import suggestions_for
from balie.casework.tickets.suggesting import MOST, Candidate, advise
from balie.casework.tickets.testing import a_ticket
from balie.conversation.routing.models import Requirement
from balie.conversation.routing.testing import a_skill, able, in_state
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
candidates = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 99),
        languages=st.frozensets(st.sampled_from(("nl", "fr"))),
        skills=st.dictionaries(st.integers(1, 2), st.integers(1, 5)),
        presence=st.integers(0, 2),
        open_count=st.integers(0, 9),
        history=st.integers(0, 5),
        in_place=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda each: each.id,
)


@given(candidates)
def test_advice_is_the_same_whatever_the_order_and_at_most_five(people: list[Candidate]) -> None:
    advice = advise(people, language="nl", needs=((1, 2),))

    assert advise(people[::-1], language="nl", needs=((1, 2),)) == advice
    assert len(advice) <= MOST


@given(candidates)
def test_only_who_speaks_it_and_can_do_it_is_advised_and_each_says_why(people: list[Candidate]) -> None:
    known = {each.id: each for each in people}

    for each in advise(people, language="nl", needs=((1, 2),)):
        assert "nl" in known[each.id].languages
        assert known[each.id].skills.get(1, 0) >= 2
        assert each.reasons


def speaks(user: User, *languages: str) -> User:
    user.spoken_languages = list(languages)
    user.save()
    return user


@pytest.mark.decree("S2.3")
def test_who_is_there_knows_the_customer_and_has_least_comes_first(
    operator: User, colleague: User, energie: Team, in_english: None
) -> None:
    customer = a_customer()
    an = a_user("operator", name="An", teams=[energie])
    a_ticket(owner=an, customer=customer, state="closed")
    in_state(an)
    speaks(colleague, "nl")
    a_ticket(owner=colleague, team=energie, state="open")
    ticket = a_ticket(team=energie, customer=customer)

    first, second = suggestions_for(operator, ticket.number)

    assert (first.name, second.name) == ("An", "Karim Aziz")
    assert first.reasons == ["available", "helped this customer before", "speaks Nederlands", "0 tickets to do"]
    assert second.reasons == ["speaks Nederlands", "1 ticket to do"]


def test_history_tells_nothing_of_tickets_one_may_not_know_of(operator: User, colleague: User, energie: Team, in_english: None) -> None:
    customer = a_customer()
    a_ticket(owner=colleague, customer=customer, level=3, state="closed")
    speaks(colleague, "nl")
    ticket = a_ticket(team=energie, customer=customer)

    [only] = suggestions_for(operator, ticket.number)

    assert only.name == "Karim Aziz"
    assert "helped this customer before" not in only.reasons


def test_the_team_that_handles_it_comes_before_people_and_skill_decides(
    operator: User, colleague: User, winkel: Team, energie: Team, in_english: None
) -> None:
    category = a_term(Category, "meter")
    Category.objects.filter(pk=category.pk).update(team=winkel)
    Requirement.objects.create(category=category, skill=a_skill("meters"), least=3)
    expert = able(speaks(a_user("operator", name="Expert", teams=[winkel]), "nl"), meters=4)
    able(speaks(colleague, "nl"), meters=2)
    ticket = a_ticket(team=energie, category=category)
    Ticket.objects.filter(pk=ticket.pk).update(team=energie)

    found = suggestions_for(operator, ticket.number)

    assert [each.to for each in found] == [f"team:{winkel.pk}", f"user:{expert.pk}"]
    assert found[1].reasons[0] == "meters at level 4"


def test_a_digit_chooses_and_the_form_sends_it_there(desk: Client, operator: User, colleague: User, energie: Team) -> None:
    speaks(colleague, "nl")
    ticket = a_ticket(team=energie, owner=operator, state="open")

    part = desk.get(f"/tickets/{ticket.number}/suggestions/", headers={"HX-Request": "true"}).content.decode()
    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    answer = desk.post(f"/tickets/{ticket.number}/transfer/", {"to": f"user:{colleague.pk}", "reason": "knows meters"})

    assert f'value="user:{colleague.pk}"' in part
    assert "data-digits" in page
    assert answer.status_code == 303
    ticket.refresh_from_db()
    assert ticket.owner == colleague


def test_the_number_of_queries_does_not_grow_with_people(
    desk: Client, operator: User, energie: Team, django_assert_max_num_queries: object
) -> None:
    for number in range(20):
        speaks(a_user("operator", name=f"Collega {number}", teams=[energie]), "nl")
    ticket = a_ticket(team=energie, customer=a_customer())

    with django_assert_max_num_queries(9):  # type: ignore[operator]
        assert len(suggestions_for(operator, ticket.number)) == MOST
