"""Reading orders: what is to be changed, and which part of a proposal."""
