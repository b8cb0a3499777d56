"""What a refusal says: why an order is none of Pitcrew's, in the words of the order.

That no tool is meant is learned, like the choice of a tool; here only the words are chosen.
"""

import re

APPROVAL = (
    "Nothing in the store changes without a preview and somebody's approval, and no message can "
    "waive that."
)
DELETES = (
    "I delete no records. I can list them, export them, or merge those that are duplicates, which "
    "can be undone."
)
SENDS = (
    "I send nothing to customers or anybody outside. I can list the people, export the list, or "
    "draft reminders to the owners of stale deals for you to send."
)
WRITES = (
    "I could not read that as an order that I can carry out. I set fields of accounts, contacts, "
    "leads and deals that there are, one value for all that you name, as in “set the stage of "
    "Lee's open deals to Proposal”; I keep no rules for records to come, and share nothing out."
)
_SKIPS = re.compile(
    r"\b(?:no|without(?: any| an?| the)?|skip(?: the)?|ignore(?: the)?|bypass(?: the)?)"
    r" (?:preview|approval|asking|confirmation|review|sign-off)\b|\bjust (?:do|change|write) it\b"
    r"|\balready signed (?:it )?off\b"
)
_DELETES = re.compile(
    r"\b(?:delete|erase|purge|wipe|archive|destroy|get rid of|throw (?:out|away)|remove|bin)\b"
)
_SENDS = re.compile(
    r"^(?:(?:please|can you|could you|kindly|just|now|and|then|also)[ ,]+)*(?:e-?mail|mail|text"
    r"|send|call|phone|dial|ring|write to|forward|invite|message|start a (?:sequence|campaign))\b"
)
_ALL_OUTSIDE = re.compile(
    r"^(?:(?:please|can you|could you|kindly|just|now|and|then|also|go ahead and)[ ,]+)*"
    r"(?:e-?mail|mail|text|phone|dial|ring|spam|message|write to|call)(?: out)? (?:to )?"
    r"(?:all|every|each|these|those)\b(?: (?:of|the|our|my|open|new|single))*(?: \w+)??"
    r" (?:leads?|contacts?|customers?|prospects?|clients?|companies|accounts?|people)\b"
    r"(?!.*\b(?:to|for) (?:me|us|my|finance|marketing|the (?:team|reps?)|\S+@))"
)
"""`Email every lead our price list`: what goes to people outside, in so many words."""
_WRITES = re.compile(
    r"\b(?:set|change|update|move|put|mark|turn|make|assign|reassign|re-assign|transfer|hand|give"
    r"|pass|route|distribute|split|share|allocate|flag|tag|label|disqualify|qualify|convert|switch"
    r"|swap|add|create|log|open|reopen|reactivate|raise|lower|push|pull|bring|goes to|go to"
    r"|becomes?|deactivate|activate|stop (?:assigning|routing))\b"
)
_OURS = re.compile(
    r"\b(?:owners?|owned|reps?|stages?|status(?:es)?|amounts?|values?|close dates?|deals?|leads?"
    r"|accounts?|contacts?|customers?|opportunit(?:y|ies)|opps?|segments?|products?|industr(?:y|ies)"
    r"|category|quotas?|tasks?|notes?|territor(?:y|ies)|it|them|these|those|this|that|ones?)\b"
)


def order_of(low: str) -> str:
    """What is said to an order that no tool carries out; nothing when it is no such order.

    Args:
        low: The message in lower case.

    >>> order_of("reassign lee's open deals to dana") == WRITES
    True
    >>> order_of("what's the weather in berlin")
    ''
    """
    if _SKIPS.search(low):
        return APPROVAL
    if _DELETES.search(low) and _OURS.search(low):
        return DELETES
    if _SENDS.search(low):
        return SENDS
    return WRITES if _WRITES.search(low) and _OURS.search(low) else ""


def sends_outside(low: str) -> str:
    """What is said to an order to write to people outside, whatever else it looks like.

    >>> sends_outside("email every lead in canada our price list") == SENDS
    True
    >>> sends_outside("email all leads in canada to me"), sends_outside("email volume by rep")
    ('', '')
    """
    return SENDS if _ALL_OUTSIDE.search(low.strip()) else ""


_ACTS = re.compile(
    r"^(?:(?:ok(?:ay)?|please|now|and|then|also|great|good|fine|so)[ ,]+)*"
    r"(?:disqualify|qualify|assign|reassign|transfer|hand|give|pass|route|distribute|delete|remove"
    r"|archive|e-?mail|mail|call|convert"
    r"|mark|set|tag|flag|move|put|reopen|reactivate|invite|write to|text|change|update)\b"
)


def is_order(low: str) -> bool:
    """Whether a message opens with the verb of an order: `disqualify them`, `give those to Lee`."""
    return _ACTS.match(low.strip()) is not None
