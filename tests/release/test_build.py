"""Is a release whole, equal for equal input, and never half in service?"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from zhengmai.errors import ZhengmaiError
from zhengmai.namespaces import DATA
from zhengmai.release.build import Built, StoppedError, build
from zhengmai.release.catalogue import current_id, release_ids, switch_to
from zhengmai.store.query import open_release

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT / "data" / "documents"
CURATION = ROOT / "data" / "curation"
CHAIN = (
    "PREFIX pp: <https://w3id.org/policyplan/ns#> PREFIX plan: <https://w3id.org/policyplan/cn/plan/> "
    "PREFIX ag: <https://w3id.org/policyplan/cn/agency/> "
    "ASK { plan:狮政办〔2022〕47号-p2 pp:derivesFrom+ ?p . ?d pp:issues ?p ; pp:issuedBy ag:CN-国务院办公厅 }"
)
PLAN = "示政发〔2023〕9号\n示范市人民政府关于推进就业工作的实施意见\n示范市人民政府\n2023年3月1日\n一、任务\n（一）开展培训。（市人社局负责）\n"


def files_of(built: Built) -> dict[str, bytes]:
    return {
        name: (built.folder / name).read_bytes()
        for name in ("graph.nq.gz", "graph.trig.gz", "report.ttl", "manifest.json")
    }


def test_two_builds_of_the_same_input_are_equal_byte_for_byte(release: Built, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from zhengmai.release.build import build; "
        "build([Path(sys.argv[1])], Path(sys.argv[2]), curation=Path(sys.argv[3]))"
    )
    # Another process with another hash seed, so that no order of a set can hide.
    subprocess.run(
        [sys.executable, "-c", code, str(DOCUMENTS), str(tmp_path), str(CURATION)],
        check=True, timeout=300, env=os.environ | {"PYTHONHASHSEED": "4711"},
    )  # fmt: skip
    (other,) = release_ids(tmp_path)
    assert other == release.id
    for name, content in files_of(release).items():
        assert (tmp_path / "releases" / other / name).read_bytes() == content, name


def test_dump_report_and_manifest_agree_with_the_store(release: Built, release_store: ox.Store) -> None:
    dump = ox.Store()
    dump.load(gzip.decompress((release.folder / "graph.nq.gz").read_bytes()), ox.RdfFormat.N_QUADS)
    assert len(dump) == len(release_store) == release.manifest["counts"]["quads"]
    trig = gzip.decompress((release.folder / "graph.trig.gz").read_bytes())
    assert set(ox.parse(trig, ox.RdfFormat.TRIG)) == set(dump)
    for name, said in release.manifest["files"].items():
        content = (release.folder / name).read_bytes()
        assert said == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    # Four bytes of the header tell the time (RFC 1952, 2.3.1): none.
    assert (release.folder / "graph.trig.gz").read_bytes()[4:8] == bytes(4)
    report = list(ox.parse((release.folder / "report.ttl").read_bytes(), ox.RdfFormat.TURTLE))
    findings = [t for t in report if t.object == ox.NamedNode("http://www.w3.org/ns/shacl#ValidationResult")]
    counted = release.manifest["validation"]
    assert len(findings) == counted["violation"] + counted["warning"] + counted["info"]


def test_manifest_counts_what_the_documents_hold(release: Built) -> None:
    manifest = release.manifest
    assert {d["file"]: d["measures"] for d in manifest["documents"]} == {
        "shishi-2022-47.txt": 48,
        "jinjiang-2023-5.txt": 29,
        "jiangxi-2022-employment.txt": 41,
        "shandong-2023-6.txt": 8,
        "district-task-table.txt": 10,
    }
    assert manifest["counts"]["measures"] == 136
    assert manifest["curation"] == {"cur-1": "applied", "cur-2": "applied"}
    assert not any(word in json.dumps(manifest) for word in ("time", "clock"))


def test_second_build_of_the_same_input_takes_the_release_that_stands(release: Built) -> None:
    again = build([DOCUMENTS], release.folder.parents[1], curation=CURATION)
    assert again.reused
    assert again.manifest == release.manifest


def test_chain_to_the_state_council_hangs_on_the_curation_record(
    release: Built, release_store: ox.Store, tmp_path: Path
) -> None:
    assert bool(release_store.query(CHAIN))
    folder = tmp_path / "curation"
    shutil.copytree(CURATION, folder)
    records = (folder / "lineage.toml").read_text(encoding="utf-8")
    (folder / "lineage.toml").write_text(records.replace("已采纳", "待核"), encoding="utf-8")
    other = build([DOCUMENTS], tmp_path / "home", curation=folder)
    assert other.id != release.id
    assert not bool(ox.Store.read_only(str(other.folder / "store")).query(CHAIN))


def test_unreadable_documents_are_reported_and_the_others_built(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "walk.txt").write_text("今天天气很好。", encoding="utf-8")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    built = build([folder], tmp_path / "home")
    assert [f.file for f in built.failed] == ["binary.txt", "empty.txt", "walk.txt"]
    assert [d["file"] for d in built.manifest["documents"]] == ["plan.txt"]
    assert [f["file"] for f in built.manifest["failed"]] == ["binary.txt", "empty.txt", "walk.txt"]
    content = gzip.decompress((built.folder / "graph.nq.gz").read_bytes()).decode()
    assert "天气" not in content


def test_large_release_in_several_processes_and_on_disk_is_the_same_as_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.txt").write_text(PLAN.replace("9号", f"{number + 1}号"), encoding="utf-8")
    (folder / "walk.txt").write_text("今天天气很好。", encoding="utf-8")
    one = build([folder], tmp_path / "one", jobs=1)
    # Everything that goes in portions takes several.
    monkeypatch.setattr("zhengmai.release.build._IN_MEMORY", 0)
    monkeypatch.setattr("zhengmai.store.writing._PORTION", 5_000)
    monkeypatch.setattr("zhengmai.release.dumps._RUN", 5_000)
    two = build([folder], tmp_path / "two", jobs=2)
    held = [len(open_release(built.folder)) for built in (one, two)]
    assert held == [one.manifest["counts"]["quads"]] * 2
    assert [f.file for f in two.failed] == ["walk.txt"]
    assert len(two.manifest["documents"]) == 9
    assert files_of(one) == files_of(two)


def test_nothing_readable_publishes_nothing(tmp_path: Path) -> None:
    (tmp_path / "walk.txt").write_text("今天天气很好。", encoding="utf-8")
    with pytest.raises(ZhengmaiError, match=r"(?s)none\.txt.*walk\.txt"):
        build([tmp_path / "none.txt", tmp_path / "walk.txt"], tmp_path / "home")
    assert current_id(tmp_path / "home") is None


@pytest.mark.parametrize("path", ["none", "folder"])
def test_missing_input_is_named(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ZhengmaiError, match=path):
        build([tmp_path / path], tmp_path / "home")
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    built = build([tmp_path / path, tmp_path / "plan.txt"], tmp_path / "home")
    assert [path in failure.file for failure in built.failed] == [True]


def test_finding_that_stops_the_profile_publishes_nothing_and_leaves_the_old_release(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    first = build([tmp_path / "plan.txt"], tmp_path / "home")
    # A measure without a party beside one that has parties is a violation, which the profile "release" stops.
    (tmp_path / "plan.txt").write_text(PLAN + "（二）举办招聘。\n", encoding="utf-8")
    with pytest.raises(StoppedError, match="S01") as caught:
        build([tmp_path / "plan.txt"], tmp_path / "home", profile="release")
    assert caught.value.exit_code == 1
    assert release_ids(tmp_path / "home") == [first.id] == [current_id(tmp_path / "home")]
    build([tmp_path / "plan.txt"], tmp_path / "home", profile="draft")
    assert current_id(tmp_path / "home") != first.id


def test_build_that_is_killed_leaves_the_old_release_in_service(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    home = tmp_path / "home"
    old = build([tmp_path / "plan.txt"], home)
    code = "import sys; from pathlib import Path; from zhengmai.release.build import build; build([Path(sys.argv[1])], Path(sys.argv[2]))"
    for after in (0.7, 1.6, 2.5, 3.4, 4.3):
        process = subprocess.Popen([sys.executable, "-c", code, str(DOCUMENTS), str(home)])
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
        assert current_id(home) in release_ids(home)
        for name in release_ids(home):
            assert (home / "releases" / name / "graph.nq.gz").is_file()
            assert len(ox.Store.read_only(str(home / "releases" / name / "store"))) > 0
        if len(release_ids(home)) == 1:
            assert current_id(home) == old.id
    # The next build sweeps away what the killed ones left and puts its release into service.
    whole = build([DOCUMENTS], home)
    assert current_id(home) == whole.id
    assert not list((home / "releases").glob(".draft-*"))


def test_switching_to_an_unknown_release_is_refused(release: Built) -> None:
    home = release.folder.parents[1]
    with pytest.raises(ZhengmaiError, match="no release nowhere"):
        switch_to(home, "nowhere")
    assert current_id(home) == release.id


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_home_that_cannot_be_written_gives_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ZhengmaiError, match="cannot write to"):
        build([DOCUMENTS], tmp_path / "home")


def test_home_that_is_a_file_gives_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", encoding="utf-8")
    with pytest.raises(ZhengmaiError, match="cannot write to"):
        build([DOCUMENTS], tmp_path / "home")


def test_subject_of_the_chain_is_the_plan_of_the_document(release: Built) -> None:
    works = {d["work"]: [p["iri"] for p in d["plans"]] for d in release.manifest["documents"]}
    assert works[f"{DATA}doc/狮政办〔2022〕47号"] == [
        f"{DATA}plan/狮政办〔2022〕47号-p1",
        f"{DATA}plan/狮政办〔2022〕47号-p2",
    ]
