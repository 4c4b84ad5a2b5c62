"""The prefixes of ontology/prefixes.ttl, as `zhengmai.prefixes` gives them."""

from zhengmai.prefixes import prefixes, prologue, shorten

__all__ = ["prefixes", "prologue", "shorten"]
