"""One module for each format of source documents; each gives the text of a file's bytes."""
