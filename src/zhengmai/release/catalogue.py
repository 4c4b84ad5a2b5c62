"""Which releases there are, and which one is served. Entry points: `release_ids`, `current_id`, `switch_to`."""

from __future__ import annotations

import os
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
