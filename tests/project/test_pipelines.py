"""Every example of the page on pipelines is run in a repository of a steward: it stops, and after mending it goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from zhengmai.release.build import Built

PAGES = ("docs/pipelines.md", "docs/zh/pipelines.md")
# Line and number of each slip in the document that the steward adds.
SLIPS = [(3, "S18"), (31, "S01"), (45, "S09")]
MENDED = {
    "狮政办2024〕31号": "狮政办〔2024〕31号",
    "配合单位：市交通运输局": "牵头单位：市交通运输局",
    "完成时限：2024年3月底前": "完成时限：2025年3月底前",
}


@pytest.fixture
def repository(root: Path, tmp_path: Path) -> Path:
    """A scratch repository with the steward's document."""
    folder = tmp_path / "repository"
    (folder / "plans").mkdir(parents=True)
    shutil.copy(root / "tests/fixtures/steward/plan.txt", folder / "plans/plan.txt")
    git = shutil.which("git")
    assert git
    subprocess.run([git, "init", "--quiet"], cwd=folder, check=True)
    return folder


def mend(repository: Path) -> None:
    file = repository / "plans/plan.txt"
    text = file.read_text(encoding="utf-8")
    for wrong, right in MENDED.items():
        assert text.count(wrong) == 1
        text = text.replace(wrong, right)
    file.write_text(text, encoding="utf-8")


def environment(**more: str) -> dict[str, str]:
    commands = Path(sys.executable).parent
    return {**os.environ, "PATH": f"{commands}:{os.environ['PATH']}", "ZHENGMAI_LANG": "zh", **more}


def run(command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command line as a shell does that stops at the first failure."""
    return subprocess.run(
        ["/bin/bash", "-e", "-o", "pipefail", "-c", command],
        cwd=folder, env=environment(**more), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def slips_of(sarif: Path) -> list[tuple[int, str]]:
    (log,) = json.loads(sarif.read_text(encoding="utf-8"))["runs"]
    return [
        (one["locations"][0]["physicalLocation"]["region"]["startLine"], one["ruleId"].partition("/")[0])
        for one in log["results"]
        if one["level"] != "note"
    ]


def test_pages_show_the_same_examples_in_both_languages(pages: dict[str, str]) -> None:
    english, chinese = (pages[page] for page in PAGES)
    for language in ("sh", "make", "yaml"):
        found = blocks(english, language)
        assert found
        assert found == blocks(chinese, language)


def test_the_one_line_of_the_page_stops_at_the_three_lines_and_lets_the_mended_document_pass(
    pages: dict[str, str], repository: Path
) -> None:
    (line, *_) = blocks(pages[PAGES[0]], "sh")
    stopped = run(line, repository)
    assert stopped.returncode == 1, stopped.stderr
    said = re.findall(r"^  (S\d\d) (?:违规|警告)  (.+)$", stopped.stdout, re.MULTILINE)
    assert [code for code, _ in said] == [code for _, code in SLIPS]
    assert all(re.search(r"[一-龥]{4}", message) for _, message in said)
    for place in ("3:1", "31:1", "45:6"):
        assert f"plans/plan.txt:{place}\n" in stopped.stdout
    assert "│ 完成时限：2024年3月底前\n" in stopped.stdout
    mend(repository)
    passed = run(line, repository)
    assert passed.returncode == 0, passed.stdout
    assert re.search(r"违规 0，警告 0，提示 \d+。用 \d\d+ 个形状检查了 [1-9]\d+ 个节点。", passed.stdout)


def test_shell_example_writes_the_findings_for_an_editor(pages: dict[str, str], repository: Path) -> None:
    line = blocks(pages[PAGES[0]], "sh")[1]
    assert run(line, repository).returncode == 1
    assert slips_of(repository / "findings.sarif") == SLIPS
    mend(repository)
    assert run(line, repository).returncode == 0
    assert slips_of(repository / "findings.sarif") == []


def test_shell_example_of_a_baseline_stops_only_on_what_is_new(
    pages: dict[str, str], repository: Path
) -> None:
    example = blocks(pages[PAGES[0]], "sh")[2]
    first = run(example, repository)
    assert first.returncode == 0, first.stdout
    assert "基线中已有" in first.stdout
    file = repository / "plans/plan.txt"
    file.write_text(
        file.read_text(encoding="utf-8").replace("2026年6月底前", "2023年6月底前"), encoding="utf-8"
    )
    again = run(example.splitlines()[1], repository)
    assert again.returncode == 1
    assert re.findall(r"^  (S\d\d) (?:违规|警告)", again.stdout, re.MULTILINE)[:1] == ["S09"]


def test_makefile_example_gives_a_report_only_where_the_check_passed(
    pages: dict[str, str], repository: Path
) -> None:
    (text,) = blocks(pages[PAGES[0]], "make")
    (repository / "Makefile").write_text(text, encoding="utf-8")
    stopped = run("make release", repository)
    assert stopped.returncode == 2
    assert "plans/plan.txt:31:1" in stopped.stdout
    assert not (repository / "findings.sarif").exists()
    mend(repository)
    passed = run("make release", repository)
    assert passed.returncode == 0, passed.stderr
    assert (repository / "findings.sarif").exists()
    assert "checked: plans/plan.txt" in passed.stdout


def test_ci_job_example_runs_its_steps(pages: dict[str, str], repository: Path) -> None:
    job = yaml.safe_load(blocks(pages[PAGES[0]], "yaml")[0])["jobs"]["validate"]
    steps = [step["run"] for step in job["steps"] if "run" in step]
    assert len(steps) == 2
    install, check = (run(step, repository) for step in steps)
    assert install.returncode == 0, install.stderr
    assert check.returncode == 1
    suite = ElementTree.parse(repository / "findings.xml").getroot()
    assert suite.get("failures") == "3"
    mend(repository)
    assert run(steps[1], repository).returncode == 0


def test_composite_action_gives_the_exit_code_and_the_report(
    root: Path, pages: dict[str, str], repository: Path
) -> None:
    action = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
    (step,) = yaml.safe_load(blocks(pages[PAGES[0]], "yaml")[1])["steps"]
    inputs = {name: str(known.get("default", "")) for name, known in action["inputs"].items()}
    assert set(step["with"]) < set(inputs)
    inputs |= step["with"]
    outputs = repository.parent / "outputs"

    def run_action() -> int:
        outputs.write_text("", encoding="utf-8")
        for part in action["runs"]["steps"]:
            assert part["shell"] == "bash"
            values = {
                name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: inputs[found[1]], value)
                for name, value in part["env"].items()
            }
            # What is written into a script could run as part of it.
            assert "${{" not in part["run"]
            done = run(part["run"], repository, **values, GITHUB_OUTPUT=str(outputs))
            if done.returncode:
                return done.returncode
        return 0

    assert run_action() == 1
    assert outputs.read_text(encoding="utf-8") == "exit-code=1\n"
    assert slips_of(repository / "findings.sarif") == SLIPS
    mend(repository)
    assert run_action() == 0
    assert outputs.read_text(encoding="utf-8") == "exit-code=0\n"
    inputs["paths"] = "\n  \nnothing-here/\n"
    assert run_action() == 2


def test_hook_definition_and_example_check_the_files_of_a_commit(
    root: Path, pages: dict[str, str], repository: Path
) -> None:
    (hook,) = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (example,) = yaml.safe_load(blocks(pages[PAGES[0]], "yaml")[2])["repos"][0]["hooks"]
    assert example["id"] == hook["id"]
    assert example["entry"] == hook["entry"]
    (repository / "README.md").write_text("# 说明\n", encoding="utf-8")
    run("git add -A", repository)
    staged = run("git diff --cached --name-only", repository).stdout.split()
    assert sorted(staged) == ["README.md", "plans/plan.txt"]
    assert all(re.search(hook["files"], name) for name in staged)
    # As the framework does: the files that match, behind the entry.
    files = [name for name in staged if re.search(example["files"], name)]
    assert files == ["plans/plan.txt"]
    assert run(f"{example['entry']} {' '.join(files)}", repository).returncode == 1
    mend(repository)
    assert run(f"{example['entry']} {' '.join(files)}", repository).returncode == 0


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, 4),
        ({"notes.xlsx": ""}, 4),
        ({"a.ttl": "<http://e.org/a> a <http://e.org/B> ."}, 4),
        ({"a.ttl": "oops"}, 2),
    ],
)
def test_a_gate_that_looked_at_nothing_does_not_open(
    pages: dict[str, str], tmp_path: Path, files: dict[str, str], code: int
) -> None:
    (tmp_path / "plans").mkdir()
    for name, text in files.items():
        (tmp_path / "plans" / name).write_text(text, encoding="utf-8")
    (line, *_) = blocks(pages[PAGES[0]], "sh")
    assert run(line, tmp_path).returncode == code


def test_service_example_stops_and_lets_the_mended_document_pass(
    pages: dict[str, str], release: Built, repository: Path
) -> None:
    example = blocks(pages[PAGES[0]], "sh")[3].replace("curl ", "curl --silent --max-time 120 -D head ")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = ["timeout", "200", sys.executable, "-m", "zhengmai", "serve", "--port", str(port)]
    served = environment(ZHENGMAI_HOME=str(release.folder.parents[1]), ZHENGMAI_WORKERS="1")
    with subprocess.Popen(
        command, env=served, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            run(f"curl --silent --retry 60 --retry-delay 1 --retry-connrefused {address}/healthz", repository)
            for code in (1, 0):
                answer = run(example, repository, ZHENGMAI_SERVER=address)
                assert answer.returncode == 0, answer.stderr
                head = (repository / "head").read_text(encoding="utf-8").lower()
                assert f"zhengmai-exit-code: {code}" in head
                levels = [one["level"] for one in json.loads(answer.stdout)["runs"][0]["results"]]
                assert any(level != "note" for level in levels) is bool(code)
                if code:
                    mend(repository)
        finally:
            server.terminate()
