"""`zhengmai diff`: what is different between two releases."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, cast

import typer
from rich.table import Table

from zhengmai.cli.output import console, language
from zhengmai.errors import Bilingual, ZhengmaiError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMS = ("text", "json", "patch")
_KINDS = {
    "added": Bilingual("新增", "added"),
    "removed": Bilingual("移除", "removed"),
    "changed-text": Bilingual("文字不同", "changed text"),
    "changed-reading": Bilingual("读法不同", "changed reading"),
    "unchanged": Bilingual("未变", "unchanged"),
}


def command(
    left: Annotated[str, typer.Argument(help="Id or folder of the first release.")],
    right: Annotated[str, typer.Argument(help="Id or folder of the second release.")],
    document: Annotated[
        str, typer.Option(help="IRI or 文号 of a document: list the statements of it that differ.")
    ] = "",
    form: Annotated[str, typer.Option("--format", help="text, json or patch (RDF Patch).")] = "text",
    out: Annotated[Path | None, typer.Option(help="File to write; standard output if not given.")] = None,
) -> None:
    """Compare two releases: documents, statements, counts, versions and findings.

    Example: zhengmai diff 0123456789ab ba9876543210
    """
    from zhengmai.release.difference import difference, patch

    if form not in _FORMS:
        raise ZhengmaiError(
            Bilingual(
                f"--format 应为 {'、'.join(_FORMS)} 之一", f"--format must be one of {', '.join(_FORMS)}"
            )
        )
    folders = _folder(left), _folder(right)
    with _output(out) as file:
        if form == "patch":
            patch(*folders, file)
            return
        found = _of_document(folders, document) if document else difference(*folders).document()
        if form == "json":
            file.write((json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())
        elif document:
            for one in found["statements"]:
                file.write(f"{'+' if one['change'] == 'added' else '-'} {one['statement']}\n".encode())
        else:
            _show(found, language())


def _folder(release: str) -> Path:
    from zhengmai.release.catalogue import release_ids
    from zhengmai.settings import Settings

    settings = Settings()
    for folder in (settings.releases / release, Path(release)):
        if (folder / "manifest.json").is_file():
            return folder.resolve()
    known = release_ids(settings.home)
    raise ZhengmaiError(
        Bilingual(
            f"没有发布 {release}；现有：{'、'.join(known) or '—'}",
            f"there is no release {release}; there are: {', '.join(known) or '—'}",
        )
    )


def _of_document(folders: tuple[Path, Path], key: str) -> dict[str, Any]:
    from zhengmai.release.difference import statements_of
    from zhengmai.store.keys import key_iri

    found = None
    with contextlib.suppress(ValueError):
        found = statements_of(*folders, key_iri(key), limit=sys.maxsize)
    if found is None:
        raise ZhengmaiError(Bilingual(f"两个发布都没有文件 {key}", f"neither release holds a document {key}"))
    return found


@contextlib.contextmanager
def _output(out: Path | None) -> Iterator[IO[bytes]]:
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with out.open("wb") as file:
            yield cast("IO[bytes]", file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ZhengmaiError(
            Bilingual(f"无法写入 {out}（{reason}）", f"cannot write {out} ({reason})")
        ) from error


def _show(found: dict[str, Any], tongue: str) -> None:
    kinds = ", ".join(f"{_KINDS[kind].text(tongue)} {count}" for kind, count in found["documents"].items())
    console().print(f"{found['from']} → {found['to']}: {kinds}", markup=False)
    heads = ("变化/change", "文件/document", "措施/measures", "陈述/statements", "位置/places")
    table = Table(*(head.split("/")[tongue != "zh"] for head in heads), box=None)
    for one in found["changes"]:
        table.add_row(
            _KINDS[one["change"]].text(tongue),
            one["number"] or one["title"],
            _arrow(*((one[side] or {}).get("measures") for side in ("before", "after"))),
            *(f"+{one[name]['added']} -{one[name]['removed']}" for name in ("statements", "evidence")),
        )
    if found["changes"]:
        console().print(table)
    for name in ("counts", "validation", "versions"):
        for key, pair in found[name].items():
            if pair["before"] != pair["after"]:
                console().print(f"{name}.{key}: {_arrow(pair['before'], pair['after'])}", markup=False)
    for name, one in found["graphs"].items():
        console().print(f"graph {name}: +{one['added']} -{one['removed']}", markup=False)


def _arrow(before: object, after: object) -> str:
    return f"{'—' if before is None else before} → {'—' if after is None else after}"
