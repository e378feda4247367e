from __future__ import annotations

import re

from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

FORMS = engines["jinja2"].from_string("{{ csrf_input }}{{ csrf_input }}<b>{{ csrf_token }}</b>")


def a_request(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/")
    request.META["CSRF_COOKIE"] = "a" * 32
    return request


def test_every_form_of_a_page_carries_the_same_token_and_the_next_page_another_mask(rf: RequestFactory) -> None:
    pages = [re.findall(r'value="(\w{64})"|<b>(\w{64})</b>', FORMS.render({}, a_request(rf))) for _each in range(2)]

    first, second = ([one or other for one, other in page] for page in pages)

    assert len(first) == 3
    assert len({*first}) == 1
    assert first[0] != second[0]


def test_a_page_without_a_form_sets_no_token(rf: RequestFactory) -> None:
    request = rf.get("/")

    engines["jinja2"].from_string("<p>").render({}, request)

    assert "CSRF_COOKIE" not in request.META
