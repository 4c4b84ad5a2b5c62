"""The description of the interface is valid, complete and true, and can be read without another host."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.testclient import TestClient

from zhengmai.settings import Settings
from zhengmai_api.app import create_app
from zhengmai_api.interface.document import operations

if TYPE_CHECKING:
    from zhengmai.release.build import Built

EXAMPLES = json.loads((files("zhengmai_api.interface") / "examples.json").read_text("utf-8"))
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2}")


@pytest.fixture(scope="module")
def whole(release: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the release of the five documents, with its workers."""
    settings = Settings(home=tmp_path_factory.mktemp("unused"), workers=1, public_url="http://127.0.0.1:8000")
    with TestClient(create_app(settings, Path(release.folder)), follow_redirects=False) as found:
        yield found


@pytest.fixture(scope="module")
def description(whole: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = whole.get("/openapi.json").json()
    return found


def validator(description: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": description["components"]})


def test_description_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def routes(found: Any) -> Iterator[tuple[str, str]]:
    for route in found:
        if hasattr(route, "original_router"):
            yield from routes(route.original_router.routes)
        elif getattr(route, "methods", None) and route.endpoint.__name__ != "write":
            # What writes is there to be refused (405) with a reason.
            for method in route.methods - {"HEAD"}:
                yield re.sub(r":(path|int)}", "}", route.path), method.lower()


def test_every_route_is_described_and_nothing_else(whole: TestClient, description: dict[str, Any]) -> None:
    described = {(path, method) for path, method, _ in operations(description)}
    assert described == set(routes(whole.app.routes))  # type: ignore[attr-defined]
    assert len(described) > 90


def test_every_operation_is_described_in_both_languages_with_its_answers(description: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in description["tags"]}
    seen: set[str] = set()
    for path, method, operation in operations(description):
        place = f"{method} {path}"
        for name in ("summary", "description"):
            assert HAN.search(operation[name]), place
            assert LATIN.search(operation[name]), place
        assert operation["operationId"] not in seen, place
        seen.add(operation["operationId"])
        assert set(operation["tags"]) <= tags, place
        assert operation["tags"], place
        for status, response in operation["responses"].items():
            assert HAN.search(response["description"]) or status == "303", place
            assert all(content.get("schema") for content in response.get("content", {}).values()), place
            if status.startswith(("4", "5")):
                assert "application/problem+json" in response["content"], f"{place} {status}"


def test_every_parameter_is_described_with_an_example_that_fits(description: dict[str, Any]) -> None:
    checked = 0
    for path, method, operation in operations(description):
        named = re.findall(r"{(\w+)}", path)
        assert {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"} == set(
            named
        ), path
        for one in operation.get("parameters", ()):
            place = f"{method} {path} {one['name']}"
            assert one["description"], place
            schema = one["schema"]
            examples = [one["example"]] if "example" in one else schema.get("examples", [])
            told = examples or schema.get("enum") or one["name"] in ("cursor", "release", "default")
            assert told, place
            for example in examples:
                assert list(validator(description, schema).iter_errors(example)) == [], place
                checked += 1
    assert checked > 150


def test_every_json_example_fits_its_schema(description: dict[str, Any]) -> None:
    checked = 0
    for path, _, operation in operations(description):
        bodies = [response.get("content", {}) for response in operation["responses"].values()]
        for content in [*bodies, operation.get("requestBody", {}).get("content", {})]:
            for said in content.values():
                values = [said["example"]] if "example" in said else []
                values += [one["value"] for one in said.get("examples", {}).values()]
                for value in values:
                    assert list(validator(description, said["schema"]).iter_errors(value)) == [], path
                    checked += 1
    for name, schema in description["components"]["schemas"].items():
        if "example" in schema:
            assert list(validator(description, schema).iter_errors(schema["example"])) == [], name
            checked += 1
    assert checked > 25


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_examples_are_what_the_service_answers(whole: TestClient, release: Built, name: str) -> None:
    answered = whole.get(EXAMPLES[name]["path"]).json()
    expected = EXAMPLES[name]["body"]
    if "release" in expected:
        assert answered.pop("release") == release.id
        # A cursor holds the release.
        expected = {key: value for key, value in expected.items() if key not in ("release", "next")}
        answered.pop("next")
    assert answered == expected


JSON_ANSWERS = [
    "/api", "/api/documents", "/api/plans", "/api/measures?limit=40", "/api/agencies", "/api/divisions", "/api/deadlines?limit=60",
    "/api/targets?limit=60", "/api/search?q=就业", "/api/measures/nothing", "/queries?format=json", "/healthz", "/openapi.json",
    "/compare?left=狮政办〔2022〕47号-p2&right=晋政残工委〔2023〕5号", "/compare", "/explain?s=狮政办〔2022〕47号-p2&p=derivesFrom",
    "/sparql?query=SELECT%20*%20%7B%7D", "/sparql?query=SELECT", "/queries/cited_only.json",
    "/health/live", "/health/ready", "/releases", "/releases/nowhere", "/calendar.ics?format=json&division=350581",
    "/calendar.ics?format=json&plan=鲁残联发〔2023〕6号", "/calendar.ics", "/api?release=nowhere",
    "/cn/division/350581.jsonld", "/void.jsonld",
]  # fmt: skip


@pytest.mark.parametrize("address", JSON_ANSWERS)
def test_answers_fit_what_is_described(whole: TestClient, description: dict[str, Any], address: str) -> None:
    answer = whole.get(address)
    path = address.partition("?")[0]
    templates = {"/api/measures/nothing": "/api/measures/{key}", "/cn/division/350581.jsonld": "/cn/{rest}", "/void.jsonld": "/void.{suffix}", "/releases/nowhere": "/releases/{release}", "/queries/cited_only.json": "/queries/{rest}"}  # fmt: skip
    operation = description["paths"][templates.get(path, path)]["get"]
    response = operation["responses"][str(answer.status_code)]
    schema = response["content"][answer.headers["content-type"].partition(";")[0]]["schema"]
    assert list(validator(description, schema).iter_errors(answer.json())) == []


@pytest.mark.parametrize(
    "address", ["", "/manifest.json", "/diff/{}", "/diff/{}?document=鲁残联发〔2023〕6号"]
)
def test_answers_about_releases_fit_what_is_described(
    whole: TestClient, description: dict[str, Any], release: Built, address: str
) -> None:
    templates = {"": "/releases/{release}", "/manifest.json": "/releases/{release}/{name}"}
    answer = whole.get(f"/releases/{release.id}{address.format(release.id)}")
    path = templates.get(address, "/releases/{left}/diff/{right}")
    content = description["paths"][path]["get"]["responses"][str(answer.status_code)]["content"]
    assert answer.status_code == 200
    assert (
        list(validator(description, content["application/json"]["schema"]).iter_errors(answer.json())) == []
    )


def test_release_is_a_parameter_where_it_chooses_the_answer(
    whole: TestClient, description: dict[str, Any]
) -> None:
    apart = set()
    for path, method, operation in operations(description):
        named = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        assert named.count("release") <= 1, path
        if "release" not in named:
            apart.add(path.split("/")[1].partition(".")[0] if method == "get" else f"{method} {path}")
            continue
        filled = re.sub(r"{(\w+)}", "1", path)
        answer = whole.request(method, filled, params={"release": "nowhere"})
        assert answer.json()["type"].endswith("/problem/unknown-release"), path
        assert str(answer.status_code) in operation["responses"], path
    pages = {"releases", "health", "healthz", "metrics", "openapi", "docs", "validate", "robots"}
    assert apart == pages | {"options /sparql", "options /sparql/graph", "post /validate"}


def test_refusals_that_any_request_may_meet_are_told_of_every_operation(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        assert {"408", "413", "414", "421", "431", "default"} <= set(operation["responses"]), (method, path)


class Page(HTMLParser):
    """Collects what a page loads, and scripts that stand in it."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.inline = 0
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        loaded = said.get("src") or (said.get("href") if tag == "link" else None)
        if loaded:
            self.loads.append(loaded)
        self.inline += any(name.startswith("on") or name == "style" for name in said)
        self._script = tag == "script"

    def handle_data(self, data: str) -> None:
        self.inline += self._script and bool(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self._script = False


def test_docs_load_the_viewer_from_the_service_alone(whole: TestClient) -> None:
    answer = whole.get("/docs")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    page = Page()
    page.feed(answer.text)
    assert page.inline == 0
    assert {"/static/viewer/swagger-ui-bundle.js", "/static/viewer/swagger-ui.css", "/static/docs.js"} <= set(
        page.loads
    )
    for address in page.loads:
        assert address.startswith("/static/")
        loaded = whole.get(address)
        assert loaded.status_code == 200
        assert len(loaded.content) > 100
    assert 'data-description="/openapi.json"' in answer.text
    assert "SwaggerUIBundle" in whole.get("/static/docs.js").text
    assert "SwaggerUIBundle" in whole.get("/static/viewer/swagger-ui-bundle.js").text[:2000]


def test_docs_are_in_both_languages(whole: TestClient) -> None:
    assert "接口说明" in whole.get("/docs?lang=zh").text
    assert "The interface" in whole.get("/docs?lang=en").text
