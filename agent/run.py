"""One run in progress: its steps and results as they come, and the reply they make."""

import time
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.messages import AIMessage, ToolMessage

from agent.compose import COURTEOUS, composed
from agent.events import Ending, Event, Planned, Reply, Shown, Step, Stepped
from agent.outside import Quoted, is_outside
from agent.own_words import OwnWords
from agent.planner.judging.answering import titled
from agent.planner.talk.binding import records
from agent.planner.words.memory import Call, Memory, Pending, Records, ShownSet
from agent.planner.words.signature import slots
from store.usage import Spent
from tools.arguments import Slot
from tools.catalog import catalog
from tools.parts.dimensions import DIMENSIONS
from tools.result import ChangeSetRef, Question, Result

FIND_TOOLS = "find_tools"
"""Its answers are Pitcrew's own words; those of every other tool hold records or documents."""
REMEMBERED_CALLS = 6
REMEMBERED_SETS = 20
REMEMBERED_ROWS = 5000


@dataclass(slots=True)
class Running:
    """Collects what happens in a run."""

    run: str
    conversation: str
    planner: str
    steps: list[Step] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    pending: Pending | None = None
    usage: dict[str, int] = field(default_factory=dict)
    spent: Spent = field(default_factory=Spent)
    unnoted: Spent = field(default_factory=Spent)
    """What of the language model's work the store could not be told yet."""
    answer: str = ""
    statement: str = ""
    trouble: str = ""
    outside: bool = False
    notes: list[str] = field(default_factory=list)
    _by_call: dict[str, Step] = field(default_factory=dict)
    _began: dict[str, float] = field(default_factory=dict)
    _own: OwnWords | None = None
    _heard: bool = False
    _made_up: set[str] = field(default_factory=set)
    _by_us: dict[str, bool] = field(default_factory=dict)
    _asked: dict[int, str] = field(default_factory=dict)
    """By the number of a step, the words that it was planned from."""

    def doubts(self, own: OwnWords | None, *, begins_with_records: bool = False) -> None:
        """From now on a model chooses the calls; `own` knows which of them the person asked for."""
        self._own, self._heard = own, begins_with_records
        self._made_up.clear()

    def planned(self, calls: list[Call]) -> Event:
        """The whole plan, when it is known before the first step."""
        self.steps = [_step(n, c.tool, c.arguments) for n, c in enumerate(calls, 1)]
        self._asked = {n: c.text for n, c in enumerate(calls, 1)}
        return Planned(steps=self.steps)

    def called(self, message: AIMessage) -> list[Event]:
        """The model asked for tools, or answered."""
        self._count(message)
        if not message.tool_calls:
            self.answer = message.text
            return []
        events: list[Event] = []
        for call in message.tool_calls:
            if call["name"] in catalog() or is_outside(call["name"]):
                step = self._begin(call["name"], call["args"], str(call["id"]))
                events.append(Stepped(step=step.model_copy()))
        return [Planned(steps=[s.model_copy() for s in self.steps]), *events]

    def returned(self, message: ToolMessage) -> list[Event]:
        """A tool gave its result, or refused."""
        self._heard = self._heard or message.name != FIND_TOOLS
        step = self._by_call.get(str(message.tool_call_id))
        if step is None:
            return []
        began = self._began[str(message.tool_call_id)]
        step.ms = round((time.perf_counter() - began) * 1000)
        result = message.artifact
        if isinstance(result, Quoted):
            return self._quoted(step, result)
        if not isinstance(result, Result):
            step.status = "refused"
            step.said = _refusal(step, str(message.content))
            step.error = {"message": step.said}
            return [Stepped(step=step.model_copy())]
        step.status, step.said = "done", result.say
        step.ms = int(result.facts.pop("ms", step.ms))
        self.results.append(result)
        if catalog()[step.tool].effect == "proposes":
            asked = str(message.tool_call_id) not in self._made_up
            self._by_us |= {ref.id: asked for ref in result.change_sets}
        shown = Shown(n=step.n, figures=result.figures, tables=result.tables,
                      charts=result.charts, change_sets=result.change_sets)  # fmt: skip
        return [Stepped(step=step.model_copy()), shown]

    def _quoted(self, step: Step, found: Quoted) -> list[Event]:
        """Another server's words: quoted in the notes, and in no way a result."""
        step.status, step.said = "done", f"{len(found.text):,} letters from outside, not checked."
        self.notes.append(found.note)
        self.outside = True
        self.statement = "outside"
        return [Stepped(step=step.model_copy())]

    @property
    def drafts(self) -> list[ChangeSetRef]:
        """The change sets of this run that wait for a decision."""
        return [c for r in self.results for c in r.change_sets if c.status == "draft"]

    @property
    def proposed(self) -> list[ChangeSetRef]:
        """The drafts that this run made itself; others it may have listed or shown."""
        return list({d.id: d for d in self.drafts if d.id in self._by_us}.values())

    def asked_for(self) -> list[ChangeSetRef]:
        """The drafts that the person's own message asked for: a policy may decide these.

        A model that had read nothing yet had only the message to go by. What it proposed later may
        be what a record told it to: then it is left to a person, unless the message asks for it.
        """
        return [draft for draft in self.proposed if self._by_us[draft.id]]

    def decided(self, refs: list[ChangeSetRef]) -> None:
        """Take over what a standing policy has decided, and say that it did."""
        new = {ref.id: ref for ref in refs if ref.status != "draft"}
        for result in self.results:
            mine = [new[c.id] for c in result.change_sets if c.id in new]
            result.change_sets = [new.get(c.id, c) for c in result.change_sets]
            if mine:
                decided = " ".join(_by_policy(ref) for ref in mine)
                # A digest tells of more than what was decided, and goes on being told.
                result.say = f"{result.say} {decided}" if result.facts.get("digest") else decided
        if new:
            self.answer = composed(self.results, self._refusals(), self.statement)

    def _refusals(self) -> list[str]:
        return [s.said for s in self.steps if s.status == "refused"]

    def reply(self) -> Reply:
        """The whole reply."""
        results = self.results
        asked = [*self.questions, *(q for r in results for q in r.questions)]
        return Reply(
            conversation=self.conversation, run=self.run, answer=self.answer,
            plan=[s for s in self.steps if s.status != "planned"] or self.steps,
            receipts=[f for r in results for f in r.figures],
            tables=[t for r in results for t in r.tables],
            charts=[c for r in results for c in r.charts],
            change_sets=[c for r in results for c in r.change_sets],
            questions=asked,
            notes=list(dict.fromkeys([*self.notes, *(n for r in results for n in r.notes)])),
            ended=self._ending(asked), planner=self.planner, usage=self.usage,
        )  # fmt: skip

    def _ending(self, asked: list[Question]) -> Ending:
        if self.trouble:
            return "failed"
        if asked:
            return "needs_answer"
        if self.drafts:
            return "needs_approval"
        said_no = self.statement not in COURTEOUS and not self.results
        if self.statement == "nothing" or said_no or (not self.results and self._refusals()):
            return "refused"
        return "answered"

    def remembered(self, memory: Memory) -> Memory:
        """What the next message may refer to."""
        done = [Call(tool=s.tool, arguments=s.arguments, text=self._asked.get(s.n, ""))
                for s in self.steps if s.status == "done"]  # fmt: skip
        kept = [c for c in done if c.tool in catalog() and catalog()[c.tool].effect != "decides"]
        shown = records(self.results)
        new = {c.id: c for r in self.results for c in r.change_sets}
        sets = [s for s in memory.sets if s.id not in new]
        sets += [
            ShownSet(id=c.id, digest=c.digest, status=c.status, summary=c.summary)
            for c in new.values()
        ]
        return Memory(
            calls=[*memory.calls, *kept][-REMEMBERED_CALLS:],
            made=len(kept) or memory.made,
            records=_whole_list(self.results)
            or (_records(shown.row_table, shown.row_ids) if shown else self._still(memory)),
            sets=sets[-REMEMBERED_SETS:],
            receipts=[f.id for r in self.results for f in r.figures][:50] or memory.receipts,
            pending=self.pending,
            leads=_leads(self.results) or memory.leads,
        )

    def _still(self, memory: Memory) -> Records | None:
        """What was listed before, unless a list was asked for now and nothing was found."""
        last = next((s for s in reversed(self.steps) if s.status == "done"), None)
        own = slots(last.tool) if last is not None and last.tool in catalog() else frozenset()
        lists = Slot.FILTER in own and own.isdisjoint({Slot.METRIC, Slot.RECORDS, Slot.CHANGE_SET})
        found = any(table.rows for result in self.results for table in result.tables)
        return memory.records if found or not lists else None

    def _begin(self, tool: str, arguments: dict[str, Any], call_id: str) -> Step:
        step = next((s for s in self.steps if s.status == "planned" and s.tool == tool), None)
        if step is None:
            step = _step(len(self.steps) + 1, tool, arguments)
            self.steps.append(step)
        step.arguments, step.status = arguments, "running"
        self.spent = replace(self.spent, tool_calls=self.spent.tool_calls + 1)
        if self._own and self._heard and not self._own.ask_for(tool, arguments):
            self._made_up.add(call_id)
        self._by_call[call_id] = step
        self._began[call_id] = time.perf_counter()
        return step

    def _count(self, message: AIMessage) -> None:
        self.usage["model_calls"] = self.usage.get("model_calls", 0) + 1
        for name, value in (message.usage_metadata or {}).items():
            if isinstance(value, int):
                self.usage[name] = self.usage.get(name, 0) + value
        if self.planner != "embedded":
            self.spent = with_call(self.spent, message)


def _step(n: int, tool: str, arguments: dict[str, Any]) -> Step:
    title = "Ask outside Pitcrew" if is_outside(tool) else titled(tool)
    return Step(n=n, tool=tool, title=title, arguments=arguments)


def _refusal(step: Step, told: str) -> str:
    """Why a step was not done, for a person: what the model is told names every tool there is."""
    if is_outside(step.tool) and "is not a valid tool" in told:
        return f"There is no tool {step.tool} here."
    return told


def with_call(spent: Spent, message: AIMessage) -> Spent:
    """With one more call of the language model; tokens that an endpoint does not tell are lost."""
    told, before = message.usage_metadata, spent.input_tokens
    out = spent.output_tokens
    return replace(
        spent, model_calls=spent.model_calls + 1,
        input_tokens=None if told is None or before is None else before + told["input_tokens"],
        output_tokens=None if told is None or out is None else out + told["output_tokens"],
    )  # fmt: skip


def _by_policy(ref: ChangeSetRef) -> str:
    return f"{ref.summary}: {ref.status} under a standing policy. To undo it, say “undo {ref.id}”."


def _leads(results: list[Result]) -> dict[str, str]:
    """The first group of the last answer by groups."""
    tables = [t for r in reversed(results) for t in r.tables if t.rows]
    grouped = ((t.columns[0], t.rows[0][0]) for t in tables
               if t.units[:1] == ["text"] and t.columns[0] in DIMENSIONS)  # fmt: skip
    # The owner of a record that stands alone is somebody whom a pronoun can mean.
    alone = (("owner", t.rows[0][t.columns.index("owner")]) for t in tables
             if len(t.rows) == 1 and "owner" in t.columns)  # fmt: skip
    return next(({name: str(first)} for name, first in (*grouped, *alone) if first), {})


def _records(table: str | None, ids: list[str]) -> Records | None:
    return Records(table=table, ids=ids[:REMEMBERED_ROWS]) if table else None


def _whole_list(results: list[Result]) -> Records | None:
    """All the records of the last list, where a tool gives more than its table shows."""
    for result in reversed(results):
        ids = result.facts.get("record_ids")
        if ids:
            return _records(result.facts.get("record_table"), [str(i) for i in ids])
    return None
