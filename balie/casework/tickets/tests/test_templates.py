"""Where a template is offered; no database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from balie.casework.tickets.queries.templates import Template

IDS = st.frozensets(st.sampled_from([1, 2, 3]))
ASKED = st.sampled_from([None, 1, 2, 3])


@given(brands=IDS, mailboxes=IDS, brand=ASKED, mailbox=ASKED)
def test_a_template_fits_where_nothing_that_it_names_says_otherwise(
    brands: frozenset[int], mailboxes: frozenset[int], brand: int | None, mailbox: int | None
) -> None:
    template = Template("x", "X", ["nl"], tuple(brands), tuple(mailboxes))

    named = [(brands, brand), (mailboxes, mailbox)]
    assert template.fits(brand_id=brand, mailbox_id=mailbox) == all(not wanted or given in wanted for wanted, given in named)


def test_a_template_with_words_in_the_language_is_told_by_its_name_alone() -> None:
    assert Template("x", "Stand", ["de", "fr"], (), ()).told("fr") == "Stand"


def test_another_says_which_words_it_has_first_in_our_order() -> None:
    assert Template("x", "Stand", ["de", "fr"], (), ()).told("nl") == "Stand (Français)"
