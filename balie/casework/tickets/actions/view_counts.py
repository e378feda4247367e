"""How many tickets each saved list holds: counted once, then kept.

The database itself appends what each change of tickets adds or takes (migrations 0018 and 0021); a count is what was counted and all of that since.
"""

from __future__ import annotations

from django.db import connection, transaction

from balie.casework.tickets.actions.views import tell_of_view
from balie.casework.tickets.jobs import defer_counting
from balie.casework.tickets.models import SavedView

# One statement sees one moment: of what was appended, just what this moment's tickets hold already is dropped.
_COUNT = """
WITH view AS (UPDATE tickets_savedview SET is_counted = true WHERE id = %(view)s RETURNING *),
held AS (DELETE FROM tickets_viewdelta WHERE view_id = %(view)s AND generation = %(generation)s)
INSERT INTO tickets_viewcount (view_id, generation, whose, level, team_id, participant_id, count)
SELECT view.id, view.generation, whose, ticket.level, sight.team_id, sight.participant_id, count(*)
FROM view
JOIN tickets_ticket ticket ON cardinality(ticket.also_team_ids) = 0 AND tickets_view_holds(
    view.states, view.priorities, view.category_id, view.of_team_id, view.of_owner_id, view.language, view.tag, view.sort,
    ticket.state, ticket.priority, ticket.category_id, ticket.team_id, ticket.owner_id, ticket.language, ticket.tags,
    ticket.answer_due_since IS NOT NULL)
CROSS JOIN LATERAL tickets_view_whose(view.base, view.user_id, ticket.team_id, ticket.owner_id) AS whose
CROSS JOIN LATERAL tickets_view_sights(ticket.level, ticket.team_id, ticket.participant_ids) AS sight
WHERE whose IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6
"""
# Of a view that is not counted yet it is left to the counting, which holds what this moment's tickets do not.
_FOLD = """
WITH counted AS (
    SELECT delta.id FROM tickets_viewdelta delta
    JOIN tickets_savedview view ON view.id = delta.view_id AND view.generation = delta.generation AND view.is_counted
    FOR UPDATE OF delta SKIP LOCKED
), gone AS (
    DELETE FROM tickets_viewdelta delta USING counted WHERE delta.id = counted.id
    RETURNING delta.*
)
INSERT INTO tickets_viewcount AS kept (view_id, generation, whose, level, team_id, participant_id, count)
SELECT view_id, generation, whose, level, team_id, participant_id, sum(amount) FROM gone
GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(amount) <> 0 ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (view_id, generation, participant_id, whose, level, team_id) DO UPDATE SET count = kept.count + excluded.count
"""
# What is of no view any more.
_SWEEP = """
DELETE FROM {table} past WHERE NOT EXISTS (
    SELECT FROM tickets_savedview view WHERE view.id = past.view_id AND view.removed_at IS NULL AND view.generation = past.generation
)
"""


@transaction.atomic
def count_view(pk: int, generation: int) -> bool:
    """Count what the view holds, unless it was counted, removed or changed meanwhile; False then. Every transaction that does not know of this

    generation must have ended (`is_settled`): what it changed would be in neither the tickets nor what was appended.
    """
    view = SavedView.objects.select_for_update(of=("self",)).filter(pk=pk, generation=generation, is_counted=False, removed_at=None).first()
    if view is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"view": pk, "generation": generation})
    tell_of_view(view)
    return True


@transaction.atomic
def fold_view_deltas() -> None:
    """Add what was appended to the counts, so that little of it has to be read; of two at once each takes what the other does not."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)


@transaction.atomic
def sweep_view_counts() -> None:
    """Drop what was counted of lists that were changed or removed."""
    with connection.cursor() as cursor:
        for table in ("tickets_viewdelta", "tickets_viewcount"):
            cursor.execute(_SWEEP.format(table=table))


@transaction.atomic
def recount_views() -> int:
    """Have every saved list counted anew, each from the tickets as they are; how many."""
    views = list(SavedView.objects.select_for_update(of=("self",)).filter(removed_at=None).order_by("pk"))
    for view in views:
        view.generation, view.is_counted = view.generation + 1, False
        view.save(update_fields=["generation", "is_counted"])
        defer_counting(view.pk, view.generation)
        tell_of_view(view)
    return len(views)
