"""Slack's Web API: what Pitcrew says there, and what it looks up and fetches."""
