"""A sign-in service for tests: a token endpoint, and the place where a mail server asks whether a token is right.

`with SignInService(user="energie") as service:` then `service.token_url`, `service.introspection_url`; `service.asked` holds what came.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


class SignInService:
    """`lives`: how long a token lives. `refuses`: the error every asking gets. `slow`: seconds before each byte of an answer."""

    def __init__(self, *, user: str, lives: int = 3600) -> None:
        self.user, self.lives, self.refuses, self.slow = user, lives, "", 0.0
        self.asked: list[dict[str, str]] = []
        self.valid: set[str] = set()
        self._serial = count(1)
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                asked = {name: values[0] for name, values in parse_qs(self.rfile.read(size).decode()).items()}
                status, answer = service._tokens(asked)
                self._answer(status, answer)

            def do_GET(self) -> None:
                token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
                self._answer(200, {"active": token in service.valid, "username": service.user})

            def _answer(self, status: int, answer: dict[str, Any]) -> None:
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for at in range(len(body)):
                    time.sleep(service.slow)
                    self.wfile.write(body[at : at + 1])

            def log_message(self, *args: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        root = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.token_url, self.introspection_url = f"{root}/token", f"{root}/introspect?token="

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _tokens(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(asked)
        if self.refuses:
            return 400, {"error": self.refuses, "error_description": f"AADSTS: {self.refuses}"}
        number = next(self._serial)
        self.valid.add(f"access-{number}")
        return 200, {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "expires_in": self.lives}
