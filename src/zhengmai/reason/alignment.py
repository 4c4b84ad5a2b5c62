"""What graph/alignment says of a pair of measures that correspond. Entry point: `alignment_of`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from zhengmai.errors import Bilingual
from zhengmai.graph.curation import ALIGNMENT
from zhengmai.namespaces import GRAPH, PP
from zhengmai.registry.vocabulary import concept_label

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from zhengmai.store.source import Source

_GRAPH = NamedNode(GRAPH + "alignment")
_SUBJECT, _OBJECT = NamedNode(PP + "recordSubject"), NamedNode(PP + "recordObject")


def alignment_of(store: Source, triple: Triple) -> Bilingual | None:
    """Say how a correspondence was found: score, lead over the next best pair, method, status, differences.

    Args:
        store: a release's store.
        triple: two measures related by pp:parallelTo or pp:adaptedFrom; the direction does not matter, since one
            record stands for both.

    Returns:
        None where no record speaks of the pair.
    """
    if triple.predicate.value not in ALIGNMENT:
        return None
    for one, other in ((triple.subject, triple.object), (triple.object, triple.subject)):
        if not isinstance(one, NamedNode) or not isinstance(other, NamedNode):
            return None
        for quad in store.quads_for_pattern(None, _SUBJECT, one, _GRAPH):
            record = quad.subject
            if isinstance(record, NamedNode) and any(store.quads_for_pattern(record, _OBJECT, other, _GRAPH)):
                return _said(store, record)
    return None


def _said(store: Source, record: NamedNode) -> Bilingual:
    score, margin, method = (_values(store, record, name) for name in ("score", "margin", "method"))
    statuses, kinds = (_values(store, record, name) for name in ("reviewStatus", "difference"))
    zh = [
        f"措施对齐：得分 {'、'.join(score)}，领先 {'、'.join(margin)}，方法 {'、'.join(method)}",
        f"状态 {'、'.join(concept_label(status, 'zh') for status in statuses)}",
    ]
    en = [
        f"alignment of measures: score {', '.join(score)}, lead {', '.join(margin)}, method {', '.join(method)}",
        f"status {', '.join(concept_label(status, 'en') for status in statuses)}",
    ]
    if kinds:
        zh.append(f"差异 {'、'.join(concept_label(kind, 'zh') for kind in kinds)}")
        en.append(f"differences: {', '.join(concept_label(kind, 'en') for kind in kinds)}")
    return Bilingual("；".join(zh), "; ".join(en))


def _values(store: Source, record: NamedNode, name: str) -> list[str]:
    found = store.quads_for_pattern(record, NamedNode(PP + name), None, _GRAPH)
    return sorted(quad.object.value for quad in found if isinstance(quad.object, NamedNode | Literal))
