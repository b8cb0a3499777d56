"""Whether a message only thanks, praises or says goodbye: nothing is asked for."""

import re

_VERY = r"(?:(?:super|really|exactly|just|all|very|so|such a|pretty|quite|a great|a big) )*"
_WHAT = (
    r"(?:what|all|everything) (?:i|we)(?:'d| had| have)? (?:needed|need|wanted|want|asked for"
    r"|was looking for|were looking for|was after|were after|hoped for)"
)
_THIS_IS = r"(?:that|this|it)(?:'s|s| is| was| were)"
_STRONG = (
    r"(?:many |a thousand )?(?:thanks?|thx|thanx)(?: you)?(?: (?:so much|very much|a lot|a ton"
    r"|again|a million|both|everyone))?(?: for (?:the|your|that|this|everything|all|doing)(?: \w+)?"
    r"(?: \w+)?)?|ty|tysm|cheers|ta|merci|bye(?: bye)?|good ?bye|ciao"
    r"|(?:see you|talk to you|speak)(?: \w+){1,2}"
    r"|have an? (?:\w+ )?(?:day|weekend|evening|one|night|week|afternoon)"
    rf"|{_THIS_IS} {_VERY}{_WHAT}|{_VERY}{_WHAT}"
    r"|well done|(?:good|great|nice|excellent) (?:job|work|stuff|one)|you(?:'re| are) (?:the best"
    r"|a star|great|a lifesaver|awesome)|much appreciated|(?:i )?appreciate it"
    r"|(?:you )?saved my (?:day|morning|week|life)|that helps?(?: me| us| a lot| so much)?"
)
_WEAK = (
    rf"{_THIS_IS} {_VERY}(?:quick|fast|helpful|useful|great|good|nice|perfect|brilliant|excellent"
    rf"|awesome|lovely|all|it|clear)|{_VERY}(?:quick|fast|helpful)"
    r"|perfect|great|awesome|brilliant|lovely|nice|excellent|super|wonderful|cool|ok(?:ay)?"
    r"|alright|got it|understood|good|fine|no worries|wow|haha|hey|hi|oh|ah"
    r"|that(?:'ll| will) be (?:all|it)|no more questions|nothing else|all (?:done|set)"
    r"|for (?:now|today)|then|so|and|as always|pitcrew|mate|guys|team|friend|buddy|again"
)
_ANY = re.compile(rf"\b(?:{_STRONG})\b")
_ONLY = re.compile(rf"(?:{_STRONG}|{_WEAK})(?!\w)")
_BETWEEN = re.compile(r"[^\w']+")
LONGEST = 16
"""Words; nobody thanks at greater length without asking for something."""


def is_thanks(text: str) -> bool:
    """Whether nothing is said but thanks.

    >>> is_thanks("Thanks so much, that's exactly what I needed!"), is_thanks("thx, super quick 🙏")
    (True, True)
    >>> is_thanks("thanks, and the pipeline?"), is_thanks("great")
    (False, False)
    """
    low = _BETWEEN.sub(" ", text.lower().replace("’", "'")).strip()
    if len(low.split()) > LONGEST or not _ANY.search(low):
        return False
    at = 0
    while at < len(low):
        found = _ONLY.match(low, at)
        if found is None or found.end() == at:
            return False
        at = found.end() + 1
    return True
