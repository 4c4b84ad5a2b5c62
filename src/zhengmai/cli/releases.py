"""`zhengmai releases`, `publish` and `prune`: which releases there are, which one is served, which are removed."""

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
    from zhengmai.release.listing import listed
    from zhengmai.settings import Settings

    settings = Settings()
    folders = [settings.releases / name for name in release_ids(settings.home)]
    found = listed(folders, current_id(settings.home))
    if as_json:
        typer.echo(json.dumps([one.document() for one in found], ensure_ascii=False, indent=2))
        return
    if not found:
        console().print(
            Bilingual(
                "还没有发布；请运行 zhengmai build", "There is no release yet; run zhengmai build"
            ).text(language())
        )
        return
    heads = [
        Bilingual("发布", "release"),
        Bilingual("在用", "served"),
        Bilingual("存入时间（UTC）", "put in place (UTC)"),
        Bilingual("档案", "profile"),
        Bilingual("文件", "documents"),
        Bilingual("措施", "measures"),
        Bilingual("三元组", "triples"),
    ]
    table = Table(*(head.text(language()) for head in heads), box=None)
    for one in found:
        counts = one.manifest.counts
        table.add_row(
            one.id,
            "●" if one.current else "",
            f"{one.placed:%Y-%m-%d %H:%M}",
            one.manifest.profile,
            str(len(one.manifest.documents)),
            str(counts.measures),
            str(counts.triples),
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


def prune_command(
    keep: Annotated[int, typer.Option(min=0, help="How many of the newest releases stay.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be removed, remove nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the ids as JSON.")] = False,
) -> None:
    """Remove old releases; the newest ones and the one that is served stay.

    Example: zhengmai prune --keep 5
    """
    from zhengmai.release.catalogue import prune
    from zhengmai.settings import Settings

    removed = prune(Settings().home, keep, dry=dry_run)
    if as_json:
        typer.echo(json.dumps(removed))
        return
    names = " ".join(removed) or "—"
    said = (
        Bilingual(f"将删除 {len(removed)} 个发布：{names}", f"Would remove {len(removed)} releases: {names}")
        if dry_run
        else Bilingual(f"已删除 {len(removed)} 个发布：{names}", f"Removed {len(removed)} releases: {names}")
    )
    console().print(said.text(language()), markup=False)
