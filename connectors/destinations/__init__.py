"""Where a digest can go besides the conversation and the file: one small protocol for all."""

from connectors.destinations.hook import Hook
from connectors.destinations.letter import Destination, Letter
from connectors.destinations.mail import Mailbox

__all__ = ["Destination", "Hook", "Letter", "Mailbox"]
