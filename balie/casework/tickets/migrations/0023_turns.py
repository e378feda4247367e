"""The order of work beside the tickets, kept by triggers; what no list reads has no index any more."""

import django.db.models.deletion
from django.db import migrations, models

FOLLOW = """
CREATE FUNCTION tickets_turn_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.work_order IS NULL THEN
        DELETE FROM tickets_turn WHERE ticket_id = OLD.id;
    ELSE
        INSERT INTO tickets_turn (ticket_id, work_order, owner_id, team_id, is_shared)
        VALUES (NEW.id, NEW.work_order, NEW.owner_id, NEW.team_id, cardinality(NEW.also_team_ids) > 0)
        ON CONFLICT (ticket_id) DO UPDATE SET work_order = excluded.work_order, owner_id = excluded.owner_id,
            team_id = excluded.team_id, is_shared = excluded.is_shared;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tickets_turn_insert AFTER INSERT ON tickets_ticket FOR EACH ROW
    WHEN (NEW.work_order IS NOT NULL) EXECUTE FUNCTION tickets_turn_follow();
CREATE TRIGGER tickets_turn_update AFTER UPDATE ON tickets_ticket FOR EACH ROW
    WHEN ((OLD.work_order, OLD.owner_id, OLD.team_id, OLD.also_team_ids) IS DISTINCT FROM
        (NEW.work_order, NEW.owner_id, NEW.team_id, NEW.also_team_ids)) EXECUTE FUNCTION tickets_turn_follow();
CREATE TRIGGER tickets_turn_delete AFTER DELETE ON tickets_ticket FOR EACH ROW
    WHEN (OLD.work_order IS NOT NULL) EXECUTE FUNCTION tickets_turn_follow();
INSERT INTO tickets_turn (ticket_id, work_order, owner_id, team_id, is_shared)
    SELECT id, work_order, owner_id, team_id, cardinality(also_team_ids) > 0 FROM tickets_ticket WHERE work_order IS NOT NULL;
-- A change of what no index holds stays on its page, where there is room.
ALTER TABLE tickets_ticket SET (fillfactor = 85);
"""
FOLLOW_NO_MORE = """
DROP TRIGGER tickets_turn_insert ON tickets_ticket;
DROP TRIGGER tickets_turn_update ON tickets_ticket;
DROP TRIGGER tickets_turn_delete ON tickets_ticket;
DROP FUNCTION tickets_turn_follow();
ALTER TABLE tickets_ticket RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0022_by_customer"),
    ]

    operations = [
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="turn",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("work_order", models.BigIntegerField()),
                ("owner_id", models.BigIntegerField(null=True)),
                ("team_id", models.BigIntegerField(null=True)),
                ("is_shared", models.BooleanField()),
            ],
        ),
        migrations.RunSQL(FOLLOW, FOLLOW_NO_MORE),
        migrations.AddIndex(
            model_name="turn",
            index=models.Index(
                condition=models.Q(("owner_id__isnull", False)), fields=["owner_id", "work_order", "ticket"], name="turn_by_owner"
            ),
        ),
        migrations.AddIndex(
            model_name="turn",
            index=models.Index(condition=models.Q(("owner_id", None)), fields=["team_id", "work_order", "ticket"], name="turn_by_team"),
        ),
        migrations.AddIndex(
            model_name="turn",
            index=models.Index(
                condition=models.Q(("is_shared", True), ("owner_id", None)), fields=["work_order", "ticket"], name="turn_shared"
            ),
        ),
        migrations.RemoveIndex(model_name="ticket", name="ticket_work_by_owner"),
        migrations.RemoveIndex(model_name="ticket", name="ticket_work_by_team"),
        migrations.RemoveIndex(model_name="ticket", name="ticket_work_shared"),
        migrations.RemoveIndex(model_name="ticket", name="ticket_open_due"),
    ]
