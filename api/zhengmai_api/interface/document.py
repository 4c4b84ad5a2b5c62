"""The OpenAPI 3.1 description of every route.

Entry point: `describe`. Made of the routes themselves (saved queries, request bodies), of the collections and their
models, and of `operations.toml`; schemas of what is no model stand in `schemas.json`, answers of the service to show in
`examples.json`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from zhengmai.store.manifest import Manifest
from zhengmai.store.words import LONGEST as LONGEST_SEARCH
from zhengmai_api.hardening import REFUSALS as REFUSALS_OF_ALL
from zhengmai_api.problems import KINDS
from zhengmai_api.releases import REFUSALS as REFUSALS_BY_RELEASE
from zhengmai_api.releases import is_of_release
from zhengmai_api.representation import LICENCE
from zhengmai_api.rest.asked import LIMIT, MOST
from zhengmai_api.rest.collections import COLLECTIONS, LONGEST, Collection, Filter
from zhengmai_api.rest.models import (
    Agency,
    Deadline,
    Division,
    Document,
    Measure,
    PageOf,
    Plan,
    SearchPage,
    Target,
)
from zhengmai_api.routes.search import USUAL
from zhengmai_api.service import PARAMETER

Json = dict[str, Any]

MODELS = {
    "documents": Document,
    "plans": Plan,
    "measures": Measure,
    "agencies": Agency,
    "divisions": Division,
    "deadlines": Deadline,
    "targets": Target,
}
_PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
_TEXT = {"schema": {"type": "string"}}
_SCHEMAS_BY_TYPE = {
    "application/problem+json": "Problem",
    "application/sparql-results+json": "Solutions",
    "application/ld+json": "JsonLd",
}
_ABOUT = """政脉把政府方案读成经过校验的关联数据；本接口按集合、按词、按查询给出，每项事实附原文。

Zhengmai reads Chinese government plans and publishes them as checked linked data. This interface gives them by
collection, by word and by query, every fact with the words of the text that it was read from.

- GET 的地址都支持 HEAD；答复带 ETag、Last-Modified，可用 304。 Every address of GET answers HEAD; answers bear ETag and Last-Modified, and 304 spares them.
- 拒绝一律为 RFC 9457 问题文档，中英文。 Every refusal is a problem document (RFC 9457) in Chinese and English.
- 列表以游标翻页：取 next 或 Link: rel="next"，到 null 为止。 Lists are paged by cursor: follow next, or Link with rel="next", until it is null.
"""


def describe(app: FastAPI) -> Json:
    """Give the description of an application's interface.

    Args:
        app: the application with all its routes.
    """
    table = _table()
    document = get_openapi(title=app.title, version=app.version, routes=app.routes, description=_ABOUT)
    document["info"]["license"] = {"name": "CC BY 4.0", "url": LICENCE}
    document["tags"] = [{"name": name, "description": _both(said)} for name, said in table["tags"].items()]
    document["servers"] = [{"url": "/", "description": "本服务 · this service"}]
    paths: Json = document["paths"]
    for path, method, entry in _operations(table):
        known = paths.setdefault(path, {}).get(method, {})
        paths[path][method] = _operation(table, entry, known)
    for one in COLLECTIONS.values():
        paths[f"/api/{one.name}"] = {"get": _list(one)}
        paths.pop(f"/api/{one.name}/{{key}}", None)
        paths[f"/api/{one.name}/{{key}}"] = {"get": _item(one)}
    paths["/api/search"] = {"get": _search()}
    paths["/api"] = {"get": _start()}
    _schemas(document)
    _tag_queries(document)
    for path, method, operation in operations(document):
        _take_release(path, method, operation)
        _complete(operation)
    document["paths"] = dict(sorted(paths.items()))
    return document


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Give path, method and operation of all operations of a description."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


@cache
def _table() -> Json:
    return tomllib.loads((files(__package__) / "operations.toml").read_text("utf-8"))


@cache
def _read(name: str) -> Json:
    found: Json = json.loads((files(__package__) / name).read_text("utf-8"))
    return found


def _operations(table: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in table["operation"].items():
        for method, entry in methods.items():
            yield path, method, entry


def _both(said: Json) -> str:
    return f"{said['zh']} · {said['en']}"


def _operation(table: Json, entry: Json, known: Json) -> Json:
    """Give an operation of the table; a request body and parameters that the route describes itself are kept."""
    responses: Json = {}
    content: Json = {}
    for name in entry.get("answers", ()):
        content |= {media_type: {} for media_type in table["media"][name]}
    if "json" in entry:
        content["application/json"] = {"schema": {"$ref": f"#/components/schemas/{entry['json']}"}}
        schema = _read("schemas.json").get(entry["json"], {})
        content["application/json"] |= {"example": schema["example"]} if "example" in schema else {}
    if content:
        told = known.get("responses", {}).get("200", {})
        kept = {name: value for name, value in told.items() if name == "headers"}
        responses["200"] = {"description": f"{entry['zh']} · {entry['en']}", "content": content, **kept}
    responses |= {str(status): {"description": said} for status, said in entry.get("also", {}).items()}
    if "503" in responses and "json" in entry:
        known_form = {"schema": {"$ref": f"#/components/schemas/{entry['json']}"}}
        responses["503"]["content"] = {"application/json": known_form, **_refusal(503)["content"]}
    if entry.get("fresh"):
        responses["304"] = _fresh()
    responses |= {str(status): _refusal(status) for status in entry.get("problems", ())}
    found: Json = {
        "tags": [entry["tag"]],
        "summary": f"{entry['zh']} · {entry['en']}",
        "description": f"{entry.get('zh_text', entry['zh'])}\n\n{entry.get('en_text', entry['en'])}",
        "operationId": entry["id"],
        "responses": responses,
    }
    parameters = [_parameter(table, name) for name in entry.get("parameters", ())]
    if parameters:
        found["parameters"] = parameters
    if "requestBody" in known:
        found["requestBody"] = known["requestBody"]
    return found


def _parameter(table: Json, name: str) -> Json:
    if name in ("limit", "cursor"):
        return {"limit": _limit(USUAL), "cursor": _cursor()}[name]
    said = table["parameter"][name]
    found = {
        "name": said.get("name", name),
        "in": said["in"],
        "required": said.get("required", said["in"] == "path"),
        "description": _both(said),
        "schema": dict(said["schema"]),
    }
    found |= {key: said[key] for key in ("allowEmptyValue",) if key in said}
    if "example" not in said:
        return found
    if found["required"] or said.get("fill"):
        return found | {"example": said["example"]}
    return _told(found, said["example"])


def _told(parameter: Json, example: Any) -> Json:
    """Tell an example of a parameter that may be left out; as its own example the viewer would fill it in."""
    parameter["schema"]["examples"] = [example]
    if "enum" not in parameter["schema"]:
        shown = "、".join(example) if isinstance(example, list) else example
        parameter["description"] += f" · `{shown}`"
    return parameter


def _refusal(status: int) -> Json:
    titles = [kind.title for kind in KINDS.values() if kind.status == status]
    said = "；".join(title.zh for title in titles) + " · " + "; ".join(title.en for title in titles)
    return {
        "description": said,
        "content": {"application/problem+json": dict(_PROBLEM), "text/html": dict(_TEXT)},
    }


def _fresh() -> Json:
    return {"description": "客户端所持的仍然有效 · The client holds the answer already"}


def _query(name: str, zh: str, en: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": False, "description": f"{zh} · {en}", "schema": schema}


def _limit(usual: int) -> Json:
    schema = {"type": "integer", "minimum": 1, "maximum": MOST, "default": usual}
    return _told(_query("limit", "每页几项", "items of a page", schema), 5)


def _cursor() -> Json:
    return _query("cursor", "上一页 next 中的游标；只对同一发布、同一组条件有效", "cursor from next of the page before; holds for the same release and parameters", {"type": "string", "maxLength": 4 * LONGEST})  # fmt: skip


def _common(*formats: str) -> list[Json]:
    return [
        _query(
            "format", "格式，先于 Accept", "form, before Accept", {"type": "string", "enum": list(formats)}
        ),
        _query("lang", "拒绝时所用的语言", "language of refusals", {"type": "string", "enum": ["zh", "en"]}),
    ]


def _filter(one: Filter) -> Json:
    schema: Json = {"type": "string", "maxLength": LONGEST}
    if one.reads == "words":
        schema["maxLength"] = LONGEST_SEARCH
    elif one.reads == "date":
        schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    elif one.reads == "number":
        schema = {"type": "number"}
    elif one.reads == "boolean":
        schema = {"type": "string", "enum": ["true", "false"]}
    elif one.reads == "choice":
        schema = {"type": "string", "enum": list(one.values)}
    elif one.pattern:
        schema["pattern"] = f"^({one.pattern})$"
    example: Any = float(one.example) if one.reads == "number" else one.example
    return _told(_query(one.name, one.said.zh, one.said.en, schema), example)


def _answered(one_of: str, zh: str, en: str, example: Any, *statuses: int, json_ld: bool = True) -> Json:
    headers = {
        "ETag": {"description": "标记 · tag of the answer", "schema": {"type": "string"}},
        "Link": {
            "description": "rel=next、first 等（RFC 8288）· rel=next, first and others (RFC 8288)",
            "schema": {"type": "string"},
        },
    }
    content: Json = {"application/json": {"schema": {"$ref": f"#/components/schemas/{one_of}"}}}
    if example is not None:
        content["application/json"]["example"] = example
    if json_ld:
        content["application/ld+json"] = {}
    return {
        "200": {"description": f"{zh} · {en}", "headers": headers, "content": content},
        "304": _fresh(),
        **{str(status): _refusal(status) for status in statuses},
    }


def _list(one: Collection) -> Json:
    sorts = {"type": "string", "enum": list(one.sorts), "default": one.sorts[0]}
    order = _told(_query("sort", "次序；前加 - 为倒序", "order; with - from the end", sorts), one.sorts[-1])
    item = _read("examples.json")[one.name]["body"]
    example = {
        "release": "c4747e0d6935",
        "total": 1,
        "items": [item],
        "next": None,
        "first": f"http://127.0.0.1:8000/api/{one.name}",
    }
    return {
        "tags": ["collections"],
        "summary": f"{one.said.zh}列表 · {one.said.en}",
        "description": f"{one.said.zh}：按条件筛选、排序、逐页取。多个条件须同时满足。\n\n{one.said.en}: filtered, sorted, page by page. An item has to fulfil every filter.",
        "operationId": f"list_{one.name}",
        "parameters": [*map(_filter, one.filters), order, _limit(LIMIT), _cursor(), *_common("json", "jsonld")],
        "responses": _answered(f"PageOf{MODELS[one.name].__name__}", f"一页{one.said.zh}", f"a page of {one.said.en.lower()}", example, 404, 406, 410, 422, 504),
    }  # fmt: skip


def _item(one: Collection) -> Json:
    key = {
        "name": "key",
        "in": "path",
        "required": True,
        "description": "标识末段、文号、IRI、带前缀的名称，或完整的标题、名称 · last part of the identifier, 文号, IRI, prefixed name, or whole title or name",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
        "example": one.example,
    }
    return {
        "tags": ["collections"],
        "summary": f"{one.one.zh} · {one.one.en}",
        "description": f"{one.one.zh}，附原文依据。\n\n{one.one.en}, with the words of the text.",
        "operationId": f"get_{one.name}",
        "parameters": [key, *_common("json", "jsonld")],
        "responses": _answered(MODELS[one.name].__name__, one.one.zh, one.one.en, _read("examples.json")[one.name]["body"], 404, 406, 409, 422),
    }  # fmt: skip


def _search() -> Json:
    words = _query("q", "检索词，空格隔开，须全部出现；不分简繁、全角半角，词的一部分也可", "words, parted by spaces, all of which have to occur; simplified and traditional, half and full width alike, parts of words too", {"type": "string", "minLength": 1, "maxLength": LONGEST_SEARCH})  # fmt: skip
    kinds = _query("type", "范围，逗号隔开：documents、plans、agencies、measures", "what to search, parted by commas: documents, plans, agencies, measures", {"type": "string"})  # fmt: skip
    return {
        "tags": ["search"],
        "summary": "按词检索 · Search by words",
        "description": "查公文、方案、单位、措施的标题、文号、名称和正文，最相关的在前。\n\nSearches titles, numbers, names and texts of documents, plans, agencies and measures, the most relevant first.",
        "operationId": "search",
        "parameters": [words | {"required": True, "example": "就业"}, _told(kinds, "plans,measures"), _limit(USUAL), _cursor(), *_common("json")],
        "responses": _answered("SearchPage", "一页结果", "a page of what was found", _read("examples.json")["search"]["body"], 404, 406, 410, 422, 504, json_ld=False),
    }  # fmt: skip


def _start() -> Json:
    example = _read("schemas.json")["Collections"]["example"]
    return {
        "tags": ["collections"],
        "summary": "各集合及其地址 · The collections and their addresses",
        "description": "有哪些集合、各有哪些条件和次序。\n\nWhich collections there are, with their filters and orders.",
        "operationId": "collections",
        "parameters": _common("json"),
        "responses": _answered("Collections", "各集合", "the collections", example, 406, 422, json_ld=False),
    }


def _schemas(document: Json) -> None:
    """Put in the schemas: those of the models as they are written in answers, and those of the file."""
    pages = [PageOf[model] for model in MODELS.values()]  # type: ignore[valid-type]
    models: list[Any] = [*MODELS.values(), *pages, SearchPage]
    # A manifest is given as it lies; one of an earlier version may lack what has a default.
    _, found = models_json_schema(
        [*((model, "serialization") for model in models), (Manifest, "validation")],
        ref_template="#/components/schemas/{model}",
    )
    # A model of models is named PageOf_Plan_ by the library.
    named = json.loads(re.sub(r"PageOf[_\[](\w+?)[_\]]", r"PageOf\1", json.dumps(found["$defs"])))
    schemas: Json = named | _read("schemas.json")
    document.setdefault("components", {})["schemas"] = dict(sorted(schemas.items()))


def _take_release(path: str, method: str, operation: Json) -> None:
    """Put in the release of what depends on it, and the refusals that naming one may meet."""
    if method == "options" or not is_of_release(path):
        return
    said = _query(
        PARAMETER,
        "发布编号；缺省为当前发布",
        "id of a release; the present one if left out",
        {"type": "string"},
    )
    operation["parameters"] = [*operation.get("parameters", ()), said]
    _may_refuse(operation, REFUSALS_BY_RELEASE)


def _may_refuse(operation: Json, kinds: tuple[str, ...]) -> None:
    for status in {KINDS[kind].status for kind in kinds}:
        operation["responses"].setdefault(str(status), _refusal(status))


def _complete(operation: Json) -> None:
    """Fill in what every response has: a schema for each media type, and the refusal that stands for all others."""
    responses = operation["responses"]
    _may_refuse(operation, REFUSALS_OF_ALL)
    for status, response in responses.items():
        for media_type, content in response.get("content", {}).items():
            if not content.get("schema") or content["schema"] == {"type": "string"}:
                name = _SCHEMAS_BY_TYPE.get(media_type)
                content["schema"] = {"$ref": f"#/components/schemas/{name}"} if name else {"type": "string"}
        held = response.get("content", {})
        if "application/problem+json" in held and "application/json" not in held:
            responses[status] = _refusal(int(status))
    responses["default"] = {
        "description": "其他拒绝 · Any other refusal",
        "content": {"application/problem+json": dict(_PROBLEM), "text/html": dict(_TEXT)},
    }
    operation["responses"] = dict(sorted(responses.items()))


def _tag_queries(document: Json) -> None:
    """Give the saved queries, which describe themselves, the tag and the refusals that all of them have."""
    for path, _, operation in operations(document):
        if path.startswith("/queries/") and path != "/queries/{rest}":
            operation["tags"] = ["queries"]
            operation["summary"] = operation["description"].split("\n\n")[1] + " · " + operation["summary"]
            for status in (429, 500):
                operation["responses"].setdefault(str(status), _refusal(status))
            operation["responses"].setdefault("304", _fresh())
            names = {one["name"] for one in operation["parameters"]}
            if "lang" not in names:
                operation["parameters"].append(_parameter(_table(), "lang"))
            for one in operation["parameters"]:
                one["description"] = one.get("description") or _both(_PLAIN.get(one["name"], _VALUE))
            operation["responses"] = dict(sorted(operation["responses"].items()))


_PLAIN: dict[str, Json] = {"format": {"zh": "格式，先于 Accept", "en": "form, before Accept"}}
_VALUE: Json = {"zh": "查询的参数值", "en": "value of the query's parameter"}
