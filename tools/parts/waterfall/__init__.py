"""A walk from one pipeline to a later one: bars that add up exactly, each with its deals."""
