"""A document with its readings as one self-contained HTML page. Entry point: `page`."""

from __future__ import annotations

from collections import Counter
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, get_args

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from zhengmai.errors import Bilingual
from zhengmai.explain.elements import ELEMENTS
from zhengmai.explain.facts import readings
from zhengmai.explain.triples import Triples
from zhengmai.extract.rules import Confidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from zhengmai.explain.facts import Reading
    from zhengmai.extract.facts import DocumentFacts

CONFIDENCE: dict[str, Bilingual] = dict(
    zip(
        get_args(Confidence),
        (Bilingual("确定", "certain"), Bilingual("较有把握", "likely"), Bilingual("存疑", "doubtful")),
        strict=True,
    )
)
_WORDS = {
    "sha256": Bilingual("文件 SHA-256", "SHA-256 of the file"),
    "encoding": Bilingual("编码或格式", "encoding or format"),
    "script": Bilingual("字体", "script"),
    "unread": Bilingual("未读片段", "Unread spans"),
    "unread_note": Bilingual(
        "具有事实的形式而没有读出的文字；不据以猜测。",
        "Text that has the form of a fact and was not read; nothing is guessed from it.",
    ),
    "no_unread": Bilingual("没有未读片段。", "There is no unread span."),
    "legend": Bilingual("图例", "Legend"),
    "text": Bilingual("原文", "Source text"),
    "text_note": Bilingual(
        "指向或用 Tab 键选中着色处，页底显示所读内容；编号与事实表一致。",
        "Point at a coloured span, or reach it with the Tab key: what was read stands at the foot of the page, "
        "with its number in the table of facts.",
    ),
    "facts": Bilingual("全部事实", "All facts"),
    "skip": Bilingual("跳到事实表", "Skip to the table of facts"),
    "number": Bilingual("序号", "No."),
    "quote": Bilingual("原文", "text"),
    "value": Bilingual("读作", "read as"),
    "element": Bilingual("要素", "element"),
    "rule": Bilingual("规则", "rule"),
    "triples": Bilingual("三元组", "triples"),
    "no_triples": Bilingual("不入图谱", "not in the graph"),
    "none": Bilingual("未读到公文标题", "No title was read"),
}


def page(facts: DocumentFacts, language: str) -> str:
    """Give the page of one document.

    Args:
        facts: resolved facts.
        language: "zh" or "en", the language of everything but the document.

    Returns:
        HTML that loads nothing and runs no script. The text content of its element `#source` is the source text,
        character for character; only U+0000, which HTML cannot hold, shows as U+FFFD.
    """
    found = readings(facts)
    triples = Triples(facts)
    counts = Counter(reading.element for reading in found)
    rows = [(number, r, triples.of(r)) for number, r in enumerate(found, 1)]
    return _template().render(
        language="zh-Hans" if language == "zh" else "en",
        t={key: words.text(language) for key, words in _WORDS.items()},
        names={key: element.name.text(language) for key, element in ELEMENTS.items()},
        confidences={key: words.text(language) for key, words in CONFIDENCE.items()},
        elements=ELEMENTS,
        counts=counts,
        source=facts.source,
        title=facts.carrier.title or next((plan.title for plan in facts.plans), None),
        rows=rows,
        unread=[row for row in rows if row[1].element == "unread"],
        marked=Markup(marked(facts.source.text, found, language)),  # noqa: S704 (escaped piece by piece)
        style=Markup(_style()),  # noqa: S704 (our own file)
    )


def marked(text: str, found: Sequence[Reading], language: str) -> str:
    """Give a text with its readings as nested `mark` elements.

    Args:
        text: the source text.
        found: readings in the order of `readings`; they may overlap in any way. One that crosses the end of another
            is cut there into two elements.
        language: "zh" or "en", of the notes.
    """
    starting: dict[int, list[int]] = {}
    for number, reading in enumerate(found):
        starting.setdefault(reading.span.start, []).append(number)
    points = sorted({0, len(text), *starting, *(r.span.end for r in found)})
    parts: list[str] = []
    stack: list[int] = []
    for at, upto in zip(points, [*points[1:], len(text)], strict=True):
        lowest = next((i for i, number in enumerate(stack) if found[number].span.end <= at), len(stack))
        again = [number for number in stack[lowest:] if found[number].span.end > at]
        parts.append("</mark>" * (len(stack) - lowest))
        del stack[lowest:]
        parts += [_open(number, found[number], language, first=False) for number in again]
        opening = starting.get(at, ())
        parts += [_open(number, found[number], language, first=True) for number in opening]
        stack += [*again, *opening]
        parts.append(_escaped(text[at:upto]))
    return "".join(parts)


def _open(number: int, reading: Reading, language: str, *, first: bool) -> str:
    element = ELEMENTS[reading.element].name.text(language)
    lines = [f"{number + 1}  {element}  {reading.value}"]
    if reading.rule is not None and reading.confidence is not None:
        lines.append(
            f"{reading.rule}  ·  {CONFIDENCE[reading.confidence].text(language)}  ·  {reading.place}"
        )
    note = escape("\n".join(lines)).replace("\n", "&#10;")
    place = f' id="s{number + 1}"' if first else ""
    return (
        f'<mark{place} class="{reading.element} {reading.confidence or "none"}" tabindex="0" '
        f'aria-describedby="f{number + 1}" data-note="{note}">'
    )


def _escaped(text: str) -> str:
    # A parser reads a bare carriage return as a line feed, which would be another text.
    return escape(text).replace("\r", "&#13;")


@cache
def _template() -> Template:
    source = files("zhengmai.explain").joinpath("page.html").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shortened"] = _shortened
    return environment.from_string(source)


def _shortened(text: str, longest: int) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= longest else f"{one_line[: longest - 1]}…"


@cache
def _style() -> str:
    colours = "".join(f".{key}{{--paper:{element.paper}}}\n" for key, element in ELEMENTS.items())
    return colours + files("zhengmai.explain").joinpath("page.css").read_text(encoding="utf-8")
