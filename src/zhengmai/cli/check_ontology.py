"""The command `check-ontology`. Entry point: `command`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Turtle files to check together with the ontology.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=1.0, help="Time limit of the reasoner in seconds.")] = 120.0,
) -> None:
    """Check with the reasoner HermiT that the ontology is consistent and every class can have instances.

    Needs the extra `reasoner`. Ends with 0 (nothing to mend), 1 (inconsistent, or something is
    unsatisfiable), 2 (extra missing or unreadable file) or 3 (the reasoner failed).

    Example: zhengmai check-ontology --seconds 60
    """
    from zhengmai.cli.output import console, language
    from zhengmai.errors import Bilingual
    from zhengmai.reason.consistency import check

    found = check(files or (), seconds)
    if not found.consistent:
        message = Bilingual("本体不一致。", "The ontology is inconsistent.")
    elif found.unsatisfiable:
        count, listed = len(found.unsatisfiable), "\n".join(found.unsatisfiable)
        message = Bilingual(
            f"本体一致，但有 {count} 个类或者属性不可能有实例：\n{listed}",
            f"The ontology is consistent, but {count} classes or properties can have no instance:\n{listed}",
        )
    else:
        message = Bilingual(
            f"本体一致，没有不可满足的类（{found.triples} 条陈述）。",
            f"The ontology is consistent, no class is unsatisfiable ({found.triples} statements).",
        )
    console().print(message.text(language()), markup=False)
    if not found.passed:
        raise typer.Exit(1)
