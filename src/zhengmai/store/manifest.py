"""A release's manifest.json as a typed object.

Entry point: `read_manifest`.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zhengmai.errors import Bilingual, InputError


class _Part(BaseModel):
    # A later build may say more than this version reads.
    model_config = ConfigDict(frozen=True, extra="ignore")


class PlanEntry(_Part):
    """A plan that a document issues."""

    iri: str
    title: str


class DocumentEntry(_Part):
    """A document that was read.

    Attributes:
        file: name of the source file.
        sha256: digest of its bytes.
        work: IRI of the document.
        number: its 文号, where it has one.
        title: its title.
        plans: the plans that it issues.
        measures: number of measures in them.
    """

    file: str
    sha256: str
    work: str
    title: str
    number: str | None = None
    plans: tuple[PlanEntry, ...] = ()
    measures: int = 0


class FailedEntry(_Part):
    """A file that could not be read, with the cause in both languages."""

    file: str
    zh: str
    en: str


class Counts(_Part):
    """Sizes of the release; further counts by name are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    triples: int = 0
    graphs: dict[str, int] = Field(default_factory=dict)
    measures: int = 0
    plans: int = 0
    agencies: int = 0


class Findings(_Part):
    """Counts of findings by severity, and of focus nodes that were checked; None where that is not known."""

    violation: int = 0
    warning: int = 0
    info: int = 0
    checked: int | None = 0


class FileEntry(_Part):
    """Size in bytes and sha256 of a file of the release."""

    bytes: int
    sha256: str


class Manifest(_Part):
    """What a release says of itself."""

    id: str
    profile: str
    documents: tuple[DocumentEntry, ...] = ()
    failed: tuple[FailedEntry, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)
    counts: Counts = Field(default_factory=Counts)
    validation: Findings = Field(default_factory=Findings)
    canonical_hash: str = ""
    files: dict[str, FileEntry] = Field(default_factory=dict)


def read_manifest(release: Path) -> Manifest:
    """Read the manifest of a release.

    Args:
        release: the release's folder.

    Raises:
        InputError: the file is missing or does not have the form of a manifest.
    """
    file = release / "manifest.json"
    try:
        return Manifest.model_validate_json(file.read_bytes())
    except OSError as error:
        cause = Bilingual(
            "读不到发布清单，此目录不是一个发布。", "no manifest can be read: this is no release."
        )
        raise InputError(str(file), cause) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "/".join(str(part) for part in first["loc"]) or "/"
        cause = Bilingual(
            f"发布清单格式不符（{place}）：{first['msg']}", f"not a manifest ({place}): {first['msg']}"
        )
        raise InputError(str(file), cause) from error
