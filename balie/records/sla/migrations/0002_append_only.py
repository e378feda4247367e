"""The log of a clock is never changed or shortened, whoever asks."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION sla_clockevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of clocks is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER sla_clockevent_append_only BEFORE UPDATE OR DELETE ON sla_clockevent
    FOR EACH ROW EXECUTE FUNCTION sla_clockevent_refuse();
"""
ALLOW = """
DROP TRIGGER sla_clockevent_append_only ON sla_clockevent;
DROP FUNCTION sla_clockevent_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("sla", "0001_agreements_and_clocks")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
