"""Which records are the same person or company: frames in; clusters, tiers and reasons out."""
