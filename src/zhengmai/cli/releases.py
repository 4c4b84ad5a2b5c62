"""`zhengmai releases` and `zhengmai publish`: which releases there are, and which one is served."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.table import Table

from zhengmai.cli.output import console, language
from zhengmai.errors import Bilingual


def list_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the releases, the oldest first, and mark the one that is served.

    Example: zhengmai releases
    """
    from zhengmai.release.catalogue import current_id, release_ids
    from zhengmai.settings import Settings
    from zhengmai.store.manifest import read_manifest

    settings = Settings()
    current = current_id(settings.home)
    manifests = [read_manifest(settings.releases / name) for name in release_ids(settings.home)]
    if as_json:
        rows = [
            {
                "id": m.id,
                "current": m.id == current,
                "profile": m.profile,
                "documents": len(m.documents),
                "triples": m.counts.triples,
            }
            for m in manifests
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not manifests:
        console().print(
            Bilingual(
                "还没有发布；请运行 zhengmai build", "There is no release yet; run zhengmai build"
            ).text(language())
        )
        return
    heads = [
        Bilingual("发布", "release"),
        Bilingual("在用", "served"),
        Bilingual("档案", "profile"),
        Bilingual("文件", "documents"),
        Bilingual("三元组", "triples"),
    ]
    table = Table(*(head.text(language()) for head in heads), box=None)
    for m in manifests:
        table.add_row(
            m.id, "●" if m.id == current else "", m.profile, str(len(m.documents)), str(m.counts.triples)
        )
    console().print(table)


def publish_command(
    release: Annotated[str, typer.Argument(help="Id of the release, as `zhengmai releases` shows it.")],
) -> None:
    """Serve another release from now on, an older one as well; running servers follow within a second or two.

    Example: zhengmai publish 0123456789ab
    """
    from zhengmai.release.catalogue import switch_to
    from zhengmai.settings import Settings

    switch_to(Settings().home, release)
    console().print(
        Bilingual(f"现在启用发布 {release}", f"Release {release} is served from now on").text(language()),
        markup=False,
    )
