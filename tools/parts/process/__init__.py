"""How deals move through the stages: where they go, how long they stay, where they turn back."""
