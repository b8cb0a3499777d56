"""From a metric's values to what a person reads: groups, rankings, shares, sentences, receipts."""
