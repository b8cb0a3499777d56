"""Questions about how Pitcrew works, or about what no store of sales data holds.

`How does the undo work?`, `what should I look at first today?`, `where does that number come
from?`, `how many reps must we hire?`: told from the words alone, and answered from what is there.
"""

import re

from agent.planner.judging.not_held import PACK
from agent.planner.reading.plan import Plan
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.thanking import is_thanks
from tools.catalog import catalog
from tools.result import Question

NO_COSTS = (
    "I cannot do that: I hold no budgets and no costs per lead, click or campaign. Of costs I "
    "compute customer acquisition cost, its payback and lifetime value to it, once costs of sales "
    "and marketing have been imported. What leads become I can count by source."
)
NO_HIRING = (
    "I make no hiring plan: it needs a quota for each new rep, how long they take to get there and "
    "how many leave, and I was given none of these. I can give what it is built on: won revenue by "
    "rep, quota attainment, and the gap between a forecast and a target."
)
WHICH_FIGURE = "No figure was given here yet. Which one do you mean?"
RECEIPT = (
    "That is the figure once more, computed anew from the records in the store. Its receipt holds "
    "the formula, the conditions and the time."
)
_HOW = re.compile(
    r"^\W*(?:(?:and|so|but|wait|ok(?:ay)?|hi|hey)[, ]+)*"
    r"(?:how (?:does|do|would|will|is) (?:the |an? |your |this )?"
    r"(?:undo(?:ing)?|approvals?|approving|previews?|rollbacks?|reverting)(?: (?:thing|button"
    r"|process|step|feature|function))?(?: (?:actually|really|even))? (?:work|done|function)"
    r"|what (?:(?:actually|exactly|really) )?happens (?:when|if|after|once) (?:i|we|you|someone"
    r"|somebody) (?:\w+ )?(?:(?:click|press|hit|say|tap)(?: on)? )?(?:approve|undo|reject)\w*"
    r"|explain (?:how )?(?:the |your )?(?:undo|approvals?|previews?)(?: works?)?\W*$"
    r"|(?:i'm |i am |we're |we are )?(?:scared|afraid|nervous|worried|anxious) (?:to|of|about)"
    r" (?:(?:click|press|hit|say)\w*(?: on)? )?approv\w*)"
)
_FIRST = re.compile(
    r"^\W*(?:(?:hi|hey|hello|morning|good morning|ok(?:ay)?|so)[, ]+)*"
    r"(?:what (?:should|do|must|shall) (?:i|we)"
    r" (?:look at|work on|do|tackle|focus on|deal with|start with|take care of|attend to)"
    r"(?: first| next| now| right now)?(?: (?:today|this morning|this week))?"
    r"|what(?:'s| is)? (?:needs|need|wants|on my plate|requires|deserves)(?: (?:my|our|some))?"
    r"(?: attention)?(?: (?:most|first))?(?: (?:today|this morning|this week|now|right now))?"
    r"|where (?:do|should|shall) (?:i|we) (?:start|begin)(?: (?:today|this morning))?)\W*$"
)
_NAMES_WHEN = re.compile(r"\b(?:attention|first|today|this morning|now|plate|start|begin)\b")
_SOURCE = re.compile(
    r"^\W*(?:(?:and|so|but|ok(?:ay)?|hm+|wait)[, ]+)*"
    r"(?:(?:can|should|could) (?:i|we) (?:really )?(?:trust|believe|rely on)"
    r" (?:this|that|it|the|these|those)(?: (?:numbers?|figures?|result|total|data))?"
    r"|(?:from )?where (?:does|do|did|is|are) (?:this|that|it|the|these|those)"
    r"(?: (?:numbers?|figures?|result|total|sum))? (?:come|coming|taken|from)(?: from)?"
    r"|how (?:did|do) you (?:get|calculate|compute|work out|arrive at|come up with|come to|reach)"
    r" (?:this|that|it|to that|the|these|those)(?: (?:numbers?|figures?|result|total|sum))?"
    r"|how(?:'s| is| was| are| were) (?:this|that|it|the|these|those)"
    r"(?: (?:numbers?|figures?|result|total|sum))? (?:worked out|computed|calculated|derived"
    r"|arrived at|put together|made up|obtained|reached)"
    r"|(?:is|are) (?:this|that|these|those|the) (?:numbers?|figures?|total)"
    r" (?:right|correct|accurate|reliable))\b"
    r"[^\d]{0,60}$"
)
_COSTS = re.compile(
    r"\bcosts? per (?:lead|click|mql|sql|meeting|demo|opportunity|campaign)\b|\b(?:cpl|cpc|roas)\b"
    r"|\b(?:marketing|ad|ads|advertising|campaign)(?: \w+)? (?:roi|spend|budgets?|costs?)\b"
    r"|\bbudgets? (?:vs\.?|versus|against|and|to|compared (?:to|with)) (?:the )?actuals?\b"
    r"|\bactuals? (?:vs\.?|versus|against|to) (?:the )?budgets?\b"
    r"|\breturn on (?:ad|ads|advertising|marketing)\b"
)
_STAFF = (
    r"(?:reps?|aes?|sdrs?|bdrs?|sellers?|sales ?people|salespersons?|account executives?|people"
    r"|heads)"
)
_HIRING = re.compile(
    r"\b(?:hir(?:e|ing)|headcount|capacity|staffing)[- ]plan\b"
    rf"|\bhow many (?:more |new |extra |additional )?{_STAFF} (?:(?:do|should|would|must|will"
    r"|shall) (?:we|i) (?:need(?= to hire|\W*$| to (?:hit|reach|make|get)| for\b| next\b)|hire"
    r"|have to hire|recruit)|to hire)\b"
    rf"|\bhow many (?:more |new )?{_STAFF} (?:for|to (?:hit|reach|make|get to)) \W?\d"
    r"|\bhow many (?:people |more )?(?:do|should|must|shall|would) we (?:need to |have to )?"
    r"(?:hire|recruit)\b|\bwhat should (?:the |our )?quotas? be\b"
)


_MISTAKE = re.compile(
    r"\b(?:clicked|hit|pressed|tapped|said)(?: on)? approve (?:by (?:mistake|accident)"
    r"|accidentally|too (?:early|soon|fast))|\baccidentally (?:approved|clicked(?: on)? approve)\b"
    r"|\bapproved (?:\w+ ){0,3}(?:by (?:mistake|accident)|accidentally|too (?:early|soon))"
    r"|\b(?:didn't|did not) mean to (?:click |hit |press |say )?approve\b"
)


def assured(clause: Clause, memory: Memory) -> Plan | None:
    """What is answered to thanks, or to a question about the work itself; None for all else.

    Args:
        clause: The message.
        memory: What was said before.
    """
    if is_thanks(clause.text):
        return Plan(statement="thanks")
    low = clause.low.strip()
    if _HOW.match(low):
        return Plan(statement="changes")
    if _FIRST.match(low) and _NAMES_WHEN.search(low):
        return Plan([call.model_copy(update={"text": clause.text}) for call in TODAY])
    if _MISTAKE.search(low):
        done = memory.newest("applied", "conflicted")
        return Plan([Call(tool="preview_undo", arguments={"change_set": done.id} if done else {})])
    if _SOURCE.match(low):
        return _sourced(memory)
    kept = any("budget" in sense.text.lower() for sense in clause.senses)
    if _COSTS.search(low) and not kept and not clause.has(PACK):
        return Plan(statement=NO_COSTS)
    return Plan(statement=NO_HIRING) if _HIRING.search(low) else None


TODAY = (
    Call(tool="list_changes", arguments={"which": "pending"}),
    Call(tool="find_stale_deals", arguments={}),
    Call(tool="measure", arguments={"metric": "overdue_deals", "by": ["owner"]}),
)
"""What may wait for somebody: decisions, deals that stand still, and close dates gone by."""


def _sourced(memory: Memory) -> Plan | None:
    """The last figure or list once more, with how it was reached."""
    last = memory.last
    if last is None:
        return Plan(question=Question(text=WHICH_FIGURE))
    if last.tool not in catalog() or catalog()[last.tool].effect != "reads":
        return None
    return Plan([last], aside=RECEIPT)
