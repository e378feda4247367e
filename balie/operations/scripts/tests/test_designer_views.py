"""The designer through its doors."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.testing import a_result
from balie.operations.scripts import actions
from balie.operations.scripts.documents import write_script
from balie.operations.scripts.models import Opening, Run, Script, Version
from balie.operations.scripts.queries.written import document_of, newest_version
from balie.operations.scripts.rules.editing import mark_of
from balie.operations.scripts.testing import a_document, a_fault, a_published, a_say, an_end

pytestmark = pytest.mark.django_db
AT = "/settings/scripts/fault/"
type Get = Callable[[str], str]


@pytest.fixture
def writer() -> User:
    return a_user("knowledge", language="en")


@pytest.fixture
def browser(writer: User) -> Client:
    client = Client()
    client.force_login(writer)
    return client


@pytest.fixture
def draft(writer: User) -> Version:
    a_result()
    return actions.import_script(a_fault(), by=writer, at=MONDAY_9AM)


@pytest.fixture
def get(browser: Client) -> Get:
    def answered(address: str) -> str:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()

    return answered


def _seen(section: str, key: str) -> str:
    return mark_of(newest_version("fault").content[section][key])


@pytest.mark.usefixtures("draft")
def test_the_outline_shows_steps_ways_and_what_is_not_right(get: Get) -> None:
    page = get(AT)

    assert page.count("data-row") >= 8
    assert "fault == &#34;light&#34;" in page
    assert "Nothing is wrong" in page


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("key", ["greet", "what", "terms", "ticket", "done"])
def test_a_step_sent_back_as_its_form_shows_it_does_not_change(browser: Client, get: Get, key: str) -> None:
    before = newest_version("fault").content
    address = f"{AT}parts/nodes/{key}/"

    answer = browser.post(address, _fields(get(address)))

    assert answer.status_code == 303
    assert newest_version("fault").content == before


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("key", ["fault", "helped", "story", "since"])
def test_a_question_sent_back_as_its_form_shows_it_does_not_change(browser: Client, get: Get, key: str) -> None:
    before = newest_version("fault").content
    address = f"{AT}parts/variables/{key}/"

    assert browser.post(address, _fields(get(address))).status_code == 303
    assert newest_version("fault").content == before


def test_a_script_is_made_from_nothing_to_its_first_conversation_without_the_graph(browser: Client) -> None:
    a_result()
    browser.post("/settings/new-script/", {"name_nl": "Meter", "name_fr": "Compteur", "name_en": "Meter", "name_de": "Zähler"})
    base = "/settings/scripts/meter/"
    words = {f"{name}.{code}": "?" for name in ("label",) for code in ("nl", "fr", "en", "de")}
    browser.post(f"{base}add/variables/", {"type": "number", "key": "reading", **words})
    words = {f"words.{code}": "What does it say?" for code in ("nl", "fr", "en", "de")}
    browser.post(f"{base}add/nodes/", {"kind": "ask", "ask": "reading", "to.0.go": "end", **words})
    seen = mark_of({name: newest_version("meter").content[name] for name in ("name", "start")})
    name = {f"name.{code}": "Meter" for code in ("nl", "fr", "en", "de")}
    browser.post(f"{base}about/", {"seen": seen, "start": "what_does_it_say", "languages": ["nl", "fr", "en", "de"], **name})

    answer = browser.post(f"{base}publish/", {"remark": "first"})

    assert answer.status_code == 303
    version = Version.objects.get(script__key="meter")
    assert (version.state, version.remark, list(document_of(version).nodes)) == ("published", "first", ["end", "what_does_it_say"])


@pytest.mark.usefixtures("draft")
def test_what_cannot_be_kept_is_said_beside_its_field_and_what_was_typed_stays(browser: Client) -> None:
    fields = {"kind": "say", "words.nl": "Dag", "to.0.go": "what", "to.0.when": "x" * 600, "seen": _seen("nodes", "greet")}

    answer = browser.post(f"{AT}parts/nodes/greet/", fields)

    assert answer.status_code == 422
    assert "is longer than 500 characters" in answer.content.decode()
    assert "x" * 600 in answer.content.decode()


@pytest.mark.usefixtures("draft")
def test_who_comes_second_on_the_same_step_sees_both(browser: Client) -> None:
    seen = _seen("nodes", "greet")
    browser.post(f"{AT}parts/nodes/greet/", {"kind": "say", "words.nl": "Van de eerste", "to.0.go": "what", "seen": seen})

    answer = browser.post(f"{AT}parts/nodes/greet/", {"kind": "say", "words.nl": "Van de tweede", "to.0.go": "what", "seen": seen})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Van de eerste" in page
    assert "Van de tweede" in page
    assert browser.post(f"{AT}parts/nodes/greet/", _fields(page)).status_code == 303
    assert document_of(newest_version("fault")).nodes["greet"].words["nl"] == "Van de tweede"


@pytest.mark.usefixtures("draft")
def test_rows_come_earlier_by_their_button(browser: Client, get: Get) -> None:
    browser.post(f"{AT}parts/nodes/what/", {**_fields(get(f"{AT}parts/nodes/what/")), "earlier": "to.1"})

    edges = newest_version("fault").content["nodes"]["what"]["to"]
    assert [edge["go"] for edge in edges] == ["story", "lamp"]


@pytest.mark.usefixtures("draft")
def test_steps_are_removed_and_moved_and_words_kept_side_by_side(browser: Client, get: Get) -> None:
    browser.post(f"{AT}steps/what/move/", {"step": "-1"})
    browser.post(f"{AT}parts/nodes/ticket/remove/", {"seen": _seen("nodes", "ticket")})
    place = "nodes.greet.words"
    texts = {f"{place}|{code}": words for code, words in {"nl": "Dag", "fr": "Bonjour", "en": "Hello", "de": ""}.items()}
    browser.post(
        f"{AT}words/", {"place": place, f"{place}|seen": mark_of(newest_version("fault").content["nodes"]["greet"]["words"]), **texts}
    )

    document = document_of(newest_version("fault"))
    assert (next(iter(document.nodes)), "ticket" in document.nodes) == ("what", False)
    assert document.nodes["greet"].words == {"nl": "Dag", "fr": "Bonjour", "en": "Hello"}
    assert "missing" in get(f"{AT}words/?unready=1")


@pytest.mark.usefixtures("draft")
def test_it_is_tried_out_with_a_sample_customer_and_nothing_is_kept(browser: Client, get: Get) -> None:
    page = get(f"{AT}preview/?sample_language=en")
    assert "Good morning" in page

    answer = browser.post(f"{AT}preview/step/", {**_hidden(page), "kind": "went_on", "node": "greet"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    answer = browser.post(
        f"{AT}preview/step/", {**_hidden(page), "kind": "answered", "node": "what", "v.fault": "light"}, headers={"HX-Request": "true"}
    )

    assert "And then?" in answer.content.decode()
    assert "not_solved" in answer.content.decode()
    assert Run.objects.count() == 0
    wrong = browser.post(
        f"{AT}preview/step/", {**_hidden(page), "kind": "answered", "node": "what", "v.fault": "wind"}, headers={"HX-Request": "true"}
    )
    assert (wrong.status_code, "Choose one of the answers." in wrong.content.decode()) == (422, True)


@pytest.mark.usefixtures("draft")
def test_a_trial_that_brings_nonsense_along_begins_again(browser: Client) -> None:
    for events in ("nonsense", '[["went_on", "nowhere", {}]]', '[["language", "greet", {}]]', "[[1]]"):
        answer = browser.post(f"{AT}preview/step/", {"events": events, "kind": "went_on", "node": "greet"})

        assert answer.status_code in {200, 422}


@pytest.mark.usefixtures("draft")
def test_what_stands_in_the_way_is_named_instead_of_tried_out(browser: Client, get: Get) -> None:
    browser.post(f"{AT}parts/nodes/what/remove/", {"seen": _seen("nodes", "what")})

    assert "It cannot be tried out" in get(f"{AT}preview/")


def test_two_versions_are_compared(browser: Client, get: Get) -> None:
    a_published()
    actions.import_script(a_document({"greet": a_say("Hello there"), "end": an_end()}), by=None, at=MONDAY_9AM)

    page = get("/settings/scripts/talk/versions/")

    assert "<del>Good morning</del>" in page
    assert "<ins>Hello there</ins>" in page
    assert browser.get("/settings/scripts/talk/versions/?new=9").status_code == 404


def test_what_was_exported_is_imported_again_as_the_same(browser: Client) -> None:
    a_published(a_fault())
    answer = browser.get("/settings/scripts/fault/export/")
    assert answer.content.decode() == write_script(a_fault())

    sent = SimpleUploadedFile("fault.yaml", answer.content.replace(b"The lamp", b"The bulb"))
    assert browser.post("/settings/import-scripts/", {"file": sent}).status_code == 303

    assert (newest_version("fault").number, document_of(newest_version("fault")).nodes["done"].diagnosis["nl"]) == (2, "The bulb")  # type: ignore[union-attr]


def test_a_file_that_is_no_script_is_refused_with_its_lines(browser: Client) -> None:
    answer = browser.post("/settings/import-scripts/", {"file": SimpleUploadedFile("x.yaml", b"balie_script: 1\nkey: X y\n")})

    assert answer.status_code == 422
    assert "line 2: key" in answer.content.decode()


def test_where_approval_is_asked_a_second_person_publishes(browser: Client) -> None:
    a_published(a_fault())
    supervisor = a_user("supervisor", language="en")
    second = Client()
    second.force_login(supervisor)
    second.post(f"{AT}approval/", {"needs_approval": "1"})
    browser.post(f"{AT}begin/")

    assert browser.post(f"{AT}publish/").status_code == 403
    assert browser.post(f"{AT}submit/").status_code == 303
    assert "Approve and publish" in second.get(AT).content.decode()
    assert second.post(f"{AT}publish/").status_code == 303
    assert Script.objects.get(key="fault").versions.get(state="published").published_by == supervisor


@pytest.mark.usefixtures("draft")
def test_a_draft_that_is_not_right_is_not_published_and_why_is_said(browser: Client) -> None:
    browser.post(f"{AT}parts/nodes/end/remove/", {"seen": _seen("nodes", "end")})

    answer = browser.post(f"{AT}publish/")

    assert answer.status_code == 422
    assert "leads to “end”, which is not there" in answer.content.decode()


def test_when_it_opens_is_chosen_and_taken_back(browser: Client, get: Get) -> None:
    a_published(a_fault())
    row = {"channel": ["call"], "direction": ["in"], "queue": [""], "number": [""], "purpose": [""], "brand": [""], "language": [""]}
    assert browser.post(f"{AT}opens-on/", row).status_code == 303
    assert "call, incoming" in get("/settings/scripts/")

    assert browser.post(f"{AT}opens-on/", {**row, "channel": ["pigeon"]}).status_code == 422
    assert browser.post(f"{AT}opens-on/", {**row, "gone": "0"}).status_code == 303
    assert Opening.objects.count() == 0


def test_a_draft_is_thrown_away_and_a_script_retired(browser: Client, get: Get) -> None:
    a_published(a_fault())
    browser.post(f"{AT}begin/")
    browser.post(f"{AT}drop/")
    browser.post(f"{AT}retire/")

    assert "retired" in get("/settings/scripts/")
    assert newest_version("fault").state == "published"


class _Forms(HTMLParser):
    """The forms of a page by their action: name → values, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.select, self.textarea = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        match tag:
            case "form":
                self.forms.append((found.get("action", ""), {}))
            case "input" if name and (found.get("type") not in {"checkbox", "radio"} or "checked" in found):
                self._add(name, found.get("value", ""))
            case "select":
                self.select = name
            case "option" if "selected" in found:
                self._add(self.select, found.get("value", ""))
            case "textarea":
                self.textarea = name
                self._add(name, "")

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.forms[-1][1][self.textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.textarea = "" if tag == "textarea" else self.textarea

    def _add(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][1].setdefault(name, []).append(value)


def _fields(page: str) -> dict[str, object]:
    """What a browser would send of the page's form for a part."""
    [(_action, fields)] = [each for each in _Forms(page).forms if "/parts/" in each[0]]
    return {name: values[0].removeprefix("\n") if len(values) == 1 else values for name, values in fields.items() if name != "_once"}


def _hidden(page: str) -> dict[str, str]:
    """What goes along with every step of a trial."""
    fields = next(fields for action, fields in _Forms(page).forms if action.endswith("/preview/step/"))
    return {name: values[0] for name, values in fields.items() if name.startswith(("events", "sample_"))}


@pytest.mark.usefixtures("draft")
def test_the_graph_shows_every_step_and_keeps_what_was_dragged_in_it(browser: Client, get: Get) -> None:
    assert get(f"{AT}graph/").count("&#34;address&#34;") == 8

    put = browser.post(f"{AT}graph/places/", {"node": ["greet"], "x": ["40"], "y": ["80"]}).json()
    led = browser.post(f"{AT}graph/ways/", {"from": "greet", "to": "story"}).json()

    assert [(node["x"], node["y"]) for node in put["nodes"] if node["key"] == "greet"] == [(40, 80)]
    assert [way["to"] for way in led["ways"] if way["from"] == "greet"] == ["story"]
    assert browser.post(f"{AT}graph/ways/", {"from": "greet", "to": "nowhere"}).status_code == 404
    wrong = browser.post(f"{AT}graph/places/", {"node": ["greet"], "x": ["far"], "y": ["80"]})
    assert (wrong.status_code, "refused" in wrong.json()) == (422, True)


@pytest.mark.usefixtures("draft")
def test_in_the_graph_a_way_goes_again_and_a_step_is_taken_out_as_it_was_seen(browser: Client) -> None:
    untied = browser.post(f"{AT}graph/ways/", {"from": "what", "to": "lamp", "remove": "1"}).json()
    mark = next(node["mark"] for node in untied["nodes"] if node["key"] == "lamp")

    outdated = browser.post(f"{AT}graph/steps/", {"node": "lamp", "seen": "another"})
    out = browser.post(f"{AT}graph/steps/", {"node": "lamp", "seen": mark}).json()

    assert [way["to"] for way in untied["ways"] if way["from"] == "what"] == ["story"]
    assert (outdated.status_code, "refused" in outdated.json()) == (409, True)
    assert "lamp" not in {node["key"] for node in out["nodes"]}
    assert "refused" in browser.post(f"{AT}graph/ways/", {"from": "what", "to": "lamp", "remove": "1"}).json()
