"""Is a document that is sent checked, refused with a reason, and forgotten?"""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from zhengmai.settings import Settings
from zhengmai_api import checking
from zhengmai_api.app import create_app
from zhengmai_api.markup import marked_text

ROOT = Path(__file__).parents[2]
STEWARD = (ROOT / "tests/fixtures/steward/plan.txt").read_bytes()
TURTLE = (
    "@prefix pp: <https://w3id.org/policyplan/ns#> . "
    "<https://w3id.org/policyplan/cn/doc/甲政办〔2024〕5号> a pp:PolicyDocument ; pp:documentNumber '甲政办〔2024〕5号' ."
).encode()
SLIPS = [("S18", 3), ("S01", 31), ("S09", 45)]


@pytest.fixture(scope="module")
def checks(home: Path) -> Iterator[TestClient]:
    """A service with small limits for documents."""
    settings = Settings(home=home, workers=1, check_bytes=200_000, check_seconds=60)
    with TestClient(create_app(settings), follow_redirects=False) as found:
        yield found


def send(
    client: TestClient, data: bytes, media_type: str = "text/plain", path: str = "/validate", **headers: str
) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(path, content=data, headers={"Content-Type": media_type, **named})


def test_a_document_is_checked_and_its_findings_placed(checks: TestClient) -> None:
    answer = send(checks, STEWARD)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["zhengmai-exit-code"] == "1"
    assert answer.headers["cache-control"] == "no-store"
    report = answer.json()
    grave = [(f["code"], f["places"][0]["line"]) for f in report["findings"] if f["severity"] != "info"]
    assert grave == SLIPS
    assert report["focus_nodes"] > 20


def test_profile_and_threshold_decide_the_exit_code(checks: TestClient) -> None:
    codes = {
        query: send(checks, STEWARD, path=f"/validate?{query}").headers["zhengmai-exit-code"]
        for query in ("profile=draft", "profile=draft&fail-on=warning", "profile=strict")
    }
    assert list(codes.values()) == ["0", "1", "1"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/sarif+json", "application/sarif+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/xml;q=0.5, application/json;q=0.1", "application/xml; charset=utf-8"),
    ],
)
def test_report_follows_accept(checks: TestClient, accept: str, media_type: str) -> None:
    answer = send(checks, TURTLE, "text/turtle; charset=utf-8", Accept=accept)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == media_type
    readers = {
        "text/turtle": lambda: (
            "S17" in answer.text and len(list(parse(answer.content, format=RdfFormat.TURTLE))) > 5
        ),
        "application/ld+json": lambda: len(list(parse(answer.content, format=RdfFormat.JSON_LD))) > 5,
        "application/sarif+json": lambda: json.loads(answer.content)["runs"][0]["results"],
        "text/csv": lambda: "S17" in {row["code"] for row in csv.DictReader(io.StringIO(answer.text))},
        "application/xml": lambda: ElementTree.fromstring(answer.content).get("failures") == "1",
    }
    assert readers[media_type.partition(";")[0]]()


@pytest.mark.parametrize(
    ("syntax", "media_type"),
    [
        (RdfFormat.N_TRIPLES, "application/n-triples"),
        (RdfFormat.RDF_XML, "application/rdf+xml"),
        (RdfFormat.JSON_LD, "application/ld+json"),
        (RdfFormat.N_QUADS, "application/n-quads"),
        (RdfFormat.TRIG, "application/trig"),
    ],
)
def test_rdf_is_read_by_its_content_type(checks: TestClient, syntax: RdfFormat, media_type: str) -> None:
    from pyoxigraph import serialize

    data = serialize(parse(TURTLE, format=RdfFormat.TURTLE), format=syntax)
    assert data
    codes = [found["code"] for found in send(checks, data, media_type).json()["findings"]]
    assert codes == [found["code"] for found in send(checks, TURTLE, "text/turtle").json()["findings"]]
    assert "S17" in codes


def test_form_with_a_file_or_a_text_is_checked(checks: TestClient) -> None:
    page = (
        b"<html><body>" + b"".join(b"<p>%s</p>" % line for line in STEWARD.split(b"\n")) + b"</body></html>"
    )
    for files, data in (
        ({"file": ("计划.txt", STEWARD, "text/plain")}, {}),
        ({"file": ("plan.html", page, "text/html")}, {"text": ""}),
        ({"file": ("", b"", "application/octet-stream")}, {"text": STEWARD.decode(), "profile": "strict"}),
        ({"file": ("plan.ttl", TURTLE, "application/octet-stream")}, {}),
    ):
        report = checks.post("/validate", files=files, data=data).json()
        assert report["exit_code"] == 1
        assert report["profile"] == data.get("profile", "release")


def test_octet_stream_is_read_by_its_name(checks: TestClient) -> None:
    assert send(checks, STEWARD, "application/octet-stream").status_code == 415
    named = send(checks, STEWARD, "application/octet-stream", "/validate?name=plan.txt")
    assert named.json()["findings"][0]["file"] == "plan.txt"


@pytest.mark.parametrize(
    ("data", "media_type", "path", "status", "kind", "said"),
    [
        (b"", "text/plain", "", 422, "unreadable", "empty"),
        ("今天天气很好。".encode(), "text/plain", "", 422, "unreadable", "document.txt"),
        (b"<a> <b>\n oops", "text/turtle", "", 422, "unreadable", "line 2, column 2"),
        (
            b"<http://a.org/b> a <http://a.org/C> .",
            "text/turtle",
            "",
            422,
            "nothing-checked",
            "nothing was checked",
        ),
        (b"x" * 200_001, "text/plain", "", 413, "request-too-large", "0.191 MiB"),
        (b"{}", "application/json", "", 415, "unsupported-media-type", "application/json"),
        (b"x", "", "", 415, "unsupported-media-type", "-"),
        (STEWARD, "text/plain", "?profile=lenient", 400, "bad-request", "draft, release, strict"),
        (STEWARD, "text/plain", "?fail-on=never", 400, "bad-request", "violation"),
        (STEWARD, "text/plain", "?format=pdf", 400, "bad-request", "sarif"),
        (b"--x\r\n", "multipart/form-data; boundary=x", "", 400, "bad-request", "form"),
        (b"", "multipart/form-data", "", 400, "bad-request", "form"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_a_reason(
    checks: TestClient, data: bytes, media_type: str, path: str, status: int, kind: str, said: str
) -> None:
    answer = send(checks, data, media_type, f"/validate{path}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["type"].endswith(f"/{kind}")
    assert said in found["en"]
    assert re.search("[一-龥]", found["zh"])


def test_a_body_that_grows_beyond_the_limit_is_refused_while_it_comes(checks: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 1
            yield b"x" * 10_000

    answer = checks.post("/validate", content=endless(), headers={"Content-Type": "text/plain"})
    assert answer.status_code == 413


def test_a_file_and_a_text_together_are_refused(checks: TestClient) -> None:
    answer = checks.post("/validate", files={"file": ("a.txt", b"x", "text/plain")}, data={"text": "y"})
    assert answer.status_code == 400
    assert "not both" in answer.json()["en"]


def test_a_check_at_its_time_limit_is_ended_with_its_process(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []
    kill = checking._kill
    monkeypatch.setattr(checking, "_kill", lambda process: (ended.append(process.pid), kill(process)))
    settings = Settings(home=home, workers=1, check_seconds=0.05)
    with TestClient(create_app(settings)) as client:
        started = time.monotonic()
        answer = send(client, STEWARD)
    assert answer.status_code == 504
    assert answer.json()["limit"] == "ZHENGMAI_CHECK_SECONDS"
    assert time.monotonic() - started < 30
    (pid,) = ended
    assert not Path(f"/proc/{pid}").exists()


def test_a_service_set_to_check_nothing_says_so(home: Path) -> None:
    with TestClient(create_app(Settings(home=home, workers=1, checks=0))) as client:
        answer = send(client, STEWARD)
    assert answer.status_code == 503
    assert "set to check nothing" in answer.json()["en"]


def test_nothing_is_stored(
    checks: TestClient, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = sorted(home.rglob("*"))
    large = STEWARD + ("\n" + "附件内容。" * 1000).encode() * 10
    assert checks.post("/validate", files={"file": ("a.txt", large, "text/plain")}).status_code == 200
    assert sorted(home.rglob("*")) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("language", "word"), [("zh", "未通过"), ("en", "Not passed")])
def test_page_shows_the_findings_in_the_text(checks: TestClient, language: str, word: str) -> None:
    answer = checks.post(
        f"/validate?lang={language}", data={"text": STEWARD.decode()}, files={"file": ("", b"")},
        headers={"Accept": "text/html"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert word in answer.text
    assert '<mark class="violation">狮政办2024〕31号</mark>' in answer.text
    links = set(re.findall(r'href="#([a-z]+-\d+)"', answer.text))
    assert links
    assert links <= set(re.findall(r'id="([a-z]+-\d+)"', answer.text))
    assert not re.search(r'(?:src|href)="https?://(?!w3id)', answer.text)


def test_page_takes_a_document_and_tells_its_refusals(checks: TestClient) -> None:
    form = checks.get("/validate", headers={"Accept": "text/html"})
    assert form.status_code == 200
    assert 'type="file"' in form.text
    refused = checks.post(
        "/validate?lang=en", files={"file": ("a.exe", b"x")}, headers={"Accept": "text/html"}
    )
    assert refused.status_code == 415
    assert 'role="alert"' in refused.text
    assert checks.get("/static/validate.js").status_code == 200


def test_page_escapes_what_was_sent(checks: TestClient) -> None:
    text = STEWARD.decode().replace("各镇人民政府、街道办事处", "<script>alert(1)</script>")
    answer = checks.post(
        "/validate", files={"file": ("<b>.txt", text.encode())}, headers={"Accept": "text/html"}
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_openapi_has_examples_that_are_answered_as_it_says(checks: TestClient) -> None:
    described = checks.get("/openapi.json").json()["paths"]["/validate"]["post"]
    content = described["requestBody"]["content"]
    answer = send(checks, content["text/turtle"]["examples"]["rdf"]["value"].encode(), "text/turtle")
    assert "S17" in {found["code"] for found in answer.json()["findings"]}
    assert set(described["responses"]) >= {"200", "413", "415", "422", "503", "504"}
    assert set(described["responses"]["200"]["content"]["application/json"]["example"]) <= set(answer.json())


def test_marked_text_is_the_text_and_marks_every_place() -> None:
    findings = [
        {"severity": "info", "places": [{"start": 0, "end": 4}]},
        {
            "severity": "violation",
            "places": [{"start": 2, "end": 6}, {"start": 2, "end": 3}, {"start": 8, "end": 99}],
        },
        {"severity": "warning", "places": [{"start": 4, "end": 4}, {"start": -3, "end": 0}]},
    ]
    pieces = marked_text("0123456789", findings)
    assert "".join(piece.text for piece in pieces) == "0123456789"
    assert [(p.text, p.severity, p.starts, p.about) for p in pieces] == [
        ("01", "info", (1,), (1,)),
        ("2", "violation", (2,), (1, 2)),
        ("3", "violation", (), (1, 2)),
        ("45", "violation", (), (2,)),
        ("67", "", (), ()),
        ("89", "violation", (), (2,)),
    ]
