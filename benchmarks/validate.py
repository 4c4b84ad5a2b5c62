"""How fast documents are checked: engines on one document of 55 measures, and the growth from 10 to 1,000 documents.

Run: python benchmarks/validate.py [COUNT …]

The first table checks one document by each engine, with the vocabulary as every check has it and without: rates as
multiples of plain pySHACL on an rdflib graph, measured in the same run, and whether the engine agrees with it on every
finding. "ours" is the whole check as the command makes it, with computed defects, places and coverage. The second table
checks COUNT generated documents (10, 100 and 1,000 if not given) one at a time, reading included.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyshacl
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store
from rdflib import RDF, SH, Graph

from zhengmai.namespaces import PP
from zhengmai.validate.checking import ShapesSource, check_inputs
from zhengmai.validate.computed import computed_defects
from zhengmai.validate.engine import validate_document
from zhengmai.validate.inputs import Part, read_text
from zhengmai.validate.shapes import load_shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

COUNTS = (10, 100, 1000)
MEASURES = 55
GOAL = 20
# The quickest of so many, since others use the machine as well.
TRIES = 3
_MEASURE = NamedNode(PP + "Measure")
_TYPE = NamedNode(str(RDF.type))
_UNITS = ("市残联", "市教育局", "市民政局", "市财政局", "市司法局")

Findings = frozenset[tuple[str, str, str]]


class Timed(NamedTuple):
    """Seconds of the quickest try, and what was found: shape, node and value of each finding."""

    seconds: float
    findings: Findings


def document_of(measures: int) -> str:
    """Write a plan of so many measures, in sections of five; every seventh names no lead."""
    title = "石狮市无障碍环境建设实施方案（2024—2026年）"
    lines = [
        "石狮市人民政府办公室文件",
        "狮政办〔2024〕31号",
        f"石狮市人民政府办公室关于印发《{title}》的通知",
        "各镇人民政府、街道办事处，市直各单位：",
        f"经市政府同意，现将《{title}》印发给你们，请认真组织实施。",
        "石狮市人民政府办公室",
        "2024年6月20日",
        title,
        "一、主要措施",
    ]
    numerals = "一二三四五六七八九十"
    for number in range(measures):
        section, item = divmod(number, 5)
        if item == 0:
            name = numerals[section] if section < len(numerals) else "十" + numerals[section - 10]
            lines.append(f"（{name}）无障碍设施建设第{section + 1}项行动")
        lines.append(f"{item + 1}. 改造第{number + 1}批公共场所的出入口，设置坡道和扶手，定期检查维护。")
        if number % 7:
            lines.append(f"牵头单位：{_UNITS[number % 5]}")
        lines.append(f"配合单位：{_UNITS[(number + 1) % 5]}、{_UNITS[(number + 2) % 5]}")
        lines.append(f"完成时限：{2023 + number % 4}年{number % 12 + 1}月底前")
    return "\n\n".join(lines) + "\n"


def engines() -> str:
    """Give the table of engines."""
    part = read_text(document_of(MEASURES).encode(), "plan.txt")
    found = sum(1 for _ in part.store.quads_for_pattern(None, _TYPE, _MEASURE, None))
    if found != MEASURES:
        raise SystemExit(f"the document has {found} measures, expected {MEASURES}")
    lines = [
        f"| engine, {MEASURES} measures | with vocabulary | agrees | without vocabulary | agrees |",
        "|---|---:|---|---:|---|",
    ]
    tables = [
        dict(_rows(_flat(part, vocabulary=True), part)),
        dict(_rows(_flat(part, vocabulary=False), part)),
    ]
    for name in tables[0]:
        cells = []
        for table in tables:
            first = next(iter(table.values()))
            cells.append(f"{first.seconds / table[name].seconds:.1f}")
            cells.append("yes" if table[name].findings == first.findings else "no")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    reached = all(next(iter(t.values())).seconds >= GOAL * t["ours, the whole check"].seconds for t in tables)
    lines += ["", f"At least {GOAL} times the rate of plain pySHACL: {'yes' if reached else 'no'}."]
    return "\n".join(lines)


def _flat(part: Part, *, vocabulary: bool) -> Store:
    """Give the data as one graph, with the defects that the program computes."""
    store = Store()
    store.extend([*(part.vocabulary.quads if vocabulary else ()), *part.quads])
    wanted = frozenset(rule.path for rule in load_shapes().rules.values() if rule.path)
    store.extend(computed_defects(store, part.sources, wanted).defects)
    return store


def _rows(store: Store, part: Part) -> Iterator[tuple[str, Timed]]:
    shapes = load_shapes()
    data = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    graph = Graph().parse(data=data, format="nt")
    yield "pySHACL, rdflib graph", _timed(lambda: _pyshacl(graph, shapes.graph), tries=1)
    yield "pySHACL, store", _timed(lambda: _pyshacl(store, shapes.graph))
    yield "ours, the whole check", _timed(lambda: _ours(store, part))
    try:
        import pyshacl_turbo
    except ImportError:
        return
    compiled = pyshacl_turbo.compile_shapes(shapes.graph)
    yield "pyshacl-turbo, store", _timed(lambda: _key(compiled.validate(store)[1]))


def _pyshacl(data: Any, shapes: Graph) -> Findings:
    return _key(pyshacl.validate(data, shacl_graph=shapes, inplace=True, inference="none")[1])


def _ours(store: Store, part: Part) -> Findings:
    report = validate_document(store, sources=part.sources)
    return frozenset((found.shape, found.focus, found.value or "") for found in report.findings)


def _key(results: Any) -> Findings:
    found = set()
    for node in results.subjects(RDF.type, SH.ValidationResult):
        focus, value = results.value(node, SH.focusNode), results.value(node, SH.value)
        shown = "" if value is None or value == focus else str(value)
        found.add((str(results.value(node, SH.sourceShape)), str(focus), shown))
    return frozenset(found)


def _timed(run: Callable[[], Findings], tries: int = TRIES) -> Timed:
    best, findings = float("inf"), Findings()
    for _ in range(tries):
        started = time.process_time()
        findings = run()
        best = min(best, time.process_time() - started)
    return Timed(best, findings)


def growth(counts: Sequence[int]) -> str:
    """Give the table of growth."""
    lines = [
        "| documents | documents/s | findings | time a document, first row = 1 | peak memory, MiB |",
        "|---:|---:|---:|---:|---:|",
    ]
    first = 0.0
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            paths = _documents(folder, count)
            started = time.process_time()
            findings = sum(len(one.findings) for one in check_inputs(paths, ShapesSource((), "release")))
            each = (time.process_time() - started) / count
        first = first or each
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        lines.append(f"| {count:,} | {1 / each:.1f} | {findings:,} | {each / first:.2f} | {peak:.0f} |")
    return "\n".join(lines)


def _documents(folder: Path, count: int) -> list[Path]:
    """Write so many plans of ten measures, each under a number of its own."""
    text = document_of(10)
    paths = []
    for number in range(1, count + 1):
        path = folder / f"{number}.txt"
        path.write_text(text.replace("〔2024〕31号", f"〔2024〕{number}号"), encoding="utf-8")
        paths.append(path)
    return paths


def main(arguments: Sequence[str]) -> int:
    """Print the tables."""
    print(engines(), end="\n\n", flush=True)
    print(growth([int(argument) for argument in arguments] or COUNTS), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
