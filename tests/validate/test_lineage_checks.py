"""Are circles and bases from the future found where no document shows them by itself?"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from zhengmai.cli.app import app
from zhengmai.namespaces import DATA, GRAPH
from zhengmai.prefixes import prologue
from zhengmai.release.build import Built, StoppedError, build
from zhengmai.store.lineage import chain, downward, upward
from zhengmai.store.lineage_json import lineage_json
from zhengmai.store.query import rows
from zhengmai.validate.lineage import validate_lineage

TASKS = "一、主要任务\n（一）建设养老服务中心。（市民政局负责）\n"


def issued(number: str, office: str, plan: str, basis: str, date: str) -> str:
    return (
        f"{number}\n{office}关于印发《{plan}》的通知\n各镇人民政府：\n现印发给你们。\n{office}\n{date}\n{plan}\n"
        f"根据{basis}，制定本方案。\n{TASKS}"
    )


CITY = "泉州市人民政府办公室"
COUNCIL = "泉州市人民政府残疾人工作委员会"
PLANS = {"泉政办〔2023〕8号": "泉州市养老服务行动方案", "泉政残工委〔2023〕3号": "泉州市养老服务实施方案"}
FIRST = issued(
    "泉政办〔2023〕8号", CITY, "泉州市养老服务行动方案", "《泉州市养老服务实施方案》（泉政残工委〔2023〕3号）", "2023年3月1日"
)  # fmt: skip
SECOND = issued(
    "泉政残工委〔2023〕3号", COUNCIL, "泉州市养老服务实施方案", "《泉州市养老服务行动方案》（泉政办〔2023〕8号）", "2023年4月1日"
)  # fmt: skip
A, B = (f"{DATA}plan/{number}-p1" for number in PLANS)


def built(folder: Path, *texts: str, profile: str = "draft") -> Built:
    documents = folder / "in"
    documents.mkdir(parents=True)
    for number, text in enumerate(texts):
        (documents / f"{number}.txt").write_text(text, encoding="utf-8")
    return build([documents], folder / "home", profile=profile)


@pytest.fixture(scope="module")
def circular(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built(tmp_path_factory.mktemp("circle"), FIRST, SECOND)


@pytest.fixture(scope="module")
def circle(circular: Built) -> ox.Store:
    return ox.Store.read_only(str(circular.folder / "store"))


def found(store: ox.Store, code: str) -> set[tuple[str, str, str]]:
    solutions = store.query(
        f'{prologue()} SELECT ?focus ?value ?quote {{ GRAPH <{GRAPH}validation> {{ ?f skos:notation "{code}" ; sh:focusNode ?focus ; '
        "sh:value ?value ; pp:evidencedBy ?a } ?a oa:hasSelector/oa:exact ?quote }"
    )
    assert isinstance(solutions, ox.QuerySolutions)
    return {(row["focus"].value, row["value"].value, row["quote"].value) for row in solutions}


def test_circle_of_two_documents_is_found_at_both_with_the_citing_sentence(circle: ox.Store) -> None:
    assert {(focus, value) for focus, value, _ in found(circle, "S25")} == {(A, B), (B, A)}


def test_basis_later_than_its_user_is_found_with_the_citing_sentence(circle: ox.Store) -> None:
    ((focus, value, quote),) = found(circle, "S23")
    assert (focus, value) == (A, f"{DATA}doc/泉政残工委〔2023〕3号")
    assert quote.startswith("根据《泉州市养老服务实施方案》")


def test_circle_ends_every_walk(circle: ox.Store) -> None:
    def query(text: str) -> list[dict[str, str]]:
        return rows(circle, text)

    for plan, other in ((A, B), (B, A)):
        assert [branch.plan.iri for branch in upward(query, plan).branches] == [other]
        assert [branch.plan.iri for branch in downward(query, plan).branches] == [other]
        assert len(chain(query, plan)) == 2
        assert lineage_json(query, plan)["up"][0]["branches"] == []


def test_validating_the_release_finds_what_the_build_found(circular: Built) -> None:
    done = CliRunner().invoke(app, ["validate", str(circular.folder)], env={"ZHENGMAI_LANG": "en"})
    assert done.exit_code == 1
    assert "S23" in done.output
    assert "S25" in done.output


def test_circle_stops_the_release_profile_and_not_the_draft(tmp_path: Path) -> None:
    with pytest.raises(StoppedError, match=r"S(23|25)"):
        built(tmp_path, FIRST, SECOND, profile="release")


def test_basis_of_an_earlier_day_and_a_tree_are_in_order(tmp_path: Path) -> None:
    first = FIRST.replace("根据《泉州市养老服务实施方案》（泉政残工委〔2023〕3号），", "为做好工作，")
    release = built(tmp_path, first, SECOND)
    store = ox.Store.read_only(str(release.folder / "store"))
    assert validate_lineage(store).findings == ()
    assert bool(store.query(f"{prologue()} ASK {{ <{B}> pp:derivesFrom <{A}> }}"))


def test_five_documents_have_neither(release_store: ox.Store) -> None:
    found = validate_lineage(release_store).findings
    assert [finding for finding in found if finding.code in ("S23", "S25")] == []
