"""Readings in the form of the annotation guide, and how they compare with annotations made by hand."""
