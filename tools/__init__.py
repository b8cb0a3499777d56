"""What Pitcrew can do: one function of the business to a file, found by its name."""
