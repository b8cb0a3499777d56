"""What the store itself says about values that are missing, each with its source."""
