"""Which releases there are, and which one is served. Entry points: `release_ids`, `current_id`, `switch_to`, `prune`."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from zhengmai.errors import Bilingual, ZhengmaiError

if TYPE_CHECKING:
    from pathlib import Path


def release_ids(home: Path) -> list[str]:
    """Give the ids of the whole releases, the oldest first."""
    folder = home / "releases"
    if not folder.is_dir():
        return []
    whole = [
        path
        for path in folder.iterdir()
        if (path / "manifest.json").is_file() and not path.name.startswith(".")
    ]
    return [
        path.name for path in sorted(whole, key=lambda p: ((p / "manifest.json").stat().st_mtime_ns, p.name))
    ]


def current_id(home: Path) -> str | None:
    """Give the id of the release that is served; None where there is none."""
    link = home / "current"
    if not (link / "manifest.json").is_file():
        return None
    return link.resolve().name


def switch_to(home: Path, release: str) -> None:
    """Serve a release from now on: one rename of a link, so that no reader ever sees half a switch.

    Raises:
        ZhengmaiError: there is no such release.
    """
    if not (home / "releases" / release / "manifest.json").is_file():
        known = "、".join(release_ids(home)) or "—"
        raise ZhengmaiError(
            Bilingual(
                f"没有发布 {release}；现有：{known}", f"there is no release {release}; there are: {known}"
            )
        )
    draft = home / f".current-{os.getpid()}"
    draft.unlink(missing_ok=True)
    draft.symlink_to(f"releases/{release}")
    draft.replace(home / "current")


def prune(home: Path, keep: int, *, dry: bool = False) -> list[str]:
    """Remove releases but for the newest ones and the one that is served.

    A release is renamed before it is removed, so that nobody opens half of it.

    Args:
        home: folder that holds the releases.
        keep: how many of the newest ones stay.
        dry: whether to remove nothing.

    Returns:
        Ids of what was removed, the oldest first.

    Raises:
        ZhengmaiError: a folder cannot be removed.
    """
    held, current = release_ids(home), current_id(home)
    removed = [release for release in held[: max(0, len(held) - keep)] if release != current]
    if dry:
        return removed
    folder = home / "releases"
    try:
        for release in removed:
            (folder / release).rename(folder / f".removed-{release}-{os.getpid()}")
        for gone in folder.glob(".removed-*"):
            shutil.rmtree(gone)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ZhengmaiError(
            Bilingual(f"无法删除 {error.filename}（{reason}）", f"cannot remove {error.filename} ({reason})")
        ) from error
    return removed
