"""Counts of saved lists for each sight: what not everybody sees is kept like the rest, and the open list sifts in its index."""

from importlib import import_module

from django.db import migrations, models

FIRST = import_module("balie.casework.tickets.migrations.0018_saved_views")
# The team counts where the level is not open, and so does each who takes part.
SIGHTS = """
CREATE FUNCTION tickets_view_sights(level smallint, team bigint, participants bigint[]) RETURNS TABLE (team_id bigint, participant_id bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN level > 0 THEN coalesce(team, 0) ELSE 0 END, unnest(CASE WHEN level > 0 THEN 0::bigint || participants ELSE '{0}' END)
$$;
"""
FOLLOW = """
CREATE OR REPLACE FUNCTION tickets_view_follow_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tickets_savedview WHERE removed_at IS NULL) THEN
        RETURN NULL;
    END IF;
    WITH moved AS MATERIALIZED (
        SELECT level, CASE WHEN level > 0 THEN participant_ids ELSE '{{}}' END AS participant_ids, state, priority, category_id, team_id,
            owner_id, language, tags, answer_due_since IS NOT NULL AS is_asking, sum(amount) AS amount
        FROM ({rows}) each
        WHERE cardinality(also_team_ids) = 0
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 HAVING sum(amount) <> 0
    )
    INSERT INTO tickets_viewdelta (view_id, generation, whose, level, team_id, participant_id, amount)
    SELECT view.id, view.generation, whose, moved.level, sight.team_id, sight.participant_id, sum(moved.amount)
    FROM moved
    JOIN tickets_savedview view ON view.removed_at IS NULL AND tickets_view_holds(
        view.states, view.priorities, view.category_id, view.of_team_id, view.of_owner_id, view.language, view.tag, view.sort,
        moved.state, moved.priority, moved.category_id, moved.team_id, moved.owner_id, moved.language, moved.tags, moved.is_asking)
    CROSS JOIN LATERAL tickets_view_whose(view.base, view.user_id, moved.team_id, moved.owner_id) AS whose
    CROSS JOIN LATERAL tickets_view_sights(moved.level, moved.team_id, moved.participant_ids) AS sight
    WHERE whose IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(moved.amount) <> 0;
    RETURN NULL;
END $$;
"""
_COLUMNS = "level, participant_ids, also_team_ids, state, priority, category_id, team_id, owner_id, language, tags, answer_due_since"
_CAME, _WENT = f"SELECT {_COLUMNS}, 1 AS amount FROM came", f"SELECT {_COLUMNS}, -1 AS amount FROM went"  # noqa: S608  # names of ours
_VERBS = {"insert": _CAME, "update": f"{_WENT} UNION ALL {_CAME}", "delete": _WENT}
# Nobody writes a ticket meanwhile; what was counted is counted anew, for each sight.
EMPTY = """
LOCK TABLE tickets_ticket IN SHARE ROW EXCLUSIVE MODE;
DELETE FROM tickets_viewdelta;
DELETE FROM tickets_viewcount;
"""
COUNT = """
INSERT INTO tickets_viewcount (view_id, generation, whose, level, team_id, participant_id, count)
SELECT view.id, view.generation, whose, ticket.level, sight.team_id, sight.participant_id, count(*)
FROM tickets_savedview view
JOIN tickets_ticket ticket ON cardinality(ticket.also_team_ids) = 0 AND tickets_view_holds(
    view.states, view.priorities, view.category_id, view.of_team_id, view.of_owner_id, view.language, view.tag, view.sort,
    ticket.state, ticket.priority, ticket.category_id, ticket.team_id, ticket.owner_id, ticket.language, ticket.tags,
    ticket.answer_due_since IS NOT NULL)
CROSS JOIN LATERAL tickets_view_whose(view.base, view.user_id, ticket.team_id, ticket.owner_id) AS whose
CROSS JOIN LATERAL tickets_view_sights(ticket.level, ticket.team_id, ticket.participant_ids) AS sight
WHERE whose IS NOT NULL AND view.is_counted AND view.removed_at IS NULL
GROUP BY 1, 2, 3, 4, 5, 6
"""
KEEP = SIGHTS + "".join(FOLLOW.format(verb=verb, rows=rows) for verb, rows in _VERBS.items())
KEEP_AS_BEFORE = (
    "".join(f"DROP TRIGGER tickets_view_{verb} ON tickets_ticket; DROP FUNCTION tickets_view_follow_{verb}();" for verb in _VERBS)
    + "DROP FUNCTION tickets_view_sights(smallint, bigint, bigint[]);"
    + FIRST.KEEP.removeprefix(FIRST.HOLDS + FIRST.WHOSE)
)


def _for_each_sight(model_name: str) -> list[migrations.AddField]:
    fields = {"level": models.PositiveSmallIntegerField(), "team_id": models.BigIntegerField(), "participant_id": models.BigIntegerField()}
    return [migrations.AddField(model_name=model_name, name=name, field=field, preserve_default=False) for name, field in fields.items()]


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0020_quiet_since"),
    ]

    operations = [
        migrations.RunSQL(EMPTY, EMPTY),
        migrations.RemoveConstraint(model_name="viewcount", name="view_count_once"),
        *_for_each_sight("viewcount"),
        *_for_each_sight("viewdelta"),
        migrations.AddConstraint(
            model_name="viewcount",
            constraint=models.UniqueConstraint(
                fields=("view_id", "generation", "participant_id", "whose", "level", "team_id"), name="view_count_once"
            ),
        ),
        migrations.RunSQL(KEEP, KEEP_AS_BEFORE),
        migrations.RunSQL(COUNT, "UPDATE tickets_savedview SET generation = generation + 1, is_counted = false"),
        migrations.RemoveIndex(model_name="ticket", name="ticket_apart"),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    models.Func(
                        models.F("also_team_ids"), output_field=models.BooleanField(), template="(cardinality(%(expressions)s) > 0)"
                    )
                ),
                fields=["state"],
                name="ticket_shared",
            ),
        ),
        migrations.RemoveIndex(model_name="ticket", name="ticket_open"),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state__in", ["new", "open", "customer", "third"])),
                fields=["-changed_at", "-id", "state", "priority", "language"],
                name="ticket_open",
            ),
        ),
    ]
