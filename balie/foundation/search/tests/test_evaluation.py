import json

import pytest
from django.db import connection

from balie.foundation.search.evaluation import CannotEvaluate, evaluate, read_trial
from balie.foundation.search.models import Document

DOCUMENTS = [
    {"document": {"id": "a", "title": "Factuur te hoog", "text": "Vergelijk uw verbruik.", "lang": "nl"}},
    {"document": {"id": "b", "title": "Payer en plusieurs fois", "text": "Un plan de paiement.", "lang": "fr"}},
]
QUERIES = [
    {"query": "faktuur", "lang": "nl", "relevant": ["a"]},
    {"query": "plans de paiements", "lang": "fr", "relevant": ["b"]},
]


def lines(*rows):
    return [json.dumps(row) for row in rows]


@pytest.mark.django_db
def test_the_search_is_measured_beside_plain_ranking_and_leaves_no_trace():
    answer = evaluate(read_trial(lines(*DOCUMENTS, *QUERIES)))

    assert (answer["recall@1"], answer["recall@5"], answer["mrr"], answer["misses@5"]) == (1.0, 1.0, 1.0, 0)
    assert answer["ts_rank"]["any word"]["misses@5"] == 1
    assert answer["fewer_misses@5"] == 1.0
    assert answer["p95_ms"] > 0
    assert not Document.objects.exists()
    assert "balie_scratch" not in connection.introspection.table_names()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["{"], "line 1 is neither"),
        (['["a"]'], "line 1 is neither"),
        (lines(DOCUMENTS[0], {"query": "x"}), "line 2 is neither"),
        (lines(DOCUMENTS[0], DOCUMENTS[0]), "line 2 is neither"),
        (lines(DOCUMENTS[0], {"query": "x", "lang": "xx", "relevant": ["a"]}), "'xx'"),
        (lines(DOCUMENTS[0], {"query": "x", "relevant": ["z"]}), "names a document that is not there: z"),
        (lines(DOCUMENTS[0]), "at least one document and one query"),
        ([], "at least one document and one query"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_with_the_place(rows, reason, in_english):
    with pytest.raises(CannotEvaluate) as refused:
        read_trial(rows)

    assert reason in str(refused.value)
