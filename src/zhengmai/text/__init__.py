"""From bytes to text: reading files, and views of the text that keep the way back to it."""
