"""What releases there are, and what each holds, in short. Entry points: `Listed` and `listed`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zhengmai.errors import InputError
from zhengmai.store.manifest import Manifest, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True)
class Listed:
    """A release that is held.

    Attributes:
        id: its id, which is the name of its folder.
        folder: where it stands.
        manifest: what it says of itself.
        placed: when it was put in place on this machine, in UTC; a release itself holds no time.
        current: whether it is the one that is served.
    """

    id: str
    folder: Path
    manifest: Manifest
    placed: datetime
    current: bool

    def document(self) -> dict[str, Any]:
        """Give the release as JSON."""
        found, counts = self.manifest, self.manifest.counts
        return {
            "id": self.id,
            "current": self.current,
            "placed": self.placed.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "profile": found.profile,
            "documents": len(found.documents),
            "failed": len(found.failed),
            "plans": sum(len(entry.plans) for entry in found.documents),
            "measures": counts.measures,
            "agencies": counts.agencies,
            "triples": counts.triples,
            "quads": (counts.model_extra or {}).get("quads", counts.triples),
            "validation": found.validation.model_dump(),
            "versions": found.versions,
            "files": [
                {"name": name, "bytes": entry.bytes, "sha256": entry.sha256}
                for name, entry in sorted(found.files.items())
            ],
        }


def listed(folders: Iterable[Path], current: str | None) -> list[Listed]:
    """List releases in the order given, less those that are gone or cannot be read.

    Args:
        folders: of whole releases.
        current: id of the one that is served.
    """
    found = []
    for folder in folders:
        try:
            changed = (folder / "manifest.json").stat().st_mtime_ns
            manifest = _manifest(folder, changed)
        except (OSError, InputError):
            continue
        placed = datetime.fromtimestamp(changed // 10**9, UTC)
        found.append(Listed(folder.name, folder, manifest, placed, folder.name == current))
    return found


@lru_cache(maxsize=64)
def _manifest(folder: Path, changed: int) -> Manifest:
    """Read a manifest once for each time that it was written."""
    del changed
    return read_manifest(folder)
