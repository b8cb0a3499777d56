"""How a tool or a metric is chosen: learned from the sentences that people ask with."""
