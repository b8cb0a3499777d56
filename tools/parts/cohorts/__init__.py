"""Deals and reps compared at the same age: how many have closed by then, and how fast."""
