"""The process that draws pictures again and reads mails: no network, no file but code, ended in time and memory."""

from __future__ import annotations

import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image

from balie.conversation.email import guard
from balie.conversation.email.guard import clean_guarded, parse_guarded, redraw_guarded
from balie.conversation.email.parsing import OverBudget, Unparsable
from balie.conversation.email.parsing.child import MEMORY_BYTES

CANARY = "kanarie-7d1f3a"
PLAIN = b"From: a@b.example\r\nSubject: meter\r\n\r\nDag"


@pytest.fixture(autouse=True)
def _own_children() -> Iterator[None]:
    guard.stop_children()
    yield
    guard.stop_children()


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file whose text must never come out; readable by everybody, so that only the process's own limits keep it in."""
    file = tmp_path / "geheim.txt"
    file.write_text(CANARY)
    file.chmod(0o644)
    return file


def a_picture(form: str, size: tuple[int, int] = (40, 20)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, format=form)
    return written.getvalue()


def naming(path: Path) -> list[bytes]:
    """Pictures in forms that can name another file, and one that is the path itself."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><image x:href="file://{path}"/></svg>'
    entity = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e SYSTEM "file://{path}">]><svg xmlns="http://www.w3.org/2000/svg"><text>&e;</text></svg>'
    postscript = f"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n({path}) (r) file 99 string readstring pop show\nshowpage\n"
    magick = f"push graphic-context\nimage over 0,0 0,0 'text:{path}'\npop graphic-context\n"
    playlist = f"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile://{path}\n#EXT-X-ENDLIST\n"
    return [each.encode() for each in (svg, entity, postscript, magick, playlist, str(path), f"file://{path}")]


def test_r_f3_a_picture_that_names_a_file_shows_nothing_of_it(canary: Path) -> None:
    for content in naming(canary):
        with pytest.raises(Unparsable):
            redraw_guarded(content)


def test_r_f3_a_mail_that_names_a_file_shows_nothing_of_it(canary: Path) -> None:
    layout = f'<img src="file://{canary}"><iframe src="{canary}"></iframe><object data="{canary}"></object><!--#include file="{canary}" -->'
    outside = f"Content-Type: message/external-body; access-type=local-file; name={canary}\r\n\r\nContent-Type: text/plain\r\n\r\n"

    mails = [parse_guarded(f"Subject: x\r\n{head}".encode()) for head in (f"Content-Type: text/html\r\n\r\n{layout}", outside)]
    cleaned = clean_guarded(layout, {})

    assert CANARY not in repr(mails) + cleaned.html


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', PORT))",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import subprocess; subprocess.run(['cat', PATH])",
        "import os; os.execv('/bin/cat', ['cat', PATH])",
        "import os; os.posix_spawn('/bin/cat', ['cat', PATH], {})",
        "print(open(PATH).read())",
        "import os; print(os.read(os.open(PATH, os.O_RDONLY), 99))",
        "import pathlib; print(pathlib.Path(PATH).read_text())",
        "from PIL import Image; Image.open(PATH)",
        "import os; print(os.listdir(FOLDER))",
        "import os; print(list(os.scandir(FOLDER)))",
        "import ctypes; ctypes.CDLL(None)",
    ],
)
def test_r_f3_the_process_reaches_no_network_no_program_and_no_file(deed: str, canary: Path) -> None:
    code = f"PATH, FOLDER, PORT = {str(canary)!r}, {str(canary.parent)!r}, 9\nfrom balie.conversation.email.parsing.child import _limit; _limit()\n"

    done = subprocess.run([sys.executable, "-c", code + deed], capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "PermissionError" in done.stderr
    assert CANARY not in done.stdout + done.stderr


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_r_f3_what_pictures_need_is_code_alone(form: str) -> None:
    assert redraw_guarded(a_picture(form)).content


def test_r_f3_a_picture_that_unpacks_to_gigabytes_is_refused_and_the_next_one_drawn() -> None:
    began = time.monotonic()

    with pytest.raises((Unparsable, OverBudget)):
        redraw_guarded(_a_bomb(30_000, 30_000))

    assert time.monotonic() - began < 10
    assert redraw_guarded(a_picture("PNG")).content_type == "image/png"


def _a_bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it has that many pixels, all of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = zlib.compress(b"\0" * (width * 3 + 1) * 200, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", row)
        + chunk(b"IEND", b"")
    )


def test_r_f3_a_process_that_computes_for_too_long_is_ended_and_another_one_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_START", _slow_start())
    began = time.monotonic()

    with pytest.raises(OverBudget, match="time"):
        redraw_guarded(a_picture("PNG"))
    took = time.monotonic() - began
    monkeypatch.undo()

    assert took < guard.WALL_SECONDS + 5  # two seconds of computing, on a machine however busy
    assert redraw_guarded(a_picture("PNG")).content


def _slow_start() -> str:
    """The process as it is, but for a picture it computes without an end."""
    patch = "import balie.conversation.email.parsing.child as child\ndef forever(_content):\n    while True: pass\nchild.redraw = forever\n"
    path = guard._START.split("; from ")[0]
    return f"{path}\n{patch}child.main()"


def test_r_f3_memory_is_limited_for_pictures_too() -> None:
    redraw_guarded(a_picture("PNG"))
    [child] = guard._pool.idle

    assert psutil.Process(child.process.pid).rlimit(psutil.RLIMIT_AS) == (MEMORY_BYTES, MEMORY_BYTES)
    assert MEMORY_BYTES <= 512 * 1024 * 1024


def test_r_f3_the_process_holds_nothing_open_but_its_pipes() -> None:
    parse_guarded(PLAIN)
    [child] = guard._pool.idle

    held = {str(each.readlink()) for each in Path(f"/proc/{child.process.pid}/fd").iterdir()}

    assert {each for each in held if not each.startswith("pipe:")} <= {"/dev/null"}
    assert psutil.Process(child.process.pid).environ().keys() <= {"LANG", "LC_CTYPE"}
