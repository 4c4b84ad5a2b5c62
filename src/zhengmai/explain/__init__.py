"""What was read from a document, shown beside its text: each match with rule, confidence, value and triples."""
