"""The carrier: number, title, issuers, date and addressees of the document that was issued."""
