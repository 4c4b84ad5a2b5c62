"""What a user can have checked: source documents, RDF files, folders of them, a release, standard input.

Entry points: `find_inputs` and `read_input`; `read_text` and `read_rdf` for what is no file. Endpoints are read by
`zhengmai.validate.remote`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from zhengmai.errors import Bilingual, InputError
from zhengmai.graph.document import document_alone
from zhengmai.graph.vocabulary import vocabulary_quads
from zhengmai.namespaces import DATA, GRAPH, PP, VOCAB
from zhengmai.text.reader import SUFFIXES, documents_in, read_bytes
from zhengmai.validate.engine import validate_document
from zhengmai.validate.vocabulary import NOTHING, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from zhengmai.validate.findings import Report
    from zhengmai.validate.shapes import Shapes

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
MANIFEST = "manifest.json"
DOCUMENT_GRAPHS = GRAPH + "doc/"
VOCABULARY = NamedNode(GRAPH + "vocabulary")
PROVENANCE = NamedNode(GRAPH + "provenance")
CURATION = NamedNode(GRAPH + "curation")
ACCEPTED = NamedNode(GRAPH + "curation/accepted")
RECORD_KIND, RETRACTION = NamedNode(PP + "recordKind"), NamedNode(VOCAB + "record-撤销")
REVIEW_STATUS, IN_FORCE = NamedNode(PP + "reviewStatus"), NamedNode(VOCAB + "review-已采纳")
RECORD_PARTS = tuple(NamedNode(PP + name) for name in ("recordSubject", "recordPredicate", "recordObject"))
# Graphs that are not what was read from one document: they are derived, curated or kept apart (and the default
# graph of a release is their copy).
OTHER_GRAPHS = frozenset(
    GRAPH + name
    for name in (
        *("vocabulary", "ontology", "stubs", "inferred", "curation", "curation/accepted", "alignment"),
        *("provenance", "validation", "candidates", "shapes", "queries", "catalogue", "void"),
    )
)
EMBODIES, REALIZES = NamedNode(PP + "embodies"), NamedNode(PP + "realizes")
COPY_PREDICATES = (EMBODIES, REALIZES, NamedNode(PP + "sha256"), NamedNode(PP + "legalValue"))
# What `SourceText.encoding` says of formats whose text is not the file itself.
CONVERTED = frozenset({"html", "docx", "pdf", "doc", "rtf"})
PARSER_BASE = DATA + "file/"


@dataclass(frozen=True)
class Part:
    """Data to be checked as one.

    Attributes:
        quads: the statements, in the default graph.
        vocabulary: what they are checked together with.
        sources: source texts by the first 12 digits of their copy's sha256; None: none at hand.
        name: of the file that it was read from, where that is not the input itself (a member of an archive).
        in_file: whether the source text is the file's own, so that its offsets count there (plain text).
        is_document: whether it was read from a document, as opposed to RDF.
        copy: first 12 digits of the sha256 of the copy that it was read from; empty: it is of no one document.
    """

    quads: Sequence[Quad]
    vocabulary: Vocabulary = NOTHING
    sources: Mapping[str, str] | None = None
    name: str = ""
    in_file: bool = False
    is_document: bool = False
    copy: str = ""

    @cached_property
    def store(self) -> Store:
        """The data and the vocabulary in a store of their own, which takes long to fill."""
        store = Store()
        store.extend([*self.vocabulary.quads, *self.quads])
        return store

    def check(self, shapes: Shapes | None = None) -> Report:
        """Check the data; see `validate_document`."""
        with self.vocabulary.together(self.quads) as (store, terms):
            return validate_document(store, sources=self.sources, shapes=shapes, terms=terms)


@cache
def own_vocabulary() -> Vocabulary:
    """Give the project's vocabulary."""
    return Vocabulary(vocabulary_quads())


def find_inputs(path: Path) -> list[Path]:
    """List what there is to check under a path: itself, or the readable files of a folder, sorted.

    A release is one input. An empty list means that a folder holds nothing to check.

    Raises:
        InputError: there is no such file or folder.
    """
    if not path.exists():
        raise InputError(str(path), Bilingual("没有这个文件或文件夹", "there is no such file or folder"))
    if not path.is_dir() or (path / MANIFEST).is_file():
        return [path]
    suffixes = {*FORMATS, *SUFFIXES}
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in suffixes and file.is_file())


def read_input(path: Path) -> Iterator[Part]:
    """Read one input, document by document where its graphs tell them apart.

    Args:
        path: one of what `find_inputs` lists.

    Raises:
        InputError: it cannot be read; the message names file, line where known, and cause.
    """
    if path.is_dir():
        yield from _read_release(path)
    elif path.suffix.lower() in FORMATS:
        yield from read_rdf(_bytes(path), FORMATS[path.suffix.lower()], str(path))
    else:
        yield from _read_documents(path)


def read_text(data: bytes, name: str) -> Part:
    """Read a source document into its graph, with the vocabulary and the text.

    Args:
        data: the content of a file that `zhengmai.text.reader` reads.
        name: the file's name, for messages.

    Raises:
        InputError: it is no policy document that can be read.
    """
    source = read_bytes(data, name)
    in_file = source.encoding not in CONVERTED
    return Part(
        _one_graph(document_alone(source)),
        own_vocabulary(),
        {source.key: source.text},
        name,
        in_file=in_file,
        is_document=True,
        copy=source.key,
    )


def load_document(path: Path) -> Part:
    """Read the one document of a file into its graph, with the vocabulary and the text.

    Raises:
        InputError: the file is no policy document that can be read, or an archive of several.
    """
    return replace(read_text(_bytes(path), path.name), name=str(path))


def _read_documents(path: Path) -> Iterator[Part]:
    for name, content in documents_in(path):
        if isinstance(content, InputError):
            raise InputError(_inside(path, name), content.cause)
        try:
            part = read_text(content, name)
        except InputError as error:
            raise InputError(_inside(path, name), error.cause) from error
        yield replace(part, name=_inside(path, name))


def _inside(path: Path, name: str) -> str:
    """Name a document as the user gave it; the name of an archive's member begins with the archive's."""
    return str(path.parent / name)


def rdf_format(name: str) -> RdfFormat | None:
    """Give the format of a name such as "ttl", None if there is none."""
    return FORMATS.get("." + name.lower().removeprefix("."))


def rdf_format_of(media_type: str) -> RdfFormat | None:
    """Give the format of a media type such as "text/turtle", None if it is none of RDF."""
    return next((syntax for syntax in FORMATS.values() if syntax.media_type == media_type), None)


def read_rdf(data: bytes, syntax: RdfFormat, name: str) -> Iterator[Part]:
    """Read RDF, document by document where named graphs tell them apart.

    Args:
        data: the bytes of a file.
        syntax: what it is written in.
        name: the file's name, for messages.

    Raises:
        InputError: the syntax is broken.
    """
    store = Store()
    try:
        store.extend(name_blank_nodes(parse(data, format=syntax, base_iri=PARSER_BASE)))
    except (SyntaxError, ValueError) as cause:
        line, column = _position(cause, data, syntax)
        place = Bilingual("", "")
        if line:
            place = Bilingual(f"第 {line} 行第 {column or 1} 列，", f"line {line}, column {column or 1}, ")
        text = getattr(cause, "msg", None) or str(cause)
        raise InputError(
            name, Bilingual(f"{place.zh}RDF 有误：{text}", f"{place.en}the RDF is broken: {text}")
        ) from None
    yield from split(store)


def _position(cause: Exception, data: bytes, syntax: RdfFormat) -> tuple[int | None, int | None]:
    """Give line and column of an error, where anybody knows them."""
    line, column = getattr(cause, "lineno", None), getattr(cause, "offset", None)
    if line is None and syntax == RdfFormat.RDF_XML:
        try:
            expat.ParserCreate().Parse(data, True)
        except expat.ExpatError as error:
            return error.lineno, error.offset + 1
    return line, column


def split(store: Store) -> Iterator[Part]:
    """Give a dataset document by document, each with the vocabulary, as one graph.

    Validation gets slow beyond proportion in one large graph. A document is checked as it stands after accepted
    curation: with what records add to its nodes and without what they retract. The records themselves are a part of
    their own; statements outside the graphs of a release come last, less those of the default graph that a named
    graph holds as well.

    Args:
        store: any data; not changed.
    """
    vocabulary = vocabulary_of(store)
    yield from release_parts(store, vocabulary)
    rest = [
        quad
        for quad in store.quads_for_pattern(None, None, None, DefaultGraph())
        if not _elsewhere(store, quad)
    ]
    others = (graph for graph in _names(store) if not graph.startswith(DOCUMENT_GRAPHS))
    for graph in others:
        if graph not in OTHER_GRAPHS:
            rest += store.quads_for_pattern(None, None, None, NamedNode(graph))
    if rest:
        yield Part(_one_graph((*_copies(store), *rest)), vocabulary)


def release_parts(store: Store, vocabulary: Vocabulary) -> Iterator[Part]:
    """Give what a release is checked as: each document, and the curation records.

    Args:
        store: a dataset with the named graphs of a release; not changed.
        vocabulary: that of the dataset.
    """
    added, retracted = accepted_changes(store)
    for graph in _names(store):
        if graph.startswith(DOCUMENT_GRAPHS):
            yield document_part(store, graph, vocabulary, added, retracted)
    records = _one_graph(store.quads_for_pattern(None, None, None, CURATION))
    if records:
        yield Part(records)


def _names(store: Store) -> list[str]:
    return sorted(graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))


def vocabulary_of(store: Store) -> Vocabulary:
    """Give the vocabulary of a dataset."""
    return Vocabulary(store.quads_for_pattern(None, None, None, VOCABULARY))


def document_part(
    store: Store,
    graph: str,
    vocabulary: Vocabulary,
    added: Iterable[Triple],
    retracted: Collection[Triple],
) -> Part:
    """Give one document of a dataset to be checked, with what is known of its copies.

    Args:
        store: the dataset.
        graph: IRI of the document's graph.
        vocabulary: that of the dataset.
        added: triples that curation adds; those of other documents are left out.
        retracted: triples that curation takes away.
    """
    read = list(store.quads_for_pattern(None, None, None, NamedNode(graph)))
    copy = graph.removeprefix(DOCUMENT_GRAPHS)
    quads = _one_graph((*_copies_of(store, copy, read), *corrected(read, added, retracted)))
    return Part(quads, vocabulary, copy=copy)


def accepted_changes(store: Store) -> tuple[list[Triple], set[Triple]]:
    """Give the triples that accepted curation records of a dataset add, and those that they retract."""
    added = [quad.triple for quad in store.quads_for_pattern(None, None, None, ACCEPTED)]
    retracted = set()
    for quad in store.quads_for_pattern(None, RECORD_KIND, RETRACTION, CURATION):
        parts = [_one(store, quad.subject, predicate) for predicate in RECORD_PARTS]
        if None not in parts and _one(store, quad.subject, REVIEW_STATUS) == IN_FORCE:
            retracted.add(Triple(*parts))
    return added, retracted


def corrected(read: Iterable[Quad], added: Iterable[Triple], retracted: Collection[Triple]) -> list[Quad]:
    """Give what was read from one document, with what curation adds to its nodes and without what it retracts."""
    kept = [quad for quad in read if quad.triple not in retracted]
    subjects = {quad.subject for quad in kept}
    return [*kept, *(Quad(*triple) for triple in added if triple.subject in subjects)]


def _one(store: Store, subject: Any, predicate: NamedNode) -> Any:
    return next((q.object for q in store.quads_for_pattern(subject, predicate, None, CURATION)), None)


def _elsewhere(store: Store, quad: Quad) -> bool:
    twins = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return any(isinstance(twin.graph_name, NamedNode) for twin in twins)


def _copies(store: Store) -> Iterator[Quad]:
    for predicate in COPY_PREDICATES:
        yield from store.quads_for_pattern(None, predicate, None, PROVENANCE)


def _copies_of(store: Store, copy: str, read: Iterable[Quad]) -> Iterator[Quad]:
    """Give what is known of the copy that a document was read from, and of the other copies of its text."""
    copies: set[NamedNode | BlankNode | Triple] = {NamedNode(f"{DATA}copy/{copy}")}
    for work in {quad.subject for quad in read}:
        for expression in store.quads_for_pattern(None, REALIZES, work, PROVENANCE):
            yield expression
            embodied = store.quads_for_pattern(None, EMBODIES, expression.subject, PROVENANCE)
            copies.update(quad.subject for quad in embodied)
    for found in copies:
        for predicate in COPY_PREDICATES:
            yield from store.quads_for_pattern(found, predicate, None, PROVENANCE)


def _one_graph(quads: Iterable[Quad]) -> list[Quad]:
    return [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]


def _read_release(folder: Path) -> Iterator[Part]:
    directory = folder / "store"
    try:
        store = Store.read_only(str(directory))
    except OSError as cause:
        raise InputError(
            str(folder),
            Bilingual(f"发布的存储无法打开：{cause}", f"the release's store cannot be opened: {cause}"),
        ) from None
    yield from split(store)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise InputError(
            str(path), Bilingual(f"无法读取：{cause.strerror}", f"cannot be read: {cause.strerror}")
        ) from None


def name_blank_nodes(quads: Iterable[Quad]) -> list[Quad]:
    """Name blank nodes by their canonical labels (RDFC-1.0), so that findings at them are the same in every run."""
    read = list(quads)
    if not any(
        isinstance(term, BlankNode) for quad in read for term in (quad.subject, quad.object, quad.graph_name)
    ):
        return read
    dataset = Dataset(read)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [
        Quad(_name(quad.subject), quad.predicate, _name(quad.object), _name(quad.graph_name))
        for quad in dataset
    ]


def _name(term: Any) -> Any:
    return NamedNode(f"urn:x-blank:{term.value}") if isinstance(term, BlankNode) else term
