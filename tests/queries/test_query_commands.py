"""The commands `query` and `lineage` over a small release, and against an endpoint."""

import contextlib
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

from zhengmai.cli import main
from zhengmai.prefixes import prefixes
from zhengmai.reason.rules import run_rules

DATA = """
GRAPH gd:aaaaaaaaaaaa {
  doc:石〔2022〕1号 a pp:PolicyDocument ; pp:documentNumber "石〔2022〕1号" ; pp:issueDate "2022-12-21"^^xsd:date ;
    pp:issues plan:石〔2022〕1号-p1 .
  plan:石〔2022〕1号-p1 a pp:Plan ; dct:title "石狮方案"@zh-Hans ; pp:hasBasisCitation n:c1 .
  n:c1 pp:citedText doc:闽〔2022〕2号 ; pp:evidencedBy an:x . an:x oa:hasSelector an:x-quote . an:x-quote oa:exact "根据《福建方案》" .
}
GRAPH <https://w3id.org/policyplan/cn/graph/stubs> {
  doc:闽〔2022〕2号 pp:documentNumber "闽〔2022〕2号" ; pp:holding v:holding-仅见引用 ; pp:issues plan:闽〔2022〕2号-p1 .
  plan:闽〔2022〕2号-p1 a pp:Plan ; dct:title "福建方案"@zh-Hans .
  doc:国〔2022〕3号 pp:documentNumber "国〔2022〕3号" ; pp:issues plan:国〔2022〕3号-p1 . plan:国〔2022〕3号-p1 a pp:Plan .
}
GRAPH <https://w3id.org/policyplan/cn/graph/curation/accepted> { plan:闽〔2022〕2号-p1 pp:derivesFrom plan:国〔2022〕3号-p1 }
GRAPH <https://w3id.org/policyplan/cn/graph/curation> {
  n:cur-1 pp:recordSubject plan:闽〔2022〕2号-p1 ; pp:recordPredicate pp:derivesFrom ; pp:recordObject plan:国〔2022〕3号-p1 ;
    pp:reviewStatus v:review-已采纳 ; pav:authoredBy n:steward-1 ; pp:reason "同名同期"@zh-Hans , "same name, same period"@en .
}
"""
CHAIN = ["query", "basis_chain", "--param", "text=石[2022]1号"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with one small release in service."""
    folder = tmp_path_factory.mktemp("home")
    release = folder / "releases" / "one"
    release.mkdir(parents=True)
    store = Store(str(release / "store"))
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
    store.load((head + DATA).encode(), RdfFormat.TRIG)
    run_rules(store)
    store.flush()
    del store
    (folder / "current").symlink_to(Path("releases") / "one")
    return folder


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the language that a command chooses to this test."""
    monkeypatch.setattr("zhengmai.cli.output._chosen", {})
    monkeypatch.delenv("ZHENGMAI_STORE", raising=False)


def run(home: Path, *arguments: str, lang: str = "en") -> Done:
    """Run the command line in this process, as a shell would with a pipe behind it."""
    written, errors, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHENGMAI_HOME", str(home))
        patch.setattr("sys.argv", ["zhengmai", "--lang", lang, *arguments])
        try:
            with contextlib.redirect_stdout(written), contextlib.redirect_stderr(errors):
                main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
    return Done(code, written.getvalue(), errors.getvalue())


def test_query_without_a_name_lists_the_saved_ones(home: Path) -> None:
    zh, en = run(home, "query", lang="zh"), run(home, "query", lang="en")
    assert zh.returncode == en.returncode == 0
    assert "basis_chain" in zh.stdout
    assert "依据链" in zh.stdout
    assert "chain of bases" in en.stdout


def test_query_prints_a_table_with_short_names(home: Path) -> None:
    done = run(home, *CHAIN)
    assert done.returncode == 0, done.stderr
    assert "plan:闽〔2022〕2号-p1" in done.stdout
    assert "根据《福建方案》" in done.stdout
    assert "curated" in done.stdout
    assert "2 rows" in done.stderr


@pytest.mark.parametrize(
    ("output", "mark"), [("csv", "text,plan"), ("tsv", "?text\t?plan"), ("xml", "<sparql")]
)
def test_query_writes_the_formats_of_solutions(home: Path, output: str, mark: str) -> None:
    done = run(home, *CHAIN, "--format", output)
    assert done.returncode == 0, done.stderr
    assert mark in done.stdout


def test_query_by_id_in_json_is_whole(home: Path) -> None:
    done = run(home, "query", "L1", "--param", "text=石〔2022〕1号", "--format", "json")
    assert [row["kind"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]] == [
        "stated",
        "curated",
    ]


def test_query_of_an_own_file_takes_front_matter_and_graph_formats(home: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    own.write_text(
        '#+ params.x = { type = "number", example = "石〔2022〕1号" }\nCONSTRUCT { ?x a <urn:t> } WHERE { ?x ?p ?o }',
        encoding="utf-8",
    )
    done = run(home, "query", str(own), "--param", "x=石〔2022〕1号", "--format", "ttl")
    assert done.returncode == 0, done.stderr
    assert "urn:t" in done.stdout
    refused = run(home, "query", str(own), "--param", "x=石〔2022〕1号", "--format", "csv")
    assert refused.returncode == 2
    assert "CONSTRUCT" in refused.stderr


def test_query_ask_prints_true_or_false(home: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    own.write_text("ASK { ?s ?p ?o }", encoding="utf-8")
    assert run(home, "query", str(own)).stdout.strip() == "true"


@pytest.mark.parametrize(
    ("arguments", "code", "zh", "en"),
    [
        (["query", "basis_chian"], 2, "是否指 basis_chain", "did you mean basis_chain"),
        (["query", "basis_chain"], 2, "缺少值", "a value is missing"),
        (["query", "basis_chain", "--param", "x=1"], 2, "没有这个参数", "no such parameter"),
        (["query", "basis_chain", "--param", "text"], 2, "名称=值", "key=value"),
        (
            ["query", "basis_chain", "--param", "text=石狮"],
            2,
            "没有与“石狮”对应的内容",
            "nothing under “石狮”",
        ),
        (["query", "absent.rq"], 2, "读不到查询文件", "cannot be read"),
        (["query", "cited_only", "--format", "ttl"], 2, "不能写成 ttl", "cannot be written as ttl"),
        (["query", "cited_only", "--endpoint", "ftp://x"], 2, "不是 http", "no http"),
        (
            ["query", "cited_only", "--endpoint", "http://127.0.0.1:9/sparql"],
            3,
            "端点没有回答",
            "did not answer",
        ),
        (["lineage", "石〔2022〕9号"], 2, "是否指 石〔2022〕1号", "did you mean 石〔2022〕1号"),
        (["lineage", "石狮市"], 2, "没有与“石狮市”对应的内容", "nothing under “石狮市”"),
    ],
)
def test_command_with_wrong_usage_gives_one_clear_sentence(
    home: Path, arguments: list[str], code: int, zh: str, en: str
) -> None:
    for language, sentence in (("zh", zh), ("en", en)):
        done = run(home, *arguments, lang=language)
        assert done.returncode == code
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


@pytest.mark.parametrize("arguments", [["query", "cited_only"], ["lineage", "石〔2022〕1号"]])
def test_command_without_a_release_says_how_to_get_one(tmp_path: Path, arguments: list[str]) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 2
    assert "zhengmai build" in done.stderr


def test_query_of_a_broken_file_gives_line_and_column(home: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    own.write_text("SELECT ?s WHERE { ?s ?p }", encoding="utf-8")
    done = run(home, "query", str(own))
    assert done.returncode == 2
    assert "line 1" in done.stderr


def test_lineage_tells_stated_from_curated_with_evidence(home: Path) -> None:
    done = run(home, "lineage", "石[2022]1号", lang="zh")
    assert done.returncode == 0, done.stderr
    lines = [line.strip("│├└─ ") for line in done.stdout.splitlines()]
    assert lines == [
        "石狮方案  石〔2022〕1号，2022-12-21",
        "向上：依据",
        "[原文写明] 福建方案  闽〔2022〕2号，仅见引用",
        "“根据《福建方案》”",
        "[人工补录] plan:国〔2022〕3号-p1  国〔2022〕3号",
        "n:cur-1  n:steward-1    同名同期".replace("    ", "  "),
        "向下：落实",
        "（没有）",
    ]


def test_lineage_shows_the_plans_below(home: Path) -> None:
    done = run(home, "lineage", "plan:国〔2022〕3号-p1")
    assert "same name, same period" in done.stdout
    below = done.stdout.partition("Downward")[2]
    assert below.index("福建方案") < below.index("石狮方案")


@pytest.fixture
def endpoint(home: Path) -> Iterator[str]:
    """A SPARQL endpoint over the small release; it refuses what has no SELECT."""
    store = Store.read_only(str(home / "current" / "store"))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            media = self.headers["Accept"]
            if "SELECT" not in form["query"][0]:
                self.send_error(400, "bad query")
                return
            syntax = QueryResultsFormat.from_media_type(media)
            found = store.query(form["query"][0])
            assert syntax is not None
            assert isinstance(found, QuerySolutions)
            body = found.serialize(format=syntax)
            self.send_response(200)
            self.send_header("Content-Type", media)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("output", ["table", "csv", "tsv", "json", "xml"])
def test_query_of_an_endpoint_gives_what_the_release_gives(home: Path, endpoint: str, output: str) -> None:
    local = run(home, *CHAIN, "--format", output)
    remote = run(home, *CHAIN, "--format", output, "--endpoint", endpoint)
    assert remote.returncode == 0, remote.stderr
    assert remote.stdout == local.stdout


def test_query_that_an_endpoint_refuses_is_an_error_of_the_input(
    home: Path, endpoint: str, tmp_path: Path
) -> None:
    own = tmp_path / "own.rq"
    own.write_text("ASK { }", encoding="utf-8")
    done = run(home, "query", str(own), "--endpoint", endpoint)
    assert done.returncode == 2
    assert "refused" in done.stderr
