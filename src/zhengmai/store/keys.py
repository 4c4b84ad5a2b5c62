"""What a person means by a key: a 文号 in any bracket form, one with -p1, an IRI or a prefixed name.

Entry point: `find_plans`.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from zhengmai.errors import Bilingual, ZhengmaiError
from zhengmai.namespaces import PP
from zhengmai.store.saved import key_iri

if TYPE_CHECKING:
    from zhengmai.store.lineage import Query

_NEAREST = 3


class UnknownKeyError(ZhengmaiError):
    """Nothing in the release has this key.

    Attributes:
        key: as given.
        nearest: document numbers that look like it, the best first.
    """

    def __init__(self, key: str, nearest: tuple[str, ...]) -> None:
        zh = f"，是否指 {'、'.join(nearest)}？" if nearest else "。可用文号、IRI 或带前缀的名称。"
        en = (
            f"; did you mean {', '.join(nearest)}?"
            if nearest
            else ". Give a document number, an IRI or a prefixed name."
        )
        super().__init__(
            Bilingual(f"发布中没有与“{key}”对应的方案{zh}", f"the release has no plan under “{key}”{en}")
        )
        self.key = key
        self.nearest = nearest


class AmbiguousKeyError(ZhengmaiError):
    """A key stands for several plans.

    Attributes:
        key: as given.
        candidates: keys that stand for one of them each.
    """

    def __init__(self, key: str, candidates: tuple[str, ...]) -> None:
        listed = "、".join(candidates), ", ".join(candidates)
        super().__init__(
            Bilingual(
                f"“{key}”对应多份方案，请写明其中一份：{listed[0]}",
                f"“{key}” stands for several plans; name one of them: {listed[1]}",
            )
        )
        self.key = key
        self.candidates = candidates


def find_plans(query: Query, key: str) -> list[str]:
    """Give the plans that a key stands for: one plan, or those that a document issues.

    Args:
        query: runs a SELECT over the release.
        key: as typed.

    Returns:
        IRIs, sorted.

    Raises:
        UnknownKeyError: there is none.
    """
    try:
        iri = key_iri(key.strip())
    except ValueError:
        raise UnknownKeyError(key, _nearest(query, key)) from None
    found = query(
        f"PREFIX pp: <{PP}> SELECT DISTINCT ?plan WHERE {{ VALUES ?key {{ <{iri}> }} "
        "{ ?key pp:issues ?plan . ?plan a pp:Plan } UNION { ?key a pp:Plan BIND(?key AS ?plan) } } ORDER BY ?plan"
    )
    if not found:
        raise UnknownKeyError(key, _nearest(query, key))
    return [row["plan"] for row in found]


def _nearest(query: Query, key: str) -> tuple[str, ...]:
    known = query(
        f"PREFIX pp: <{PP}> SELECT DISTINCT ?number WHERE {{ ?d pp:documentNumber ?number ; pp:issues ?plan . "
        "?plan a pp:Plan } ORDER BY ?number"
    )
    return tuple(difflib.get_close_matches(key, [row["number"] for row in known], n=_NEAREST, cutoff=0.5))
