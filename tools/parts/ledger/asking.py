"""Arguments that say which part of a change set is meant, with the words that people use."""

from typing import Annotated, Literal

from tools.arguments import Slot, Words, choice

_SHARES = ("50", "60", "70", "75", "80", "85", "90", "95", "96", "97", "98", "99", "99.5", "99.9")
_ABOVE = ("above", "over", "more than", "at least", "higher than", ">", ">=", "from")
_NOT = ("drop", "without", "not", "except", "except for", "leave out", "skip", "exclude", "remove",
        "but not", "all but", "minus", "ignore", "everything but")  # fmt: skip


def _shares() -> Words:
    found: dict[str, tuple[str, ...]] = {}
    for share in _SHARES:
        value = format(float(share) / 100, ".4g")
        written = (
            f"{share}%", f"{share} %", f"{share} percent", f"{share} per cent", value,
            f"{value} confidence",
        )  # fmt: skip
        found[value] = tuple(
            phrase
            for text in written
            for phrase in (
                *(f"{word} {text}" for word in _ABOVE), f"{text} sure", f"{text} certain",
                f"{text} or more", f"{text} and up", f"{text} and above", f"{text} confidence",
            )
        )  # fmt: skip
    return choice(**found)


_NOUNS = {
    "account": ("accounts", "companies", "account merges"),
    "contact": ("contacts", "people", "contact merges"),
    "lead": ("leads", "lead merges"), "opportunity": ("deals", "opportunities"),
}  # fmt: skip
DropTable = Annotated[
    Literal["account", "contact", "lead", "opportunity"],
    choice(**{
        table: tuple(
            phrase
            for word in (*_NOT, "no")
            for noun in nouns
            for phrase in (f"{word} {noun}", f"{word} the {noun}", f"{word} any {noun}")
        )
        for table, nouns in _NOUNS.items()
    }),
]  # fmt: skip
"""Records that are left out: `not the contacts`, `without leads`."""
DropGroups = Annotated[list[int], Words(slot=Slot.GROUPS, about="drop")]
DropFields = Annotated[list[str], Words(slot=Slot.FIELD, about="drop")]
"""Fields whose changes are left out: `not the titles`, `everything but phones`."""
Groups = Annotated[list[int], Words(slot=Slot.GROUPS)]
"""Groups by the number that the preview gives them."""
SureAbove = Annotated[float, _shares()]
"""A share from 0 to 1: `99 %` is 0.99."""
Same = Annotated[
    Literal["email", "domain", "phone", "address", "name", "company"],
    choice(
        email=("exact email", "exact e-mail", "exact emails", "same email", "same e-mail",
               "same mailbox", "identical email", "identical emails", "identical e-mail",
               "email match", "email matches", "e-mail matches", "matching email",
               "matching emails", "share an email", "share an e-mail", "shared email",
               "email is the same", "emails are the same", "matched on email",
               "matched by email", "matched on e-mail", "same address"),
        domain=("same domain", "exact domain", "domain match", "domain matches",
                "matching domain", "matched on domain", "matched by domain", "share a domain",
                "same website", "same site", "identical domain", "domain is the same"),
        phone=("same phone", "same number", "exact phone", "phone match", "phone matches",
               "matching phone", "matched on phone", "matched by phone", "share a phone",
               "same phone number", "identical phone", "same direct number", "same telephone"),
        address=("same street", "same street address", "same postal address", "address matches",
                 "street matches", "matched on address"),
        name=("exact name", "same name", "identical name", "identical names", "exact names",
              "name match", "name matches", "matched on name", "matched by name"),
        company=("same company", "company matches", "matched on company"),
    ),
]  # fmt: skip
Rest = Annotated[
    Literal["reject", "wait"],
    choice(
        reject=("reject the rest", "drop the rest", "forget the rest", "not the rest",
                "nothing else", "discard the rest", "reject the others"),
        wait=("keep the rest", "leave the rest", "the rest later", "the rest can wait", "for now",
              "others later", "the others can wait", "approve only", "approve just", "approve the",
              "apply only", "apply just", "apply the", "merge only", "accept the", "accept only",
              "to begin with", "to start with", "for a start", "rest waits", "park the rest",
              "hold the rest", "the rest wait"),
    ),
]  # fmt: skip
Pick = Annotated[
    Literal["first", "sample"],
    choice(
        first=("the first", "first ones", "in order"),
        sample=("sample", "a sample", "random sample", "a random sample", "samples",
                "random", "at random", "randomly", "spot check", "spot-check",
                "random ones", "a few examples", "some examples", "some of each"),
    ),
]  # fmt: skip
"""Which of many are shown."""
Quoted = Annotated[str, Words(slot=Slot.TEXT)]
"""Words in quotation marks."""
