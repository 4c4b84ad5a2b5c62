"""The collections and their items for those who speak no SPARQL: /api/…."""
