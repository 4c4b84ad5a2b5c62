"""The command `query`: asks the current release, or an endpoint, a saved or an own question.

Entry point: `command`.
"""

from __future__ import annotations

import io
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhengmai.cli.output import console, errors, language
from zhengmai.errors import Bilingual, EngineError, InputError, ZhengmaiError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store
    from rich.console import RenderableType
    from rich.table import Table

    from zhengmai.store.formats import Format
    from zhengmai.store.saved import SavedQuery
    from zhengmai.store.source import Source

# Wide enough that a table in a pipe is not broken into lines.
_PIPE_WIDTH = 2000
_GRAPH_FORMATS = {"table": "ttl", "ttl": "ttl", "xml": "rdf", "json": "jsonld"}


class OutputFormat(StrEnum):
    """How an answer is written."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    xml = "xml"
    ttl = "ttl"


def command(
    name: Annotated[str, typer.Argument(help="Saved query, question id such as L1, or a .rq file.")] = "",
    param: Annotated[list[str] | None, typer.Option(help="Parameter as key=value; may be repeated.")] = None,
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="How the answer is written.")
    ] = OutputFormat.table,
    endpoint: Annotated[
        str, typer.Option(help="SPARQL endpoint to ask instead of the current release.")
    ] = "",
) -> None:
    """Ask a saved query or one of your own; without a name, list the saved queries.

    Example: zhengmai query basis_chain --param text=狮政办〔2022〕47号
    """
    if not name:
        _list()
        return
    from zhengmai.store.query import rows
    from zhengmai.store.saved import bound_text, resolve

    query, values = _find(name), _values(param or ())
    store = None if endpoint else open_current()
    if store is not None:
        values = resolve(partial(rows, store), query, values)
    text = bound_text(query, values)
    chosen = _format(text, output_format)
    data = _ask_endpoint(endpoint, text, chosen) if store is None else _ask_release(store, text, chosen)
    if output_format is OutputFormat.table and chosen.name == "json":
        _table(query, data)
    else:
        typer.echo(data.decode("utf-8"), nl=False)


def open_current() -> Source:
    """Open the store of the release that is served, or what ZHENGMAI_STORE names.

    Raises:
        InputError: there is no release yet.
        StoreError: the store cannot be opened.
    """
    from zhengmai.settings import Settings
    from zhengmai.store.place import served_place

    place = served_place(Settings())
    place.require()
    return place.open()


def open_folder() -> Store:
    """Open the store of a release on this machine, for what a store that is asked over HTTP cannot do.

    Raises:
        InputError: there is no release yet, or ZHENGMAI_STORE names something else.
        StoreError: the store cannot be opened.
    """
    from zhengmai.settings import Settings
    from zhengmai.store.place import ReleaseFolder, served_place
    from zhengmai.store.query import open_release

    place = served_place(Settings())
    place.require()
    if not isinstance(place, ReleaseFolder):
        cause = Bilingual(
            "此命令要读发布的目录，ZHENGMAI_STORE 指的不是。",
            "this command reads the folder of a release, which ZHENGMAI_STORE does not name.",
        )
        raise InputError(place.name, cause)
    return open_release(place.folder)


def current_id() -> str:
    """Give the id of that release.

    Raises:
        ZhengmaiError: it cannot be read.
    """
    from zhengmai.settings import Settings
    from zhengmai.store.place import served_place

    place = served_place(Settings())
    return place.manifest(place.open()).id


def _find(name: str) -> SavedQuery:
    from zhengmai.store.saved import from_text, get

    path = Path(name)
    if path.suffix != ".rq" and not path.is_file():
        return get(name)
    try:
        return from_text(name, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or str(error)) if isinstance(error, OSError) else "UTF-8"
        raise InputError(
            name, Bilingual(f"读不到查询文件（{reason}）", f"cannot be read ({reason})")
        ) from error


def _values(pairs: Iterable[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise ZhengmaiError(
                Bilingual(
                    f"参数“{pair}”应写作 名称=值，例如 --param text=狮政办〔2022〕47号。",
                    f"the parameter “{pair}” must be written key=value, such as --param text=狮政办〔2022〕47号.",
                )
            )
        values[key.strip()] = value
    return values


def _format(text: str, wanted: OutputFormat) -> Format:
    """Choose the syntax of the answer by the query's form."""
    from zhengmai.store.formats import GRAPHS, SOLUTIONS
    from zhengmai.store.syntax import form

    if form(text) in ("CONSTRUCT", "DESCRIBE"):
        name = _GRAPH_FORMATS.get(wanted.value)
        known, kind = GRAPHS, Bilingual("图（CONSTRUCT、DESCRIBE）", "a graph (CONSTRUCT, DESCRIBE)")
    else:
        name = "json" if wanted is OutputFormat.table else wanted.value
        known, kind = SOLUTIONS, Bilingual("解（SELECT、ASK）", "solutions (SELECT, ASK)")
    chosen = next((one for one in known if one.name == name), None)
    if chosen is None:
        raise ZhengmaiError(
            Bilingual(
                f"此查询的结果是{kind.zh}，不能写成 {wanted.value}。",
                f"this query gives {kind.en}, which cannot be written as {wanted.value}.",
            )
        )
    return chosen


def _ask_release(store: Source, text: str, chosen: Format) -> bytes:
    from zhengmai.store.query import answer

    output = io.BytesIO()
    answer(store, text, chosen, output)
    return output.getvalue()


def _ask_endpoint(endpoint: str, text: str, chosen: Format) -> bytes:
    from urllib.error import URLError

    from SPARQLWrapper import POST, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

    if not endpoint.startswith(("http://", "https://")):
        cause = Bilingual("不是 http 或 https 地址。", "is no http or https address.")
        raise InputError(endpoint, cause)
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setMethod(POST)
    wrapper.setQuery(text)
    wrapper.setOnlyConneg(True)
    wrapper.addCustomHttpHeader("Accept", chosen.media_type)
    try:
        return bytes(wrapper.query().response.read())
    except QueryBadFormed as error:
        raise InputError(
            endpoint, _said("端点拒绝了查询", "the endpoint refused the query", error)
        ) from error
    except (SPARQLWrapperException, URLError, OSError) as error:
        failed = _said("端点没有回答", "the endpoint did not answer", error)
        raise EngineError(Bilingual(f"{endpoint}：{failed.zh}", f"{endpoint}: {failed.en}")) from error


def _said(zh: str, en: str, error: Exception) -> Bilingual:
    said = " ".join(str(error).split())[:300]
    return Bilingual(f"{zh}：{said}", f"{en}: {said}")


def _table(query: SavedQuery, data: bytes) -> None:
    import json

    from rich.text import Text

    answer: dict[str, Any] = json.loads(data)
    if "boolean" in answer:
        typer.echo("true" if answer["boolean"] else "false")
        return
    names, found = answer["head"]["vars"], answer["results"]["bindings"]
    table = _new_table(names, title=query.question.text(language()) if query.id else "")
    for row in found:
        table.add_row(*(Text(_cell(row.get(name))) for name in names))
    show(table)
    rows = Bilingual(f"{len(found)} 行", f"{len(found)} rows")
    errors().print(rows.text(language()))
    why = query.empty.text(language())
    if not found and why:
        errors().print(why)


def _cell(term: dict[str, str] | None) -> str:
    from zhengmai.prefixes import shorten

    if term is None:
        return ""
    return shorten(term["value"]) if term["type"] == "uri" else term["value"]


def _list() -> None:
    from itertools import groupby

    from zhengmai.store.saved import GROUPS, load

    headings = Bilingual("编号 名称 问题 参数（例）", "id name question parameters(example)")
    for group, queries in groupby(load(), key=lambda query: query.group):
        table = _new_table(headings.text(language()).split(), title=GROUPS[group].text(language()))
        for query in queries:
            params = "  ".join(f"{name}={one.example}" for name, one in query.params.items())
            table.add_row(query.id, query.name, query.question.text(language()), params)
        show(table)


def _new_table(headings: list[str], title: str = "") -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def show(drawn: RenderableType) -> None:
    """Print a table or tree: wrapped in a terminal, whole lines elsewhere."""
    if console().is_terminal:
        console().print(drawn, soft_wrap=False)
        return
    from rich.console import Console

    written = io.StringIO()
    Console(file=written, width=_PIPE_WIDTH, highlight=False).print(drawn)
    for line in written.getvalue().splitlines():
        typer.echo(line.rstrip())
