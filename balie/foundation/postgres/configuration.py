"""The cluster's own settings: socket only, peer authentication, tuned for one machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SUPERUSER = "postgres"
DATABASE = "balie"

SERVING: Mapping[str, str] = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0777",  # who may in is decided by peer authentication, not by the mode
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "pglz",
    "max_wal_size": "1GB",
    "shared_preload_libraries": "'pg_stat_statements'",
    "log_line_prefix": "'%m [%p] '",
    "log_min_duration_statement": "1000",
    "log_timezone": "'UTC'",
    "timezone": "'UTC'",
    "idle_in_transaction_session_timeout": "300000",
}
THROW_AWAY: Mapping[str, str] = {
    **SERVING,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_preload_libraries": "''",
    "log_min_duration_statement": "-1",
    "max_connections": "100",
}


def settings_file(settings: Mapping[str, str]) -> str:
    return "".join(f"{name} = {value}\n" for name, value in settings.items())


def access_file() -> str:
    """pg_hba.conf: the socket alone, by the system user's name through the map `balie`."""
    return "local all all peer map=balie\nlocal replication all peer map=balie\n"


def identities_file(system_users: Iterable[str]) -> str:
    """pg_ident.conf: each of `system_users` is the superuser; nobody else gets in."""
    return "".join(f"balie {name} {SUPERUSER}\n" for name in sorted(set(system_users)))


def initdb_arguments(major: int) -> list[str]:
    """Upper and lower case right in every language; the builtin locale exists from version 17."""
    arguments = [f"--username={SUPERUSER}", "--encoding=UTF8", "--auth=peer", "--data-checksums", "--no-instructions"]
    if major >= 17:
        return [*arguments, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*arguments, "--locale=C.UTF-8"]
