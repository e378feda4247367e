"""The yardstick itself works; its figures are `make bench`'s."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.foundation.installation.actions import load_demo
from tests.performance import lean_urls


@pytest.mark.django_db
def test_the_lean_page_lists_open_tickets(django_assert_num_queries, rf: RequestFactory) -> None:
    load_demo(MONDAY_9AM)
    request = rf.get("/lean/")
    request.user = a_user("operator")

    with django_assert_num_queries(1):
        page = lean_urls.lean(request)

    assert page.content.count(b"<tr>") > 10
