"""`zhengmai build`: documents → a checked release, which is served from then on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhengmai.cli.output import console, errors, language
from zhengmai.errors import Bilingual

if TYPE_CHECKING:
    from zhengmai.release.build import Built


_TOLD = {
    "vanished": Bilingual(
        "所指的事物或陈述不在本次发布中，未生效", "what it speaks of is not in this release; it has no effect"
    ),
    "overruled": Bilingual(
        "同一陈述被另一条记录撤销，未生效", "another record takes the same statement back; it has no effect"
    ),
}


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Documents or folders of them; the sample documents if not given."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Home folder of releases; ZHENGMAI_HOME or ./var if not given.")
    ] = None,
    curation: Annotated[
        Path | None, typer.Option(help="Folder of curation records; those of the project if not given.")
    ] = None,
    profile: Annotated[
        str, typer.Option(help="Which findings stop the release: draft or release.")
    ] = "draft",
    jobs: Annotated[int, typer.Option(min=1, help="How many processes may read documents.")] = os.cpu_count()
    or 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest as JSON.")] = False,
) -> None:
    """Read documents, build the graph, check it and put it into service.

    Ends with 0 (published), 1 (nothing published: a finding stops the profile) or 2 (published without the
    documents that could not be read, or nothing readable).

    Example: zhengmai build data/documents
    """
    from zhengmai import resources
    from zhengmai.release.build import build
    from zhengmai.settings import Settings

    tongue = language()
    sources = paths or [Path(str(resources.root("data") / "documents"))]
    records = curation or Path(str(resources.root("data") / "curation"))
    with errors().status("…") as status:
        built = build(
            sources,
            out or Settings().home,
            curation=records,
            profile=profile,
            jobs=jobs,
            progress=lambda message: status.update(message.text(tongue)),
        )
    if as_json:
        console().print_json(data=built.manifest, ensure_ascii=False)
    else:
        _show(built, tongue)
    for failure in built.failed:
        errors().print(failure.message.text(tongue), style="red", markup=False)
    if built.failed:
        raise typer.Exit(2)


def _show(built: Built, tongue: str) -> None:
    counts, found = built.manifest["counts"], built.manifest["validation"]
    plans = sum(len(document["plans"]) for document in built.manifest["documents"])
    measures = sum(document["measures"] for document in built.manifest["documents"])
    held = len(built.manifest["documents"])
    state = (
        Bilingual("已存在，直接启用", "stood there already")
        if built.reused
        else Bilingual("已发布", "published")
    )
    console().print(
        Bilingual(
            f"发布 {built.id}（{state.zh}）：{held} 份文件，{plans} 个方案，{measures} 条措施，{counts['triples']} 个三元组；"
            f"校验：严重 {found['violation']}，警告 {found['warning']}，提示 {found['info']}",
            f"Release {built.id} ({state.en}): {held} documents, {plans} plans, {measures} measures, {counts['triples']} triples; "
            f"findings: {found['violation']} violations, {found['warning']} warnings, {found['info']} notes",
        ).text(tongue),
        markup=False,
    )
    for record, outcome in built.manifest["curation"].items():
        if outcome in _TOLD:
            told = _TOLD[outcome]
            message = Bilingual(f"考订记录 {record}：{told.zh}", f"curation record {record}: {told.en}")
            errors().print(message.text(tongue), style="yellow", markup=False)
