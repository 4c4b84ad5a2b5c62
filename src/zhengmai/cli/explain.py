"""`zhengmai explain`: a document with every match, its rule, its value and the triples it gives."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from zhengmai.cli.output import console, language
from zhengmai.errors import Bilingual, ZhengmaiError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhengmai.explain.facts import Reading
    from zhengmai.explain.triples import Triples
    from zhengmai.extract.facts import DocumentFacts

# Where one of these begins, a new block of text begins, so that a text without line breaks is shown in parts too.
_BEGIN_BLOCK = ("plan", "section", "problem", "goal", "demand", "measure")
_LONGEST_QUOTE = 40
# Control characters would move the cursor or change the terminal; their pictures are shown, one for one.
_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
_PICTURES |= dict.fromkeys(range(128, 160), 65533) | {ord("\r"): ord(" ")}


def command(
    file: Annotated[Path, typer.Argument(help="A document.")],
    html: Annotated[
        Path | None, typer.Option(help="File for one self-contained HTML page, in place of the terminal.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list of facts as JSON.")] = False,
) -> None:
    """Show a document with every match: its element, value, rule, confidence and triples; unread spans stand out.

    Ends with 0, or with 2 where the document could not be read or the page could not be written.

    Example: zhengmai explain data/documents/shishi-2022-47.txt --html shishi.html
    """
    from zhengmai.explain.facts import readings
    from zhengmai.explain.triples import Triples
    from zhengmai.extract.document import extract_document
    from zhengmai.resolve.document import resolve_document
    from zhengmai.text.reader import read_file

    facts = resolve_document(extract_document(read_file(file)))
    if html is not None:
        _write_page(facts, html)
    if as_json:
        typer.echo(json.dumps([_object(r) for r in readings(facts)], ensure_ascii=False, indent=2))
    elif html is None:
        for line in _lines(facts, readings(facts), Triples(facts)):
            console().print(line)


def _write_page(facts: DocumentFacts, path: Path) -> None:
    from zhengmai.explain.page import page

    try:
        path.write_bytes(page(facts, language()).encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise ZhengmaiError(
            Bilingual(f"无法写入 {path}（{reason}）", f"cannot write {path} ({reason})")
        ) from error


def _object(reading: Reading) -> dict[str, object]:
    return {
        "element": reading.element,
        "span": list(reading.span),
        "text": reading.text,
        "value": reading.value,
        "in": reading.place,
        "rule": reading.rule,
        "confidence": reading.confidence,
    }


def _lines(facts: DocumentFacts, found: Sequence[Reading], triples: Triples) -> Iterator[Text]:
    source = facts.source
    yield Text(_shown(f"{source.name}  {source.encoding}  {source.script}  sha256 {source.sha256}"), "bold")
    yield _legend(found)
    unread = [r for r in found if r.element == "unread"]
    yield Text(Bilingual(f"未读 {len(unread)}", f"unread {len(unread)}").text(language()), "bold")
    for reading in unread:
        yield _fact(reading)
    yield Text("")
    whole = Text(_shown(source.text))
    for reading in found:
        whole.stylize(_style(reading), *reading.span)
    waiting = list(reversed(found))
    for start, end in _blocks(source.text, found):
        block = whole[start:end]
        block.rstrip()
        if not block.plain.strip():
            continue
        yield block
        while waiting and waiting[-1].span.start < end:
            reading = waiting.pop()
            yield _fact(reading)
            for description in triples.of(reading):
                yield Text(f"        {_shown(description.compact())}", "dim")


def _legend(found: Sequence[Reading]) -> Text:
    from zhengmai.explain.elements import ELEMENTS

    line = Text()
    for key, element in ELEMENTS.items():
        count = sum(r.element == key for r in found)
        line.append(f" {element.name.text(language())} {count} ", element.terminal)
        line.append(" ")
    return line


def _fact(reading: Reading) -> Text:
    from zhengmai.explain.elements import ELEMENTS

    element = ELEMENTS[reading.element]
    quote = "".join(_shown(reading.text).split())
    if len(quote) > _LONGEST_QUOTE:
        quote = f"{quote[: _LONGEST_QUOTE - 1]}…"
    mark = "!! " if reading.element == "unread" else "   "
    line = Text(mark, "bold red")
    line.append(element.name.text(language()), element.terminal)
    line.append(f" [{reading.span.start}, {reading.span.end}) {quote} → ")
    line.append(_shown(reading.value), "bold")
    if reading.rule is not None:
        line.append(f"  {reading.rule}, ")
        line.append(str(reading.confidence), "" if reading.confidence == "certain" else "bold yellow")
    return line


def _style(reading: Reading) -> str:
    from zhengmai.explain.elements import ELEMENTS

    return ELEMENTS[reading.element].terminal


def _blocks(text: str, found: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """Cut a text at its line breaks, and where a part of a plan begins."""
    cuts = {0, len(text)} | {r.span.start for r in found if r.element in _BEGIN_BLOCK}
    cuts |= {i + 1 for i, c in enumerate(text) if c == "\n"}
    ordered = sorted(cuts)
    yield from pairwise(ordered)


def _shown(text: str) -> str:
    """Give a text that a terminal shows as it is; as long as the text."""
    return text.translate(_PICTURES)
