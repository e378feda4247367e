"""The address of a list says what it holds, and reads back as it was written."""

from __future__ import annotations

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from balie.casework.tickets.models import SavedView, Ticket
from balie.casework.tickets.queries.lists import SORTS, VIEWS, Filters
from balie.casework.tickets.queries.views import definition_of
from balie.casework.tickets.views.filters import query_of, read_filters, sorted_queries

ids = st.none() | st.integers(1, 10**6)
filters = st.builds(
    Filters,
    view=st.sampled_from(VIEWS),
    states=st.lists(st.sampled_from(sorted(Ticket.State.values)), unique=True, max_size=3).map(tuple),
    priorities=st.lists(st.integers(1, 4), unique=True, max_size=3).map(tuple),
    category_id=ids,
    team_id=ids,
    owner_id=ids,
    customer_id=ids,
    language=st.sampled_from(["", "nl", "fr"]),
    tag=st.sampled_from(["", "meter", "stroom-&-gas"]),
    sort=st.sampled_from(sorted(SORTS)),
)


@given(filters)
def test_the_address_of_a_list_reads_back_as_it_was_written_in_any_order(asked: Filters) -> None:
    assert read_filters(QueryDict(query_of(asked))) == asked
    assert {read_filters(QueryDict(query)).sort for query in sorted_queries(asked).values()} == set(SORTS)


@given(filters)
def test_of_a_saved_list_only_what_is_otherwise_stands_in_the_address(asked: Filters) -> None:
    saved = SavedView(pk=7, **definition_of(asked))

    queries = sorted_queries(asked, saved)

    assert queries.pop(asked.sort) == "saved=7"
    assert all(query.startswith("saved=7&view=") for query in queries.values())
