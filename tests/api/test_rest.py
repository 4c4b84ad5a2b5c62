"""Collections, items and search over HTTP, on the release of the five documents."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad
from rdflib import Graph, URIRef
from starlette.testclient import TestClient

from zhengmai.settings import Settings
from zhengmai.store.index import KINDS
from zhengmai_api.app import create_app
from zhengmai_api.jsonld import context
from zhengmai_api.rest.collections import COLLECTIONS

if TYPE_CHECKING:
    from pyoxigraph import Store

    from zhengmai.release.build import Built

MEASURE = "狮政办〔2022〕47号-p2-2-2-1"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def real(release: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the release of the five documents; the workers of queries are not needed."""
    settings = Settings(home=tmp_path_factory.mktemp("unused"), workers=1)
    found = TestClient(create_app(settings, Path(release.folder)), follow_redirects=False)
    yield found
    found.close()


def pages(client: TestClient, address: str, **params: Any) -> Iterator[dict[str, Any]]:
    answer = client.get(address, params=params)
    while True:
        assert answer.status_code == 200, answer.text
        found = answer.json()
        # The header and the body say the same, and nothing follows the last page.
        assert (f'<{found["next"]}>; rel="next"' in answer.headers["link"]) is (found["next"] is not None)
        assert f'<{found["first"]}>; rel="first"' in answer.headers["link"]
        yield found
        if found["next"] is None:
            return
        answer = client.get(found["next"])


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_a_collection_end_and_hold_everything_once(real: TestClient, kind: str) -> None:
    limit = 200 if kind == "divisions" else 17
    found = [item["iri"] for page in pages(real, f"/api/{kind}", limit=limit) for item in page["items"]]
    assert len(found) == len(set(found)) == real.get(f"/api/{kind}?limit=1").json()["total"]


@pytest.mark.parametrize(
    ("kind", "name"), [(one.name, found.name) for one in COLLECTIONS.values() for found in one.filters]
)
def test_every_filter_finds_something_with_its_example_and_less_than_all(
    real: TestClient, kind: str, name: str
) -> None:
    example = next(found.example for found in COLLECTIONS[kind].filters if found.name == name)
    answer = real.get(f"/api/{kind}", params={name: example, "limit": 200})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["items"], answer.request.url
    everything = real.get(f"/api/{kind}?limit=1").json()["total"]
    shared = [
        item for item in found["items"] if name != "q" or example in json.dumps(item, ensure_ascii=False)
    ]
    assert len(shared) == len(found["items"])
    assert found["total"] is None or found["total"] <= everything


def test_filters_take_names_keys_and_identifiers_alike(real: TestClient) -> None:
    keys = ("石狮市残联", "石狮市残疾人联合会", "350581-残疾人联合会", "ag:350581-残疾人联合会",
            "https://w3id.org/policyplan/cn/agency/350581-残疾人联合会")  # fmt: skip
    found = [
        real.get("/api/measures", params={"lead": key, "plan": "狮政办[2022]47号-p2"}).json()["items"]
        for key in keys
    ]
    assert len(found[0]) == 17
    assert all(one == found[0] for one in found)
    levels = [
        real.get("/api/documents", params={"level": name}).json()["items"]
        for name in ("县级", "county", "level-县级")
    ]
    assert levels[0]
    assert levels[0] == levels[1] == levels[2]


def test_measure_says_who_does_what_by_when_with_its_sentences(real: TestClient) -> None:
    found = real.get(f"/api/measures/{MEASURE}").json()
    assert [one["label"]["zh"] for one in found["lead"]] == ["石狮市财政局"]
    assert {one["agency"]["key"]: one["role"]["label"]["en"] for one in found["assignments"]}[
        "350581-财政局"
    ] == "lead"
    through = next(one["through"] for one in found["assignments"] if one["agency"]["key"] == "350581-财政局")
    assert through["key"] == "350581-国有资产发展服务中心"
    (due,) = found["deadlines"]
    assert (due["kind"], due["month_day"], due["verbatim"]) == (
        "RecurringDeadline",
        "--10-31",
        "每年10月底前",
    )
    assert due["evidence"][0]["quote"] == "每年10月底前"
    assert found["text"][:12] in found["evidence"][0]["quote"].replace(" ", "")
    assert found["confidence"] == "certain"
    assert real.get(found["plan"]["href"]).json()["measures"] == 30


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("documents", "狮政办[2022]47号"),
        ("documents", "doc:狮政办〔2022〕47号"),
        ("plans", "石狮市促进残疾人就业三年行动实施方案(2022—2024年)"),
        ("divisions", "石狮市"),
        ("divisions", "https://w3id.org/policyplan/cn/division/350581"),
        ("targets", "鲁残联发〔2023〕6号-p1-t1"),
    ],
)
def test_items_are_found_by_every_kind_of_key(real: TestClient, kind: str, key: str) -> None:
    answer = real.get(f"/api/{kind}/{quote(key, safe='')}")
    assert answer.status_code == 200
    assert answer.json()["iri"].startswith("https://w3id.org/policyplan/cn/")


@pytest.mark.parametrize(
    "key", ["nothing", "狮政办〔2022〕99号", "a%2F..%2Fb", "%00", "%FF", "x" * 600, "350581"]
)
def test_unknown_keys_are_not_found(real: TestClient, key: str) -> None:
    answer = real.get(f"/api/measures/{key}")
    assert answer.status_code == 404
    assert answer.json()["type"].endswith(("unknown-key", "not-found"))


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/api/measures?colour=red", "colour"),
        ("/api/measures?limit=0", "limit"),
        ("/api/measures?limit=201", "limit"),
        ("/api/measures?limit=五", "limit"),
        ("/api/measures?limit=1&limit=2", "limit"),
        ("/api/measures?sort=colour", "sort"),
        ("/api/measures?plan=none", "plan"),
        ("/api/measures?due-to=2023", "due-to"),
        ("/api/measures?has-deadline=maybe", "has-deadline"),
        ("/api/measures?cursor=AAAA", "cursor"),
        ("/api/measures?q=%22%2A", "q"),
        ("/api/measures?format=xml", "format"),
        ("/api/targets?value-from=NaN", "value-from"),
        ("/api/documents?level=nowhere", "level"),
        ("/api/divisions?code=%25", "code"),
        ("/api/divisions/350581?colour=red", "colour"),
        ("/api/search", "q"),
        ("/api/search?q=" + "业" * 101, "q"),
        ("/api/search?q=就业&type=colours", "type"),
        ("/api/plans?lang=fr", "lang"),
        ("/api?colour=red", "colour"),
    ],
)
def test_wrong_parameters_are_named_in_both_languages(real: TestClient, address: str, parameter: str) -> None:
    answer = real.get(address, headers={"If-None-Match": "*"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["type"].endswith("invalid-parameter")
    assert found["parameter"] == parameter
    assert found["zh"] != found["en"]


def test_cursors_hold_for_their_release_and_their_list_alone(real: TestClient) -> None:
    following = real.get("/api/measures?limit=3&has-deadline=true").json()["next"]
    cursor = following.partition("cursor=")[2]
    assert real.get(f"/api/measures?limit=5&has-deadline=true&cursor={cursor}").status_code == 200
    for other in ("/api/measures?", "/api/measures?has-deadline=false&", "/api/deadlines?"):
        answer = real.get(f"{other}cursor={cursor}")
        assert (answer.status_code, answer.json()["parameter"]) == (422, "cursor")
    said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    older = base64.urlsafe_b64encode(json.dumps(["0" * 12, *said[1:]]).encode()).decode()
    gone = real.get(f"/api/measures?has-deadline=true&cursor={older}")
    assert gone.status_code == 410
    assert gone.json()["type"].endswith("cursor-expired")
    for wrong in ([*said[:2], "1"], [*said[:2], True], [*said[:2], 2**70], said[:2], {"a": 1}):
        text = base64.urlsafe_b64encode(json.dumps(wrong).encode()).decode()
        assert real.get(f"/api/measures?has-deadline=true&cursor={text}").status_code == 422


def read(answer: Any) -> Graph:
    """Read JSON-LD with the context that it names in its place."""
    document = answer.json()
    assert document["@context"].endswith("/context.jsonld")
    document["@context"] = context()["@context"]
    return Graph().parse(data=json.dumps(document), format="json-ld")


def held(store: Store, triple: Any) -> bool:
    subject, predicate, value = triple
    if isinstance(value, URIRef):
        term: NamedNode | Literal = NamedNode(value)
    elif value.language:
        term = Literal(str(value), language=value.language)
    else:
        term = (
            Literal(str(value), datatype=NamedNode(value.datatype)) if value.datatype else Literal(str(value))
        )
    return Quad(NamedNode(subject), NamedNode(predicate), term, DefaultGraph()) in store


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("kind", KINDS)
def test_json_ld_expands_to_statements_of_the_store(
    real: TestClient, release_store: Store, kind: str
) -> None:
    key = quote(COLLECTIONS[kind].example, safe="")
    one = real.get(f"/api/{kind}/{key}", headers={"Accept": "application/ld+json"})
    many = real.get(f"/api/{kind}?limit=5&format=jsonld")
    for answer in (one, many):
        assert answer.headers["content-type"] == "application/ld+json"
        said = read(answer)
        assert len(said) > 5
        assert [triple for triple in said if not held(release_store, triple)] == []
    iri = real.get(f"/api/{kind}/{key}").json()["iri"]
    own = {str(p) for p in read(one).predicates(URIRef(iri))}
    stored = {
        q.predicate.value for q in release_store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph())
    }
    assert own == stored


@pytest.mark.parametrize("address", ["/api", "/api/plans?limit=2", "/api/divisions/350581", "/api/search?q=残联", "/search?q=残联", "/docs", "/openapi.json"])  # fmt: skip
def test_answers_can_be_held_by_a_client(real: TestClient, address: str) -> None:
    answer = real.get(address, headers={"Origin": "https://portal.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "no-cache" in answer.headers["cache-control"]
    for condition in (
        {"If-None-Match": answer.headers["etag"]},
        {"If-Modified-Since": answer.headers["last-modified"]},
    ):
        again = real.get(address, headers=condition)
        assert (again.status_code, again.content) == (304, b"")
    head = real.head(address)
    assert (head.status_code, head.headers["etag"]) == (200, answer.headers["etag"])
    assert real.post(address).status_code == 405


def test_other_forms_have_other_tags_and_none_is_refused(real: TestClient) -> None:
    json_, json_ld = (
        real.get("/api/plans", headers={"Accept": one}) for one in ("application/json", "application/ld+json")
    )
    assert json_.headers["etag"] != json_ld.headers["etag"]
    assert real.get("/api/plans", headers=BROWSER).headers["content-type"] == "application/json"
    assert real.get("/api/plans", headers={"Accept": "image/png"}).status_code == 406


def search(client: TestClient, q: str, **params: Any) -> dict[str, Any]:
    answer = client.get("/api/search", params={"q": q, **params})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_search_takes_scripts_and_widths_alike(real: TestClient) -> None:
    for one, other in (
        ("就業", "就业"),
        ("２０２２", "2022"),
        ("狮政办[2022]47号", "獅政辦〔２０２２〕４７號"),
    ):
        found = [[hit["iri"] for hit in search(real, q, limit=100)["items"]] for q in (one, other)]
        assert found[0]
        assert found[0] == found[1]


def test_search_finds_two_characters_and_ranks_names_before_texts(real: TestClient) -> None:
    found = search(real, "残联", limit=100)
    kinds = [hit["type"] for hit in found["items"]]
    assert kinds[0] == "agencies"
    assert found["total"] == len(kinds)
    (document, *_) = search(real, "狮政办〔2022〕47号")["items"]
    assert document["iri"].endswith("/doc/狮政办〔2022〕47号")
    assert search(real, "专场招聘 国有企业", type="measures")["total"] == 4
    assert search(real, "专场招聘 火箭")["items"] == []


def test_search_shows_where_the_words_stand(real: TestClient) -> None:
    for hit in search(real, "就業 专场", limit=50)["items"]:
        marked = {hit["snippet"][start:end] for start, end in hit["highlights"]}
        assert marked
        assert marked <= {"就业", "专场", "就业专场"}
        assert len(hit["snippet"]) <= 142


def test_search_pages_end_and_hold_every_hit_once(real: TestClient) -> None:
    found = [hit["iri"] for page in pages(real, "/api/search", q="残疾人", limit=23) for hit in page["items"]]
    assert len(found) == len(set(found)) == search(real, "残疾人")["total"]


@pytest.mark.parametrize(
    "text",
    [
        "就业 OR 残联",
        "name:就业",
        "就业*",
        "NEAR(就业 残联)",
        '"就业" XOR',
        "-就业",
        "就业) OR (1",
        "'; DROP TABLE item; --就业",
    ],
)
def test_search_takes_no_query_language(real: TestClient, text: str) -> None:
    answer = real.get("/api/search", params={"q": text})
    assert answer.status_code == 200
    # What stands beside the word is searched for as text, and signs are passed over.
    plain = search(real, "就业")["total"]
    assert answer.json()["total"] == (plain if text in ("就业*", "-就业") else 0)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("检索", "项结果", "措施")), ("en", ("Search", "found", "measures"))]
)
def test_search_page_marks_the_words_in_both_languages(
    real: TestClient, lang: str, words: tuple[str, ...]
) -> None:
    answer = real.get("/search", params={"q": "就業", "lang": lang}, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-language"] == lang
    assert "<mark>就业</mark>" in answer.text
    assert all(word in answer.text for word in words)
    assert 'role="search"' in real.get("/", headers=BROWSER).text
    wrong = real.get(
        "/search", params={"q": '"<script>alert(1)</script>"', "type": "x", "lang": lang}, headers=BROWSER
    )
    assert wrong.status_code == 422
    assert "<script>alert" not in wrong.text
    assert 'role="alert"' in wrong.text


def test_release_without_an_index_says_what_to_do_and_gives_single_items(client: TestClient) -> None:
    for address in ("/api/measures", "/api/search?q=就业"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("no-index")
        assert "zhengmai build" in answer.json()["en"]
    page = client.get("/search?q=就业", headers=BROWSER)
    assert (page.status_code, "zhengmai build" in page.text) == (404, True)
    assert client.get("/api/divisions/350581").json()["label"]["zh"] == "石狮市"
