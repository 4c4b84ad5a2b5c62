"""Reading a release: opening its store, asking it, and following its lineage."""
