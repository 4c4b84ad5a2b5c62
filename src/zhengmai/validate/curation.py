"""Does a curation record hold against a release: do its parts exist and fit, and do the shapes still hold?

Entry point: `Bench`. Nothing is written here; `zhengmai.graph.curation_files` does that.
"""

from __future__ import annotations

import difflib
from collections import Counter
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.graph.curation import ALIGNMENT, ASSERT, RETRACT, Record, curation_statements
from zhengmai.graph.literals import well_typed
from zhengmai.graph.statements import RDF_TYPE, SKOS, Term
from zhengmai.graph.terms import expand, read_literal, typed, write_term
from zhengmai.namespaces import BASE, DATA, GRAPH, PP
from zhengmai.store.keys import key_iri
from zhengmai.validate.engine import validate_document
from zhengmai.validate.inputs import DOCUMENT_GRAPHS, accepted_changes, document_part, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhengmai.validate.findings import Finding

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SH = "http://www.w3.org/ns/shacl#"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_ONTOLOGY, _SHAPES = ox.NamedNode(GRAPH + "ontology"), ox.NamedNode(GRAPH + "shapes")
_CURATED, _INFERRED = GRAPH + "curation/accepted", GRAPH + "inferred"
# So many statements of a property tell what values it has.
_SAMPLE = 2000


class Verdict(NamedTuple):
    """What is wrong with records, and what a steward should know.

    Attributes:
        refused: why they may not be written; empty where they hold.
        notes: new findings that refuse nothing.
    """

    refused: tuple[Bilingual, ...]
    notes: tuple[Bilingual, ...] = ()


class Bench:
    """A release and the records of a folder, against which a record is checked.

    Args:
        store: the release's store.
        records: the records of the folder, built or not.
    """

    def __init__(self, store: ox.Store, records: Sequence[Record]) -> None:
        self.store = store
        self.records = tuple(records)

    def check(self, proposed: Sequence[Record]) -> Verdict:
        """Check records that are to be written together: each by itself, then all by the shapes."""
        refused = [
            message
            for record in proposed
            for message in (*self.misfits(record, proposed), *self._clash(record, proposed))
        ]
        if refused:
            return Verdict(tuple(refused))
        findings = [*self._records_by_shapes(proposed), *self._documents_by_shapes(proposed)]
        grave = [_said(finding) for finding in findings if finding.severity == "violation"]
        return Verdict(tuple(grave), tuple(_said(f) for f in findings if f.severity != "violation"))

    def misfits(self, record: Record, beside: Iterable[Record] = ()) -> Iterator[Bilingual]:
        """Tell what of a record does not exist or does not fit in this release.

        Args:
            record: the record.
            beside: records that come with it, whose things count as known.
        """
        introduced = {r.subject for r in (*self.records, *beside) if r.introduces} | (
            {record.subject} if record.predicate == RDF_TYPE and record.kind == ASSERT else set()
        )
        if record.subject not in introduced and not self.knows(record.subject):
            yield self._unknown("主体", "the subject", record.subject)
        target = record.object
        if record.kind == RETRACT and record.predicate not in ALIGNMENT:
            # What is taken back may be as wrong as can be; that it stands is asked elsewhere.
            return
        yield from self._property(record)
        if isinstance(target, ox.Literal):
            yield from self._literal(record, target)
        elif target not in introduced and not self.knows(target):
            yield self._unknown("客体", "the object", target)
        else:
            yield from self._thing(record, target)

    def knows(self, iri: str) -> bool:
        """Tell whether the release says anything of or with a thing."""
        node = ox.NamedNode(iri)
        default = ox.DefaultGraph()
        return any(
            next(found, None) is not None
            for found in (
                self.store.quads_for_pattern(node, None, None, default),
                self.store.quads_for_pattern(None, None, node, default),
                # A text of which a record retracted everything is still held.
                self.store.quads_for_pattern(node, None, None, None),
            )
        )

    def read_value(self, predicate: str, text: str) -> Term:
        """Give the object that a person means by a text, by what the property takes.

        Args:
            predicate: IRI of the property.
            text: an IRI, a prefixed name or a 文号 for a property that points at things; else a literal as in
                Turtle, or its text alone, which gets the datatype that the property takes.

        Raises:
            ZhengmaiError: the text is not of the kind that the property takes.
        """
        for message in self._undeclared(predicate):
            raise ZhengmaiError(message)
        literal = read_literal(text)
        if literal is not None:
            return literal
        if self.is_object_property(predicate):
            try:
                return key_iri(text.strip())
            except ZhengmaiError:
                raise
            except ValueError:
                return expand(text)
        used = self.datatypes(predicate)
        kind = max(sorted(used), key=lambda one: used[one], default="")
        if kind == _LANG_STRING:
            han = any("\u4e00" <= char <= "\u9fff" for char in text)
            return ox.Literal(text, language="zh-Hans" if han else "en")
        return typed(text, kind) if kind else ox.Literal(text)

    def values(self, subject: str, predicate: str) -> list[Term]:
        """Give the objects that the release adopts for a subject and property, sorted."""
        quads = self.store.quads_for_pattern(
            ox.NamedNode(subject), ox.NamedNode(predicate), None, ox.DefaultGraph()
        )
        return sorted((term for quad in quads if (term := _term(quad.object)) is not None), key=str)

    def types(self, iri: str) -> frozenset[str]:
        """Give the classes of a thing, those above them included."""
        own = {term for term in self.values(iri, RDF_TYPE) if isinstance(term, str)}
        own |= {str(r.object) for r in self.records if r.introduces and r.subject == iri}
        found: set[str] = set()
        waiting = list(own)
        while waiting:
            kind = waiting.pop()
            if kind not in found:
                found.add(kind)
                waiting += self._said_of(kind, _RDFS + "subClassOf")
        return frozenset(found)

    def datatypes(self, predicate: str) -> dict[str, int]:
        """Give the datatypes that fit a property: by its range, by the shapes, by use; with how often they are used."""
        used: Counter[str] = Counter()
        quads = self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph())
        for quad in islice(quads, _SAMPLE):
            if isinstance(quad.object, ox.Literal):
                used[quad.object.datatype.value] += 1
        demanded = [
            kind
            for kind in self._said_of(predicate, _RDFS + "range")
            if kind.startswith("http://www.w3.org/")
        ]
        for quad in self.store.quads_for_pattern(
            None, ox.NamedNode(_SH + "path"), ox.NamedNode(predicate), _SHAPES
        ):
            shape = quad.subject
            if isinstance(shape, ox.NamedNode):
                demanded += [
                    q.object.value
                    for q in self.store.quads_for_pattern(
                        shape, ox.NamedNode(_SH + "datatype"), None, _SHAPES
                    )
                    if isinstance(q.object, ox.NamedNode)
                ]
        return dict(used) or dict.fromkeys(demanded, 0)

    def is_object_property(self, predicate: str) -> bool:
        """Tell whether a property points at things: by its declaration, else by use."""
        if predicate == RDF_TYPE or predicate in ALIGNMENT:
            return True
        declared = self._said_of(predicate, RDF_TYPE)
        if _OWL + "ObjectProperty" in declared:
            return True
        return not declared and not self.datatypes(predicate)

    @cached_property
    def _in_force(self) -> tuple[list[ox.Triple], set[ox.Triple]]:
        """Give what the release's curation and the folder's records add and retract."""
        added, retracted = accepted_changes(self.store)
        return _with(added, retracted, self.records)

    def _property(self, record: Record) -> Iterator[Bilingual]:
        predicate = record.predicate
        undeclared = list(self._undeclared(predicate))
        yield from undeclared
        if undeclared:
            return
        kinds = self.types(record.subject)
        for domain in self._said_of(predicate, _RDFS + "domain"):
            if domain not in kinds and kinds:
                yield Bilingual(
                    f"{write_term(predicate)} 用于 {write_term(domain)}，而 {write_term(record.subject)} 不是",
                    f"{write_term(predicate)} is of {write_term(domain)}, which {write_term(record.subject)} is not",
                )

    def _undeclared(self, predicate: str) -> Iterator[Bilingual]:
        """Say so where a property of pp: is not in the ontology, with the nearest ones."""
        if not predicate.startswith(PP) or any(
            kind.endswith("Property") for kind in self._said_of(predicate, RDF_TYPE)
        ):
            return
        quads = self.store.quads_for_pattern(None, ox.NamedNode(_RDFS + "label"), None, _ONTOLOGY)
        terms = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        known = sorted(term.removeprefix(PP) for term in terms if term.startswith(PP))
        near = difflib.get_close_matches(predicate.removeprefix(PP), known, n=3, cutoff=0.5)
        name, listed = write_term(predicate), [f"pp:{one}" for one in near]
        yield Bilingual(
            f"本体中没有属性 {name}{'，是否指 ' + '、'.join(listed) + '？' if listed else ''}",
            f"the ontology has no property {name}{'; did you mean ' + ', '.join(listed) + '?' if listed else ''}",
        )

    def _literal(self, record: Record, value: ox.Literal) -> Iterator[Bilingual]:
        name, shown = write_term(record.predicate), write_term(value)
        if self.is_object_property(record.predicate):
            yield Bilingual(
                f"{name} 的客体是事物，不是字面值 {shown}",
                f"the object of {name} is a thing, not the literal {shown}",
            )
            return
        kind = value.datatype.value
        fitting = self.datatypes(record.predicate)
        if fitting and kind not in fitting:
            listed = ", ".join(write_term(one) for one in sorted(fitting))
            yield Bilingual(
                f"{shown} 的数据类型不合：{name} 用 {listed}",
                f"{shown} has an unfit datatype: {name} takes {listed}",
            )
        if not well_typed(value.value, kind):
            yield Bilingual(
                f"{shown} 不是有效的 {write_term(kind)}", f"{shown} is no valid {write_term(kind)}"
            )

    def _thing(self, record: Record, target: str) -> Iterator[Bilingual]:
        name, shown = write_term(record.predicate), write_term(target)
        if not self.is_object_property(record.predicate):
            yield Bilingual(
                f"{name} 的客体是字面值，不是事物 {shown}",
                f"the object of {name} is a literal, not the thing {shown}",
            )
            return
        if record.predicate == RDF_TYPE:
            if not target.startswith(BASE) or _OWL + "Class" not in self._said_of(target, RDF_TYPE):
                yield Bilingual(f"{shown} 不是本体中的类", f"{shown} is no class of the ontology")
            return
        kinds = self.types(target)
        for wanted in self._said_of(record.predicate, _RDFS + "range"):
            if wanted not in kinds:
                yield Bilingual(
                    f"{name} 的客体须是 {write_term(wanted)}，而 {shown} 不是",
                    f"the object of {name} must be a {write_term(wanted)}, which {shown} is not",
                )
        schemes, own = self._schemes(record.predicate), self._scheme(target)
        if schemes and own and not own & schemes:
            listed = ", ".join(write_term(one) for one in sorted(schemes))
            yield Bilingual(
                f"{name} 的值取自 {listed}，而 {shown} 不在其中",
                f"the values of {name} are taken from {listed}, which {shown} is not in",
            )

    def _schemes(self, predicate: str) -> set[str]:
        quads = self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph())
        things = {
            quad.object.value for quad in islice(quads, _SAMPLE) if isinstance(quad.object, ox.NamedNode)
        }
        return {scheme for thing in things for scheme in self._scheme(thing)}

    def _scheme(self, iri: str) -> set[str]:
        return {term for term in self.values(iri, SKOS + "inScheme") if isinstance(term, str)}

    def _clash(self, record: Record, beside: Sequence[Record]) -> Iterator[Bilingual]:
        """Tell what a new record repeats or contradicts."""
        same = [
            other
            for other in (*self.records, *beside)
            if other.id != record.id
            and other.standing in ("已采纳", "待核")
            and _pair(other) == _pair(record)
        ]
        for other in same:
            yield Bilingual(
                f"记录 {other.id} 已说到这条陈述（{other.kind}，{other.standing}）；请先撤回它：zhengmai curate withdraw {other.id}",
                f"record {other.id} already speaks of this statement ({other.kind}, {other.standing}); withdraw it first: zhengmai curate withdraw {other.id}",
            )
        if same or record.predicate in ALIGNMENT:
            return
        graphs = self._graphs(record)
        shown = " ".join(write_term(term) for term in _pair(record))
        if record.kind == ASSERT and graphs - {_CURATED, _INFERRED}:
            yield Bilingual(f"这条陈述已经在发布中：{shown}", f"the release already states this: {shown}")
        if record.kind == RETRACT and not graphs:
            values = "、".join(write_term(term) for term in self.values(record.subject, record.predicate))
            yield Bilingual(
                f"发布中没有可撤销的陈述 {shown}；现有的值：{values or '无'}",
                f"there is no statement {shown} to retract; the values are: {values.replace('、', ', ') or 'none'}",
            )

    def stands(self, record: Record) -> bool:
        """Tell whether any graph of the release makes a record's statement."""
        return bool(self._graphs(record))

    def _graphs(self, record: Record) -> set[str]:
        triple = _triple(record)
        quads = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}

    def _records_by_shapes(self, proposed: Sequence[Record]) -> tuple[Finding, ...]:
        store = ox.Store()
        described, _, _ = curation_statements(proposed, {}, lambda iri: False)
        store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in described)
        return validate_document(store).findings

    def _documents_by_shapes(self, proposed: Sequence[Record]) -> list[Finding]:
        """Give the findings that the documents of the records' subjects would have and do not have now."""
        changing = [record for record in proposed if record.in_force and record.predicate not in ALIGNMENT]
        graphs = {
            quad.graph_name.value
            for record in changing
            for quad in self.store.quads_for_pattern(ox.NamedNode(record.subject), None, None, None)
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(DOCUMENT_GRAPHS)
        }
        if not graphs:
            return []
        vocabulary = vocabulary_of(self.store)
        now, then = self._in_force, _with(*self._in_force, changing)
        found: list[Finding] = []
        for graph in sorted(graphs):
            before = {f.iri for f in document_part(self.store, graph, vocabulary, *now).check().findings}
            after = document_part(self.store, graph, vocabulary, *then).check().findings
            found += [finding for finding in after if finding.iri not in before]
        return found

    def _said_of(self, subject: str, predicate: str) -> list[str]:
        """Give the IRIs that the release's ontology states of a term."""
        quads = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, _ONTOLOGY)
        return [quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)]

    def _unknown(self, zh: str, en: str, iri: str) -> Bilingual:
        shown = write_term(iri)
        return Bilingual(
            f"{zh} {shown} 不在当前发布中{'；新的事物先用 a（rdf:type）断言其类' if iri.startswith(DATA) else ''}",
            f"{en} {shown} is not in the current release{'; say of what class a new thing is first (property a)' if iri.startswith(DATA) else ''}",
        )


def _with(
    added: list[ox.Triple], retracted: set[ox.Triple], records: Iterable[Record]
) -> tuple[list[ox.Triple], set[ox.Triple]]:
    """Add what records in force say."""
    more, fewer = list(added), set(retracted)
    for record in records:
        if not record.in_force or record.predicate in ALIGNMENT:
            continue
        triple = _triple(record)
        if record.kind == RETRACT:
            fewer.add(triple)
        elif triple not in more:
            more.append(triple)
    return more, fewer


def _pair(record: Record) -> tuple[str, str, Term]:
    # Counterparts are the same pair from either side.
    if record.predicate in ALIGNMENT and isinstance(record.object, str):
        first, second = sorted((record.subject, record.object))
        return first, "", second
    return record.subject, record.predicate, record.object


def _triple(record: Record) -> ox.Triple:
    value = record.object
    term = ox.NamedNode(value) if isinstance(value, str) else value
    return ox.Triple(ox.NamedNode(record.subject), ox.NamedNode(record.predicate), term)


def _term(node: object) -> Term | None:
    if isinstance(node, ox.NamedNode):
        return node.value
    return node if isinstance(node, ox.Literal) else None


def _said(finding: Finding) -> Bilingual:
    focus = write_term(finding.focus)
    return Bilingual(
        f"{finding.code}（{focus}）：{finding.message.zh}", f"{finding.code} ({focus}): {finding.message.en}"
    )
