"""Questions back to the person: what is kept meanwhile, what is offered, what an answer picks."""

from agent.planner.conditions.unread import unread
from agent.planner.judging.beyond import order_of
from agent.planner.judging.remarks import names_something
from agent.planner.learned.intent import Guess
from agent.planner.reading.filling import Filled
from agent.planner.reading.plan import Plan
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Pending
from agent.planner.words.signature import slots
from tools.arguments import Slot
from tools.catalog import catalog, family_of
from tools.result import Question

NOTHING_BEFORE = "That goes on from something, but nothing was asked before. What shall I look at?"
ASKED = {
    Slot.METRIC: "Which figure shall I compute?",
    Slot.TABLE: "Which records do you mean?",
    Slot.TITLE: "Which job titles shall I look for?",
    Slot.PERIOD: "For which period?",
    Slot.VALUES: "Which field is to become what? For example: set the stage of these deals to "
    "Proposal.",
}


NEAR = 0.02
"""The least chance of a tool that is named as the nearest to what cannot be done."""


def nearest(clause: Clause, guesses: list[Guess]) -> str:
    """What is nearest to a request that no tool does, when it is about the data at all."""
    near = next((g for g in guesses if g.tool in catalog()), None)
    if guesses[0].tool != "nothing" or near is None or near.chance < NEAR:
        return ""
    if order_of(clause.low):
        return ""
    if catalog()[near.tool].effect == "decides" or not names_something(clause):
        return ""
    return f"The nearest that I can do: {titled(near.tool).rstrip('.')}."


def stated(clause: Clause, guesses: list[Guess]) -> str:
    """What is said to a message that no tool is for."""
    beyond = guesses[0].tool == "nothing" and names_something(clause)
    return (order_of(clause.low) if beyond else "") or guesses[0].tool


def titled(tool: str) -> str:
    """A tool's summary in one line, as a plan shows it."""
    return catalog()[tool].summary.split("\n", 1)[0].rstrip(".")


def pending_for(call: Call, asked: Question) -> Pending:
    """What is kept of a request until its question is answered."""
    return Pending(call=call, slot=asked.slot, options=asked.options, asked_words=call.text)


def with_name(pending: Pending, chosen: str) -> str:
    """The words of the request with the full name in place of the part that was unclear."""
    for word in chosen.split():
        if word.lower() in pending.asked_words.lower():
            at = pending.asked_words.lower().index(word.lower())
            return pending.asked_words[:at] + chosen + pending.asked_words[at + len(word) :]
    return f"{pending.asked_words} {chosen}"


def option_of(text: str, options: list[str]) -> str | None:
    """The option that an answer picks, by its words or its number."""
    low = text.strip().lower().rstrip(".!?")
    if low.isdigit() and 0 < int(low) <= len(options):
        return options[int(low) - 1]
    ordinal = {"first": 0, "the first": 0, "second": 1, "the second": 1, "third": 2, "the third": 2,
               "the first one": 0, "the second one": 1, "the third one": 2}.get(low)  # fmt: skip
    if ordinal is not None and ordinal < len(options):
        return options[ordinal]
    exact = [o for o in options if o.lower() == low]
    close = [o for o in options if low and low in o.lower()]
    return exact[0] if exact else close[0] if len(close) == 1 else None


def options_for(slot: str) -> list[str]:
    """What a person is offered for an argument that is missing."""
    if slot == "metric":
        return ["won revenue", "win rate", "open pipeline", "deal size", "sales cycle"]
    if slot == "table":
        return ["accounts", "contacts", "leads", "deals"]
    return []


LONGEST_ANSWER = 6
"""Words; a longer message is a new request."""


def names_a_value(clause: Clause) -> bool:
    """Whether a message only names something, as an answer does."""
    return len(clause.tokens) <= LONGEST_ANSWER and any(True for _ in clause.senses_of("value"))


def what_is_missing(filled: Filled, call: Call, guesses: list[Guess]) -> Plan:
    """The question about the first argument that a tool must have and the words do not give."""
    param = filled.missing[0]
    options = options_for(param.slot.value)
    strange = (
        unread(filled.clause, call.tool) if filled.clause and param.slot is Slot.METRIC else ""
    )
    known = f"Nothing here holds “{strange}”. Which figure shall I compute?" if strange else None
    text = (
        known or ASKED.get(param.slot) or f"{titled(call.tool)}: {param.description.rstrip('.')}?"
    )
    asked = Question(text=text, options=options, slot=param.name)
    return Plan(question=asked, pending=pending_for(call, asked), guesses=guesses)


def looks_first(verb: str) -> Call | None:
    """What is shown on a decision about a change set that this conversation has not shown.

    A later word can then be bound to what was seen. A “turn it down” shows nothing: the “yes” after
    it would be taken for an approval.
    """
    looks = {
        "approve": Call(tool="list_changes", arguments={"which": "pending"}),
        "undo": Call(tool="preview_undo", arguments={}),
    }
    return looks.get(verb)


def nothing_shown(verb: str) -> str:
    """What is said on a decision about nothing that was shown."""
    return (f"I have shown nothing here that I could {verb}. Ask “list changes”, "
            f"then say “{verb}” and the id of the one you mean.")  # fmt: skip


def undecidable(guesses: list[Guess]) -> Plan:
    """A decision on nothing that was shown: said, and never taken for something else."""
    verb = guesses[0].tool.split("_", 1)[0]
    look = looks_first(verb)
    if look is not None:
        return Plan([look], guesses=guesses)
    return Plan(statement=nothing_shown(verb), guesses=guesses)


def can_be_asked(guess: Guess) -> bool:
    """Whether a guess is a tool that the planner may choose: decisions are a person's own words."""
    return guess.tool in catalog() and catalog()[guess.tool].effect != "decides"


WAITING = Call(tool="list_changes", arguments={"which": "pending"})
"""What is shown on a word about proposals that cannot be told: a later word can then be bound."""
SURE_OF_CHANGES = 0.5


def is_about_changes(guesses: list[Guess]) -> bool:
    """Whether a message is about proposals, whichever of the tools for them it means."""
    family = family_of(WAITING.tool)
    about = (g.chance for g in guesses if g.tool in catalog() and family_of(g.tool) == family)
    return sum(about) > SURE_OF_CHANGES * sum(g.chance for g in guesses)


def which_is_meant(call: Call, guesses: list[Guess]) -> Plan:
    """Which of the likeliest tools is meant, asked; about proposals, those that wait are shown."""
    if is_about_changes(guesses):
        return Plan([WAITING], guesses=guesses)
    likely = [g.tool for g in guesses if can_be_asked(g)][:3]
    asked = Question(
        text="I am not sure what you want. Which of these?",
        options=[titled(tool) for tool in likely], slot="tool",
    )  # fmt: skip
    return Plan(question=asked, pending=pending_for(call, asked), guesses=guesses)


HEADLINE = "won_revenue"
"""The figure that is meant where one moved and none is named; the reply says which it is."""
SURE_OF_WHY = 0.8


_PEOPLE = frozenset({"owner", "team", "manager"})


def _ranks_people(filled: Filled) -> bool:
    """Whether sellers are ranked by nothing that is named: `top 5 reps this quarter`."""
    made, clause = filled.calls[0].arguments, filled.clause
    by = set(made.get("by") or [])
    if clause is None or not by or not by <= _PEOPLE or unread(clause, filled.calls[0].tool):
        return False
    return bool(made.get("rank")) or clause.has(r"\brank(?:ing)?\b")


def takes_headline(filled: Filled, best: Guess) -> bool:
    """Give a question of why that names no figure the headline one: `why are we below last year`.

    Returns:
        Whether nothing else was missing, so that it is complete now.
    """
    lacks = [param.slot for param in filled.missing] == [Slot.METRIC]
    if lacks and _ranks_people(filled):
        filled.calls[0].arguments[filled.missing[0].name] = HEADLINE
        return True
    if not lacks or Slot.RANKING in slots(best.tool) or best.chance < SURE_OF_WHY:
        return False
    if filled.clause is None or unread(filled.clause, best.tool):
        return False
    for call in filled.calls:
        call.arguments[filled.missing[0].name] = HEADLINE
    return True
