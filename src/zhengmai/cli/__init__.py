"""The command line: one module a command, gathered here."""

from __future__ import annotations

from zhengmai.cli.app import main

__all__ = ["main"]
