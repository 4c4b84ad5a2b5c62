"""Reading of one document: outline, carrier, measures, parties, deadlines, targets, citations."""
