"""The command `alignment`: the corresponding measures of the current release, for other tools.

Entry point: `command`.
"""

from __future__ import annotations

import json
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from zhengmai.cli.output import errors, language
from zhengmai.cli.query import current_id, open_current
from zhengmai.errors import Bilingual, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhengmai.align.pairs import Status


class AlignmentFormat(StrEnum):
    """How the alignment is written."""

    sssom = "sssom"
    json = "json"


class AlignmentStatus(StrEnum):
    """Which records are written."""

    accepted = "accepted"
    pending = "pending"
    rejected = "rejected"


def command(
    output_format: Annotated[
        AlignmentFormat, typer.Option("--format", help="SSSOM TSV or JSON.")
    ] = AlignmentFormat.sssom,
    status: Annotated[
        list[AlignmentStatus] | None,
        typer.Option(help="Which records; may be repeated. Accepted and rejected ones if not given."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; standard output if not given.")] = None,
) -> None:
    """Write which measures of which plans correspond, with score, margin and status of each pair.

    Example: zhengmai alignment --out measures.sssom.tsv
    """
    from zhengmai.align.sssom import rows as mappings
    from zhengmai.align.sssom import tsv
    from zhengmai.store.query import rows

    query = partial(rows, open_current())
    chosen = status or [AlignmentStatus.accepted, AlignmentStatus.rejected]
    wanted = cast("Iterable[Status]", [one.value for one in chosen])
    if output_format is AlignmentFormat.json:
        table = [{name: value for name, value in row.items() if value} for row in mappings(query, wanted)]
        text = json.dumps(table, ensure_ascii=False, indent=2) + "\n"
    else:
        text = tsv(query, current_id(), wanted)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            str(out), Bilingual(f"无法写入（{reason}）", f"cannot be written ({reason})")
        ) from error
    errors().print(Bilingual(f"已写入 {out}", f"written to {out}").text(language()), markup=False)
