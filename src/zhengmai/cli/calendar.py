"""`zhengmai calendar`: deadlines of an agency, a division or a plan as iCalendar or JSON."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from zhengmai.cli.output import errors, language
from zhengmai.errors import Bilingual, ZhengmaiError


def command(
    agency: Annotated[str, typer.Option(help="IRI, prefixed name or whole name of an agency.")] = "",
    division: Annotated[str, typer.Option(help="Name, GB/T 2260 code or IRI of a division.")] = "",
    plan: Annotated[
        str, typer.Option(help="文号, IRI or whole title of a plan, or of a notice for its plans.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="File to write; standard output if not given.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, those without a date as well.")
    ] = False,
) -> None:
    """Write the deadlines of an agency, a division or a plan as a calendar (iCalendar, RFC 5545).

    Example: zhengmai calendar --division 350581 --out deadlines.ics
    """
    from zhengmai.settings import Settings
    from zhengmai.store.calendar_file import calendar_file
    from zhengmai.store.deadlines import agenda, resolve
    from zhengmai.store.query import open_release, rows

    settings = Settings()
    release = (Path(settings.store) if settings.store else settings.current).resolve()
    query = partial(rows, open_release(release))
    found = agenda(query, resolve(query, agency, division, plan))
    undated = sum(one.kind == "undated" for one in found)
    if as_json:
        content = (
            json.dumps([one.document() for one in found], ensure_ascii=False, indent=2) + "\n"
        ).encode()
    else:
        title = "、".join(filter(None, (agency, division, plan)))
        content = calendar_file(found, title, (release / "manifest.json").stat().st_mtime, language())
    _write(content, out)
    if undated and not as_json:
        said = Bilingual(
            f"{undated} 项期限无法定到日期，未列入；--json 可见。",
            f"{undated} deadlines cannot be dated and are left out; --json shows them.",
        )
        errors().print(said.text(language()), style="yellow", markup=False)


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ZhengmaiError(
            Bilingual(f"无法写入 {out}（{reason}）", f"cannot write {out} ({reason})")
        ) from error
