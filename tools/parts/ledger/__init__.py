"""Change sets and the journal as a person reads them: which is meant, names, values, effects."""
