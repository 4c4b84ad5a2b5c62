"""`zhengmai extract`: what is read from documents, as JSON or RDF."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhengmai.cli.output import errors, language
from zhengmai.errors import Bilingual, InputError, ZhengmaiError

if TYPE_CHECKING:
    from zhengmai.extract.facts import DocumentFacts


class Format(StrEnum):
    """How the readings are written."""

    json = "json"
    ttl = "ttl"
    nq = "nq"
    trig = "trig"


def command(
    files: Annotated[list[Path], typer.Argument(help="Documents, or folders of them.")],
    output_format: Annotated[
        Format, typer.Option("--format", help="How the readings are written.")
    ] = Format.json,
    out: Annotated[
        Path | None, typer.Option(help="Folder for one file a document; standard output if not given.")
    ] = None,
) -> None:
    """Read documents and print carrier, plans, measures, parties, deadlines, targets and citations with their spans.

    Ends with 0, or with 2 where a document could not be read; the others are written all the same.

    Example: zhengmai extract data/documents/shishi-2022-47.txt --format json
    """
    from zhengmai.extract.document import extract_document
    from zhengmai.release.sources import find_documents
    from zhengmai.resolve.document import resolve_document
    from zhengmai.text.reader import read_documents

    if out is not None:
        _make(out)
    documents, failures = find_documents(files)
    for path in documents:
        for text in read_documents(path):
            try:
                if isinstance(text, InputError):
                    raise text
                facts = resolve_document(extract_document(text))
            except InputError as error:
                failures.append(error)
                continue
            content = _content(facts, output_format)
            if out is None:
                typer.echo(content, nl=not content.endswith("\n"))
            else:
                stem = Path(facts.source.name).stem
                (out / f"{stem}.{output_format.value}").write_text(content, encoding="utf-8")
    for failure in failures:
        errors().print(failure.message.text(language()), style="red", markup=False)
    if failures:
        raise typer.Exit(2)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ZhengmaiError(
            Bilingual(f"无法建立文件夹 {folder}（{reason}）", f"cannot make the folder {folder} ({reason})")
        ) from error


def _content(facts: DocumentFacts, output_format: Format) -> str:
    if output_format is Format.json:
        from zhengmai.evaluate.annotation import annotate

        return json.dumps(annotate(facts), ensure_ascii=False, indent=2) + "\n"
    return _rdf(facts, output_format)


def _rdf(facts: DocumentFacts, output_format: Format) -> str:
    import pyoxigraph as ox

    from zhengmai.graph.corpus import Corpus
    from zhengmai.graph.document import document_quads
    from zhengmai.prefixes import prefixes

    corpus = Corpus([facts])
    statements, provenance = document_quads(corpus.documents[0], corpus)
    quads = sorted([*statements, *provenance.statements], key=str)
    formats = {
        Format.ttl: ox.RdfFormat.TURTLE,
        Format.nq: ox.RdfFormat.N_QUADS,
        Format.trig: ox.RdfFormat.TRIG,
    }
    chosen = formats[output_format]
    if output_format is Format.ttl:
        # Turtle has no graphs: what was read from the document, without how it was read.
        triples = [quad.triple for quad in quads if quad.graph_name == statements.graph]
        return (ox.serialize(triples, format=chosen, prefixes=prefixes()) or b"").decode()
    named = {} if output_format is Format.nq else prefixes()
    return (ox.serialize(quads, format=chosen, prefixes=named or None) or b"").decode()
