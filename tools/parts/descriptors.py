"""Words that say what kind of company is meant, when no industry, place or stage is known by them.

`underwater basket weaving companies` names a condition that no taxonomy holds; leaving it out in
silence would make a list of every company.
"""

import re

from tools.parts import funding, geography, industries
from tools.parts.phrases import Found, Token, tokens, word_set

NOUNS = word_set(
    "company companies startup startups firm firms business businesses outfit outfits vendors "
    "vendor players providers shops scaleups"
)
"""Words for the companies themselves; what stands right before them describes them."""
PLAIN = word_set(
    "a an the all any some every each our their its his her your my these those this that other "
    "more new target targets prospect prospects prospective potential similar lookalike such many "
    "few several top best good great right relevant suitable interesting hot real existing known "
    "per duplicate duplicated small smaller smallest medium mid midsize sized size large larger "
    "largest big bigger biggest tiny fast growing early late stage growth venture vc angel backed "
    "funded unfunded bootstrapped private public privately publicly held listed operating active "
    "independent based headquartered young old older established recently first last next latest "
    "name names list lists sheet batch set number bunch handful couple dozen of in on at for from "
    "to with without by about as and or not no but is are was were be do does did has have had "
    "get gets got give find show build make need want like see pull bring source hunt hunting "
    "looking look compile assemble gather collect identify prepare shortlist propose suggest "
    "supply extract generate research require after me us we i you they it "
    "please pls can could would should which what who "
    "whose where how many much than over under between least most up series round raised rounds "
    "account accounts customer customers crm us-based u s tech-enabled same parent sister "
    "portfolio client clients competitor competitors product service industry sector vertical "
    "space market b2b b2c saas type kind kinds sort"
)
"""Words that stand before companies and say nothing of what they do, or are read elsewhere."""
_BREAK = re.compile(r"[.,;:!?()\"]")
LONGEST = 4


def find(text: str) -> list[Found[str]]:
    """Descriptions of companies that nothing else reads, with where they stand.

    >>> [f.text for f in find("40 underwater basket weaving companies in the USA")]
    ['underwater basket weaving']
    >>> find("100 Series B fintech companies in North America")
    []
    >>> find("which companies are in our CRM") + find("show me the top 10 German startups")
    []
    """
    words = tokens(text)
    known = _known(text)
    found = []
    for at, word in enumerate(words):
        start = _start(text, words, at, known) if word.key in NOUNS else at
        if start < at:
            begin, end = words[start].start, words[at - 1].end
            found.append(Found(begin, end, text[begin:end], text[begin:end]))
    return found


def _start(text: str, words: list[Token], at: int, known: list[tuple[int, int]]) -> int:
    """The first word of the description that ends before the word `at`; `at` when there is none."""
    start = at
    while start > 0 and at - start < LONGEST:
        before = words[start - 1]
        taken = any(begin < before.end and before.start < end for begin, end in known)
        if taken or before.key in PLAIN or not before.key.isalpha():
            break
        if _BREAK.search(text[before.end : words[start].start]):
            break
        start -= 1
    return start


def _known(text: str) -> list[tuple[int, int]]:
    spans = [(each.start, each.end) for each in industries.find(text)]
    spans += [(each.start, each.end) for each in geography.find(text)]
    return spans + [(each.start, each.end) for each in funding.find(text)]
