"""Whatever an operator does, and wherever the page is loaded anew: the run stands where a fresh replay of what was kept stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.testing import a_contact
from balie.foundation.errors import Invalid
from balie.operations.scripts import actions
from balie.operations.scripts.models import Run, Version
from balie.operations.scripts.queries.published import graph_in
from balie.operations.scripts.queries.running import state_of
from balie.operations.scripts.rules import runs
from balie.operations.scripts.rules.document import Ask
from balie.operations.scripts.testing import a_fault, a_published

pytestmark = pytest.mark.django_db
ANSWERS = {
    "fault": ["light", "heat", "purple"],
    "helped": ["solved", "not_solved"],
    "story": ["it broke", ""],
    "since": ["2026-11-23", "x"],
}
NODES = ["greet", "what", "lamp", "story", "terms", "ticket", "done", "end", "nowhere"]
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.integers(0, 2)),
        st.tuples(st.just("on"), st.just(0)),
        st.tuples(st.just(runs.BACK), st.just(0)),
        st.tuples(st.just(runs.JUMPED), st.sampled_from(NODES)),
        st.tuples(st.just(runs.SKIPPED), st.just(0)),
        st.tuples(st.just(runs.LANGUAGE), st.sampled_from(["nl", "fr", "en", "de", "es"])),
        st.tuples(st.just("reload"), st.just(0)),
    ),
    max_size=14,
)


@pytest.fixture
def version() -> Version:
    return a_published(a_fault())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_any_sequence_ends_where_a_fresh_replay_of_what_was_kept_ends(version: Version, deeds: list[tuple[str, Any]]) -> None:
    operator = a_user("operator")
    contact = a_contact(operator=operator)
    run, state = actions.start_run(contact, version, by=operator, at=MONDAY_9AM)

    for deed, about in deeds:
        if deed == "reload":
            graph_in.cache_clear()
            state = state_of(Run.objects.get(pk=run.pk))
            continue
        kind, node, data = _event(version, state.node, deed, about)
        try:
            _run, state = actions.happen(contact, kind, node=node, by=operator, at=MONDAY_9AM, **data)
        except (actions.CannotFollow, Invalid):
            continue

    kept = Run.objects.get(pk=run.pk)
    assert state_of(kept) == state
    assert (kept.node, kept.language, kept.status) == (state.node, state.language, state.status)


def _event(version: Version, here: str, deed: str, about: Any) -> tuple[str, str, dict[str, Any]]:
    """What is sent, right or not."""
    node = graph_in(version.pk).nodes[here]
    match deed:
        case "answer" if isinstance(node, Ask):
            return runs.ANSWERED, here, {"values": {name: ANSWERS[name][about % len(ANSWERS[name])] for name in node.ask}}
        case runs.JUMPED:
            return runs.JUMPED, about, {"reason": "because"}
        case runs.SKIPPED:
            return runs.SKIPPED, here, {"reason": "because"}
        case runs.LANGUAGE:
            return runs.LANGUAGE, "", {"language": about}
        case runs.BACK:
            return runs.BACK, "", {}
    return runs.WENT_ON, here, {"outcome": "done"}
