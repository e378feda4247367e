"""Write the tables as all migrations leave them to balie/foundation/postgres/tables.sql (`make tables`)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from balie.foundation.postgres.cluster import Cluster
from balie.foundation.postgres.configuration import THROW_AWAY


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)  # the server's user passes through
        cluster = Cluster(home, settings=THROW_AWAY)
        cluster.start()
        try:
            os.environ |= {"BALIE_HOME": folder, "BALIE_DATABASE_URL": cluster.url, "DJANGO_SETTINGS_MODULE": "balie.config.settings"}
            _write()
        finally:
            cluster.release()


def _write() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from balie.foundation.postgres.tables import TABLES, written_tables

    call_command("migrate", each=True, verbosity=0, interactive=False)
    TABLES.write_text(written_tables())


if __name__ == "__main__":
    main()
