"""What the trusted mail server says of spam."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.email.verdicts import spam_verdict

OURS, RECEIVED = "mx.balie.example", ("Received", "from a by b")


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ([("X-Spam-Flag", "YES"), RECEIVED], "X-Spam-Flag"),
        ([RECEIVED, ("X-Spam-Status", "Yes, score=7.3 required=5.0 tests=BAYES_99")], "X-Spam-Status 7.3"),
        ([RECEIVED, RECEIVED, ("X-Spamd-Result", "default: True [17.20 / 15.00];\n GTUBE(0.00)[]")], "X-Spamd-Result 17.20 / 15.00"),
        ([("X-Spam", "Yes")], "X-Spam"),
        ([("X-Spam-Flag", "NO")], ""),
        ([("X-Spam-Status", "No, score=-1.9")], ""),
        ([RECEIVED, ("X-Spamd-Result", "default: False [2.1 / 15.00]; BAYES_HAM(-3.0)[]")], ""),
        ([RECEIVED, RECEIVED, ("X-Spam-Flag", "YES")], ""),
        ([], ""),
    ],
)
def test_the_verdict_of_our_server_counts_where_only_it_writes(headers: list[tuple[str, str]], verdict: str) -> None:
    assert spam_verdict(headers, receiver=OURS) == verdict


def test_without_a_trusted_server_no_verdict_counts() -> None:
    assert spam_verdict([("X-Spam-Flag", "YES")], receiver="") == ""


@given(
    st.lists(st.tuples(st.sampled_from(["X-Spam-Flag", "X-Spam-Status", "X-Spamd-Result", "Received", "Subject"]), st.text(max_size=80)))
)
def test_no_headers_make_it_fail(headers: list[tuple[str, str]]) -> None:
    assert len(spam_verdict(headers, receiver=OURS)) <= 120
