"""Reading when something is to be done again and again."""
