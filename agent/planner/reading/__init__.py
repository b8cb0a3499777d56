"""From a clause and a tool to the calls that it means."""
