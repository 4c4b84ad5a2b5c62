"""The wheel does the main job alone: without the checkout, from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from zhengmai import resources

pytestmark = pytest.mark.slow
SECONDS = 120


def run(command: list[str], folder: Path, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHENGMAI_", "PYTHON", "PIP_"))}
    variables = {**kept, "ZHENGMAI_LANG": "en", "PYTHONUTF8": "1"}
    if home is not None:
        variables["ZHENGMAI_HOME"] = str(home)
    return subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, timeout=SECONDS, check=False
    )


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel through the sdist, as `make wheel` does."""
    out = tmp_path_factory.mktemp("dist")
    done = run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(root)], out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(out.glob("*.tar.gz"))) == 1
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel without its dependencies, which come from the environment of the tests.

    Returns:
        The environment's folder of programs.
    """
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False, symlinks=os.name == "posix")
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python")]
    done = run([*pip, "install", "--no-deps", "--no-index", "--no-compile", "--quiet", str(wheel)], place)
    assert done.returncode == 0, done.stderr
    packages = run(
        [str(programs / "python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], place
    )
    # Paths in a .pth file are appended to the search path and their own .pth files are not read, so the
    # editable installation of the checkout is out of reach.
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(packages.stdout.strip(), "borrowed.pth").write_text(
        "\n".join(sorted(borrowed)) + "\n", encoding="utf-8"
    )
    return programs


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


def test_wheel_holds_the_resources_of_the_checkout(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    folders = ["ontology", "shapes", "queries", "data/documents", "data/curation"]
    wanted = {
        f"zhengmai/_resources/{kind}/{name}"
        for kind, _, under in (folder.partition("/") for folder in folders)
        for name in resources.names(kind, under=under)
    }
    assert len(wanted) > 60
    assert wanted - packed == set()
    assert "zhengmai/_resources/data/sources.toml" in packed
    assert {"zhengmai/py.typed", "zhengmai_api/py.typed", "zhengmai_api/templates/base.html"} <= packed
    assert not any(name.startswith(("tests/", "benchmarks/")) for name in packed)


def test_installed_package_is_the_one_of_the_wheel(installed: Path, elsewhere: Path, root: Path) -> None:
    said = run(
        [
            str(installed / "python"),
            "-c",
            "import sys, zhengmai, zhengmai_api; print(zhengmai.__file__, zhengmai_api.__file__, *sys.path, sep='\\n')",
        ],
        elsewhere,
    )
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    assert all(line.startswith(str(installed.parent)) for line in lines[:2])
    assert not {str(root), str(root / "src"), str(root / "api")} & set(lines)


def test_installed_package_builds_the_sample_documents_and_answers(installed: Path, elsewhere: Path) -> None:
    home = elsewhere / "home"
    program = str(installed / "zhengmai")
    built = run([program, "build"], elsewhere, home)
    assert built.returncode == 0, built.stderr
    assert "5 documents, 6 plans, 136 measures" in built.stdout
    asked = run(
        [program, "query", "basis_chain", "--param", "text=狮政办〔2022〕47号-p2", "--format", "csv"],
        elsewhere,
        home,
    )
    assert asked.returncode == 0, asked.stderr
    kinds = [next(kind for kind in ("stated", "curated", "inferred") if f",{kind}," in line) for line in asked.stdout.splitlines()[1:]]  # fmt: skip
    assert kinds == ["stated", "curated"]
    # Nothing is written beside the home folder.
    assert [path.name for path in elsewhere.iterdir()] == ["home"]
