"""A message into a plan: which tools, in which order, with which arguments, or one question.

Everything it knows comes from data: the lexicon (registry, schema, stored values), the intents
learned from playbooks, the signatures of the tools, and what the conversation remembers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from agent.consent import consents
from agent.planner.conditions.ahead import looks_ahead
from agent.planner.conditions.unread import (
    is_figure,
    must_ask,
    unread,
    unread_aside,
    unread_question,
)
from agent.planner.judging.answering import (
    LONGEST_ANSWER,
    NOTHING_BEFORE,
    can_be_asked,
    names_a_value,
    nearest,
    option_of,
    pending_for,
    stated,
    takes_headline,
    titled,
    undecidable,
    what_is_missing,
    which_is_meant,
    with_name,
)
from agent.planner.judging.assuring import assured
from agent.planner.judging.doubting import loose, unknown_names, unused
from agent.planner.judging.fitting import fitness
from agent.planner.judging.guarding import fits, promised, unguarded
from agent.planner.judging.hunch import WORTH_TRYING, structured, wants_figure
from agent.planner.judging.not_held import beside, refused
from agent.planner.judging.orders import again, orders
from agent.planner.judging.possible import possible
from agent.planner.judging.remarks import is_remark
from agent.planner.judging.residue import residue
from agent.planner.judging.sureness import SURE, needed
from agent.planner.judging.unsplit import unsplit
from agent.planner.learned.intent import Guess, Intent
from agent.planner.orders.changing import mends_fields
from agent.planner.reading.checking_up import checked_up
from agent.planner.reading.filling import Filled, added, fill
from agent.planner.reading.plan import Plan, leads_up
from agent.planner.reading.sharing import alongside, joined, lent
from agent.planner.talk.focusing import focused
from agent.planner.talk.following import Follow, amends, follow_up, leans_on_nothing, partly
from agent.planner.talk.present import of_now
from agent.planner.talk.pronouns import called
from agent.planner.talk.standing import standing_call
from agent.planner.words.asker import of_asker
from agent.planner.words.clause import Clause, World
from agent.planner.words.courtesy import heart
from agent.planner.words.elliptic import spelled_out
from agent.planner.words.idioms import plainly
from agent.planner.words.masking import kinds, masked
from agent.planner.words.memory import Call, Memory, Pending
from agent.planner.words.repeating import told
from agent.planner.words.splitting import asks, steps
from tools.catalog import catalog
from tools.result import Question

CHITCHAT = frozenset({"nothing", "help", "imports"})
LONGEST_NAMING = 14
"""Words; a message that only names things is a new request when it is longer."""
SURE_OF_NOTHING = 0.5
"""At least this likely, a message asks for no tool at all."""


@dataclass(slots=True)
class Outright:
    """Reads messages of one conversation."""

    world: World
    intent: Intent
    memory: Memory
    _guesses: dict[str, list[Guess]] = field(default_factory=dict, init=False)

    def outright(self, text: str) -> Plan:
        """The plan for a message by its own words.

        A decision is read from the words as they stand, and nothing else is.
        """
        decided = consents(text, self.memory.sets)
        if decided:
            return Plan(
                [
                    Call(tool=f"{c.verb}_changes", arguments={"change_set": c.change_set_id},
                         text=text)
                    for c in decided
                ]
            )  # fmt: skip
        assurance = assured(Clause(text, self.world), self.memory)
        if assurance is not None:
            return assurance
        plain, promise = unguarded(text, waits=self.memory.newest("draft") is not None)
        plan = self._planned(plain)
        return promised(plan, promise) if fits(plan, promise) else self._planned(text)

    def _planned(self, text: str) -> Plan:
        mended = self.world.lexicon.mended(called(self._plain(text), self.memory))
        chance = partial(self._chance, mended)
        standing = standing_call(text, self.world, self.memory, chance, self._alone)
        if standing is not None:
            return Plan([standing])
        answered = self._answer(mended)
        if answered is not None:
            return answered
        return self._steps(mended)

    def _plain(self, text: str) -> str:
        """A message in plain words, with what is said once for two said twice."""
        return spelled_out(
            checked_up(of_now(plainly(of_asker(heart(text), self.world.me)), self.memory)),
            self.world.lexicon,
        )

    def _guessed(self, text: str) -> list[Guess]:
        """What a text asks for, as learned; a message that is one step is guessed once."""
        if text not in self._guesses:
            clause = Clause(text, self.world)
            self._guesses[text] = self.intent.guess(text, masked(clause), kinds(clause))
        return self._guesses[text]

    def _chance(self, text: str, tool: str) -> float:
        return next((g.chance for g in self._guessed(text) if g.tool == tool), 0.0)

    def _alone(self, text: str) -> list[Call]:
        """The calls that a text would make if nothing had been said before it."""
        return Outright(self.world, self.intent, Memory()).outright(text).calls

    def _steps(self, text: str) -> Plan:
        plan = Plan()
        memory = focused(self.memory, Clause(text, self.world))
        parts = [text] if memory.last and amends(text) else steps(text)
        for number, part in enumerate(parts):
            step = self._step(part, memory, follows=number > 0)
            plan.guesses = plan.guesses or step.guesses
            opens = step.statement in CHITCHAT and not plan.calls and number + 1 < len(parts)
            if (opens and not asks(part)) or leads_up(step, plan, parts[number + 1 :]):
                continue  # a greeting, or what the request is for
            if step.question or (step.statement and not plan.calls):
                # What was understood is not run on its own: half an answer looks like a whole one.
                return Plan(
                    [], step.question, step.pending, step.statement, step.guesses, step.aside
                )
            plan.calls = step.calls if step.again else joined(plan.calls, step.calls)
            plan.aside = plan.aside or step.aside
            if step.statement and step.statement != "help" and asks(part):
                plan.statement = step.statement
            memory = memory.model_copy(update={"calls": [*memory.calls, *step.calls]})
        return plan

    def _step(self, text: str, memory: Memory, *, follows: bool) -> Plan:
        clause = Clause(text, self.world)
        outright = orders(clause, memory, self._checked) or refused(clause)
        if outright is not None:
            return outright
        guesses = structured(clause, possible(clause, self._guessed(text), memory))
        follow = follow_up(clause, memory, partly(clause, guesses), within=follows)
        if follow is not None:
            return self._follow(clause, follow, memory, guesses)
        if follows and is_remark(clause, guesses[0], memory):
            words = unread(clause, memory.last.tool) if memory.last else ""
            return Plan(guesses=guesses, aside=unread_aside(words))
        if memory.last is None and leans_on_nothing(clause):
            return Plan(question=Question(text=NOTHING_BEFORE), guesses=guesses)
        idle = guesses[0].chance > SURE_OF_NOTHING or not self._worth(guesses)
        if guesses[0].tool in CHITCHAT and idle and not wants_figure(clause, guesses):
            return Plan(
                statement=stated(clause, guesses), guesses=guesses, aside=nearest(clause, guesses)
            )
        guesses = [g for g in guesses if g.tool not in CHITCHAT]
        if catalog()[guesses[0].tool].effect == "decides" and guesses[0].chance > SURE:
            return undecidable(guesses)
        tried = [self._tried(clause, g, memory, follows=follows) for g in self._worth(guesses)]
        total = sum(g.chance for g, _ in tried) + sum(
            g.chance for g in guesses if g.tool not in {t.tool for t, _ in tried}
        )
        fit, filled = max(tried, key=lambda pair: pair[0].chance)
        sure = Guess(fit.tool, fit.chance / total)
        return self._checked(filled, [sure, *(g for g in guesses if g.tool != fit.tool)])

    def _worth(self, guesses: list[Guess]) -> list[Guess]:
        likely = [g for g in guesses[:4] if can_be_asked(g)]
        return [g for g in likely if g.chance > WORTH_TRYING] or likely[:1]

    def _tried(
        self, clause: Clause, guess: Guess, memory: Memory, *, follows: bool
    ) -> tuple[Guess, Filled]:
        """A tool with its arguments read, and its chance in the light of what they leave unread."""
        borrowed = lent(clause, guess.tool, memory) if follows else {}
        filled = fill(self._facing(clause, guess.tool), guess.tool, memory, borrowed)
        return Guess(guess.tool, guess.chance * fitness(filled)), filled

    def _follow(self, clause: Clause, follow: Follow, memory: Memory, guesses: list[Guess]) -> Plan:
        if follow.whole:
            words = told(memory.last, clause.text)
            return Plan([Call(tool=follow.tool, arguments=follow.borrowed, text=words)])
        facing = self._facing(clause, follow.tool, follow.borrowed)
        filled = fill(facing, follow.tool, memory, follow.borrowed)
        if follow.adds:
            filled = added(filled, follow.borrowed)
        filled.calls = alongside(filled.calls, memory, clause)
        sure = [Guess(follow.tool, 1.0), *(g for g in guesses if g.tool != follow.tool)]
        plan = self._checked(filled, sure)
        plan.again = follow.again
        if memory.last is not None and follow.tool == memory.last.tool:
            words = told(memory.last, clause.text)
            plan.calls = [call.model_copy(update={"text": words}) for call in plan.calls]
        return plan

    def _facing(
        self, clause: Clause, tool: str, borrowed: Mapping[str, Any] | None = None
    ) -> Clause:
        fresh = clause.fresh()
        fresh.metric = (borrowed or {}).get("metric")
        fresh.ahead, fresh.of_fields = looks_ahead(fresh, tool), mends_fields(tool)
        return fresh

    def _checked(self, filled: Filled, guesses: list[Guess]) -> Plan:
        """The plan, unless something in it must be asked first."""
        best = guesses[0]
        call = filled.calls[0]
        need = needed(filled, guesses)
        strict = catalog()[best.tool].effect == "proposes"
        unknown = unknown_names(filled.clause, strict=strict) if filled.clause else None
        if unknown is not None:
            return Plan(question=unknown, pending=pending_for(call, unknown), guesses=guesses)
        if best.chance < need:
            return which_is_meant(call, guesses)
        if filled.doubts:
            asked = Question(text=filled.doubts[0].text, options=list(filled.doubts[0].options))
            return Plan(question=asked, pending=pending_for(call, asked), guesses=guesses)
        if filled.missing and not takes_headline(filled, best):
            return what_is_missing(filled, call, guesses)
        left = unused(filled.clause, best.tool) if filled.clause else None
        if left is not None:
            return Plan(question=left, pending=pending_for(call, left), guesses=guesses)
        words = unread(filled.clause, best.tool) or unsplit(filled) if filled.clause else ""
        if words and filled.clause and must_ask(filled.clause, words, best.chance, strict=strict):
            asked = unread_question(words, figure=is_figure(filled.clause, words))
            return Plan(question=asked, pending=pending_for(call, asked), guesses=guesses)
        words = (loose(filled.clause) if filled.clause else "") or words or residue(filled)
        return Plan(filled.calls, guesses=guesses, aside=beside(filled, words))

    def _answer(self, text: str) -> Plan | None:
        """The plan that an answer to the open question completes, if the message is one."""
        pending = self.memory.pending
        if pending is None:
            return None
        chosen = option_of(text, pending.options)
        slot = pending.slot or ""
        ordered = again(pending, chosen, text, self.world)
        if ordered is not None:
            return self._steps(ordered) if ordered else None
        if slot == "unused":
            return Plan([pending.call]) if chosen else None
        if slot == "tool":
            return self._with_tool(pending, chosen) if chosen else None
        if slot.startswith("name:") and (chosen or names_a_value(Clause(text, self.world))):
            words = pending.asked_words.replace(slot.removeprefix("name:"), chosen or text.strip())
            return self._steps(words)
        if slot.startswith("name:"):
            return None
        return self._with_words(pending, chosen, text)

    def _with_tool(self, pending: Pending, chosen: str) -> Plan:
        tool = next(t for t in catalog() if titled(t) == chosen)
        clause = self._facing(Clause(pending.asked_words, self.world), tool)
        return self._checked(fill(clause, tool, self.memory), [Guess(tool, 1.0)])

    def _with_words(self, pending: Pending, chosen: str | None, text: str) -> Plan | None:
        """The request with the answer's words in it, when they say what was missing."""
        longest = LONGEST_ANSWER if asks(text) else LONGEST_NAMING
        if chosen is None and len(text.split()) > longest:
            return None
        said = (
            with_name(pending, chosen)
            if chosen and pending.slot is None
            else (f"{pending.asked_words} {chosen or text}")
        )
        clause = self._facing(Clause(said, self.world), pending.call.tool)
        filled = fill(clause, pending.call.tool, self.memory, pending.call.arguments)
        wanted = pending.slot
        if chosen is None and (filled.missing or (wanted and wanted not in filled.read)):
            return None
        plan = self._checked(filled, [Guess(pending.call.tool, 1.0)])
        again = plan.question is not None and plan.question.slot == pending.slot
        return None if again and chosen is None else plan
