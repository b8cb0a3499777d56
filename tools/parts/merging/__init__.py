"""Merges of duplicates as they are proposed: who stays, what it says, what moves, what it means."""
