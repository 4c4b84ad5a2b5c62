"""The documentation names what there is, and what it points at exists."""

from __future__ import annotations

import io
import json
import re
import runpy
import shutil
import tomllib
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import unquote

import pytest
import typer.main
from prometheus_client.metrics import MetricWrapperBase
from typer.testing import CliRunner

from zhengmai.cli.app import app
from zhengmai.errors import InputError
from zhengmai.evaluate.annotation import annotate
from zhengmai.evaluate.gold import read_gold, read_predictions
from zhengmai.extract.document import extract_document
from zhengmai.graph.curation import Record, read_records
from zhengmai.namespaces import GRAPH
from zhengmai.reason.asking import ask
from zhengmai.reason.why_json import document
from zhengmai.registry import vocabulary
from zhengmai.release.build import Built
from zhengmai.settings import Settings
from zhengmai.text.reader import read_bytes
from zhengmai_api import metrics as figures

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

    from zhengmai.extract.facts import DocumentFacts

BOTH_LANGUAGES = (
    "index.md",
    "accuracy.md",
    "alignment.md",
    "curation.md",
    "validation.md",
    "why.md",
    "commands.md",
    "endpoint.md",
    "generator.md",
    "identifiers.md",
    "lineage.md",
    "catalogue.md",
    "linked-data.md",
    "operation.md",
    "pipelines.md",
    "ontology.md",
    "performance.md",
    "queries.md",
    "reading.md",
    "settings.md",
    "releases.md",
)
LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)")
COMMAND_PAGES = ("docs/commands.md", "docs/zh/commands.md")
READING_PAGES = ("docs/reading.md", "docs/zh/reading.md")
WHY_PAGES = ("docs/why.md", "docs/zh/why.md")
OPERATION_PAGES = ("docs/operation.md", "docs/zh/operation.md")
CURATION_PAGES = ("docs/curation.md", "docs/zh/curation.md")
IDENTIFIER_PAGES = ("docs/identifiers.md", "docs/zh/identifiers.md")
SETTINGS_PAGES = ("docs/settings.md", "docs/zh/settings.md")


def without_code(page: str) -> str:
    return re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)


def anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def sections(page: str) -> dict[str, str]:
    """Give the text below each heading "## `name`"."""
    parts = re.split(r"^## `([^`]+)`$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands() -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    found: dict[str, Any] = group.commands
    assert len(found) >= 10
    return found


def options_of(command: Any) -> set[str]:
    """Give the options of a command, or of all commands of a group, less --help."""
    own = {
        option
        for parameter in command.params
        if parameter.param_type_name == "option"
        for option in parameter.opts
    }
    inner = [options_of(one) for one in getattr(command, "commands", {}).values()]
    return own.union(*inner) - {"--help"}


def test_links_of_every_page_lead_somewhere(root: Path, pages: dict[str, str]) -> None:
    broken, count = [], 0
    for name, text in pages.items():
        for target in LINK.findall(without_code(text)):
            if target.startswith(("http://", "https://")):
                continue
            count += 1
            path, _, fragment = unquote(target).partition("#")
            page = (root / name).parent / path if path else root / name
            if not page.exists() or root not in page.resolve().parents:
                broken.append(f"{name}: {target}")
            elif fragment and fragment not in anchors(page.read_text(encoding="utf-8")):
                broken.append(f"{name}: no heading #{fragment} in {path}")
    assert broken == []
    assert count > 60


def test_documentation_is_reached_from_its_index(pages: dict[str, str]) -> None:
    held = {name.removeprefix("docs/") for name in pages if name.startswith("docs/")}
    linked = {target.partition("#")[0] for target in LINK.findall(pages["docs/index.md"])} | {"index.md"}
    assert held - linked == set()


def test_pages_for_users_exist_in_both_languages(pages: dict[str, str]) -> None:
    for name in BOTH_LANGUAGES:
        english, chinese = pages[f"docs/{name}"], pages[f"docs/zh/{name}"]
        assert f"(zh/{name})" in english
        assert f"(../{name})" in chinese
        levels = [re.findall(r"^#+", without_code(page), re.MULTILINE) for page in (english, chinese)]
        assert levels[0] == levels[1], name
        assert len(re.findall(r"[一-鿿]", chinese)) > len(re.findall(r"[A-Za-z]{3,}", chinese)) / 2


def test_chinese_pages_lead_to_chinese_pages(pages: dict[str, str]) -> None:
    """A page may name its own English page, and else only one that has no Chinese page."""
    english = []
    for name, text in pages.items():
        if name.startswith("docs/zh/"):
            own = name.removeprefix("docs/zh/")
            linked = {target.partition("#")[0] for target in LINK.findall(text)}
            english += [
                f"{name}: {target}"
                for target in linked - {f"../{own}"}
                if target.startswith("../") and f"docs/zh/{target.removeprefix('../')}" in pages
            ]
    assert english == []


@pytest.mark.parametrize("page", COMMAND_PAGES)
def test_commands_page_has_a_section_for_each_command_and_no_other(pages: dict[str, str], page: str) -> None:
    assert list(sections(pages[page])) == list(commands())


def test_commands_page_lists_the_commands_that_help_shows(pages: dict[str, str]) -> None:
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
    listed = set(
        re.findall(r"^[│|]?\s+([a-z][a-z-]+) {2,}[A-Z]", shown.partition("Commands")[2], re.MULTILINE)
    )
    assert listed == set(sections(pages[COMMAND_PAGES[0]]))


@pytest.mark.parametrize("page", COMMAND_PAGES)
def test_commands_page_lists_the_options_of_each_command_and_no_other(
    pages: dict[str, str], page: str
) -> None:
    for name, text in sections(pages[page]).items():
        listed = set(re.findall(r"^\| `(--[a-z-]+)` \|", text, re.MULTILINE))
        assert listed == options_of(commands()[name]), name


@pytest.mark.parametrize("page", COMMAND_PAGES)
def test_commands_page_lists_the_commands_of_each_group_and_no_other(
    pages: dict[str, str], page: str
) -> None:
    groups = {name: set(one.commands) for name, one in commands().items() if hasattr(one, "commands")}
    assert groups
    for name, inner in groups.items():
        text = sections(pages[page])[name]
        assert set(re.findall(rf"^\| `{name} ([a-z]+)[ `]", text, re.MULTILINE)) == inner


def test_commands_page_gives_each_exit_code_a_meaning(pages: dict[str, str]) -> None:
    for page in COMMAND_PAGES:
        head = pages[page].partition("\n## ")[0]
        assert re.findall(r"^\| (\d) \|", head, re.MULTILINE) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("page", SETTINGS_PAGES)
def test_settings_page_lists_every_setting_with_its_default_and_no_other(
    pages: dict[str, str], page: str
) -> None:
    wanted = {
        f"ZHENGMAI_{name.upper()}": str(field.default).removesuffix(".0")
        for name, field in Settings.model_fields.items()
    }
    rows = re.findall(r"^\| `(ZHENGMAI_\w+)` \| (?:`([^`]+)` )?\| \S", pages[page], re.MULTILINE)
    assert len(rows) == len(wanted)
    assert dict(rows) == wanted


@pytest.mark.parametrize("page", OPERATION_PAGES)
def test_operation_page_lists_every_figure_with_its_labels_and_no_other(
    pages: dict[str, str], page: str
) -> None:
    listed = {
        re.sub(r"_total$", "", name): set(re.findall(r"`(\w+)`", labels))
        for name, labels in re.findall(r"^\| `(zhengmai_\w+)` \|([^|]*)\|", pages[page], re.MULTILINE)
    }
    metrics = [value for value in vars(figures).values() if isinstance(value, MetricWrapperBase)]
    held = {metric._name: set(metric._labelnames) for metric in metrics}
    assert len(held) == 9
    assert listed == held | {"zhengmai_release_info": {"release", "version"}}
    for outcome in get_args(figures.Outcome):
        assert f"`{outcome}`" in pages[page]


@pytest.mark.parametrize("page", OPERATION_PAGES)
def test_operation_pages_name_settings_that_there_are(pages: dict[str, str], page: str) -> None:
    wanted = {f"ZHENGMAI_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"ZHENGMAI_[A-Z_]+", pages[page])) <= wanted


@pytest.mark.parametrize("page", READING_PAGES)
def test_reading_page_lists_every_key_of_the_json(
    pages: dict[str, str],
    page: str,
    five_documents: dict[str, DocumentFacts],
    keys_of: Callable[[Any], set[str]],
) -> None:
    keys = keys_of([annotate(facts) for facts in five_documents.values()])
    assert len(keys) > 40
    assert {key for key in keys if f"`{key}`" not in pages[page]} == set()


@pytest.mark.parametrize("page", READING_PAGES)
def test_reading_page_shows_a_measure_as_it_is_read(
    pages: dict[str, str], page: str, five_documents: dict[str, DocumentFacts]
) -> None:
    (block,) = re.findall(r"^```json\n(.*?)^```$", pages[page], re.MULTILINE | re.DOTALL)
    shown = json.loads(block)
    plans = annotate(five_documents["shishi-2022-47"])["plans"]
    (read,) = [m for m in plans[1]["measures"] if m["path"] == shown["path"]]
    assert shown.pop("support")[0] in read["support"]
    assert {key: read[key] for key in shown} == shown


def test_reading_page_example_in_python_runs(
    root: Path, pages: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (source,) = re.findall(r"^```python\n(.*?)^```$", pages["docs/reading.md"], re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(root)
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(source, "reading.md", "exec"), {"__name__": "page"})
    assert [line.rpartition(" ")[2] for line in printed.getvalue().splitlines()] == ["18", "30"]


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", bytes(range(128, 256)) * 20, "今天天气很好，我们去公园散步。".encode()],
    ids=["empty", "pdf", "binary", "no-policy-document"],
)
def test_reading_page_quotes_each_refusal(pages: dict[str, str], content: bytes) -> None:
    with pytest.raises(InputError) as refused:
        extract_document(read_bytes(content, "file.txt"))
    assert f"`{refused.value.cause.en}`" in pages[READING_PAGES[0]]
    assert f"`{refused.value.cause.zh}`" in pages[READING_PAGES[1]]


@pytest.mark.parametrize("page", READING_PAGES)
def test_reading_page_explains_each_class_of_confidence(pages: dict[str, str], page: str) -> None:
    for word in ("certain", "likely", "doubtful"):
        assert vocabulary.concept(f"confidence-{word}")
        assert re.search(rf"^\| `{word}`", pages[page], re.MULTILINE)


@pytest.mark.parametrize("page", CURATION_PAGES)
def test_curation_page_shows_a_record_that_is_read_and_lists_its_fields(
    pages: dict[str, str], page: str
) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```$", pages[page], re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    (record,) = read_records([("page.toml", blocks[0].encode())])
    assert record.subject.endswith("plan/闽政办〔2022〕52号-p1")
    back, put = read_records([("page.toml", blocks[1].encode())])
    assert put.in_place_of == back.id
    assert put.standing == "已撤回"
    fields = {re.sub(r"_(?:zh|en)$", "", name) for name in Record.__dataclass_fields__} - {"file"}
    listed = {
        name
        for row in re.findall(r"^\| ((?:`\w+`[,、 ]*)+) \| (?:yes|no|是|否) \| ", pages[page], re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    statuses = {word for word in listed if not word.isascii()}
    assert listed - statuses == fields
    shown = {key for block in blocks for entry in tomllib.loads(block)["record"] for key in entry}
    assert fields == shown


@pytest.mark.parametrize("page", CURATION_PAGES)
def test_curation_page_lists_the_statuses_and_kinds_of_the_vocabulary(
    pages: dict[str, str], page: str
) -> None:
    statuses = re.findall(
        r"^\| `([一-鿿]+)`(?: \([a-z]+\))? \| (?:yes|no|是|否) \|$", pages[page], re.MULTILINE
    )
    assert len(statuses) == 4
    assert all(vocabulary.concept(f"review-{status}") for status in statuses)
    for kind in ("断言", "撤销"):
        assert vocabulary.concept(f"record-{kind}")
        assert f"`{kind}`" in pages[page]


@pytest.mark.parametrize("page", CURATION_PAGES)
def test_curation_page_lists_the_outcomes_of_a_build(
    pages: dict[str, str], page: str, curated_release: Built
) -> None:
    outcomes = {"overruled", "repointed", *curated_release.manifest["curation"].values()}
    assert set(re.findall(r"^\| `([a-z]+)` \|", pages[page], re.MULTILINE)) >= outcomes


@pytest.mark.parametrize("page", WHY_PAGES)
def test_why_page_lists_every_key_of_the_json(
    pages: dict[str, str], page: str, curated_store: ox.Store, keys_of: Callable[[Any], set[str]]
) -> None:
    asked = (
        ("狮政办〔2022〕47号", "pp:issueDate"),
        ("pv:狮政办〔2022〕47号-p2-2-2-1", "pp:hasLead"),
        ("狮政办〔2022〕47号-p2", "dct:title"),
        ("ag:350581-新设局", "a"),
    )
    keys = keys_of([document(ask(curated_store, *words), "release") for words in asked])
    assert len(keys) > 30
    assert {key for key in keys if f"`{key}`" not in pages[page]} == set()


def test_index_lists_every_graph_of_a_release(pages: dict[str, str], release: Built) -> None:
    graphs = {name.removeprefix(GRAPH) for name in release.manifest["counts"]["graphs"]}
    shown = {name for name in graphs if not name.startswith("doc/")}
    assert len(shown) >= 7
    for page in ("docs/index.md", "docs/zh/index.md"):
        assert {name for name in shown if f"`{name}`" not in pages[page]} == set()


def test_releases_page_lists_files_and_keys_of_a_release(pages: dict[str, str], release: Built) -> None:
    page = pages["docs/releases.md"]
    assert {path.name for path in release.folder.iterdir() if path.name not in page} == set()
    table = set(re.findall(r"`(\w+)`", "\n".join(line for line in page.splitlines() if line.startswith("|"))))
    assert set(release.manifest) - table == set()
    assert set(release.manifest["documents"][0]) - table == set()
    assert set(release.manifest["versions"]) - table == set()


@pytest.mark.parametrize("page", IDENTIFIER_PAGES)
def test_identifiers_page_gives_examples_that_exist(pages: dict[str, str], page: str, release: Built) -> None:
    import gzip

    from zhengmai.prefixes import prefixes

    content = gzip.decompress((release.folder / "graph.nq.gz").read_bytes()).decode()
    table = "\n".join(line for line in pages[page].splitlines() if line.startswith("| "))
    examples = re.findall(r"`(doc|plan|pv|n|ag|cp|div|copy|an):([^`{]+)`", table)
    assert len(examples) >= 12
    missing = [f"{p}:{name}" for p, name in examples if f"<{prefixes()[p]}{name}>" not in content]
    assert missing == []


@pytest.fixture(scope="module")
def accuracy(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / "benchmarks" / "accuracy.py"))


def test_accuracy_page_shows_the_present_figures(
    pages: dict[str, str], accuracy: dict[str, Any], five_documents: dict[str, DocumentFacts]
) -> None:
    readings = {name: annotate(facts) for name, facts in five_documents.items()}
    shown = pages["docs/accuracy.md"].partition("<!-- accuracy.py -->\n")[2].partition("\n<!-- end -->")[0]
    assert shown == accuracy["report"](read_gold(accuracy["GOLD"]), readings)


def test_chinese_accuracy_page_shows_the_same_readings_of_unseen_documents(pages: dict[str, str]) -> None:
    def figures(row: str, page: str) -> list[tuple[str, list[str]]]:
        found = re.findall(row, page, re.MULTILINE)
        return [(element, cells.split(" | ")) for element, cells in found]

    english = figures(
        r"^\| ([a-z.]+) \| ((?:[\d.–]+(?: \| )?)+) \|$",
        pages["docs/accuracy.md"].partition("\n## Unseen documents\n")[2],
    )
    chinese = figures(
        r"^\| `([a-z.]+)` \| [^|]+ \| ((?:[\d.–]+(?: \| )?)+) \|$", pages["docs/zh/accuracy.md"]
    )
    assert len(chinese) > 10
    assert chinese == english


@pytest.mark.parametrize("name", ["accuracy.md", "performance.md"])
def test_chinese_pages_of_figures_explain_every_column(pages: dict[str, str], name: str) -> None:
    tables = re.findall(r"^\| (.+) \|\n\|[-:|]+\|$", pages[f"docs/{name}"], re.MULTILINE)
    columns = {column for head in tables for column in head.split(" | ")}
    unseen = {column for column in columns if column.endswith((" first run", ", seen"))}
    assert len(columns - unseen) > 8
    assert {column for column in columns - unseen if f"`{column}`" not in pages[f"docs/zh/{name}"]} == set()


def test_accuracy_comparison_tells_what_a_change_gained_and_lost(
    root: Path, tmp_path: Path, accuracy: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    gold, documents, before = tmp_path / "gold", tmp_path / "documents", tmp_path / "before"
    for folder in (gold, documents, before):
        folder.mkdir()
    shutil.copy(root / "data/documents/district-task-table.txt", documents)
    annotated = json.loads(
        (root / "data/gold/annotations/district-task-table.json").read_text(encoding="utf-8")
    )
    (reading,) = read_predictions(["district-task-table"], documents)[0].values()
    # Before, one unit was not read; now, one that is annotated is not.
    reading["plans"][0]["measures"][0]["responsible"].pop()
    lost = {**annotated["plans"][0]["measures"][1]["responsible"][0], "mention": "区外事办"}
    annotated["plans"][0]["measures"][1]["responsible"].append(lost)
    reading["plans"][0]["measures"][1]["responsible"].append(lost)
    (gold / "district-task-table.json").write_text(json.dumps(annotated), encoding="utf-8")
    (before / "district-task-table.json").write_text(json.dumps(reading), encoding="utf-8")
    code = accuracy["main"]([str(gold), str(documents), "--compare", str(before)])
    printed = capsys.readouterr().out
    assert code == 1
    assert re.search(r"  - gained: responsible, .*annotated, not read before", printed)
    assert re.search(r"  - lost: responsible, .*区外事办 \(annotated, not read now\)", printed)
