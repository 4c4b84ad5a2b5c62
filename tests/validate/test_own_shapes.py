"""Are a user's own shapes run, and refused with a reason when they are broken?"""

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, Store

from zhengmai.errors import InputError
from zhengmai.namespaces import PP
from zhengmai.validate import read_shapes, validate_document
from zhengmai.validate.notes import shapes_notes

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .\n"
GOOD = HEAD + (
    "ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ; "
    'sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:message "{$this} needs a name"@en , "须有名称"@zh ] ; '
    "sh:property [ sh:path [ sh:inversePath ex:part ] ; sh:minCount 1 ; sh:severity sh:Warning ] .\n"
)
QUERY = HEAD + (
    "ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ; sh:sparql ex:Query .\n"
    'ex:Query a sh:SPARQLConstraint ; sh:message "no"@en ; sh:select """%s""" .\n'
)


def write(folder: Path, text: str) -> Path:
    file = folder / "own.ttl"
    file.write_text(text, encoding="utf-8")
    return file


def things() -> Store:
    store = Store()
    store.load(b"<http://example.org/a> a <http://example.org/Thing> .", format=RdfFormat.TURTLE)
    return store


def test_own_shapes_with_nameless_property_shapes_report_under_the_named_one(tmp_path: Path) -> None:
    shapes = read_shapes([write(tmp_path, GOOD)])
    report = validate_document(things(), shapes=shapes)
    assert {finding.shape for finding in report.findings} == {"http://example.org/Shape"}
    assert sorted(finding.severity for finding in report.findings) == ["violation", "warning"]
    (grave,) = report.at_least("violation")
    assert grave.message == ("须有名称", "http://example.org/a needs a name")
    (other,) = set(report.findings) - {grave}
    assert "Less than 1 values" in other.message.zh
    assert report.checked == {"http://example.org/Shape": 1}
    assert report.focus_nodes == 1


def test_own_shapes_with_a_query_are_run(tmp_path: Path) -> None:
    shapes = read_shapes(
        [write(tmp_path, QUERY % "SELECT $this WHERE { $this a <http://example.org/Thing> }")]
    )
    (finding,) = validate_document(things(), shapes=shapes).findings
    assert finding.code == "Shape"
    assert finding.message.en == "no"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("this is not Turtle", "well-formed Turtle"),
        ("<a>\n  <b> oops .", "line 2, column 7"),
        (
            HEAD
            + "ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:P . ex:P a sh:PropertyShape ; sh:minCount 1 .",
            "http://example.org/P (",
        ),
        (
            HEAD
            + "ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ex:name ; sh:minCount 'one' ] .",
            "http://example.org/Shape [sh:path http://example.org/name] (sh:minCount: ",
        ),
        (QUERY % "SELEC $this WHERE { }", "the SPARQL of sh:select of http://example.org/Query is broken"),
    ],
)
def test_own_shapes_that_are_broken_are_refused_with_file_and_cause(
    tmp_path: Path, text: str, cause: str
) -> None:
    file = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_shapes([file])
    assert str(file) in caught.value.message.en
    assert cause in caught.value.message.en


def test_own_shapes_that_are_missing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_shapes([tmp_path / "missing.ttl"])


@pytest.mark.parametrize("text", ["", "<a> <b> <c> ."])
def test_own_shapes_without_any_target_check_nothing(tmp_path: Path, text: str) -> None:
    shapes = read_shapes([write(tmp_path, text)])
    assert shapes.rules == {}
    assert validate_document(things(), shapes=shapes).focus_nodes == 0


def test_own_shapes_say_what_looks_nowhere_and_which_words_nobody_declared(tmp_path: Path) -> None:
    text = HEAD + (
        f"ex:Idle a sh:NodeShape ; sh:property ex:Used . ex:Used sh:path <{PP}hasMesure> ; sh:minCount 1 .\n"
        f"ex:Shape a sh:NodeShape ; sh:targetClass <{PP}Plam> ; sh:property ex:Used ."
    )
    notes = list(shapes_notes(read_shapes([write(tmp_path, text)])))
    assert [(note.kind, note.term) for note in notes] == [
        ("no-target", "http://example.org/Idle"),
        ("unknown-class", PP + "Plam"),
        ("unknown-property", PP + "hasMesure"),
    ]
    assert "is pp:hasMeasure meant?" in notes[2].text.en
    assert "是否指 pp:Plan？" in notes[1].text.zh


def test_own_shapes_that_target_literals_report_them_under_an_iri(tmp_path: Path) -> None:
    text = HEAD + "ex:Shape a sh:NodeShape ; sh:targetObjectsOf ex:name ; sh:maxLength 3 ."
    store = Store()
    store.load(b"<http://example.org/a> <http://example.org/name> 'two words' .", format=RdfFormat.TURTLE)
    (finding,) = validate_document(store, shapes=read_shapes([write(tmp_path, text)])).findings
    assert finding.focus == "urn:x-node:two%20words"
    assert list(finding.to_quads(DefaultGraph()))
