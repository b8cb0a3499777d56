"""What the tools of schedules share: reading when, foreseeing what, and naming which."""
