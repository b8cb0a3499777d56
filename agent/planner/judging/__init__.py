"""What a reading is worth: run it, ask, refuse, or say what was left over."""
