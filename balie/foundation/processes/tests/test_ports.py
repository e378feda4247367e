"""A busy port is told in a sentence."""

from __future__ import annotations

import socket

import pytest

from balie.foundation.processes.ports import PortTaken, answers_http, ensure_free


def test_a_busy_port_is_refused_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(PortTaken, match=rf"Port {port} .*in use.*PORT={port + 1}"):
            ensure_free("127.0.0.1", port)


def test_nobody_listening_answers_zero() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert answers_http("127.0.0.1", port, "/healthz") == 0
