"""Work that is done again and again."""
