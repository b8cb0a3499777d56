"""Fields set to order: which may be, what a value means, what comes along with a stage."""
