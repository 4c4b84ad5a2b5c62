"""Is everything that can be checked found, read whole, and split by document?"""

import zipfile
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from zhengmai.errors import InputError
from zhengmai.namespaces import DATA, GRAPH, PP
from zhengmai.validate import validate_document
from zhengmai.validate.inputs import find_inputs, read_input, read_rdf, read_text, split

TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
KIND = NamedNode(PP + "PolicyDocument")
DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"


def document(name: str) -> Quad:
    return Quad(NamedNode(DATA + "doc/" + name), TYPE, KIND)


def placed(quad: Quad, graph: str) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph))


def store_of(*quads: Quad) -> Store:
    store = Store()
    store.extend(quads)
    return store


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        ("ttl", f"<{DATA}doc/a> a <{PP}PolicyDocument> ."),
        ("nt", f"<{DATA}doc/a> <{TYPE.value}> <{PP}PolicyDocument> ."),
        ("nq", f"<{DATA}doc/a> <{TYPE.value}> <{PP}PolicyDocument> <{GRAPH}doc/0123456789ab> ."),
        ("trig", f"<{GRAPH}doc/0123456789ab> {{ <{DATA}doc/a> a <{PP}PolicyDocument> }}"),
        (
            "rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f'<rdf:Description rdf:about="{DATA}doc/a"><rdf:type rdf:resource="{PP}PolicyDocument"/>'
            "</rdf:Description></rdf:RDF>",
        ),
        ("jsonld", f'{{"@id": "{DATA}doc/a", "@type": "{PP}PolicyDocument"}}'),
    ],
)
def test_read_input_of_any_syntax_gives_the_same_statements(tmp_path: Path, suffix: str, text: str) -> None:
    file = tmp_path / f"data.{suffix}"
    file.write_text(text, encoding="utf-8")
    (part,) = read_input(file)
    assert set(part.store) == {document("a")}
    assert part.sources is None


def test_read_input_of_broken_rdf_names_file_line_and_cause(tmp_path: Path) -> None:
    file = tmp_path / "broken.ttl"
    file.write_text(f"<{DATA}doc/a> a <{PP}PolicyDocument> .\n<x> oops\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        list(read_input(file))
    assert str(file) in caught.value.message.zh
    assert "第 2 行" in caught.value.message.zh
    assert "line 2" in caught.value.message.en


def test_read_input_of_bytes_that_are_no_text_is_an_input_error(tmp_path: Path) -> None:
    file = tmp_path / "binary.ttl"
    file.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(InputError, match="binary"):
        list(read_input(file))


def test_find_inputs_of_a_folder_lists_what_can_be_read_sorted(tmp_path: Path) -> None:
    for name in ("b.ttl", "a.txt", "sub/c.nq", "notes.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [file.name for file in find_inputs(tmp_path)] == ["a.txt", "b.ttl", "c.nq"]


def test_find_inputs_of_a_missing_path_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        find_inputs(tmp_path / "missing.ttl")


def test_read_input_of_a_release_gives_each_document_with_the_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    store = Store(str(tmp_path / "store"))
    word = Quad(NamedNode(DATA + "division/350581"), TYPE, NamedNode(PP + "Division"))
    for graph, quad in (
        ("doc/aaaaaaaaaaaa", document("a")),
        ("doc/bbbbbbbbbbbb", document("b")),
        ("vocabulary", word),
    ):
        store.add(placed(quad, GRAPH + graph))
        store.add(quad)
    store.add(placed(document("c"), GRAPH + "stubs"))
    store.flush()
    del store
    assert find_inputs(tmp_path) == [tmp_path]
    parts = list(read_input(tmp_path))
    assert [set(part.store) for part in parts] == [{document("a"), word}, {document("b"), word}]


def test_read_input_of_a_release_without_store_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="store"):
        list(read_input(tmp_path))


def test_split_keeps_statements_outside_the_known_graphs() -> None:
    store = store_of(document("a"), placed(document("b"), "http://example.org/mine"))
    (part,) = split(store)
    assert set(part.store) == {document("a"), document("b")}


def test_split_of_provenance_gives_copies_to_each_document() -> None:
    store = Store()
    sha = Quad(NamedNode(DATA + "copy/aaaaaaaaaaaa"), NamedNode(PP + "sha256"), Literal("a" * 64))
    store.add(placed(sha, GRAPH + "provenance"))
    store.add(placed(document("a"), GRAPH + "doc/aaaaaaaaaaaa"))
    (part,) = split(store)
    assert set(part.store) == {document("a"), sha}


def test_findings_at_blank_nodes_are_the_same_in_every_run() -> None:
    data = f"[] a <{PP}HeaderElement> ; <{PP}verbatim> 'x' . [] a <{PP}HeaderElement> ; <{PP}verbatim> 'y' .".encode()

    def findings() -> list[str]:
        (part,) = read_rdf(data, RdfFormat.TURTLE, "-")
        return [finding.iri for finding in validate_document(part.store).findings]

    assert len(findings()) == 2
    assert findings() == findings()


def test_read_text_gives_the_graph_and_the_text_of_a_source_document() -> None:
    file = DOCUMENTS / "shandong-2023-6.txt"
    part = read_text(file.read_bytes(), file.name)
    assert part.is_document
    assert part.in_file
    (text,) = (part.sources or {}).values()
    assert text == file.read_text(encoding="utf-8")
    assert any(quad.object == KIND for quad in part.store)


def test_read_input_of_a_document_names_the_file_as_it_was_given() -> None:
    file = DOCUMENTS / "shandong-2023-6.txt"
    (part,) = read_input(file)
    assert part.name == str(file)


def test_read_input_of_an_archive_gives_each_document_under_its_own_name(tmp_path: Path) -> None:
    archive = tmp_path / "plans.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for name in ("shandong-2023-6.txt", "district-task-table.txt"):
            packed.write(DOCUMENTS / name, name)
    names = [part.name for part in read_input(archive)]
    assert names == [f"{archive}/district-task-table.txt", f"{archive}/shandong-2023-6.txt"]


def test_text_that_was_read_from_html_is_not_the_file() -> None:
    text = (DOCUMENTS / "shandong-2023-6.txt").read_text(encoding="utf-8")
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.splitlines()) + "</body></html>"
    assert not read_text(page.encode(), "page.html").in_file


@pytest.mark.parametrize("name", ["empty.txt", "no-policy.txt"])
def test_read_input_of_what_is_no_policy_document_names_file_and_cause(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("" if name == "empty.txt" else "今天天气很好，我们去公园散步。", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        list(read_input(file))
    assert caught.value.file == str(file)
    assert caught.value.cause.zh


@pytest.mark.parametrize(
    ("suffix", "text", "place"),
    [
        ("ttl", f"<{DATA}doc/a> a <{PP}PolicyDocument> .\n<x> oops\n", "line 2, column 5"),
        ("nq", "<http://a> <http://b> <http://c> .\n<http://a> x", "line 2, column 12"),
        ("jsonld", '{"@id":\n 5,}', "line 2, column 4"),
        (
            "rdf",
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n  <a\n",
            "line 2, column 3",
        ),
    ],
)
def test_read_input_of_broken_rdf_gives_line_and_column(
    tmp_path: Path, suffix: str, text: str, place: str
) -> None:
    file = tmp_path / f"broken.{suffix}"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        list(read_input(file))
    assert f"{file}: {place}" in caught.value.message.en
