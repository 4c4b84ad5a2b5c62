"""What the two README files say is what a build of the sample documents gives."""

from __future__ import annotations

import io
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from zhengmai import __version__
from zhengmai.namespaces import DATA, PP, VOCAB
from zhengmai.release.build import Built
from zhengmai.settings import Settings
from zhengmai.store.query import rows
from zhengmai.store.saved import bound_text, get, load
from zhengmai_api.app import create_app

READMES = ("README.md", "README.zh.md")
COMMAND = re.compile(r"zhengmai query (\w+)((?: --param \S+=[^\s`]+)*)")
Rows = list[dict[str, str]]


@pytest.fixture(params=READMES)
def readme(request: pytest.FixtureRequest, root: Path) -> str:
    return (root / str(request.param)).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def answers(root: Path, release_store: ox.Store) -> dict[str, Rows]:
    """Answers of the saved queries that the English README calls, by name, with the parameters given there."""
    found: dict[str, Rows] = {}
    for name, given in COMMAND.findall((root / READMES[0]).read_text(encoding="utf-8")):
        values = dict(pair.split("=", 1) for pair in shlex.split(given) if pair != "--param")
        found[name] = rows(release_store, bound_text(get(name), values))
    return found


@pytest.fixture(scope="module")
def client(release: Built) -> Iterator[TestClient]:
    settings = Settings(home=release.folder.parents[1], workers=1)
    with TestClient(create_app(settings, release.folder)) as found:
        yield found


def code(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def says(text: str, *choices: str) -> None:
    """Check that a README has one of the sentences, in its own language."""
    assert any(choice in text for choice in choices), choices


def local(iri: str) -> str:
    return iri.rpartition("/")[2]


def test_readme_files_call_the_same_queries_with_the_same_parameters(root: Path) -> None:
    english, chinese = (COMMAND.findall((root / name).read_text(encoding="utf-8")) for name in READMES)
    assert english == chinese
    assert len(english) == 4


def test_readme_chain_of_bases_is_the_answer(
    readme: str, answers: dict[str, Rows], release_store: ox.Store
) -> None:
    steps = answers["basis_chain"]
    assert [step["kind"] for step in steps] == ["stated", "curated"]
    lines = [line for line in readme.splitlines() if re.match(r"\| \d", line)]
    assert len(lines) == len(steps)
    for line, step in zip(lines, steps, strict=True):
        number, title, kind, evidence = (cell.strip() for cell in line.strip("|").split("|"))
        assert (number, title) == (step["step"], step["parentTitle"])
        assert kind.split("（")[0] == step["kind"]
        assert (
            evidence == f"“{step['quote']}”" if "quote" in step else record(release_store, step) in evidence
        )
    issuer = ox.NamedNode(f"{DATA}agency/CN-国务院办公厅")
    issued = ox.NamedNode(steps[-1]["parentDocument"])
    assert ox.Quad(issued, ox.NamedNode(PP + "issuedBy"), issuer, ox.DefaultGraph()) in release_store, (
        "the chain ends at the State Council"
    )


def record(store: ox.Store, step: dict[str, str]) -> str:
    found = rows(
        store,
        f"PREFIX pp: <{PP}> SELECT ?record WHERE {{ GRAPH <{DATA}graph/curation> {{ "
        f"?record pp:recordSubject <{step['child']}> ; pp:recordObject <{step['parent']}> }} }}",
    )
    assert len(found) == 1
    return f"`n:{local(found[0]['record'])}`"


def test_readme_duties_of_an_agency_are_the_answer(readme: str, answers: dict[str, Rows]) -> None:
    counts = Counter((row["roleName"], local(row["plan"])) for row in answers["measures_of_agency"])
    roles = Counter(row["roleName"] for row in answers["measures_of_agency"])
    lead = [counts["牵头", f"狮政办〔2022〕47号-p{number}"] for number in (1, 2)]
    says(
        readme,
        f"leads {roles['牵头']} measures ({lead[0]} of the 18 of the disability prevention plan, "
        f"{lead[1]} of the 30 of the employment plan), supports {roles['配合']} and answers for {roles['责任']}.",
        f"牵头 {roles['牵头']} 条（残疾预防方案 18 条中的 {lead[0]} 条，就业方案 30 条中的 {lead[1]} 条），"
        f"配合 {roles['配合']} 条，负责 {roles['责任']} 条",
    )


def test_readme_numbers_of_plans_and_measures_are_those_of_the_release(
    readme: str, release: Built, answers: dict[str, Rows], release_store: ox.Store
) -> None:
    documents = release.manifest["documents"]
    plans = sum(len(document["plans"]) for document in documents)
    measures = sum(document["measures"] for document in documents)
    says(readme, f"({plans} plans, {measures} measures)", f"（{plans} 个方案、{measures} 条措施）")
    without = len(answers["measures_without_lead"])
    says(readme, f"{without} of {measures} measures name no lead", f"{measures} 条措施中有 {without} 条")
    by_plan = Counter(
        local(row["p"])
        for row in rows(
            release_store, f"PREFIX pp: <{PP}> SELECT ?p ?m WHERE {{ ?m a pp:Measure ; pp:provisionOf ?p }}"
        )
    )
    # The sentence on the agency's duties speaks of so many measures in the two plans.
    assert [by_plan[f"狮政办〔2022〕47号-p{number}"] for number in (1, 2)] == [18, 30]


def test_readme_deadlines_of_a_month_are_the_answer(readme: str, answers: dict[str, Rows]) -> None:
    due = answers["due_in_month"]
    assert {row["due"] for row in due} == {"2023-10-31"}
    assert {row["deadlineText"] for row in due} == {"每年10月底前"}
    counts = Counter(local(row["plan"]) for row in due)
    shishi, jinjiang = counts["狮政办〔2022〕47号-p2"], counts["晋政残工委〔2023〕5号-p1"]
    assert shishi + jinjiang == len(due)
    says(readme, f"\n{len(due)} measures, all by 2023-10-31", f"共 {len(due)} 条，都在 2023-10-31 到期")
    says(
        readme,
        f"{shishi} of Shishi's employment plan and {jinjiang} of Jinjiang's",
        f"石狮市就业方案 {shishi} 条，晋江市方案 {jinjiang} 条",
    )
    assert "“每年10月底前”" in readme


def test_readme_number_of_questions_is_that_of_the_saved_queries(readme: str) -> None:
    says(readme, f"There are {len(load())} such questions", f"共有 {len(load())} 个")


def test_readme_limits_are_those_of_the_release(readme: str, release: Built, release_store: ox.Store) -> None:
    documents = release.manifest["counts"]["documents"]
    cited = rows(
        release_store,
        f"PREFIX pp: <{PP}> PREFIX v: <{VOCAB}> SELECT DISTINCT ?d WHERE {{ ?d pp:holding v:holding-仅见引用 }}",
    )
    assert documents == len(cited) + len(release.manifest["documents"])
    says(
        readme,
        f"{len(cited)} of the {documents} documents in the release are known by citation only",
        f"发布中的 {documents} 份文件有 {len(cited)} 份仅见引用",
    )
    violations = release.manifest["validation"]["violation"]
    says(readme, f"has {violations} violations by its own shapes", f"有 {violations} 项严重问题")
    report = (release.folder / "report.ttl").read_text(encoding="utf-8")
    shapes = Counter(re.findall(r"sh:sourceShape (pps:\S+)", report))
    assert (shapes["pps:MeasureShape-lead-missing"], shapes["pps:DocumentShape-issuer-missing"]) == (2, 1)
    says(
        readme,
        "2 measures with several responsible units and no lead in a plan that otherwise names leads, and 1 document",
        "2 条措施列了几个责任单位而没有牵头单位，所在方案的其他措施却写了牵头；1 份文件",
    )


def test_readme_curated_steps_are_those_of_the_release(readme: str, release_store: ox.Store) -> None:
    found = rows(
        release_store,
        f"PREFIX pp: <{PP}> SELECT ?above WHERE {{ GRAPH <{DATA}graph/curation/accepted> {{ ?p pp:derivesFrom ?above }} }}",
    )
    above = Counter(local(row["above"]) for row in found)
    assert above == {"闽政办〔2022〕52号-p1": 1, "t-921709608b1e-p1": 1}
    says(
        readme,
        "1 step of the chain to the State Council and 1 to 福建省",
        "通往国务院的依据链有 1 级、通往福建省的有 1 级",
    )


def test_readme_python_example_prints_what_is_shown(
    readme: str, release: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source,) = code(readme, "python")
    assert len(source.strip().splitlines()) <= 10
    (tmp_path / "var").symlink_to(release.folder.parents[1])
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(source, "README.md", "exec"), {"__name__": "readme"})
    assert printed.getvalue() == code(readme, "text")[0]


def test_readme_curl_example_gets_what_is_shown(readme: str, client: TestClient) -> None:
    (command,) = code(readme, "sh")
    program, silent, address, *options = shlex.split(command)
    assert (program, silent, urlsplit(address).netloc) == ("curl", "-s", "127.0.0.1:8000")
    given = dict(zip(options[::2], options[1::2], strict=True))
    header, _, value = given.pop("-H").partition(": ")
    name, _, query = given.pop("--data-urlencode").partition("=")
    assert not given
    # curl sends a form by POST where it is given data.
    answer = client.post(urlsplit(address).path, data={name: query}, headers={header: value})
    assert answer.status_code == 200
    assert answer.text.replace("\r\n", "\n") == code(readme, "text")[1]


def test_readme_tree_names_every_folder(readme: str, root: Path, repository_files: list[Path]) -> None:
    tree = next(block for block in code(readme, "") if "ontology/" in block)
    listed = re.findall(r"^(\w+)/ +\S", tree, re.MULTILINE)
    held = {path.relative_to(root).parts[0] for path in repository_files if path.parent != root}
    assert set(listed) == {name for name in held if not name.startswith(".")}
    assert listed == sorted(listed)


def test_readme_commands_and_version_are_those_of_the_project(readme: str, root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = {word for line in re.findall(r"make ((?:[a-z]+ ?)+)", readme) for word in line.split()}
    assert {"run", "test", "wheel", "check"} <= targets
    for target in targets - {"and"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] in readme
    assert f"Python {project['requires-python'].removeprefix('>=')} " in readme
    says(readme, f"version {__version__}:", f"版本 {__version__}：")
