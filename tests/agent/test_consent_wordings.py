"""Two hundred ways to decide, and to say something near a decision that is none."""

import pytest

from agent.consent import verb_of

APPROVED = """
all right, approve
yes do all of them please
looks right to me - go
ok go ahead then
yes please, go ahead with it
sure, make those changes
that all looks fine, apply it please
approved!
All approved, thanks
Confirmed - go ahead.
I'm happy with that, apply it
good, apply them all
please proceed with the changes
ok apply
you can go ahead
you may apply these now
you have my approval
green light from me
sign it off please
fine by me, do it
works for me
sounds good, do it
let's do this
Absolutely, ship it
yes to all
Accept all of these
approve both
approve the merge
👍
great stuff, go for it
okay, you can make the changes
Right then, approve the lot
could you apply that please?
I hereby approve this change set
yes, carry on
it's fine, apply it
no objections, proceed
push it through
ok, that is correct, apply it
apply it as shown
yes go
perfect, execute
I say yes
please implement
do it please, thank you
please make the changes you proposed
"""
REJECTED = """
nah leave it
no
No thank you.
nope, not doing that
please don't
don't do any of it
do not merge those
I don't want these changes
cancel everything
scrap the whole thing please
forget about it
never mind then
kill it
please reject the lot
toss that draft
leave everything as it is
leave them alone
rejected
declined, sorry
No, I'd rather not
changed my mind, discard it
that's wrong, cancel it
let's not do that
let's not
drop the whole thing
throw the proposal away
don't change anything please
I reject this
absolutely not
no to all
not approved, sorry
turn it all down
do nothing please
no no, leave it be
"""
UNDONE = """
put everything back the way it was
undo please
revert all of that
oh no, undo that!
roll it all back
take it all back please
please put it back how it was
hmm that was a mistake, undo it
undo the merge please
reverse what you just did
I changed my mind, put that back
can you put things back as they were?
restore it to how it was
undo my last approval
unmerge those again
change it back
I want that undone
we need to undo this
back that out please
undo all of it
bring the old values back
wrong one, revert it
undo what was applied
please could you undo the last thing
undo the account merges
restore the merged contacts
"""
UNDECIDED = """
approve only group 1
approve the first three and drop the rest
should I approve?
don't undo
do not undo it
what does approve do
what happens if I reject this?
who approved this?
was it approved?
is that applied
did you apply it
have you undone it yet?
what did you undo
why did you reject it
approve it if nothing else changes
approve after lunch
approve tomorrow
approve everything from now on
always approve phone fixes
approve unless it touches Acme
approve except Acme
approve all but the Navarro ones
apply it to Texas only
apply to leads as well
not yet
hold off for now
wait, don't approve yet
maybe approve
I think we should approve it
I might undo this later
she said to approve it
he approved it yesterday
the note says "approve"
the record's title is approve all
undo only the account merges
undo group 2
undo the last two
undo everything since Monday
can it be undone?
how do I undo that
could this be undone later?
is it safe to apply?
show me what undo would do
list the approved changes
list approved
which changes were rejected
approve?
undo?
approve or reject?
yes and no
yes but not the phones
no wait, approve
apply the same to contacts
make them accounts
make them customers
ok thanks
great, thanks
thanks
good
nice work
reject the last one
approve the latest one
drop the phone ones and keep the rest
ok but first show me the Acme ones
what would you apply
you applied it
would you approve it?
can we approve that?
don't reject it
approve nothing
undo nothing
approve it, then run the forecast
merge everything
merge all duplicates
delete it
fix it
go to Salesforce
go back
go on
run it again for leads
do the same for contacts
send it
approve in principle
approve with changes
if it looks good apply it
when can you apply it
apply 5 of them
approve Acme
list changes
update it
change it
no, the other one
forget that A and B are different
the changes were applied
it was a mistake
that looks wrong
I am not happy with it
leave it to me
leave those out
skip those
take those out
put them in a list
undo tomorrow's schedule
approve the policy
all the stages in order
approve first
"""


def lines(block: str) -> list[str]:
    return block.strip().splitlines()


@pytest.mark.parametrize("text", lines(APPROVED))
def test_it_approves(text: str) -> None:
    assert verb_of(text) == "approve"


@pytest.mark.parametrize("text", lines(REJECTED))
def test_it_rejects(text: str) -> None:
    assert verb_of(text) == "reject"


@pytest.mark.parametrize("text", lines(UNDONE))
def test_it_undoes(text: str) -> None:
    assert verb_of(text) == "undo"


@pytest.mark.parametrize("text", lines(UNDECIDED))
def test_it_decides_nothing(text: str) -> None:
    assert verb_of(text) is None


DECISIONS = ("yes do all of them please", "looks right to me - go", "nah leave it", "approve",
             "put everything back the way it was", "don't apply it", "undo the account merges",
             "you have my approval", "great stuff, go for it", "roll it all back")  # fmt: skip
OTHERS = (
    "only",
    "if",
    "after",
    "except",
    "unless",
    "first",
    "three",
    "12",
    "Acme",
    "Texas",
    "how",
    "not yet",
    "maybe",
    "later",
    "tomorrow",
    "policy",
    "Navarro",
    "group 2",
    "should",
    "who",
    "next",
    "forecast",
    "always",
    "without",
    "says",
    "Monday",
    "revenue",
    "she",
    "stale",
)


@pytest.mark.parametrize("decision", DECISIONS)
def test_one_word_that_is_none_of_a_decisions_makes_it_none(decision: str) -> None:
    assert verb_of(decision) is not None
    words = decision.split()
    decided = {
        text
        for other in OTHERS
        for place in range(len(words) + 1)
        if verb_of(text := " ".join([*words[:place], other, *words[place:]])) is not None
    }
    assert decided <= {"roll it after all back"}  # there "after all" is no condition
