"""Does a document leave nothing behind in the store that the next one is checked in?"""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad

from zhengmai.validate import vocabulary
from zhengmai.validate.vocabulary import Vocabulary

_OWN = Quad(NamedNode("urn:x"), NamedNode("urn:p"), NamedNode("urn:y"))


def _document(name: str) -> list[Quad]:
    return [Quad(NamedNode(f"urn:{name}-{i}"), NamedNode("urn:p"), NamedNode("urn:o")) for i in range(5)]


@pytest.mark.parametrize("spent", [200_000, 3])
def test_each_document_is_alone_with_the_vocabulary(monkeypatch: pytest.MonkeyPatch, spent: int) -> None:
    # The second value makes the store anew behind each document.
    monkeypatch.setattr(vocabulary, "_SPENT", spent)
    known = Vocabulary([_OWN])
    for name in ("a", "b", "c"):
        quads = _document(name)
        with known.together([*quads, _OWN]) as (store, _):
            assert set(store) == {_OWN, *quads}
    with known.together([]) as (store, _):
        assert set(store) == {_OWN}
