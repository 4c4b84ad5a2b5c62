"""From facts to statements: identifiers, the graph of one document, stubs, vocabulary, curation."""
