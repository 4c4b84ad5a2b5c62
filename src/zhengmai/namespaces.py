"""Namespaces of the project (ONTOLOGY decision: constants, never settings)."""

from __future__ import annotations

BASE = "https://w3id.org/policyplan/"
PP = BASE + "ns#"
PPS = BASE + "shapes#"
VOCAB = BASE + "vocab/"
DATA = BASE + "cn/"
GRAPH = DATA + "graph/"
