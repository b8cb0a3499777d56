"""Letters that a reader does not see, and codes that a terminal obeys: text may hide words in them.

They are shown as a mark where a person reads (`shown`), and taken out where a model does.
"""

import re

UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control codes but tab and newline
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # fillers and joiners
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, and directions
    "\ufe00-\ufe0e\U000e0000-\U000e0fff"  # variations and tags, which can spell out a text
    "]|(?<=\ufe0f)\ufe0f"  # one of these makes an emoji; a row of them is a message
)


def shown(text: str) -> str:
    r"""The text with a mark for each letter that nobody would see.

    >>> shown("Acme\x1b[2J Ltd\u202e"), shown("pay\u200bout")
    ('Acme·[2J Ltd·', 'pay·out')
    """
    return UNSEEN.sub("·", text)
