"""Whether an address is free, and whether somebody answers there."""

from __future__ import annotations

import socket


class PortTaken(Exception):
    """Another program listens there, or the address is not this machine's."""


def ensure_free(host: str, port: int) -> None:
    """Raises `PortTaken` with a sentence for the person at the terminal."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise PortTaken(f"This user may not listen on port {port}. Choose one above 1023, e.g. PORT=8000.") from error
        except OSError as error:
            raise PortTaken(
                f"Port {port} on {host} is in use by another program ({error.strerror}). "
                f"Stop that program, or choose another port: PORT={port + 1} make run."
            ) from error


def answers_http(host: str, port: int, path: str, *, seconds: float = 1.0) -> int:
    """The status of a plain GET, 0 when nobody answers in time. Any status means the server is up."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asks, does not listen
    request = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((target, port), timeout=seconds) as connection:
            connection.sendall(request.encode())
            first_line = connection.recv(64)
    except OSError:
        return 0
    parts = first_line.split(b" ", 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
