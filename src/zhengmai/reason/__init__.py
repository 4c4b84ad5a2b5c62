"""What follows from the ontology. Entry point: `consistency.check`."""

from __future__ import annotations
