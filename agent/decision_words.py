"""The words of a decision: all that people say when they approve, reject or undo.

A sentence decides only when every word of it stands here. Any other word is a condition, a name,
a question or a doubt, and then nothing is decided.
"""

import re

PHRASES: dict[str, tuple[str, ...]] = {
    "pointer": ("(?:that|this|it|they|those|these|everything|all)(?:'s|'re)",),
    "reject": (
        r"(?:throw|turn|call)(?= [a-z ]+ (?:away|out|down|off)\b)",
        "throw (?:away|out)",
        "turn down",
        "call off",
        "never ?mind",
        "do nothing",
        "change nothing",
        r"leave(?= (?:it|that|this|them|those|these|things|everything|all)\b)(?!.* out\b)",
        (
            r"(?:drop|bin|belay|forget|skip)(?: about)?(?= (?:it|that|this|them|the"
            r"|everything|all)\b)(?!.* out\b)"
        ),
        (
            "(?:i|we) (?:don't|dont|do not) (?:want|need)(?= (?:it|that|this|them|the|those"
            "|these|any))"
        ),
        (
            "(?:do not|don't|dont|let's not|lets not|we won't|i won't|no need to) "
            "(?:approve|apply|accept|confirm|proceed|go ahead|do|make|merge|load|change"
            "|touch|alter|fix|implement|push|commit|run)(?: with)?"
        ),
        "not approved",
    ),
    "deny": (
        "(?:i|we)(?:'d| would) rather not",
        "better not",
        "no way",
        "absolutely not",
        "thumbs down",
        "not today",
        "i say no",
        r"no to(?= (?:all|both|everything|it|that|this|them|those|these)\b)",
        "no thanks",
        "no thank you",
        "(?:do not|don't|dont|let's not|lets not)(?= ?(?:,|$))",
        r"not doing(?= (?:it|that|this|them|those)\b)",
    ),
    "undo": (
        "roll back",
        "take back",
        "put back",
        "bring back",
        "back out",
        "change back",
        "un-merge",
        r"(?:roll|take|put|bring|change|turn|switch|set)(?= [a-z' -]+ back\b)",
        r"back(?= (?:it|that|this|them|those|these|everything|the [a-z ]+) out\b)",
        (
            r"(?:put|set|make|have)(?= [a-z ]+ (?:how|as|like|the way) (?:it|they|things"
            r"|everything) (?:was|were)\b)"
        ),
        "(?:go|switch) back to(?= (?:how|what|the way|as|where) )",
        (
            "(?:i|we)(?: want| need|'d like| would like) (?:it|that|this|them|everything"
            "|the [a-z ]+) undone"
        ),
        (
            r"(?:withdraw|cancel)(?= (?:what|the (?:last )?changes? (?:that )?) ?(?:you|was"
            r"|were|we)\b)"
        ),
    ),
    "approve": (
        "go ahead(?: with)?",
        "go for it",
        "go with",
        "proceed with",
        "sign off on",
        "sign off",
        "carry out",
        "make it (?:so|happen)",
        "let it rip",
        "green light",
        "thumbs up",
        "(?:you're )?good to go",
        "(?:ok|okay) to (?:go|proceed|apply)",
        "(?:you have|it has|you've got) my (?:approval|ok|okay|blessing|go|go-ahead|consent)",
        "approval (?:given|granted)",
        "(?:carry|put)(?= (?:it|that|this|them|those|these|everything) (?:out|through))",
        "go(?= ?(?:$|,|please|pls|then|now))",
        "sign(?= (?:it|that|this|them|those|these|everything) off)",
        (
            r"(?:do|ship|run|make|commit|execute|push|save|implement|process|complete"
            r"|finali[sz]e)(?= (?:(?:all|both|each|every)(?: of)? )?(?:it|that|this|them"
            r"|these|those|everything|all|both|(?:the|those|these|all|your)(?: proposed| "
            r"suggested| pending)? (?:changes?|change ?sets?|batch|proposals?|merges?"
            r"|updates?|edits?|fix(?:es)?|corrections?))(?! (?:accounts|contacts|companies"
            r"|people|leads|deals)\b)(?![^ ,]))"
        ),
        r"(?:merge|load)(?= (?:(?:all|both)(?: of)? )?(?:it|that|this|them|these|those)\b)",
    ),
    "wrong": (
        "(?:by|in) (?:mistake|accident|error)",
        "not (?:what|the one) (?:i|we) (?:wanted|meant|asked for)",
        "(?:i|we) made (?:a|an) (?:mistake|error)",
        "(?:(?:i|we)(?:'ve| have)? )?changed (?:my|our) minds?",
        "(?:i|we) (?:don't|do not) (?:like|agree)",
        "not like (?:this|that)",
        "not (?:right|good|correct|ok|okay|fine)",
        "isn't (?:right|good|correct)",
        "my bad",
        "too soon",
    ),
    "praise": (
        (
            "(?:looks?|sounds?|seems?|reads?)(?: all| very| really| pretty| just)? (?:good"
            "|right|great|fine|ok|okay|correct|perfect|in order|sensible|reasonable)(?: "
            "(?:to|by|for|with) (?:me|us))?"
        ),
        "all (?:good|fine|in order|correct)",
        "in order",
        (
            "(?:i'm |we're )?(?:works|fine|ok|okay|good|great|happy|right) (?:for|by|with"
            "|to) (?:me|us|it|that|this|them)"
        ),
        "that works",
        "(?:i|we) agree",
        "no objections?",
        "lgtm",
    ),
    "yes": (
        r"yes to(?= (?:all|both|everything|it|that|this|them|those|these)\b)",
        "i say yes",
        "sure thing",
        "of course",
        "by all means",
        "y",
        "aye",
    ),
    "request": (
        "(?:can|could) you(?: please| kindly| just| now)*",
        "(?:will|would) you (?:please|kindly)",
        "(?:i|we)(?:'d like| would like| want) you to",
        (
            "(?:(?:can|could) we|(?:i|we)(?:'d like| would like| want| need) to)(?= (?:undo"
            "|revert|reject|cancel|discard|roll|take|put|reverse|unmerge|decline|restore))"
        ),
    ),
    "lead": (
        "go ahead and",
        "go on and",
        "you (?:can|may)(?: now| just)?",
        "feel free to",
        "let's",
        "lets",
        "let us",
        (
            "(?:i|we)(?: hereby| both| all| do)?(?= (?:approve|apply|accept|confirm"
            "|authori[sz]e|reject|decline|withdraw|cancel|discard|dismiss))"
        ),
    ),
    "filler": (
        "all ?right",
        "on second thoughts?",
        "after all",
        "in that case",
        "no problem",
        "no worries",
        "oh no",
        "not now",
        "(?:great|good|nice) (?:job|work|stuff|one)",
        "well done",
        "right away",
        "straight away",
        "at once",
        "as well",
        "(?:for|from) (?:me|us)",
        "carry on",
        "nothing to object",
        "thats all",
        "that's all",
        "if you please",
        "go on",
    ),
    "thanks": (
        "thank you(?: so much| very much)?",
        "thanks(?: a lot| so much)?",
        "thx",
        "cheers",
        "ta",
        "ty",
    ),
    "after": (
        (
            "(?:to )?(?:as|how|what|like|where|the way) (?:it|they|that|things|everything"
            "|we) (?:was|were|is|are|had been)(?: before)?"
        ),
        "as (?:is|before|shown|proposed|suggested|planned|listed|previewed)",
        "like before",
        (
            "(?:that |which |what )?(?:you|we|i)(?: have|'ve|'d|had)?(?: just| last| "
            "already)* (?:did|do|made|done|applied|changed|proposed|suggested|approved"
            "|merged|loaded|showed|listed|drafted|prepared|corrected|fixed)"
        ),
        (
            "(?:that |which |what )(?:was|were|has been|have been)(?: just| last)* "
            "(?:applied|made|done|changed|there)"
        ),
        "from (?:just now|before|earlier)",
        "in (?:it|there)",
        "(?:in|to|into) (?:the |our )?crm",
    ),
}
"""Phrases that mean more, or less, than their words; of two that fit, the one above is meant."""

_WORDS = {
    "approve": "approve apply accept confirm proceed authorise authorize execute implement",
    "approved": "approved confirmed accepted authorised authorized",
    "reject": "reject discard decline cancel dismiss scrap abandon withdraw toss kill ditch nix"
    " veto refuse deny scratch disapprove",
    "rejected": "rejected declined denied refused cancelled canceled dismissed discarded",
    "undo": "undo unmerge revert reverse rollback undelete unapply unwind",
    "restore": "restore",
    "deny": "no nope nah negative",
    "yes": "yes yep yeah yup yea sure agreed absolutely definitely certainly \N{THUMBS UP SIGN}",
    "fair": "ok okay okey k fine great perfect",
    "wrong": "wait wrong mistake error accident mistaken bad accidentally incorrect",
    "filler": "please pls plz kindly now then so and just well right alright good super nice cool"
    " lovely excellent brilliant correct indeed exactly actually oops whoops oh ah hm hmm hmmm um"
    " again too today immediately asap already anyway done sorry damn hi hello hey guys team"
    " pitcrew mate there really very clearly",
    "be": "is are was were am been",
    "after": "back out off away down through before alone be untouched",
    "object": "it that this them those these they all both everything anything the a an my our your"
    " each every of whole entire same such last latest previous recent pending proposed waiting"
    " suggested old original former merged changed applied open above current lot bunch"
    " stuff thing things one ones change changes changeset changesets set sets batch batches"
    " proposal proposals draft drafts suggestion suggestions edit edits update updates modification"
    " modifications work approval approvals any step action actions operation plan values"
    " value numbers state data",
}
ROLE_OF = {word: role for role, words in _WORDS.items() for word in words.split()}

KINDS: tuple[tuple[str, str], ...] = (
    (r"merg\w*|duplicates?|dupes?|un-?merge", "merg"),
    (r"import\w*|load\w*|list", "load"),
    (r"fix(?:es)?|corrections?|clean-?ups?|normali[sz]ations?|standardi[sz]ations?",
     "correct|clean|fill|normali"),
    (r"clos(?:ures?|ings?)", "close"),
    (r"schedules?", "schedul|move"),
)  # fmt: skip
"""What somebody calls a kind of work, and what the proposal then says."""
FIELDS = re.compile(
    r"phones?|mobiles?|countr(?:y|ies)|states?|cit(?:y|ies)|industr(?:y|ies)|owners?|stages?"
    r"|titles?|names?|e-?mails?|websites?|products?|address(?:es)?"
)
TABLES = re.compile(r"accounts?|compan(?:y|ies)|contacts?|people|leads?|deals?|opportunit(?:y|ies)")
WITHIN = frozenset({"job", "number", "numbers", "phone", "company", "undo"})
"""Words within the name of a field or of what is to be decided."""
SET_ID = re.compile(r"(?:cs|chg|set)_[a-z2-9]+")
PHRASE = re.compile(
    "|".join(f"(?P<{role}>(?:{'|'.join(said)})(?![^ ,]))" for role, said in PHRASES.items())
)


def role_of(words: str) -> str | None:
    """The part that a word plays in a decision; None for a word that is none of a decision's."""
    if words in ROLE_OF:
        return ROLE_OF[words]
    work = any(re.fullmatch(kind, words) for kind, _ in KINDS)
    named = work or FIELDS.fullmatch(words) or TABLES.fullmatch(words) or SET_ID.fullmatch(words)
    return "object" if named or words in WITHIN else None
