"""Real telephones for tests: baresip, which plays a tone and keeps what it hears, each in a folder of its own, gone with the test."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.parts.needed import free_port, missing

MODULES = ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules")


class Baresip:
    """One telephone. `tone` is a WAV file of 8 kHz that it says; with `secret` it registers as `name` at `registrar`."""

    def __init__(self, name: str, *, registrar: int, tone: Path, secret: str = "", answers: bool = True) -> None:
        program = shutil.which("baresip")
        modules = next((path for path in MODULES if Path(path).exists()), None)
        if program is None or modules is None:
            missing("baresip", "baresip-core")
        self.name, self.program = name, program
        self.port, self._control = _two_free_ports(), free_port()
        self.home = Path(tempfile.mkdtemp(prefix="balie-baresip-"))
        (self.home / "config").write_text(self._configuration(modules, tone))
        registers = f'60;outbound="sip:127.0.0.1:{registrar};transport=udp"' if secret else "0"
        mode = "auto" if answers else "manual"
        account = f"<sip:{name}@127.0.0.1:{registrar}>;auth_pass={secret or 'x'};answermode={mode};audio_codecs=PCMU/8000/1;catchall=yes"
        (self.home / "accounts").write_text(f"{account};regint={registers}\n")
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with (self.home / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [self.program, "-f", str(self.home)], stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.home
            )
        until = time.monotonic() + 10
        while not self._is_up():
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError(f"baresip did not start:\n{self.log()}")
            time.sleep(0.05)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def stop(self) -> None:
        """End it in order, so that what it heard is whole on disk."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def do(self, command: str, params: str = "") -> None:
        """A command of its menu: dial, sndcode, hold, resume, transfer, hangup, accept."""
        told = json.dumps({"command": command, "params": params, "token": "t"}).encode()
        with socket.create_connection(("127.0.0.1", self._control), timeout=3) as control:
            control.sendall(b"%d:%s," % (len(told), told))
            control.settimeout(3)
            control.recv(65536)

    def heard(self) -> list[Path]:
        """A WAV file of each call."""
        return sorted(self.home.glob("dump-*-dec.wav"), key=lambda path: path.stat().st_mtime)

    def log(self) -> str:
        return (self.home / "log").read_text(errors="replace")

    def _is_up(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._control), timeout=1).close()
        except OSError:
            return False
        return True

    def _configuration(self, modules: str, tone: Path) -> str:
        names = ("g711.so", "aufile.so", "sndfile.so")
        apps = ("account.so", "menu.so", "ctrl_tcp.so")
        return "\n".join(
            [
                "net_interface 127.0.0.1",
                f"sip_listen 127.0.0.1:{self.port}",
                f"audio_source aufile,{tone}",
                f"audio_player aufile,{self.home}/rx.wav",
                "audio_alert aufile,/dev/null",
                "ausrc_srate 8000",
                "auplay_srate 8000",
                f"ctrl_tcp_listen 127.0.0.1:{self._control}",
                f"snd_path {self.home}",
                f"module_path {modules}",
                *(f"module {name}" for name in names),
                "module_tmp uuid.so",
                *(f"module_app {name}" for name in apps),
                "",
            ]
        )


class Sipp:
    """A caller that makes many calls: `calls` in all, `at_once` of them together, each `talk_ms` long, to `number` at a port of 127.0.0.1."""

    def __init__(self, port: int, *, calls: int, at_once: int, talk_ms: int, number: str = "100", rate: int = 10) -> None:
        program = shutil.which("sipp")
        if program is None:
            missing("sipp", "sip-tester")
        self._home = Path(tempfile.mkdtemp(prefix="balie-sipp-"))
        told = {"-s": number, "-i": "127.0.0.1", "-m": calls, "-l": at_once, "-r": rate, "-d": talk_ms, "-p": _two_free_ports()}
        words = [str(each) for pair in told.items() for each in pair]
        self._command = [program, "-sn", "uac", f"127.0.0.1:{port}", "-nostdin", *words]
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with (self._home / "log").open("wb") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self._home)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self._home, ignore_errors=True)

    def wait(self, *, within: float = 30) -> int:
        """Its exit code when it has ended: 0 when every call went as it should."""
        assert self.process is not None
        return self.process.wait(timeout=within)


def _two_free_ports() -> int:
    """A port whose next one is free too: baresip listens for TLS there."""
    while True:
        port = free_port()
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as first, socket.socket() as second:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
        except OSError:
            continue
        return port
