"""What was promised about tickets before promises followed them stands as they do now, and margins of procedures stand still where they wait."""

from importlib import import_module

from django.db import migrations

promises = import_module("balie.conversation.promises.migrations.0002_stand_like_their_subjects")
PROMISES = promises.stand_like("ticket", "tickets_ticket", "customer_id")
# As `actions.checklists` holds them: since the wait began.
WAITS = """
INSERT INTO procedures_hold (run_id, reason, since)
SELECT run.id, coalesce(reason.key, ticket.state), coalesce(began.at, now())
FROM procedures_run run
JOIN tickets_ticketrun of_run ON of_run.run_id = run.id
JOIN tickets_ticket ticket ON ticket.id = of_run.ticket_id
LEFT JOIN tickets_statereason reason ON reason.id = ticket.state_reason_id
CROSS JOIN LATERAL (SELECT max(at) AS at FROM tickets_change WHERE ticket_id = ticket.id AND field = 'state') began
WHERE run.ended_at IS NULL AND run.aside_at IS NULL AND ticket.state IN ('customer', 'third')
    AND CASE WHEN reason.pauses IS NULL THEN ticket.state = 'customer' ELSE 'solution' = ANY (reason.pauses) END;

UPDATE procedures_runstep step SET due_at = NULL
FROM procedures_hold held WHERE held.run_id = step.run_id AND held.until IS NULL AND step.state = 'open' AND step.due_at > held.since;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0002_holds"),
        ("promises", "0002_stand_like_their_subjects"),
        ("tickets", "0018_saved_views"),
    ]

    operations = [
        migrations.RunSQL(PROMISES, migrations.RunSQL.noop),
        migrations.RunSQL(WAITS, migrations.RunSQL.noop),
    ]
