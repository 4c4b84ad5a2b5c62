"""Releases: immutable folders that hold a checked graph, and the link to the one that is served."""
