from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from balie.conversation.telephony.media.protocol import commands, events, lines
from balie.conversation.telephony.media.refusals import BadField, UnknownCommand, UnknownEvent
from balie.conversation.telephony.tests.engine import Engine, MediaProcess
from balie.conversation.telephony.tests.tones import tone, write_wav

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def running() -> Iterator[MediaProcess]:
    with MediaProcess() as made:
        yield made
    assert made.process is not None
    assert made.process.returncode == 0, made.log()
    assert "Traceback" not in made.log()


@pytest.fixture
def media(running: MediaProcess) -> Iterator[MediaProcess]:
    """The process, with nothing left of the test before."""
    yield running
    engine = running.engine()
    for leg in engine.done("state")["legs"]:
        engine.do("hang_up", leg=leg["leg"])
    engine.done("set_phones", phones=[])
    engine.done("set_trusted", networks=[])
    engine.listen(0.1)
    engine.acknowledge(10**9)
    engine.done("state")
    engine.close()


class Caller:
    """Just enough of a telephone to call by hand, without audio."""

    def __init__(self, media: MediaProcess) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(5)
        self.media, self.port = media, self.socket.getsockname()[1]

    def call(self, name: str) -> None:
        sdp = f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {self.port + 2} RTP/AVP 0\r\n"
        self.send("INVITE", name, body=sdp)

    def send(self, method: str, name: str, *, tag: str = "", body: str = "") -> None:
        lines = [
            f"{method} sip:100@127.0.0.1 SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{name}{method if method == 'ACK' else ''};rport",
            "From: <sip:a@127.0.0.1>;tag=t",
            f"To: <sip:100@127.0.0.1>{tag}",
            f"Call-ID: {name}",
            f"CSeq: 1 {method}",
            f"Contact: <sip:a@127.0.0.1:{self.port}>",
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self.socket.sendto("\r\n".join([*lines, "", body]).encode(), ("127.0.0.1", self.media.port))

    def status(self) -> int:
        return int(self.socket.recv(65536).split()[1])


def connected(media: MediaProcess, engine: Engine, name: str) -> tuple[Caller, str]:
    engine.done("set_trusted", networks=["127.0.0.0/8"])
    caller = Caller(media)
    caller.call(name)
    leg = engine.wait("incoming")["leg"]
    engine.done("answer", leg=leg)
    assert caller.status() == 100
    answer = caller.socket.recv(65536).decode()
    tag = answer.partition("\r\nTo: ")[2].partition("\r\n")[0].partition(">")[2]
    caller.send("ACK", name, tag=tag)
    engine.wait("answered", leg=leg)
    return caller, leg


def test_without_the_token_nothing_is_said(media: MediaProcess) -> None:
    engine = Engine(media.control, "wrong")

    assert engine.greeting == {"refused": "wrong_token"}


def test_only_our_user_may_open_the_socket(media: MediaProcess) -> None:
    assert media.control.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("told", "refused", "word"),
    [
        ({"do": "explode"}, "unknown_command", "explode"),
        ({"do": "answer"}, "bad_field", "leg missing"),
        ({"do": "answer", "leg": 7}, "bad_field", "answer.leg is no str"),
        ({"do": "answer", "leg": "x", "loud": True}, "bad_field", "loud unknown"),
        ({"do": "answer", "leg": "x"}, "unknown_leg", "x"),
        ({"do": "bridge", "legs": "ab"}, "bad_field", "no list"),
        ({"do": "set_phones", "phones": [{"name": "op", "secret": "1234"}]}, "weak_secret", "op"),
        ({"do": "set_trusted", "networks": ["everywhere"]}, "bad_field", "everywhere"),
        ({"do": "set_trunks", "trunks": [{"name": "t", "host": "h", "transport": "pigeon"}]}, "bad_field", "transport"),
        ({"do": "dial", "leg": "l", "phone": "nobody"}, "unknown_phone", "nobody"),
        ({"do": "dial", "leg": "l", "trunk": "nobody", "number": "1"}, "unknown_trunk", "nobody"),
        ({"do": "play", "player": "p", "files": ["/nowhere.wav"], "legs": []}, "unplayable", "nowhere"),
        ({"do": "suspend", "player": "p"}, "unknown_player", "p"),
        ({"do": "end_recording", "recording": "r"}, "unknown_recording", "r"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name_and_in_words(media: MediaProcess, told: dict, refused: str, word: str) -> None:
    engine = media.engine()

    answer = engine.do(told.pop("do"), **told)

    assert answer["refused"] == refused
    assert word in answer["why"]
    assert engine.done("state")["legs"] == []


def test_a_line_that_is_no_json_is_refused_and_the_next_one_taken(media: MediaProcess) -> None:
    engine = media.engine()
    engine._socket.sendall(b"hello\n[]\n")

    engine.done("state")

    assert engine._answers[None]["refused"] == "unreadable"  # type: ignore[index]


def test_f10_events_come_again_until_they_are_acknowledged(media: MediaProcess) -> None:
    first = media.engine()
    first.done("set_trusted", networks=["127.0.0.0/8"])
    caller = Caller(media)
    for name in ("a1", "a2", "a3"):
        caller.call(name)
    seen = [first.wait("incoming") for _ in range(3)]
    first.acknowledge(seen[0]["seq"])
    first.done("state")
    first.close()

    second = media.engine(after=seen[1]["seq"], instance=first.greeting["instance"])
    again = second.wait("incoming")

    assert again == seen[2]
    second.listen(0.1)
    assert second.events == []


def test_events_of_another_process_count_for_nothing(media: MediaProcess) -> None:
    first = media.engine()
    first.done("set_trusted", networks=["127.0.0.0/8"])
    Caller(media).call("b1")
    seen = first.wait("incoming")
    first.close()

    second = media.engine(after=10**6, instance="another")

    assert second.wait("incoming") == seen


def test_f4_calls_go_on_when_the_engine_is_killed(media: MediaProcess) -> None:
    code = (
        "import sys,time; sys.path.insert(0,'.'); from pathlib import Path; from balie.conversation.telephony.tests.engine import Engine\n"
    )
    code += f"e=Engine(Path({str(media.control)!r}),{media.token!r}); print('up',flush=True)\nwhile True: e.listen(1)"
    first = media.engine()
    caller, leg = connected(media, first, "c1")
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert other.stdout is not None
    other.stdout.readline()
    other.send_signal(signal.SIGKILL)
    other.wait()
    caller.call("c2")
    time.sleep(0.3)

    last = media.engine(after=0, instance=first.greeting["instance"])
    sequences = []
    while len(sequences) < 3:
        last.listen(0.1)
        sequences = [each["seq"] for each in last.events if each["seq"] is not None]

    assert [each["event"] for each in last.events if each["seq"] is not None][-1] == "incoming"
    assert sequences == sorted(sequences)
    assert {"leg": leg, "state": "talking", "is_held": False, "they_hold": False} in last.done("state")["legs"]
    assert caller.status() == 100


def test_a_new_connection_takes_the_place_of_the_old_one(media: MediaProcess) -> None:
    first, second = media.engine(), media.engine()

    second.done("state")
    first._socket.settimeout(2)

    assert first._socket.recv(10) == b""


def test_a_call_without_audio_of_ours_to_play_ends_with_its_recording_whole(media: MediaProcess, tmp_path: Path) -> None:
    engine = media.engine()
    _, leg = connected(media, engine, "d1")
    engine.done("record", recording="r", leg=leg, file=str(tmp_path / "r"), key="00" * 32)
    engine.done("play", player="p", files=[str(write_wav(tmp_path / "p.wav", tone(700, seconds=0.2)))], legs=[leg])
    engine.wait("played")
    engine.done("hang_up", leg=leg)

    ended = engine.wait("recording_ended")

    assert ended["failure"] == ""
    assert ended["duration_ms"] >= 200
    assert engine.wait("ended", leg=leg)["reason"] == "ended"


def test_a_recording_never_takes_the_place_of_a_file(media: MediaProcess, tmp_path: Path) -> None:
    engine = media.engine()
    _, leg = connected(media, engine, "e1")
    (tmp_path / "r").write_bytes(b"precious")

    answer = engine.do("record", recording="r", leg=leg, file=str(tmp_path / "r"), key="00" * 32)

    assert (answer["refused"], (tmp_path / "r").read_bytes()) == ("bad_field", b"precious")


def test_secrets_are_in_no_log(media: MediaProcess, tmp_path: Path) -> None:
    engine = media.engine()
    engine.done("set_phones", phones=[{"name": "op", "secret": SECRET}])
    engine.do("record", recording="r", leg="x", file=str(tmp_path / "r"), key="ab" * 32)

    assert SECRET not in media.log()
    assert "ab" * 32 not in media.log()
    assert SECRET not in repr(lines.read_command({"do": "set_phones", "phones": [{"name": "op", "secret": SECRET}]}))


def test_a_port_that_is_taken_is_said_in_words() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        media = MediaProcess()
        media.port = taken.getsockname()[1]
        with pytest.raises(RuntimeError, match="The telephone cannot listen"), media:
            pass


def test_the_process_knows_no_django_and_counts_on_one_thread() -> None:
    code = "import balie.conversation.telephony.media.process, os, sys; print([n for n in ('django','psycopg','balie.foundation') if n in sys.modules], os.environ['OPENBLAS_NUM_THREADS'])"
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)

    assert told.stdout.strip() == "[] 1", told.stderr


def test_every_command_and_event_says_what_it_is_and_has_its_name_once() -> None:
    kinds = (*lines.COMMANDS.values(), *lines.EVENTS.values())

    assert len(lines.COMMANDS) == len(commands.Command.__subclasses__())
    assert len(lines.EVENTS) == len(events.Event.__subclasses__())
    assert not {"id", "do", "seq", "event"} & {each.name for kind in kinds for each in fields(kind)}
    assert [kind for kind in kinds if not kind.__doc__ or kind.__doc__.startswith(f"{kind.__name__}(")] == []


def test_a_command_is_read_with_what_it_holds() -> None:
    read = lines.read_command({"do": "set_trunks", "trunks": [{"name": "t", "host": "sip.example", "addresses": ["192.0.2.1"]}], "id": 4})

    assert read == commands.SetTrunks((commands.TrunkGiven("t", "sip.example", addresses=("192.0.2.1",)),))
    with pytest.raises(BadField, match="no list"):
        lines.read_command({"do": "set_trunks", "trunks": {}})
    with pytest.raises(UnknownCommand):
        lines.read_command({"do": ["answer"]})


def test_the_engine_reads_what_the_process_writes_and_the_other_way_round() -> None:
    measured = events.QualityMeasured("l", 0.5, 2.0, 20.0, 4.4, None, 1.5, None)
    command = commands.SetPhones((commands.PhoneGiven("op", SECRET),))

    assert lines.read_event(json.loads(lines.write_event(measured, None))) == measured
    assert lines.read_command(json.loads(lines.write_command(command, 7))) == command
    with pytest.raises(UnknownEvent):
        lines.read_event({"event": "exploded"})


def test_the_page_of_the_protocol_is_what_the_code_says() -> None:
    script = Path(__file__).parents[4] / "scripts" / "media_protocol.py"

    told = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)

    assert told.returncode == 0, told.stderr


def test_our_pages_and_jobs_do_without_what_only_the_mixer_needs() -> None:
    code = "import django; django.setup(); import balie.config.reactions, balie.conversation.telephony.engine, sys; print([n for n in ('numpy','aiosipua') if n in sys.modules])"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert told.stdout.strip() == "[]", told.stdout + told.stderr
