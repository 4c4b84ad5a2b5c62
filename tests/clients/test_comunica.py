"""Comunica, told nothing but the endpoint's address, finds out what it is and answers queries through it."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from zhengmai.namespaces import PP

HERE = Path(__file__).parent / "node"
SCRIPTS = Path(sysconfig.get_path("scripts"))
# The interpreter of the test extra, whatever else the machine has.
ENVIRONMENT = {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ.get('PATH', '')}"}
QUERIES = (
    f"SELECT ?m ?text WHERE {{ ?m a <{PP}Measure> ; <{PP}text> ?text }} ORDER BY ?m LIMIT 5",
    f"SELECT (COUNT(*) AS ?n) WHERE {{ ?plan <{PP}hasMeasure> ?m }}",
    f"ASK {{ ?m a <{PP}Measure> }}",
    f"CONSTRUCT {{ ?m <urn:x:lead> ?a }} WHERE {{ ?m <{PP}hasLead> ?a }}",
)


@pytest.fixture(scope="module")
def comunica() -> Path:
    """Comunica as package-lock.json says, installed once where `make setup` has not done so."""
    if not (HERE / "node_modules" / ".package-lock.json").is_file():
        command = [str(SCRIPTS / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run = subprocess.run(
            command, cwd=HERE, env=ENVIRONMENT, capture_output=True, text=True, timeout=300, check=False
        )
        assert run.returncode == 0, run.stderr
    return HERE


def test_comunica_asks_the_endpoint_without_a_setting(endpoint: str, comunica: Path) -> None:
    run = subprocess.run(
        [str(SCRIPTS / "node"), "ask.js", endpoint],
        input=json.dumps(QUERIES),
        cwd=comunica,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    rows, counted, truth, quads = json.loads(run.stdout)
    graph = Graph(SPARQLStore(endpoint))
    assert [(row["m"], row["text"]) for row in rows] == _rows(graph, QUERIES[0])
    assert counted == [{"n": _rows(graph, QUERIES[1])[0][0]}]
    assert truth is True
    assert len(quads) == len(list(graph.query(QUERIES[3]))) > 20


def _rows(graph: Graph, query: str) -> list[tuple[Any, ...]]:
    return [tuple(str(term) for term in row) for row in graph.query(query)]  # type: ignore[union-attr]
