"""The vocabulary that documents are checked together with. Entry point: `Vocabulary`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Quad, Store

from zhengmai.validate.computed import Terms, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


# A store in memory keeps room for what was taken out of it, so that it is made anew after so many statements.
_SPENT = 200_000


class Together(NamedTuple):
    """A document and the vocabulary, as one graph.

    Attributes:
        store: both.
        terms: of both.
    """

    store: Store
    terms: Terms


class Vocabulary:
    """Statements that every document is checked together with, kept in one store.

    Documents are put into it one after the other: a store of its own for each would take as long to fill as the check.

    Args:
        quads: the statements; in whichever graphs they stand, they are one.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.quads: Sequence[Quad] = [Quad(*quad.triple) for quad in quads]
        self._store = self._filled()
        self._terms = terms_of(self.quads)

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[Sequence[Quad]]]:
        """Travel to another process as the statements: a store cannot."""
        return Vocabulary, (self.quads,)

    def _filled(self) -> Store:
        store = Store()
        store.extend(self.quads)
        self._spent = 0
        return store

    @contextmanager
    def together(self, quads: Sequence[Quad]) -> Iterator[Together]:
        """Put a document in, for as long as the context lasts; one at a time.

        Args:
            quads: the document's statements, in the default graph.
        """
        new = [quad for quad in quads if quad not in self._store]
        self._store.extend(new)
        try:
            yield Together(self._store, self._terms | terms_of(new))
        finally:
            for quad in new:
                self._store.remove(quad)
            self._spent += len(new)
            if self._spent > _SPENT:
                self._store = self._filled()


NOTHING = Vocabulary(())
"""For what is checked by itself."""
