from datetime import timedelta

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.foundation.statements.rows import update_rows


@pytest.mark.django_db
def test_many_rows_are_each_given_their_own_values_and_keep_the_rest() -> None:
    users = [a_user(username=f"colleague{at}") for at in range(3)]
    for at, user in enumerate(users):
        user.language, user.last_login = ["nl", "fr", "de"][at], None if at else MONDAY_9AM + timedelta(days=at)
        user.name = "not written"

    update_rows(users[:2], "language", "last_login")

    for user in users:
        user.refresh_from_db()
    assert [(user.language, user.last_login) for user in users[:2]] == [("nl", MONDAY_9AM), ("fr", None)]
    assert users[2].language != "de"
    assert "not written" not in {user.name for user in users}


def test_no_rows_are_no_question() -> None:
    update_rows([], "language")
