"""A request as words, and what words mean here."""
