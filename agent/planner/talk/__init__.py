"""Messages that lean on what was said before."""
