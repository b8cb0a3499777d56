"""Deliberate bugs in the store, at the endpoint, in files, in what is shown and in the code."""

from tests.safety.mutants import (
    ENDPOINT,
    FILES,
    LIMITS,
    LINE,
    SHOWN,
    STATIC,
    Mutant,
    bug,
)  # fmt: skip

BELOW: dict[str, Mutant] = {
    "a malformed reply is a bug": bug(
        "agent/endpoint.py", "except (openai.OpenAIError, *MALFORMED) as error:",
        "except openai.OpenAIError as error:",
        f"{ENDPOINT}::test_a_fault_of_each_kind_ends_in_an_answer",
        f"{ENDPOINT}::test_every_fault_ends_in_an_answer[deep json]",
        f"{ENDPOINT}::test_after_one_fault_the_model_goes_on[delta is null]",
        f"{ENDPOINT}::test_five_hundred_damaged_replies_are_lived_through",
    ),
    "an endpoint that is away is a bug": bug(
        "agent/endpoint.py", "except (openai.OpenAIError, *MALFORMED) as error:",
        "except MALFORMED as error:",
        f"{ENDPOINT}::test_a_connection_that_breaks_off_ends_in_an_answer[nothing]",
        f"{ENDPOINT}::test_a_stream_that_stalls_ends_when_its_time_is_over[at once]",
    ),
    "a failure is never tried again": bug(
        "agent/endpoint.py", "stop=stop_after_attempt(self._tries),", "stop=stop_after_attempt(1),",
        f"{ENDPOINT}::test_the_pause_that_an_endpoint_asks_for_is_kept_unless_it_is_long[0-2]",
    ),
    "two calls share an id": bug(
        "agent/endpoint.py", "return given if given and ids.count(given) == 1 else",
        "return given if given else",
        f"{ENDPOINT}::test_the_same_id_for_two_calls_runs_no_call_twice",
    ),
    "a model may go on three times as long": bug(
        "agent/turn.py", "run_limit=budget.tool_calls,", "run_limit=60,",
        f"{ENDPOINT}::test_a_model_that_calls_two_tools_in_turn_is_stopped",
        also=(("agent/turn.py", "run_limit=budget.model_calls + 1,", "run_limit=60,"),),
    ),
    "what was not committed is behind us": bug(
        "store/changes/application.py",
        "            _settle(session, work, bench, pending, careful=careful)\n",
        '            work.last_seq = pending[-1]["seq"]\n'
        "            _settle(session, work, bench, pending, careful=careful)\n",
        f"{LINE}::test_a_line_that_breaks_at_any_byte_loses_and_doubles_nothing",
        f"{LINE}::test_three_hundred_breaks_lose_and_double_nothing",
    ),
    "a deadlock is the end": bug(
        "store/changes/application.py", 'DEADLOCKS = frozenset({"40001", "40P01"})',
        'DEADLOCKS = frozenset({"no"})', f"{LINE}::test_a_deadlock_is_tried_again",
    ),
    "a deadlock that stays is passed over": bug(
        "store/changes/application.py", "            raise\n        # Whether",
        "            return 0\n        # Whether", f"{LINE}::test_a_deadlock_that_stays_is_said",
    ),
    "a worker that was overtaken goes on": bug(
        "store/changes/application.py",
        'if (header.fence, header.status) != (work.fence, "applying"):', "if False:",
        f"{LINE}::test_a_clock_that_jumps_lets_nothing_be_applied_twice",
    ),
    "a commit is only in memory": bug(
        "store/engine.py", 'level = "FULL" if options.get("durable") else "NORMAL"',
        'level = "NORMAL"',
        f"{LIMITS}::test_what_is_approved_and_applied_is_on_the_disk_before_it_is_said",
    ),
    "an upgrade commits half-way": bug(
        "store/migrations/run.py", "    with writing(engine, durable=True) as session:\n"
        "        connection = session.connection()\n",
        "    with engine.connect() as bare:\n        connection = bare.execution_options("
        "isolation_level='AUTOCOMMIT')\n",
        f"{LIMITS}::test_an_upgrade_that_is_cut_off_leaves_nothing_and_can_be_done_again[150]",
    ),
    "a body of any size is read": bug(
        "api/bodies.py", "if _told(headers) > most:", "if False:",
        f"{LIMITS}::test_a_body_that_says_it_is_huge_is_refused_unread",
    ),
    "a body that does not say is read to its end": bug(
        "api/bodies.py", '{"type": "http.disconnect"} if taken > most else message', "message",
        f"{LIMITS}::test_a_body_that_does_not_say_is_cut_off_when_it_becomes_huge",
    ),
    "letters that look alike are alike": bug(
        "tools/parts/matching/text.py", 'unicodedata.normalize("NFD", text)',
        'unicodedata.normalize("NFD", text.translate('
        '{0x43E: "o", 0x410: "A", 0x3BF: "o", 0x430: "a"}))',
        f"{LIMITS}::test_names_in_letters_that_only_look_alike_are_never_merged_unseen",
    ),
    "an apostrophe stays when it is imported": bug(
        "connectors/files/values.py", "trimmed = let_go(cell.strip()).strip()",
        "trimmed = cell.strip()", f"{FILES}::test_what_is_exported_comes_back_as_it_was",
    ),
    "a formula stands in the rejects": bug(
        "connectors/files/values.py",
        'return f"\'{cell}" if begins and not _PLAIN.match(cell) else cell', "return cell",
        f"{FILES}::test_a_formula_in_a_rejected_row_is_none_in_the_file_of_rejects",
    ),
    "a formula hides behind a blank": bug(
        "tools/parts/spreadsheet.py", 'seen = clean.lstrip(" \\u00a0\\ufeff\\u200b")',
        "seen = clean", f"{FILES}::test_every_text_that_begins_a_formula_is_held_back",
    ),
    "a row at fault is passed over": bug(
        "connectors/files/delimited.py", "elif any(cell.strip() for cell in row):", "elif False:",
        f"{FILES}::test_every_row_of_a_broken_file_is_imported_or_rejected_with_its_reason[500]",
    ),
    "a workbook of any size is opened": bug(
        "connectors/files/sheets.py", "if unpacked > LARGEST_UNPACKED:", "if False:",
        f"{FILES}::test_a_workbook_that_unpacks_to_too_much_is_refused_unread",
    ),
    "a table of any width is taken": bug(
        "connectors/files/rows.py", "MOST_COLUMNS = 2_000", "MOST_COLUMNS = 2_000_000",
        # With a million it would be seen in some days: each name is told apart from all others.
        f"{FILES}::test_a_header_of_a_million_columns_is_refused[2001]",
    ),
    "an approval hides letters": bug(
        "api/views/changed_rows.py", "return None if text is None else shown(text)", "return text",
        f"{SHOWN}::test_no_door_hides_a_letter_of_what_is_to_be_approved",
    ),
    "a letter that hides is left": bug(
        "store/unseen.py", 'return UNSEEN.sub("·", text)', "return text",
        f"{SHOWN}::test_every_letter_that_hides_is_marked",
    ),
    "every letter of another alphabet is marked": bug(
        "store/unseen.py", 'return UNSEEN.sub("·", text)',
        'return text.encode("ascii", "replace").decode()',
        f"{SHOWN}::test_letters_that_make_words_and_emoji_are_left_alone",
    ),
    "a tool runs a text": bug(
        "tools/parts/formats.py", "\nfrom ", "\nprint(eval('1'))\nfrom ",
        f"{STATIC}::test_nothing_that_a_tool_can_reach_runs_code_or_programs",
        f"{STATIC}::test_no_other_room_runs_code_from_data_either",
    ),
    "a query is built from input": bug(
        "tools/parts/records.py", "\nfrom ",
        "\nNAME = 'x'\nQUERY = f'SELECT * FROM {NAME}'\nfrom ",
        f"{STATIC}::test_sql_is_written_as_text_only_where_somebody_has_looked",
    ),
    "a table has a name of two words": bug(
        "store/doors.py", '__tablename__ = "conversation_key"',
        '__tablename__ = "conversation key"',
        f"{STATIC}::test_every_name_that_stands_in_such_text_is_a_plain_word",
    ),
    "a check is blind": bug(
        STATIC, 'RUNS_CODE = {"eval", ', "RUNS_CODE = {",
        f"{STATIC}::test_the_checks_see_what_they_look_for",
    ),
}  # fmt: skip
