"""Why a figure changed: exact parts of the change, and whether one is more than chance."""
