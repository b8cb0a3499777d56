"""What this company knows: playbooks for people and the agent, and the index that finds them."""
