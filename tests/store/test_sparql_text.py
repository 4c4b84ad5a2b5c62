from __future__ import annotations

import re

import pytest
from pyoxigraph import Store

from zhengmai import resources
from zhengmai.graph.iris import canonical_iri
from zhengmai.namespaces import BASE
from zhengmai.store.errors import QuerySyntaxError
from zhengmai.store.grammar import stumble
from zhengmai.store.syntax import calls_service, canonical_iris, explain, form, is_volatile, rewrite_iris
from zhengmai.store.tokens import tokens

FEDERATED = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> {} }",
    "select * { ?a ?b ?c . sErViCe # comment\n sIlEnT ?x {?s ?p ?o} }",
    "SELECT * { ?a ?b trueSERVICE <http://127.0.0.1:9/>{?s ?p ?o} }",
    "SELECT * { ?a ?b 1SERVICE<http://127.0.0.1:9/>{?s ?p ?o} }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x{?s ?p ?o} }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { serviceSILENT:x{?s ?p ?o} }",
    "PREFIX service: <u:> PREFIX : <http://127.0.0.1:9/> SELECT * { service:x {?s ?p ?o} }",
    # The text between < and > looks like an IRI and is a comparison and a comment.
    "SELECT * { ?a ?b ?c FILTER(?c<1)SERVICE#>\n<http://127.0.0.1:9/>{?s ?p ?o} }",
    'SELECT * { ?a ?b ?c FILTER(?c<1#> """\n)SERVICE <http://127.0.0.1:9/>{?s ?p ?o} }#"""',
    "SELECT * { ?a ?b ?c FILTER(?c<1#>'''\n)SERVICE <http://127.0.0.1:9/>{?s ?p ?o} #'''\n }",
    'SELECT (?c<1#>"""\nAS ?x) { ?a ?b ?c SERVICE <http://127.0.0.1:9/>{?s ?p ?o} #"""\n}',
    "SELECT * {?a ?b ?c FILTER EXISTS{?x ?y ?z FILTER(?c<1&&?z<2)SERVICE#>\n ?x {} }}",
]
LOCAL = [
    "SELECT ?service { ?service ?p <http://example.org/service> }",
    "PREFIX service: <u:> SELECT * { service:x a service:Service . GRAPH service:g { ?s ?p ?o } }",
    "PREFIX service: <u:> DESCRIBE service:x { ?s ?p ?o }",
    'SELECT * { ?s ?p "SERVICE <x> {}" } # SERVICE <x> {}',
    'SELECT * { ?s ?p <#service> ; ?q """a\n the service <x>\n"""@en-service }',
    "SELECT * { ?s <http://example.org/SERVICE#SERVICE> ?o FILTER(?o < 3 && ?o<?service) }",
    "SELECT * { ?s ?p <urn:service:x#y> , <service> }",
    "SELECT * { ?s ?p 'it' , '''x'service''' }",
    "SELECT * { ?s ?p _:service }",
]


@pytest.mark.parametrize("text", FEDERATED)
def test_calls_service_federated_query_is_found(text: str) -> None:
    # Each text is one that the store itself would carry out.
    Store().query(text)
    assert calls_service(text)


@pytest.mark.parametrize("text", LOCAL)
def test_calls_service_word_elsewhere_is_not_taken_for_the_keyword(text: str) -> None:
    assert not calls_service(text)


def test_calls_service_escaped_keyword_is_no_keyword_to_the_parser_either() -> None:
    with pytest.raises(SyntaxError):
        Store().query("SELECT * { SERV\\u0049CE <http://127.0.0.1:9/> {} }")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PREFIX select: <u:> # ASK\nBASE <u:>\n ask {}", "ASK"),
        ("select * {}", "SELECT"),
        ("CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("DESCRIBE <u:insert>", "DESCRIBE"),
        ("PREFIX x: <u:> INSERT DATA { x:a x:b x:c }", "UPDATE"),
        ("with <u:g> delete { ?s ?p ?o } where { ?s ?p ?o }", "UPDATE"),
        ("DROP ALL", "UPDATE"),
        ("SELEC * {}", None),
        ("", None),
    ],
)
def test_form_first_word_after_the_prologue_decides(text: str, expected: str | None) -> None:
    assert form(text) == expected


def test_tokens_document_number_is_one_prefixed_name() -> None:
    found = [
        token.text
        for token in tokens("ASK { doc:狮政办〔2022〕47号 ?p cp:350581-各镇人民政府（街道办事处） . }")
    ]
    assert "doc:狮政办〔2022〕47号" in found
    assert "cp:350581-各镇人民政府（街道办事处）" in found


def test_is_volatile_only_for_functions_that_differ_by_call() -> None:
    assert is_volatile("SELECT (now() AS ?x) {}")
    assert not is_volatile('SELECT ?now { ?now ?p "RAND()" }')


def test_rewrite_iris_encoded_iri_becomes_canonical_outside_strings() -> None:
    encoded = BASE + "cn/doc/%E7%8B%AE%E6%94%BF%E5%8A%9E%E3%80%942022%E3%80%9547%E5%8F%B7"
    text = f'ASK {{ <{encoded}> ?p "<{encoded}>" }} # <{encoded}>'
    expected = f'ASK {{ <{BASE}cn/doc/狮政办〔2022〕47号> ?p "<{encoded}>" }} # <{encoded}>'
    assert rewrite_iris(text, BASE, canonical_iri) == expected


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELEC * {}", 1, 1),
        ("ASK {\n  x:狮 ?p ?o }", 2, 3),
        ("SELECT * WHERE {\n ?s ?p }", 2, 8),
        ("", 1, 1),
        ("ASK { ?a ?b ?c }\n rubbish", 2, 2),
        ('ASK { ?a ?b\n"open', 2, 1),
        ("ASK {", 1, 6),
    ],
)
def test_explain_gives_line_and_column(text: str, line: int, column: int) -> None:
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    error = explain(text, str(caught.value), {})
    assert (error.line, error.column) == (line, column)


def test_explain_undeclared_known_prefix_gives_its_line() -> None:
    error = explain("ASK { pp:x ?p ?o }", "error at 1:7: expected", {"pp": "https://example.org/"})
    assert "PREFIX pp: <https://example.org/>" in error.message.zh
    assert "PREFIX pp: <https://example.org/>" in error.message.en


@pytest.mark.parametrize(
    ("text", "line", "column", "suggestion"),
    [
        ("SELEC * {}", 1, 1, "SELECT"),
        ("PREFX a: <urn:a> SELECT * {}", 1, 1, "PREFIX"),
        ("SELECT DISTINT ?s { ?s ?p ?o }", 1, 8, "DISTINCT"),
        ("SELECT *\nWERE { ?s ?p ?o }", 2, 1, "WHERE"),
        ("SELECT * FORM <urn:g> { ?s ?p ?o }", 1, 10, "FROM"),
        ("SELECT * { ?s ?p ?o FILTR(?o = 1) }", 1, 21, "FILTER"),
        ("SELECT * { OPTINAL { ?s ?p ?o } }", 1, 12, "OPTIONAL"),
        ("SELECT * { ?s ?p ?o FILTER(STRSTART(?o, 'a')) }", 1, 28, "STRSTARTS"),
        ("SELECT * { ?s ?p ?o FILTER NOT EXIST { ?s ?q ?r } }", 1, 32, "EXISTS"),
        ("SELECT * { ?s ?p ?o }\nORDR BY ?s", 2, 1, "ORDER"),
        ("SELECT * { ?s ?p ?o } LIMT 5", 1, 23, "LIMIT"),
        ("SELECT * { GRAP ?g { ?s ?p ?o } }", 1, 12, "GRAPH"),
    ],
)
def test_explain_misspelt_keyword_is_told_with_the_one_that_was_meant(
    text: str, line: int, column: int, suggestion: str
) -> None:
    error = refused(text)
    assert (error.line, error.column) == (line, column)
    assert error.suggestions[0] == suggestion
    assert suggestion in error.message.zh
    assert suggestion in error.message.en
    assert text.split("\n")[line - 1][column - 1 :].startswith(error.found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s ?p }", "a variable, an IRI or a literal"),
        ("SELECT * { ?s ?p ?o FILTER(?o = ) }", "an expression"),
        ("SELECT (COUNT(?x) ?n) { ?x ?p ?o }", "AS"),
        ("SELECT ?x { ?x ?p ?o } LIMIT ten", "a number"),
        ("SELECT * { ?s ?p ?o ?q }", "."),
        ("", "SELECT"),
    ],
)
def test_explain_says_what_was_expected(text: str, expected: str) -> None:
    assert expected in refused(text).cause.en.partition("expected ")[2]


def test_explain_caret_stands_below_the_place_also_behind_wide_characters() -> None:
    error = refused('ASK { ?s ?p "石狮市" ?q }')
    line, caret = error.caret.split("\n")
    assert line[error.column - 1] == "?"
    assert len(caret) == error.column
    assert caret.count("\u3000") == 3


def test_explain_long_line_is_cut_around_the_place() -> None:
    error = refused("ASK { " + "?s ?p ?o . " * 100 + "?s ?p }")
    line, caret = error.caret.split("\n")
    assert len(line) <= 120
    assert line[len(caret) - 1] == "}"


def test_explain_open_string_is_named_as_such() -> None:
    assert "quotation mark" in refused("SELECT * { ?s ?p 'open }").message.en


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { ?x ?p ?o } GROUP BY ?p",
        "SELECT * { ?s ?p ?o } GROUP BY ?s",
        "SELECT (1 AS ?a) (2 AS ?a) {}",
        "SELECT ?a { BIND(1 AS ?a) BIND(2 AS ?a) }",
    ],
)
def test_explain_rule_beside_the_grammar_is_told_in_both_languages(text: str) -> None:
    error = refused(text)
    assert error.line == 1
    assert re.search("[一-鿿]", error.cause.zh)
    assert not re.search("[一-鿿]", error.cause.en)


def test_explain_unknown_prefix_like_a_known_one_gets_its_line() -> None:
    error = refused("ASK { ?s dcterm:title ?o }", {"dcterms": "http://purl.org/dc/terms/"})
    assert error.suggestions == ("PREFIX dcterms: <http://purl.org/dc/terms/>",)


def test_explain_names_the_ontology_lacks_stand_beside_the_error() -> None:
    error = refused("PREFIX pp: <https://w3id.org/policyplan/ns#> SELECT * { ?s pp:hasLeed ?o")
    assert [name.nearest[0] for name in error.names] == ["pp:hasLead"]


def test_stumble_accepts_every_saved_query_and_rule() -> None:
    """Does the grammar take what the store takes?"""
    texts = [
        resources.read_bytes("queries", name).decode()
        for name in resources.names("queries", ".rq")
        if not name.startswith("rules/")
    ]
    assert len(texts) > 40
    assert [text for text in texts if stumble(text) is not None] == []


@pytest.mark.parametrize(
    "text",
    [
        "BASE <urn:b> PREFIX : <#> SELECT REDUCED ?s (1 + -2 AS ?x) FROM <a> FROM NAMED <b> { } OFFSET 1 LIMIT 2",
        "SELECT * { ?s <p>/^<q>|!(<r>|^a)* ?o ; a <C> , <D> ; . [] <p> ( 1 -2 'x'@en true ) . [ <p> () ] <q> _:b }",
        "SELECT * { ?s <p> ?o FILTER(?o IN (1, 2) && ?o NOT IN () || !BOUND(?x)) BIND(IF(?o > 1, 'a', 'b') AS ?y) }",
        "SELECT (COUNT(DISTINCT *) AS ?n) (GROUP_CONCAT(?o; SEPARATOR=', ') AS ?l) { ?s ?p ?o } GROUP BY ?s (STR(?o) AS ?t) HAVING (COUNT(?o) > 1) ORDER BY DESC(?n) ?s",
        "SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 1 } MINUS { ?s <p> 1e3 } VALUES (?a ?b) { (1 UNDEF) (<x> 'y'^^<z>) } } VALUES ?c { 1 }",
        "CONSTRUCT { ?s ?p [ <q> 1 ] . } FROM <g> WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 1",
        "CONSTRUCT WHERE { ?s ?p ?o . }",
        "DESCRIBE ?s <x> { ?s ?p ?o FILTER EXISTS { ?s ?q ?r } FILTER REGEX(?o, 'a', 'i') FILTER <http://www.w3.org/2001/XMLSchema#boolean>(?o) }",
        "ASK { OPTIONAL { ?s ?p ?o } { } UNION { ?s ?p 'a' } FILTER(SUBSTR(?o, 1) = REPLACE(?o, 'a', 'b', 'i')) }",
    ],
)
def test_stumble_accepts_what_the_parser_accepts(text: str) -> None:
    Store().query(text.replace("BASE <urn:b>", "BASE <http://example.org/>"), base_iri="http://example.org/")
    assert stumble(text) is None


def test_canonical_iris_changes_nothing_but_iris_with_another_canonical_form() -> None:
    encoded = BASE + "cn/doc/%E7%8B%AE%E6%94%BF%E5%8A%9E%E3%80%942022%E3%80%9547%E5%8F%B7"
    assert f"<{BASE}cn/doc/狮政办〔2022〕47号>" in canonical_iris(f"ASK {{ <{encoded}> ?p ?o }}")
    plain = f'ASK {{ <{BASE}cn/doc/狮政办〔2022〕47号> ?p "<{encoded}>" }}'
    assert canonical_iris(plain) == plain


def refused(text: str, known: dict[str, str] | None = None) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    return explain(text, str(caught.value), known or {})
