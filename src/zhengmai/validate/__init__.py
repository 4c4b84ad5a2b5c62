"""Checking of data against the shapes.

Entry point: `validate_document`; `merge` joins the reports of several documents.
"""

from __future__ import annotations

from zhengmai.validate.engine import validate_document
from zhengmai.validate.findings import Anchor, Finding, Report, Value, merge
from zhengmai.validate.profiles import Profile, load_profile
from zhengmai.validate.shapes import Shapes, load_shapes, read_shapes

__all__ = [
    "Anchor",
    "Finding",
    "Profile",
    "Report",
    "Shapes",
    "Value",
    "load_profile",
    "load_shapes",
    "merge",
    "read_shapes",
    "validate_document",
]
