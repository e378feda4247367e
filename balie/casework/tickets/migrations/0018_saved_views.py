"""Saved lists, and the triggers that keep how many tickets each holds."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

# Whether a ticket of everybody's fits what a view says of itself; "mine" and "my teams'" are of whoever looks. One expression, so that it is
# written into the statements that ask it, and they find their indexes.
HOLDS = """
CREATE FUNCTION tickets_view_holds(
    view_states varchar[], view_priorities smallint[], view_category bigint, view_team bigint, view_owner bigint,
    view_language varchar, view_tag varchar, view_sort varchar,
    state varchar, priority smallint, category bigint, team bigint, owner bigint, language varchar, tags varchar[], is_asking boolean
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT state = ANY (view_states)
        AND (view_priorities = '{}' OR priority = ANY (view_priorities))
        AND (view_category IS NULL OR category = view_category)
        AND (view_team IS NULL OR team = view_team)
        AND (view_owner IS NULL OR owner = view_owner)
        AND (view_language = '' OR language = view_language)
        AND (view_tag = '' OR view_tag = ANY (tags))
        AND (view_sort <> 'waiting' OR is_asking)
$$;
"""
# Whose count a ticket belongs to in a view; null where no viewer of the view has it in their base.
WHOSE = """
CREATE FUNCTION tickets_view_whose(view_base varchar, view_user bigint, team bigint, owner bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE view_base
        WHEN 'mine' THEN CASE WHEN view_user IS NULL OR view_user = owner THEN owner END
        WHEN 'team' THEN team
        WHEN 'unassigned' THEN CASE WHEN owner IS NULL THEN 0 END
        ELSE 0
    END
$$;
"""
# What went and what came are summed up before any view is looked at: most changes of a ticket are none to a view. No join of old and new,
# whose plan, kept from a change of one ticket, would be a square for thousands.
FOLLOW = """
CREATE FUNCTION tickets_view_follow_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tickets_savedview WHERE removed_at IS NULL) THEN
        RETURN NULL;
    END IF;
    WITH moved AS MATERIALIZED (
        SELECT state, priority, category_id, team_id, owner_id, language, tags, answer_due_since IS NOT NULL AS is_asking, sum(amount) AS amount
        FROM ({rows}) each
        WHERE level = 0 AND cardinality(also_team_ids) = 0
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(amount) <> 0
    )
    INSERT INTO tickets_viewdelta (view_id, generation, whose, amount)
    SELECT view.id, view.generation, whose, sum(moved.amount)
    FROM moved
    JOIN tickets_savedview view ON view.removed_at IS NULL AND tickets_view_holds(
        view.states, view.priorities, view.category_id, view.of_team_id, view.of_owner_id, view.language, view.tag, view.sort,
        moved.state, moved.priority, moved.category_id, moved.team_id, moved.owner_id, moved.language, moved.tags, moved.is_asking)
    CROSS JOIN LATERAL tickets_view_whose(view.base, view.user_id, moved.team_id, moved.owner_id) AS whose
    WHERE whose IS NOT NULL
    GROUP BY 1, 2, 3 HAVING sum(moved.amount) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER tickets_view_{verb} AFTER {verb} ON tickets_ticket REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_view_follow_{verb}();
"""
_COLUMNS = "level, also_team_ids, state, priority, category_id, team_id, owner_id, language, tags, answer_due_since"
_CAME, _WENT = f"SELECT {_COLUMNS}, 1 AS amount FROM came", f"SELECT {_COLUMNS}, -1 AS amount FROM went"  # noqa: S608  # names of ours
_VERBS = {
    "insert": ("NEW TABLE AS came", _CAME),
    "update": ("OLD TABLE AS went NEW TABLE AS came", f"{_WENT} UNION ALL {_CAME}"),
    "delete": ("OLD TABLE AS went", _WENT),
}
KEEP = HOLDS + WHOSE + "".join(FOLLOW.format(verb=verb, tables=tables, rows=rows) for verb, (tables, rows) in _VERBS.items())
KEEP_NO_MORE = "".join(
    f"DROP TRIGGER tickets_view_{verb} ON tickets_ticket; DROP FUNCTION tickets_view_follow_{verb}();" for verb in _VERBS
) + (
    "DROP FUNCTION tickets_view_whose(varchar, bigint, bigint, bigint);"
    "DROP FUNCTION tickets_view_holds(varchar[], smallint[], bigint, bigint, bigint, varchar, varchar, varchar,"
    " varchar, smallint, bigint, bigint, bigint, varchar, varchar[], boolean);"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("customers", "0006_merges"),
        ("taxonomy", "0002_who_goes_before"),
        ("tickets", "0017_what_a_verb_left"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                (
                    "base",
                    models.CharField(
                        choices=[("mine", "Mine"), ("team", "Team"), ("unassigned", "Unassigned"), ("all", "All")], max_length=10
                    ),
                ),
                ("states", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10))),
                (
                    "priorities",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True, choices=[("nl", "nl"), ("fr", "fr"), ("en", "en"), ("de", "de")], default="", max_length=2
                    ),
                ),
                ("tag", models.CharField(blank=True, default="", max_length=40)),
                ("sort", models.CharField(default="changed", max_length=10)),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("generation", models.PositiveIntegerField(default=1)),
                ("is_counted", models.BooleanField(default=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ViewCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("view_id", models.BigIntegerField()),
                ("generation", models.PositiveIntegerField()),
                ("whose", models.BigIntegerField()),
                ("count", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ViewDelta",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("view_id", models.BigIntegerField()),
                ("generation", models.PositiveIntegerField()),
                ("whose", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    models.Func(
                        models.F("level"),
                        models.Func(models.F("also_team_ids"), function="cardinality", output_field=models.IntegerField()),
                        output_field=models.BooleanField(),
                        template="(greatest(%(expressions)s) > 0)",
                    )
                ),
                fields=["state"],
                name="ticket_apart",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="category",
            field=models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="taxonomy.category"
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="of_owner",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="of_team",
            field=models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="team",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="user",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="viewcount",
            constraint=models.UniqueConstraint(fields=("view_id", "generation", "whose"), name="view_count_once"),
        ),
        migrations.AddIndex(
            model_name="viewdelta",
            index=models.Index(fields=["view_id"], name="view_delta_by_view"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(("user", None), ("team", None), _connector="XOR"), name="saved_view_of_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(condition=models.Q(("states__len__gt", 0)), name="saved_view_some_state"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("user"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("removed_at", None), ("team", None)),
                name="saved_view_own_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("team"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("removed_at", None), ("user", None)),
                name="saved_view_team_name",
            ),
        ),
        migrations.RunSQL(KEEP, KEEP_NO_MORE),
    ]
