import re

import pytest
from pyoxigraph import Literal, NamedNode, Store, Variable

from zhengmai.errors import InputError
from zhengmai.graph.iris import IriError
from zhengmai.store.keys import key_iri
from zhengmai.store.saved import (
    Parameter,
    ParameterError,
    UnknownQueryError,
    bind,
    bound_text,
    from_text,
    front_matter,
    get,
    load,
)

CN = "https://w3id.org/policyplan/cn/"

OWN = """#+ question.zh = "问？"
#+ question.en = "Question?"
#+ params.n = { type = "integer", example = "2", default = "1" }
#+ params.what = { type = "string", example = "x" }
SELECT ?n ?what ?sum WHERE { BIND ( ?n + 1 AS ?sum ) }"""


def test_load_gives_the_eleven_questions_with_both_languages() -> None:
    queries = load()
    assert {"L1", "L2", "L4", "L5", "L6", "L10", "R1", "R3", "E1", "T3", "X3"} <= {
        query.id for query in queries
    }
    assert all(re.search("[一-鿿]", q.question.zh) for q in queries)
    assert all(
        query.question.zh and query.question.en and query.returns.zh and query.returns.en for query in queries
    )
    assert len({query.name for query in queries}) == len(queries)
    assert "rules" not in {query.group for query in queries}


def test_get_takes_name_or_id() -> None:
    assert get("basis_chain") is get("L1") is get("l1")
    assert get("L1").group == "lineage"


def test_get_of_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(UnknownQueryError) as caught:
        get("basis_chian")
    assert caught.value.nearest[0] == "basis_chain"
    assert "basis_chain" in caught.value.message.zh
    assert "basis_chain" in caught.value.message.en


def test_get_of_a_name_like_no_other_says_so_without_a_guess() -> None:
    with pytest.raises(UnknownQueryError) as caught:
        get("zzzzzz")
    assert caught.value.nearest == ()


@pytest.mark.parametrize(
    ("key", "iri"),
    [
        ("狮政办〔2022〕47号", f"{CN}doc/狮政办〔2022〕47号"),
        ("狮政办[2022]47号", f"{CN}doc/狮政办〔2022〕47号"),
        ("狮政办（2022） 47 号", f"{CN}doc/狮政办〔2022〕47号"),
        ("狮政办【2022】47号-p2", f"{CN}plan/狮政办〔2022〕47号-p2"),
        ("plan:狮政办〔2022〕47号-p2", f"{CN}plan/狮政办〔2022〕47号-p2"),
        ("doc:狮政办[2022]47号", f"{CN}doc/狮政办〔2022〕47号"),
        (
            f"{CN}doc/%E7%8B%AE%E6%94%BF%E5%8A%9E%E3%80%942022%E3%80%9547%E5%8F%B7",
            f"{CN}doc/狮政办〔2022〕47号",
        ),
        ("ag:350581-残疾人联合会", f"{CN}agency/350581-残疾人联合会"),
        ("http://example.org/x", "http://example.org/x"),
    ],
)
def test_key_iri_accepts_every_spelling_of_a_key(key: str, iri: str) -> None:
    assert key_iri(key) == iri


@pytest.mark.parametrize(
    "key", ["石狮市", "常政办发〔202316号", "nonsense:x", "", "http://exa mple/x", "-p1"]
)
def test_key_iri_refuses_what_is_no_key(key: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        key_iri(key)


def test_key_iri_refuses_an_identifier_with_a_forbidden_character() -> None:
    with pytest.raises(IriError):
        key_iri("doc:“十四五”规划")


def test_bind_makes_terms_of_every_kind() -> None:
    values = {
        "iri": ("v:sys-残联", NamedNode("https://w3id.org/policyplan/vocab/sys-残联")),
        "number": ("国发[2022]1号", NamedNode(f"{CN}doc/国发〔2022〕1号")),
        "string": ('" } DROP ALL #', Literal('" } DROP ALL #')),
        "integer": ("12", Literal(12)),
        "date": (
            "2023-10-31",
            Literal("2023-10-31", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        ),
    }
    for kind, (typed, term) in values.items():
        text = f'#+ params.x = {{ type = "{kind}", example = {typed!r} }}\nSELECT ?x WHERE {{}}'
        assert bind(from_text("own", text), {"x": typed}) == {Variable("x"): term}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "1.5"),
        ("integer", "１２x"),
        ("date", "2023-13-01"),
        ("date", "2023"),
        ("iri", "残联"),
        ("number", "石狮"),
    ],
)
def test_bind_refuses_a_value_that_does_not_fit_with_an_example(kind: str, value: str) -> None:
    examples = {"integer": "1", "date": "2023-01-01", "iri": "v:sys-残联", "number": "国发〔2022〕1号"}
    text = f'#+ params.x = {{ type = "{kind}", example = "{examples[kind]}" }}\nSELECT ?x WHERE {{}}'
    with pytest.raises(ParameterError) as caught:
        bind(from_text("own", text), {"x": value})
    assert value in caught.value.message.zh
    assert examples[kind] in caught.value.message.en


def test_bind_refuses_a_value_against_the_pattern() -> None:
    with pytest.raises(ParameterError):
        bind(get("E1"), {"month": "2023-13"})


def test_bind_takes_the_default_and_refuses_missing_and_unknown_parameters() -> None:
    own = from_text("own", OWN)
    assert bind(own, {"what": "y"}) == {Variable("n"): Literal(1), Variable("what"): Literal("y")}
    with pytest.raises(ParameterError, match="missing"):
        bind(own, {})
    with pytest.raises(ParameterError, match="no such parameter") as caught:
        bind(own, {"what": "y", "who": "z"})
    assert "n" in caught.value.message.zh


def test_bound_text_gives_the_same_solutions_as_substitution() -> None:
    own = from_text("own", OWN)
    values = {"n": "41", "what": 'a"b\\c'}
    store = Store()
    (by_text,) = store.query(bound_text(own, values))  # type: ignore[misc]
    (by_terms,) = store.query(own.query, substitutions=bind(own, values))  # type: ignore[misc]
    assert by_text["what"] == by_terms["what"] == Literal('a"b\\c')
    assert by_text["n"] == by_terms["n"] == Literal(41)
    assert by_text["sum"] == Literal(42)


def test_a_parameter_shows_its_example_as_a_term_of_sparql() -> None:
    assert str(Parameter("x", "number", "国发〔2022〕1号")) == f"<{CN}doc/国发〔2022〕1号>"


def test_front_matter_reads_toml_in_marked_lines_only() -> None:
    assert front_matter('#+ id = "L1"\n# id = "no"\n#+ returns.en = "a # b"\nASK {}') == {
        "id": "L1",
        "returns": {"en": "a # b"},
    }


@pytest.mark.parametrize(
    "text",
    [
        "#+ id = \nASK {}",
        '#+ params.x = { type = "colour", example = "red" }\nASK {}',
        '#+ params.x = { type = "integer", example = "red" }\nASK {}',
        '#+ params.x = { type = "integer" }\nASK {}',
        '#+ params = "x"\nASK {}',
    ],
)
def test_from_text_with_broken_front_matter_names_the_file(text: str) -> None:
    with pytest.raises(InputError) as caught:
        from_text("mine.rq", text)
    assert "mine.rq" in caught.value.message.zh


def test_from_text_without_front_matter_is_a_query_without_parameters() -> None:
    own = from_text("mine.rq", "ASK {}")
    assert own.params == {}
    assert bound_text(own, {}) == "ASK {}"


def test_bound_text_reaches_sub_selects_that_project_a_parameter_and_no_other() -> None:
    query = from_text(
        "own",
        '#+ params.x = { type = "integer", example = "2" }\n'
        "SELECT ?x ?n WHERE { { SELECT ?x (COUNT(?y) AS ?n) WHERE { ?y ?p ?x } GROUP BY ?x } "
        "{ SELECT ?z WHERE { ?z ?q ?x } } { SELECT (STRLEN(STR(?z)) AS ?x) WHERE { ?z ?r ?s } } }",
    )
    text = bound_text(query, {"x": "2"})
    values = 'VALUES (?x) { ("2"^^<http://www.w3.org/2001/XMLSchema#integer>) }'
    assert text.count(values) == 2
    assert f"(COUNT(?y) AS ?n) WHERE {{ {values}" in text
    assert "SELECT ?z WHERE { ?z" in text
    assert "AS ?x) WHERE { ?z" in text
    Store().query(text)
