"""Reading which records are meant: what is said of them, and of when."""
