"""What the search for the carrier has found so far. Entry point: `Head`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zhengmai.extract.facts import Carrier, Evidence, HeaderFact
from zhengmai.text.numbering import parse_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhengmai.extract.rules import Confidence
    from zhengmai.text.view import View

LONGEST_HEAD = 40


@dataclass
class Head:
    """What the search for the carrier found, besides the facts.

    Attributes:
        carrier: the facts.
        title: places of the title's paragraphs, [first, last].
        title_field: where the metadata give the title of a text that lacks it, as (paragraph, start, end).
        body_from: index of the first paragraph after title and addressees.
        signature: index of the signature's date, None where there is none.
        consumed: indexes of the paragraphs that are metadata or carrier elements.
    """

    carrier: Carrier
    title: tuple[int, int] | None = None
    title_field: tuple[int, int, int] | None = None
    body_from: int = 0
    signature: int | None = None
    consumed: set[int] = field(default_factory=set)

    def add(self, element: str, view: View, start: int, end: int, rule: str, confidence: Confidence) -> None:
        """Note an element where it is printed."""
        evidence = Evidence(view.span(start, end), rule, confidence)
        self.carrier.header.append(HeaderFact(element, view.printed[start:end], evidence))

    def drop(self, element: str) -> None:
        """Take back all of an element."""
        self.carrier.header = [h for h in self.carrier.header if h.element != element]

    def title_evidence(self) -> Evidence | None:
        """Give where the title stands, on all its lines; None where the document bears none."""
        lines = [element.evidence for element in self.carrier.header if element.element == "标题"]
        if not lines:
            return None
        return replace(lines[0], span=lines[0].span._replace(end=max(line.span.end for line in lines)))

    def body_begin(self, views: Sequence[View]) -> int:
        """Give the index of the first paragraph that is running text, behind the title if there is one."""
        begin = self.title[1] + 1 if self.title else 0
        for i in range(begin, min(len(views), begin + LONGEST_HEAD)):
            if i not in self.consumed and (
                parse_label(views[i].text) or (len(views[i]) > 30 and "。" in views[i].text)
            ):
                return i
        return min(len(views), begin + LONGEST_HEAD)
