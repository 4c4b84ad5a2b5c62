"""What is different between two releases: documents, statements by document, counts, versions, findings.

Entry points: `difference`, `statements_of` and `patch`. The dumps of a release are sorted, so two of them are read side
by side as in a merge: memory grows with the number of documents, not with that of statements.
"""

from __future__ import annotations

import gzip
import heapq
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from zhengmai.errors import Bilingual, InputError
from zhengmai.namespaces import DATA, GRAPH, PP
from zhengmai.store.manifest import DocumentEntry, Manifest, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("added", "removed", "changed-text", "changed-reading")
"""In which ways a document differs, in the order in which they are listed."""
_DOCUMENT_GRAPH = GRAPH + "doc/"
_DEFAULT = "default"
# Where a text was read, as opposed to what was read there.
_EVIDENCE = tuple(f"<{DATA}{kind}/".encode() for kind in ("anchor", "copy"))
_EVIDENCED = f"<{PP}evidencedBy>".encode()
_SIDES = ("removed", "added")


@dataclass
class Changed:
    """How many statements were added and removed.

    Attributes:
        added: in the second release only.
        removed: in the first release only.
    """

    added: int = 0
    removed: int = 0

    def count(self, side: str) -> None:
        """Count one statement."""
        setattr(self, side, getattr(self, side) + 1)

    def document(self) -> dict[str, int]:
        """Give the numbers as JSON."""
        return {"added": self.added, "removed": self.removed}


@dataclass
class Document:
    """A document that differs.

    Attributes:
        work: its IRI.
        kind: of `KINDS`; a changed text is one of another sha256, a changed reading gives other statements of the same
            text.
        before: its copies in the first release.
        after: its copies in the second release.
        statements: those read from it, without evidence.
        evidence: those that say where something was read.
    """

    work: str
    kind: str
    before: tuple[DocumentEntry, ...]
    after: tuple[DocumentEntry, ...]
    statements: Changed = field(default_factory=Changed)
    evidence: Changed = field(default_factory=Changed)

    def document(self) -> dict[str, Any]:
        """Give the document as JSON."""
        told = (self.after or self.before)[0]
        return {
            "work": self.work,
            "change": self.kind,
            "number": told.number,
            "title": told.title,
            "before": _copies(self.before),
            "after": _copies(self.after),
            "statements": self.statements.document(),
            "evidence": self.evidence.document(),
        }


@dataclass(frozen=True)
class Difference:
    """What is different between two releases.

    Attributes:
        left: manifest of the first.
        right: manifest of the second.
        documents: those that differ, by kind, then by IRI.
        unchanged: number of documents with the same text and the same statements.
        graphs: graphs that are not of one document, with the numbers of their statements that differ.
    """

    left: Manifest
    right: Manifest
    documents: tuple[Document, ...]
    unchanged: int
    graphs: dict[str, Changed]

    def document(self, offset: int = 0, limit: int | None = None) -> dict[str, Any]:
        """Give the difference as JSON.

        Args:
            offset: how many of the documents are passed over.
            limit: how many are listed at most; None: all.
        """
        kinds = Counter(one.kind for one in self.documents)
        shown = self.documents[offset : None if limit is None else offset + limit]
        return {
            "from": self.left.id,
            "to": self.right.id,
            "documents": {**{kind: kinds[kind] for kind in KINDS}, "unchanged": self.unchanged},
            "total": len(self.documents),
            "offset": offset,
            "changes": [one.document() for one in shown],
            "graphs": {name: found.document() for name, found in sorted(self.graphs.items())},
            "counts": _pairs(_counts(self.left), _counts(self.right)),
            "versions": {
                name: pair
                for name, pair in _pairs(self.left.versions, self.right.versions).items()
                if pair["before"] != pair["after"]
            },
            "validation": _pairs(self.left.validation.model_dump(), self.right.validation.model_dump()),
        }


def difference(left: Path, right: Path) -> Difference:
    """Compare two releases.

    Args:
        left: folder of the first.
        right: folder of the second.

    Raises:
        InputError: a folder is no whole release, or its dump is not sorted.
    """
    manifests = read_manifest(left), read_manifest(right)
    works = [_works(manifest) for manifest in manifests]
    graphs = [_graphs(found) for found in works]
    found = {
        work: _document(work, works[0].get(work, ()), works[1].get(work, ()))
        for work in {**works[0], **works[1]}
    }
    others: dict[str, Changed] = defaultdict(Changed)
    for triple, sides in _differing(left, right):
        held = [{graphs[n].get(name) for name in side} - {None} for n, side in enumerate(sides)]
        evidence = _is_evidence(triple)
        for n, side in enumerate(_SIDES):
            for work in held[n] - held[1 - n]:
                one = found[str(work)]
                (one.evidence if evidence else one.statements).count(side)
            for name in sides[n] - sides[1 - n]:
                if not name.startswith(_DOCUMENT_GRAPH):
                    others[name.removeprefix(GRAPH)].count(side)
    differing = [one for one in found.values() if _differs(one)]
    differing.sort(key=lambda one: (KINDS.index(one.kind), one.work))
    return Difference(*manifests, tuple(differing), len(found) - len(differing), dict(others))


def statements_of(
    left: Path, right: Path, work: str, *, offset: int = 0, limit: int = 100
) -> dict[str, Any] | None:
    """Give the statements of one document that differ, as lines of N-Triples in sorted order.

    Args:
        left: folder of the first release.
        right: folder of the second.
        work: IRI of the document.
        offset: how many lines are passed over.
        limit: how many lines are listed at most.

    Returns:
        JSON; None where neither release holds the document.

    Raises:
        InputError: as `difference`.
    """
    works = [_works(read_manifest(folder)).get(work, ()) for folder in (left, right)]
    if not any(works):
        return None
    names = [{_graph_of(entry) for entry in entries} for entries in works]
    listed, total = [], 0
    for triple, sides in _differing(left, right):
        held = [bool(side & names[n]) for n, side in enumerate(sides)]
        if held[0] == held[1]:
            continue
        if offset <= total < offset + limit:
            listed.append({"change": _SIDES[held[1]], "statement": triple.decode() + " ."})
        total += 1
    return {"work": work, "total": total, "offset": offset, "statements": listed}


def patch(left: Path, right: Path, out: IO[bytes]) -> None:
    """Write the difference as RDF Patch: applied to the quads of the first release, it gives those of the second.

    The lines are those of RDF Delta's RDF Patch: `H` for the header, `TX` and `TC` around the rows `D` (delete) and `A`
    (add), each with a quad of N-Quads; the default graph is part of it.

    Args:
        left: folder of the first release.
        right: folder of the second.
        out: takes the patch.

    Raises:
        InputError: as `difference`.
    """
    head = [f"H id <{DATA}release/{right.name}> .", f"H prev <{DATA}release/{left.name}> .", "TX ."]
    out.write("".join(f"{line}\n" for line in head).encode())
    for triple, sides in _differing(left, right):
        for n, mark in enumerate((b"D ", b"A ")):
            for name in sorted(sides[n] - sides[1 - n]):
                graph = b"" if name == _DEFAULT else b" <" + name.encode() + b">"
                out.write(mark + triple + graph + b" .\n")
    out.write(b"TC .\n")


def _differing(left: Path, right: Path) -> Iterator[tuple[bytes, tuple[set[str], set[str]]]]:
    """Give each triple that stands in other graphs in one release than in the other, with the graphs of both."""
    merged = heapq.merge(_lines(left, 0), _lines(right, 1), key=lambda item: item[0])
    for triple, found in groupby(_by_triple(merged), key=lambda item: item[0]):
        sides: tuple[set[str], set[str]] = (set(), set())
        for _, name, side in found:
            sides[side].add(name)
        if sides[0] != sides[1]:
            yield triple, sides


def _by_triple(lines: Iterator[tuple[bytes, int]]) -> Iterator[tuple[bytes, str, int]]:
    # Lines that both hold are most of them; they are passed over before they are taken apart.
    for line, same in groupby(lines, key=lambda item: item[0]):
        sides = [side for _, side in same]
        triple, name = _parted(line)
        for side in sides:
            yield triple, name, side


def _parted(line: bytes) -> tuple[bytes, str]:
    """Part a line of N-Quads into its triple and its graph."""
    body = line[:-3]
    place = body.rfind(b'"')
    if place < 0:
        first, second, third, *graph = body.split(b" ")
        return b" ".join((first, second, third)), graph[0][1:-1].decode() if graph else _DEFAULT
    tail = body.find(b" ", place)
    return (body, _DEFAULT) if tail < 0 else (body[:tail], body[tail + 2 : -1].decode())


def _lines(folder: Path, side: int) -> Iterator[tuple[bytes, int]]:
    file = folder / "graph.nq.gz"
    before = b""
    try:
        with gzip.open(file) as lines:
            for line in lines:
                if line < before:
                    raise InputError(str(file), Bilingual("各行没有排序", "its lines are not sorted"))
                before = line
                yield line, side
    except (OSError, EOFError) as error:
        raise InputError(str(file), Bilingual("转储文件无法读取", "the dump cannot be read")) from error


def _works(manifest: Manifest) -> dict[str, tuple[DocumentEntry, ...]]:
    """Give the copies of each document by its IRI."""
    found: dict[str, list[DocumentEntry]] = {}
    for entry in manifest.documents:
        found.setdefault(entry.work, []).append(entry)
    return {work: tuple(sorted(entries, key=lambda one: one.sha256)) for work, entries in found.items()}


def _graphs(works: dict[str, tuple[DocumentEntry, ...]]) -> dict[str, str]:
    return {_graph_of(entry): work for work, entries in works.items() for entry in entries}


def _graph_of(entry: DocumentEntry) -> str:
    # A document's graph is named by its content.
    return f"{_DOCUMENT_GRAPH}{entry.sha256[:12]}"


def _document(work: str, before: tuple[DocumentEntry, ...], after: tuple[DocumentEntry, ...]) -> Document:
    if not before or not after:
        return Document(work, "added" if after else "removed", before, after)
    same = [entry.sha256 for entry in before] == [entry.sha256 for entry in after]
    return Document(work, "changed-reading" if same else "changed-text", before, after)


def _differs(one: Document) -> bool:
    counted = (one.statements, one.evidence)
    return one.kind != "changed-reading" or any(found.added or found.removed for found in counted)


def _is_evidence(triple: bytes) -> bool:
    return triple.startswith(_EVIDENCE) or triple.split(b" ", 2)[1] == _EVIDENCED


def _copies(entries: tuple[DocumentEntry, ...]) -> dict[str, Any] | None:
    if not entries:
        return None
    return {
        "plans": max(len(entry.plans) for entry in entries),
        "measures": max(entry.measures for entry in entries),
        "copies": [{"file": entry.file, "sha256": entry.sha256} for entry in entries],
    }


def _counts(manifest: Manifest) -> dict[str, int]:
    said = manifest.counts.model_dump(exclude={"graphs"})
    return {name: value for name, value in said.items() if isinstance(value, int)}


def _pairs(left: dict[str, Any], right: dict[str, Any]) -> dict[str, dict[str, Any]]:
    names = sorted({*left, *right})
    return {name: {"before": left.get(name), "after": right.get(name)} for name in names}


def main(arguments: list[str]) -> int:
    """Write a difference to standard output, for a process of its own that can be ended at a limit of time.

    Args:
        arguments: both folders and "json" or "patch"; or both folders, "statements", IRI, offset and limit.
    """
    left, right, form = Path(arguments[0]), Path(arguments[1]), arguments[2]
    try:
        if form == "patch":
            patch(left, right, sys.stdout.buffer)
            return 0
        found: Any = None
        if form == "json":
            found = difference(left, right).document()
        else:
            work, offset, limit = arguments[3:]
            found = statements_of(left, right, work, offset=int(offset), limit=int(limit))
        sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode())
    except InputError as error:
        sys.stderr.write(str(error))
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
