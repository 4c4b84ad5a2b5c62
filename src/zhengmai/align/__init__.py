"""Which measure of one plan corresponds to which of another, and what differs between the two."""
