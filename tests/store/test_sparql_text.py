from __future__ import annotations

import pytest
from pyoxigraph import Store

from zhengmai.graph.iris import canonical_iri
from zhengmai.namespaces import BASE
from zhengmai.store.syntax import calls_service, explain, form, is_volatile, rewrite_iris
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
