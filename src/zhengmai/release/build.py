"""Build a release and put it into service. Entry point: `build`.

A release is written beside the others under a draft name, renamed when it is whole, and only then served: a build
that is killed leaves the old release in service.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from zhengmai import __version__
from zhengmai.errors import Bilingual, InputError, ZhengmaiError
from zhengmai.graph import minting
from zhengmai.graph.curation import curation_files, read_records
from zhengmai.graph.statements import graph
from zhengmai.namespaces import PP
from zhengmai.prefixes import prefixes
from zhengmai.release.assemble import Assembly, assemble
from zhengmai.release.catalogue import current_id, switch_to
from zhengmai.release.dumps import NQUADS, TRIG, write_nquads, write_trig
from zhengmai.release.indexing import write_index
from zhengmai.release.metadata import describe_release
from zhengmai.release.sources import find_documents, fingerprint, read_facts, versions
from zhengmai.release.statistics import graph_sizes
from zhengmai.store.index import FILE as INDEX_FILE
from zhengmai.store.writing import write
from zhengmai.validate.checking import check_release
from zhengmai.validate.findings import Report, merge
from zhengmai.validate.profiles import load_profile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

# A larger release is put together on disk: that takes several times as long, in memory that does not grow with it.
_IN_MEMORY = 500
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class StoppedError(ZhengmaiError):
    """A finding stops the profile in use: nothing is published."""

    exit_code = 1

    def __init__(self, report: Report, profile: str) -> None:
        stopping = report.stopping(load_profile(profile))
        first = stopping[0]
        super().__init__(
            Bilingual(
                f"未发布：按档案 {profile} 有 {len(stopping)} 项问题不予发布，第一项 {first.code}：{first.message.zh}（{first.focus}）",
                f"not published: {len(stopping)} findings stop the profile {profile}, the first is {first.code}: {first.message.en} ({first.focus})",
            )
        )
        self.report = report


@dataclass(frozen=True)
class Built:
    """The outcome of a build.

    Attributes:
        id: of the release.
        folder: where it stands.
        manifest: its manifest.
        failed: files that could not be read.
        reused: whether it stood there already.
    """

    id: str
    folder: Path
    manifest: dict[str, Any]
    failed: tuple[InputError, ...]
    reused: bool


def build(
    paths: Sequence[Path],
    home: Path,
    *,
    curation: Path | None = None,
    profile: str = "draft",
    jobs: int = 1,
    progress: Callable[[Bilingual], None] = lambda message: None,
) -> Built:
    """Build a release of documents and serve it from now on.

    Args:
        paths: documents and folders of documents.
        home: folder that holds releases and caches.
        curation: folder of curation files; None: no curation.
        profile: which findings stop the release.
        jobs: how many processes may read documents.
        progress: is told what goes on.

    Raises:
        InputError: a curation file is ill-formed.
        StoppedError: a finding stops the profile in use.
        ZhengmaiError: no document could be read (each with its cause), or the home folder cannot be written.
    """
    documents, missing = find_documents(paths)
    files = curation_files(curation) if curation and curation.is_dir() else []
    records = read_records(files)
    load_profile(profile)
    release = fingerprint(documents, files, profile)
    folder = home / "releases" / release
    _require_writable(home)
    if (folder / "manifest.json").is_file():
        return _reuse(folder, home)
    progress(Bilingual(f"读取 {len(documents)} 份文件", f"reading {len(documents)} documents"))
    facts, unreadable = read_facts(documents, cache_folder=home / "cache", jobs=jobs)
    failed = [*missing, *unreadable]
    if not facts:
        raise _nothing_to_read(failed)
    with _draft(folder) as draft:
        store = ox.Store() if len(facts) <= _IN_MEMORY else ox.Store(str(draft / "store"))
        assembly = assemble(facts, records, store, progress=progress)
        progress(Bilingual("校验", "validating"))
        report = validate_assembly(assembly, jobs=jobs)
        if report.stops(load_profile(profile)):
            raise StoppedError(report, profile)
        write(store, report.to_quads(ox.NamedNode(graph("validation"))))
        progress(Bilingual("统计", "counting"))
        works = [minting.iri("doc", document.local) for document in assembly.corpus.documents]
        describe_release(store, release, __version__, works)
        progress(Bilingual("写出发布", "writing the release"))
        manifest = _manifest(assembly, report, release, profile, failed)
        _write(assembly, report, draft, manifest)
        # Closes the store on disk before the folder moves.
        del store, assembly
    switch_to(home, release)
    return Built(release, folder, manifest, tuple(failed), reused=False)


def _nothing_to_read(failed: Sequence[InputError]) -> ZhengmaiError:
    if not failed:
        return ZhengmaiError(Bilingual("没有给出文件", "no document was given"))
    return ZhengmaiError(
        Bilingual(
            "\n".join(error.message.zh for error in failed), "\n".join(error.message.en for error in failed)
        )
    )


def validate_assembly(assembly: Assembly, *, jobs: int = 1) -> Report:
    """Check an assembly.

    Each document is checked by itself, with the vocabulary, as curation leaves it, and so are the curation records;
    then what documents say of each other is checked over all of them, with what was inferred and curated.

    Args:
        assembly: what is to be released.
        jobs: how many processes may check documents.
    """
    texts = {document.key: document.facts.source.text for document in assembly.corpus.documents}
    return merge(check_release(assembly.store, texts, jobs=jobs))


def _reuse(folder: Path, home: Path) -> Built:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    failed = tuple(InputError(f["file"], Bilingual(f["zh"], f["en"])) for f in manifest["failed"])
    if current_id(home) != folder.name:
        switch_to(home, folder.name)
    return Built(folder.name, folder, manifest, failed, reused=True)


def _require_writable(home: Path) -> None:
    try:
        (home / "releases").mkdir(parents=True, exist_ok=True)
        probe = home / "releases" / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ZhengmaiError(
            Bilingual(
                f"无法写入 {home}（{reason}）；请换一个可写的文件夹，例如 ZHENGMAI_HOME=/tmp/zhengmai",
                f"cannot write to {home} ({reason}); choose a folder that can be written, for example ZHENGMAI_HOME=/tmp/zhengmai",
            )
        ) from error


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """Give a folder to write a release into, which takes its place when all went well."""
    _sweep(folder.parent)
    draft = folder.parent / f".draft-{folder.name}-{os.getpid()}"
    try:
        (draft / "store").mkdir(parents=True)
        yield draft
        try:
            draft.rename(folder)
        except OSError:
            # Another build of the same release was quicker.
            if not (folder / "manifest.json").is_file():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(assembly: Assembly, report: Report, draft: Path, manifest: dict[str, Any]) -> None:
    """Write the files of a release; the manifest, completed with what they are, comes last."""
    manifest["canonical_hash"] = write_nquads(assembly.store, draft)
    quads = sorted(report.to_quads(), key=str)
    turtle = ox.serialize((q.triple for q in quads), format=ox.RdfFormat.TURTLE, prefixes=prefixes())
    (draft / "report.ttl").write_bytes(turtle or b"")
    disk = _settled(assembly.store, draft / "store")
    write_trig(disk, draft)
    write_index(disk, draft / INDEX_FILE)
    manifest["files"] = {name: _digest(draft / name) for name in (NQUADS, TRIG, "report.ttl")}
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (draft / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _settled(store: ox.Store, place: Path) -> ox.Store:
    """Give the store on disk, in the form that is quickest to read."""
    disk = store
    if not any(place.iterdir()):
        disk = ox.Store(str(place))
        disk.bulk_extend(store)
    disk.optimize()
    disk.flush()
    return disk


def _digest(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _sweep(releases: Path) -> None:
    """Remove the drafts that killed builds left behind."""
    for draft in releases.glob(".draft-*"):
        process = draft.name.rpartition("-")[2]
        if process.isdecimal() and not _runs(int(process)):
            shutil.rmtree(draft, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _manifest(
    assembly: Assembly, report: Report, release: str, profile: str, failed: Sequence[InputError]
) -> dict[str, Any]:
    store = assembly.store
    sizes = graph_sizes(store)
    return {
        "id": release,
        "profile": profile,
        "documents": [_entry(document) for document in assembly.corpus.documents],
        "failed": [{"file": e.file, "zh": e.cause.zh, "en": e.cause.en} for e in failed],
        "versions": versions(),
        "counts": {
            "triples": sizes.default,
            "quads": sizes.default + sum(sizes.named.values()),
            "graphs": sizes.named,
            **{name: sum(_instances(store, kind) for kind in kinds) for name, kinds in _COUNTED.items()},
        },
        "curation": {o.record.id: o.state for o in assembly.curation},
        "validation": report.counts(),
    }


_COUNTED = {
    "documents": ("PolicyDocument",),
    "plans": ("Plan",),
    "measures": ("Measure",),
    "agencies": ("Agency",),
    "deadlines": ("FixedDeadline", "RecurringDeadline", "WholePeriodDeadline"),
    "targets": ("Target",),
    "citations": ("Citation",),
    "anchors": ("TextAnchor",),
}


def _entry(document: Any) -> dict[str, Any]:
    facts = document.facts
    plans = [
        {"iri": minting.iri("plan", f"{document.local}-p{number}"), "title": plan.title}
        for number, plan in enumerate(facts.plans, 1)
    ]
    return {
        "file": facts.source.name,
        "sha256": facts.source.sha256,
        "work": minting.iri("doc", document.local),
        "number": facts.carrier.number,
        "title": facts.carrier.title or (facts.plans[0].title if facts.plans else facts.source.name),
        "issuers": facts.carrier.issuers,
        "date": facts.carrier.date,
        "plans": plans,
        "measures": sum(len(plan.measures) for plan in facts.plans),
        "unread": len(facts.unread),
    }


def _instances(store: ox.Store, kind: str) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, _TYPE, ox.NamedNode(PP + kind), ox.DefaultGraph()))
