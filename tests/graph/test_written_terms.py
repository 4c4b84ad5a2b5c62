"""Are identifiers and literals read as people write them, and refused where they are neither?"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from zhengmai.graph.iris import IriError
from zhengmai.graph.literals import well_typed
from zhengmai.graph.terms import TermError, expand, read_literal, write_term
from zhengmai.namespaces import DATA, PP

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("pp:hasLead", PP + "hasLead"),
        ("a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        (f"<{PP}hasLead>", PP + "hasLead"),
        ("doc:狮政办[2022]47号", DATA + "doc/狮政办〔2022〕47号"),
        (
            DATA + "doc/%E7%8B%AE%E6%94%BF%E5%8A%9E%E3%80%942022%E3%80%9547%E5%8F%B7",
            DATA + "doc/狮政办〔2022〕47号",
        ),
        ("urn:x:y", "urn:x:y"),
    ],
)
def test_expand_gives_the_canonical_identifier(text: str, iri: str) -> None:
    assert expand(text) == iri


@pytest.mark.parametrize("text", ["", "hasLead", "nowhere:x", "pp:", "http://a b", "狮政办"])
def test_expand_refuses_what_is_no_identifier(text: str) -> None:
    with pytest.raises(TermError):
        expand(text)


def test_expand_refuses_a_character_that_no_identifier_holds() -> None:
    with pytest.raises(IriError):
        expand("doc:“引号”")


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ('"石狮"', ox.Literal("石狮")),
        ('"石狮"@zh-Hans', ox.Literal("石狮", language="zh-Hans")),
        ('"2022-12-21"^^xsd:date', ox.Literal("2022-12-21", datatype=ox.NamedNode(XSD + "date"))),
        (f'"1"^^<{XSD}integer>', ox.Literal("1", datatype=ox.NamedNode(XSD + "integer"))),
        (r'"a \"b\" \\ \n \u77F3"', ox.Literal('a "b" \\ \n 石')),
    ],
)
def test_read_literal_reads_the_notation_of_turtle(text: str, literal: ox.Literal) -> None:
    assert read_literal(text) == literal
    assert read_literal(write_term(literal)) == literal


@pytest.mark.parametrize(
    "text", ['"', '"a', '"a"@', '"a"^^', '"a"b', '"2022-02-30"^^xsd:date', '"x"^^xsd:integer', '"a"^^no:x']
)
def test_read_literal_refuses_a_broken_or_ill_typed_one(text: str) -> None:
    with pytest.raises(TermError):
        read_literal(text)


def test_read_literal_leaves_identifiers_alone() -> None:
    assert read_literal("pp:hasLead") is None


def test_write_term_is_short_and_gives_scripts_their_capital() -> None:
    assert write_term(PP + "hasLead") == "pp:hasLead"
    assert write_term("http://example.org/a") == "http://example.org/a"
    assert write_term(ox.Literal("石狮", language="zh-hans")) == '"石狮"@zh-Hans'


def test_well_typed_knows_the_calendar() -> None:
    assert well_typed("2024-02-29", XSD + "date")
    assert not well_typed("2023-02-29", XSD + "date")
    assert not well_typed("--02-30", XSD + "gMonthDay")
    assert well_typed("anything", XSD + "string")
