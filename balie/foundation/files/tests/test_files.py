"""Files: stored whole or not at all, opened by those who may, served from the second host only."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from balie.foundation.files import actions, host, queries, store
from balie.foundation.files.extensions import DOCUMENTS, OPENERS, DocumentKind
from balie.foundation.files.models import File
from balie.foundation.web.testing import a_viewer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
EVIL = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Any:
    with override_settings(BALIE_FILES_ROOT=tmp_path / "files"):
        yield tmp_path / "files"


@pytest.fixture
def files_client() -> Client:
    return Client(headers={"Host": "files.localhost:8000", "Accept-Language": "en"})


def a_file(content: bytes = b"hello", *, by: Any = None, name: str = "a.txt", draft_key: str = "") -> File:
    return actions.store_file(content, name=name, content_type="text/plain", by=by, at=AT, draft_key=draft_key)


def path_in(url: str) -> str:
    return urlsplit(url).path


def test_what_is_stored_can_be_read() -> None:
    file = a_file(b"hello")

    assert queries.read_file(file) == b"hello"
    assert (file.sha256, file.size, file.content_type) == (hashlib.sha256(b"hello").hexdigest(), 5, "text/plain")


def test_r_f2_only_the_server_may_read_the_disk(root: Path) -> None:
    path = store.path_of(a_file().sha256)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(each.stat().st_mode) for each in [path.parent, path.parent.parent, root]} == {0o700}


def test_the_same_content_lies_on_disk_once(root: Path) -> None:
    a_file(b"same", name="one")
    a_file(b"same", name="two")

    assert [File.objects.count(), len([each for each in root.rglob("*") if each.is_file()])] == [2, 1]


def test_the_content_is_synced_before_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (seen.append(File.objects.count()), sync(handle)))

    a_file()

    assert seen == [0, 0, 0, 0]


def test_r_f2_a_name_somebody_gave_leads_nowhere() -> None:
    file = a_file(name="../../x")

    assert (file.name, store.path_of(file.sha256).name) == ("x", file.sha256)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(actions.FileEmpty):
        a_file(b"")


def test_a_file_of_60_mb_is_refused_and_leaves_nothing(root: Path) -> None:
    with pytest.raises(actions.FileTooLarge, match="50 MB"):
        actions.store_file(BytesIO(bytes(60 * 1024 * 1024)), name="big.bin", by=None, at=AT)

    assert [each for each in root.rglob("*") if each.is_file()] == []


def test_a_damaged_file_is_not_given_out() -> None:
    file = a_file(b"hello")
    path = store.path_of(file.sha256)
    path.write_bytes(b"hellO")

    with pytest.raises(queries.FileDamaged):
        queries.open_file(file)


def test_a_missing_file_is_said_to_be_damaged() -> None:
    file = a_file(b"hello")
    store.path_of(file.sha256).unlink()

    with pytest.raises(queries.FileDamaged):
        queries.open_file(file)


def test_storing_the_same_content_again_mends_a_damaged_file() -> None:
    file = a_file(b"hello")
    store.path_of(file.sha256).write_bytes(b"hellO")

    a_file(b"hello")

    assert queries.read_file(file) == b"hello"


def test_nobody_may_open_a_file_unless_somebody_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    user = a_viewer()
    file = a_file(by=user)
    before = queries.may_open(user, file)
    monkeypatch.setattr(OPENERS, "fillings", lambda: [lambda user, file: False, lambda user, file: True])

    assert (before, queries.may_open(user, file)) == (False, True)


def test_the_owner_may_open_a_draft_and_others_may_not() -> None:
    owner, other = a_viewer("owner"), a_viewer("other")
    file = a_file(by=owner, draft_key="ticket")

    assert (queries.may_open(owner, file), queries.may_open(other, file)) == (True, False)


def test_only_ones_own_drafts_can_be_kept() -> None:
    owner, other = a_viewer("owner"), a_viewer("other")
    file = a_file(by=owner, draft_key="ticket")

    taken = [actions.keep_drafts([file.pk], by=each) for each in (other, owner, owner)]

    assert taken == [[], [file], []]
    file.refresh_from_db()
    assert not queries.may_open(owner, file)


def test_r_f1_a_file_comes_as_an_attachment_from_the_second_host(files_client: Client) -> None:
    user = a_viewer()
    file = a_file(EVIL, by=user, name="picture.svg", draft_key="x")

    got = files_client.get(path_in(host.download_url(file, user=user)))

    assert b"".join(got.streaming_content) == EVIL  # type: ignore[attr-defined]
    assert got.headers["Content-Disposition"] == 'attachment; filename="picture.svg"'
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"].startswith("sandbox;")


def test_a_link_asks_again_who_may(files_client: Client) -> None:
    user = a_viewer()
    file = a_file(by=user, draft_key="x")
    link = path_in(host.download_url(file, user=user))
    actions.keep_drafts([file.pk], by=user)

    assert files_client.get(link).status_code == 404


def test_a_link_of_somebody_who_left_opens_nothing(files_client: Client) -> None:
    user = a_viewer()
    link = path_in(host.download_url(a_file(by=user, draft_key="x"), user=user))
    type(user).objects.filter(pk=user.pk).update(is_active=False)

    assert files_client.get(link).status_code == 404


@pytest.mark.usefixtures("in_english")
def test_a_link_lives_five_minutes(files_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = a_viewer()
    link = path_in(host.download_url(a_file(by=user, draft_key="x"), user=user))
    monkeypatch.setattr(host, "LINK_SECONDS", -1)

    got = files_client.get(link)

    assert (got.status_code, b"expired" in got.content) == (403, True)


def test_a_made_up_link_opens_nothing(files_client: Client) -> None:
    assert files_client.get("/file/made-up").status_code == 403


def test_a_document_link_is_no_download_link(files_client: Client) -> None:
    link = path_in(host.document_url("mail", 1, user=a_viewer()))

    assert files_client.get(link.replace("/document/", "/file/")).status_code == 403


@pytest.mark.parametrize("path", ["/", "/healthz", "/account/login/", "/static/favicon.svg", "/files/", "/metrics", "/api/v1/openapi.json"])
def test_the_second_host_has_nothing_of_the_desk(files_client: Client, path: str) -> None:
    got = files_client.get(path)

    assert (got.status_code, got.cookies) == (404, {})


def test_r_f1_the_first_host_serves_no_file_itself(client: Client) -> None:
    user = a_viewer()
    client.force_login(user)
    file = a_file(EVIL, by=user, draft_key="x")
    link = path_in(host.download_url(file, user=user))

    sent_on = client.get(f"/files/{file.pk}/")

    assert client.get(link).status_code == 404
    assert (sent_on.status_code, sent_on.headers["Location"].split("/file/")[0]) == (302, "http://files.localhost:8000")


def test_a_stranger_is_sent_nowhere(client: Client) -> None:
    client.force_login(a_viewer("stranger"))
    file = a_file(by=a_viewer("owner"), draft_key="x")

    assert client.get(f"/files/{file.pk}/").status_code == 404


def test_a_document_is_sandboxed(files_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = a_viewer()
    monkeypatch.setattr(DOCUMENTS, "fillings", lambda: [DocumentKind("mail", lambda user, key: f"<p>{key}</p>" if key == "7" else None)])

    shown, hidden = [files_client.get(path_in(host.document_url("mail", key, user=user))) for key in (7, 8)]

    policy = shown.headers["Content-Security-Policy"]
    assert (shown.content, hidden.status_code) == (b"<p>7</p>", 404)
    assert policy.startswith("sandbox")
    assert [each for each in ("allow-scripts", "allow-same-origin") if each in policy] == []
    assert [each for each in ("default-src 'none'", "frame-ancestors http://localhost:8000") if each not in policy] == []


def test_an_upload_becomes_a_draft_of_its_sender(client: Client) -> None:
    user = a_viewer()
    client.force_login(user)

    got = client.post("/files/", {"file": SimpleUploadedFile("../../x.pdf", b"%PDF-1.7", "image/png")})

    assert (got.status_code, got.json()["name"], got.json()["content_type"]) == (201, "x.pdf", "application/pdf")
    assert [str(file.pk) for file in queries.drafts_of(user)] == [got.json()["id"]]


def test_an_upload_without_a_file_names_the_field(client: Client) -> None:
    client.force_login(a_viewer())

    got = client.post("/files/", {})

    assert (got.status_code, 'data-field="file"' in got.content.decode()) == (422, True)
