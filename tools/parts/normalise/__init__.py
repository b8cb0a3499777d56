"""One function for each kind of value: what it should be, why, and how sure that is."""
