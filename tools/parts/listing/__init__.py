"""Choosing companies and people for a list: conditions with evidence, and who is known already."""
