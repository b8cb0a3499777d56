"""The parts of a clean-up that runs by itself: what it may do, and how it reports."""
