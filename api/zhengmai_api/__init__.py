"""The HTTP service: SPARQL endpoint and pages of one release."""
