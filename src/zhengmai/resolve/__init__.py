"""From names to the registry: divisions of documents, agencies behind the names in clauses."""
