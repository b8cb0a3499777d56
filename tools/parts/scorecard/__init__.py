"""The scorecard beyond its marks: by owner, over time, and as a page to send."""
