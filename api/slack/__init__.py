"""Slack: mentions, direct messages, slash commands and buttons, each acting as who sent it."""
