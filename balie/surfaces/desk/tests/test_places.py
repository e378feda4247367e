from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.utils import translation

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_user
from balie.foundation.ui.testing import calls_in
from balie.foundation.web.pages import render
from balie.surfaces.desk.places import places_for
from balie.surfaces.desk.shell import Shell

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return a_user("operator")


def test_places_are_named_in_the_language_of_who_looks_each_time(operator: User) -> None:
    named = []
    for language in ("nl", "fr", "nl"):
        with translation.override(language):
            named.append([place.label for place in places_for(operator) if place.address == "/customers/"])

    assert named == [["Klanten"], ["Clients"], ["Klanten"]]


def test_places_follow_the_grants_of_the_moment(operator: User) -> None:
    before = [place.address for place in places_for(operator)]
    operator.granted = [verb for verb in operator.granted if verb != "tickets.view"]

    after = [place.address for place in places_for(operator)]

    assert "/tickets/" in before
    assert "/tickets/" not in after


def test_who_was_switched_off_has_only_what_needs_no_verb(operator: User) -> None:
    operator.is_active = False

    assert "/customers/" not in [place.address for place in places_for(operator)]


@pytest.mark.parametrize("path", ["/customers/", "/tickets/20100018/", "/"])
def test_the_rail_tells_where_we_are_also_after_another_page(rf: RequestFactory, operator: User, path: str) -> None:
    for at in ("/help/", path):
        request = rf.get(at)
        request.user = operator
        here = [address for _label, _icon, address, _key, is_here in Shell(request).rail if is_here]

    assert here == [path if path.count("/") < 3 else "/tickets/"]


def test_the_frame_around_an_empty_page_costs_few_calls(rf: RequestFactory, operator: User) -> None:
    request = rf.get("/help/")
    request.user = operator

    assert calls_in(lambda: render(request, "ui/page.html")) <= 2100
