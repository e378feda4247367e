"""What was promised before promises followed what they are about stands as that does now: contacts and customers' files."""

from django.db import migrations

# What was promised to a file that was merged is about the file it went along to.
MERGED = """
UPDATE promises_promise SET subject_id = subject.id, subject_number = subject.number
FROM customers_customer subject
WHERE promises_promise.subject_kind = 'customer' AND subject.id = promises_promise.customer_id AND promises_promise.subject_id <> subject.id;
"""


def stand_like(kind: str, table: str, customer: str) -> str:
    """As `actions.follow_subjects` does for one: `customer` is the column of the subject's table that says whose it is."""
    return f"""
UPDATE promises_promise SET level = subject.level, team_id = coalesce(subject.team_id, promises_promise.team_id), customer_id = subject.{customer},
    participant_ids = (
        SELECT array_agg(DISTINCT person ORDER BY person)
        FROM unnest(subject.participant_ids || promises_promise.owner_id || promises_promise.made_by_id) person
    )
FROM {table} subject
WHERE promises_promise.subject_kind = '{kind}' AND subject.id = promises_promise.subject_id;
"""  # noqa: S608  # names of ours


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0002_also_teams"),
        ("customers", "0007_merge_take"),
        ("promises", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(MERGED, migrations.RunSQL.noop),
        migrations.RunSQL(stand_like("customer", "customers_customer", "id"), migrations.RunSQL.noop),
        migrations.RunSQL(stand_like("contact", "contacts_contact", "customer_id"), migrations.RunSQL.noop),
    ]
