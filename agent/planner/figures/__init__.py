"""Reading which figure is asked for, and how it is broken down, ranked and bounded."""
