"""Deliberate bugs, and for each the safety tests that see it.

One bug may be what several tests are there for: then each of them must see it. Where one place
alone lets nothing through, because another stands behind it, a bug is made in both.
"""

from dataclasses import dataclass

HERE = "tests/safety"
DESK, DOORS = f"{HERE}/test_worst_case.py", f"{HERE}/test_doors.py"
LINE, ENDPOINT = f"{HERE}/test_connections.py", f"{HERE}/test_endpoint_faults.py"
FILES, SHOWN = f"{HERE}/test_files.py", f"{HERE}/test_shown.py"
STATIC, LIMITS = f"{HERE}/test_static.py", f"{HERE}/test_limits.py"
PROGRAMS, METERING = "tests/api/mcp/test_programs.py", "tests/agent/test_metering.py"
FEW = "[note, a few orders]"
Edit = tuple[str, str, str]
"""A module, what stands there, and what stands there instead."""


@dataclass(frozen=True)
class Mutant:
    """A bug, and the tests that must fail over it."""

    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


def bug(module: str, right: str, wrong: str, *tests: str, also: tuple[Edit, ...] = ()) -> Mutant:
    """A bug in one place, or in those behind it too."""
    return Mutant(((module, right, wrong), *also), tests)


MUTANTS: dict[str, Mutant] = {
    "a model may do at once what it likes": bug(
        "tools/contract.py",
        "if self.takes_effect(given) and not context.own_words:", "if False:",
        f"{DESK}::test_asking_for_one_schedule_does_not_let_a_model_end_it",
        f"{DESK}::test_orders_that_stand_in_a_record_a_file_or_a_document_change_nothing[note]",
        f"{DESK}::test_an_order_in_an_earlier_reply_is_no_more_than_one_in_a_record",
        f"{DESK}::test_whoever_asks_and_in_whatever_role_nothing_is_changed[ops_manager-person]",
        f"{DOORS}::test_in_a_thread_of_slack_nothing_is_changed{FEW}",
        f"{DOORS}::test_what_others_put_into_slack_changes_nothing"
        "[a file that is put into Slack, a few orders]",
        f"{DOORS}::test_neither_a_direct_message_nor_a_command_obeys_a_record",
        f"{DOORS}::test_over_chat_completions_nothing_is_changed{FEW}",
        f"{DOORS}::test_an_earlier_reply_over_chat_completions_gives_no_orders",
        f"{DOORS}::test_a_program_that_obeys_changes_nothing_over_mcp{FEW}",
        f"{DOORS}::test_a_model_that_a_program_asks_changes_nothing{FEW}",
        f"{DOORS}::test_nothing_that_a_program_says_in_words_takes_effect[a few]",
    ),
    "a program is taken for its person": bug(
        "api/by_hand.py", 'own_words=actor.kind == "person",', "own_words=True,",
        f"{PROGRAMS}::test_no_program_gets_what_takes_effect_at_once",
        f"{DOORS}::test_a_program_that_obeys_changes_nothing_over_mcp{FEW}",
        f"{DOORS}::test_a_program_of_this_machine_that_obeys_changes_nothing{FEW}",
    ),
    "a draft of no talk is everybody's to narrow": bug(
        "tools/changes/narrow_changes.py", "here = ctx.conversation_id is not None and", "here =",
        f"{DOORS}::test_a_program_that_obeys_changes_nothing_over_mcp{FEW}",
    ),
    "a policy applies what a program asks for": bug(
        "agent/desk.py", 'ask.actor.kind == "agent" or running.trouble',
        "running.trouble",
        f"{DESK}::test_what_a_program_asks_for_is_left_to_a_person_whatever_a_policy_covers",
        f"{DOORS}::test_nothing_that_a_program_says_in_words_takes_effect[a few]",
    ),
    "a program's calls are counted nowhere": bug(
        "api/mcp/counting.py", "    _begin(office, actor, call.name)\n    try:", "    try:",
        f"{PROGRAMS}::test_each_call_is_noted_for_the_workspace",
        f"{PROGRAMS}::test_a_program_has_no_more_calls_than_the_workspace",
    ),
    "a run does not look at what others have used": bug(
        "agent/metering.py", "        if why is not None:", "        if False:",
        f"{METERING}::test_runs_that_begin_at_once_use_one_call_each_and_no_more",
        f"{METERING}::test_a_run_sees_what_another_that_is_still_under_way_has_used",
    ),
    "a name in Slack is a part of the message": bug(
        "api/slack/people.py", "        found = self.person(user)\n        if found.email is None:",
        "        return self.person(user).name\n        if found.email is None:",
        "tests/api/slack/test_asking.py::"
        "test_nobody_puts_words_into_a_message_by_what_they_call_themselves",
    ),
    "what was never shown can be approved": bug(
        "agent/keeping.py", "            self._named(session, memory, ask.text)\n",
        "            memory.sets += [ShownSet(id=r.id, digest=r.digest, status=r.status,"
        " summary=r.title) for r in session.exec(select(ChangeSet)) if r.proposed_by[:4] =="
        " 'boss']\n",
        f"{DESK}::test_an_approval_of_both_is_one_of_each_and_of_no_third",
        f"{DOORS}::test_what_a_client_says_was_said_is_no_word_of_anybody",
    ),
    "one name approves whatever there is": bug(
        "agent/consent.py",
        "if s.status in wanted and (s.id in named if named else _is_about(s, low))",
        "if s.status in wanted",
        f"{DESK}::test_an_approval_of_one_set_is_no_approval_of_another",
        also=((
            "agent/keeping.py", "            self._named(session, memory, ask.text)\n",
            ("            memory.sets += [ShownSet(id=r.id, digest=r.digest, status=r.status,"
             " summary=r.title) for r in session.exec(select(ChangeSet))]\n"),
        ),),
    ),
    "a role is asked for nowhere": bug(
        "tools/contract.py", "if ROLES.index(context.actor.role) < ROLES.index(self.role):",
        "if False:",
        f"{DOORS}::test_a_word_of_somebody_without_the_right_decides_nothing_for_the_thread",
        also=(("store/changes/approval.py", "if lowest not in ROLES[needed:]:", "if False:"),),
    ),
    "a policy applies what a record asked for": bug(
        "agent/run.py", "return [draft for draft in self.proposed if self._by_us[draft.id]]",
        "return self.proposed",
        f"{DESK}::test_the_same_call_is_left_to_a_person_where_only_a_record_asked_for_it",
    ),
    "a policy applies what was only listed": bug(
        "agent/desk.py", "return running.asked_for()", "return running.drafts",
        f"{DESK}::test_a_draft_that_is_only_listed_is_not_decided_by_a_policy",
    ),
    "a policy applies nothing": bug(
        "agent/desk.py", "return running.asked_for()", "return []",
        f"{DESK}::test_what_the_person_asked_for_is_still_done_under_a_policy",
    ),
    "nobody's own words are heard": bug(
        "agent/contexts.py",
        'own_words=ask.actor.kind != "agent" and own.ask_for(tool, arguments),',
        "own_words=False,",
        f"{DESK}::test_what_takes_effect_at_once_is_done_when_the_person_asks_for_exactly_that",
    ),
    "a model reads hidden letters": bug(
        "agent/toolbelt.py", "return visible(json.dumps(told, ensure_ascii=False))",
        "return json.dumps(told, ensure_ascii=False)",
        f"{DESK}::test_letters_that_nobody_sees_reach_no_model",
    ),
    "the arguments are not compared": bug(
        "agent/own_words.py", "(tool in READ_AGAIN or _plain(tool, call.arguments) == given)",
        "True", f"{DESK}::test_asking_for_one_schedule_does_not_let_a_model_end_it",
    ),
    "a word serves any call": bug(
        "agent/toolbelt.py",
        'if tool == f"{one.verb}_changes" and arguments.get("change_set") == one.change_set_id:',
        "if True:", f"{DESK}::test_an_approval_of_both_is_one_of_each_and_of_no_third",
    ),
    "a word for one set serves any": bug(
        "agent/toolbelt.py", ' and arguments.get("change_set") == one.change_set_id:', ":",
        "tests/agent/test_toolbelt.py::test_a_call_for_anything_else_gets_no_word",
    ),
    "a tool takes the word for another set": bug(
        "tools/parts/ledger/choosing.py",
        "if change_set is not None and change_set != given.change_set_id:", "if False:",
        "tests/tools/changes/test_approve_changes.py::"
        "test_a_word_about_something_else_decides_nothing",
    ),
    "a tool is ordered by nobody": bug(
        f"{HERE}/worst_case.py", "for name in sorted(catalog()) if name not in named)",
        "for name in ())",
        f"{DESK}::test_every_tool_is_ordered_in_every_place_and_there_are_five_hundred_pairs",
    ),
    "a step is kept without what was asked": bug(
        "agent/keeping.py", "arguments=step.arguments,", "arguments={},",
        f"{HERE}/test_replay.py::test_recorded_calls_lead_to_the_same_rows_in_every_table",
    ),
    "tables are left out of a comparison": bug(
        f"{HERE}/replay.py", "            for table in SQLModel.metadata.sorted_tables\n        }",
        '            for table in SQLModel.metadata.sorted_tables if "schedule" not in table.name\n'
        "        }",
        f"{HERE}/test_replay.py::test_a_call_that_is_left_out_is_seen",
    ),
}  # fmt: skip
