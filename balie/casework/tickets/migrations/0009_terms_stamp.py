"""A stamp that the database renews whenever one of the words, teams, people or templates a ticket is treated with changes."""

from __future__ import annotations

from django.db import migrations, models

TABLES = (
    *("taxonomy_purpose", "taxonomy_category", "taxonomy_result", "taxonomy_cause", "accounts_team"),
    *("tickets_statereason", "tickets_templateplace", "text_text", "text_translation"),
)
FUNCTION = """
CREATE FUNCTION tickets_renew_terms_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tickets_termsstamp (id, value) VALUES (1, gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET value = excluded.value;
    RETURN NULL;
END $$;
"""
ON_TABLE = """
CREATE TRIGGER tickets_terms_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_renew_terms_stamp();
"""
# People change often in what no list shows: their tabs, when they were last seen.
ON_PEOPLE = """
CREATE TRIGGER tickets_terms_people AFTER INSERT OR DELETE OR TRUNCATE ON accounts_user
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_person AFTER UPDATE ON accounts_user FOR EACH ROW
    WHEN ((OLD.name, OLD.username, OLD.is_active, OLD.is_service, OLD.granted)
        IS DISTINCT FROM (NEW.name, NEW.username, NEW.is_active, NEW.is_service, NEW.granted))
    EXECUTE FUNCTION tickets_renew_terms_stamp();
"""
FIRST = "INSERT INTO tickets_termsstamp (id, value) VALUES (1, gen_random_uuid());"
STAMP = FUNCTION + "".join(ON_TABLE.format(table=table) for table in TABLES) + ON_PEOPLE + FIRST
NO_STAMP = (
    "".join(f"DROP TRIGGER tickets_terms_change ON {table};" for table in TABLES)
    + "DROP TRIGGER tickets_terms_people ON accounts_user; DROP TRIGGER tickets_terms_person ON accounts_user;"
    + "DROP FUNCTION tickets_renew_terms_stamp();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("taxonomy", "0001_initial"),
        ("text", "0002_initial"),
        ("tickets", "0008_shared_tickets"),
    ]

    operations = [
        migrations.CreateModel(
            name="TermsStamp",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("value", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(STAMP, NO_STAMP),
    ]
