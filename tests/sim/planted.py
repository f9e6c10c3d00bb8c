#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests the tester: plants one bug after the other in a copy of the tree and asks whether the simulator notices.

planted.py [--seeds N] [--seconds N] [--only WORD] [--long]

Each bug replaces one text of one source file. The simulator runs with it and ends at the first seed that fails. Run by hand
from the project's root, since it builds: the copy is built once, then a file at a time. Answers 1 when a bug was missed.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

AUTHORITY = "src/sync/tw-authority-"
PUT = "src/store/sync/tw-replica-put.c"
SETTLE = "src/store/sync/tw-settle.c"
MERGE = "src/sync/tw-merge.c"
LOAD = "src/sync/tw-sync-load.c"

# name, file, text, what stands there instead
BUGS = [
    ("a repeated mutation is taken again", AUTHORITY + "push.c", "if (mutation->n <= last_n)", "if (FALSE)"),
    ("a refusal is not told again", AUTHORITY + "push.c", "add_result (taking, mutation->n, seen.state, seen.problem);", ";"),
    ("the base is the present row", AUTHORITY + "apply.c", "tw_merge_field (field, &change->before,", "tw_merge_field (field, theirs,"),
    ("a deleted record is edited", AUTHORITY + "apply.c", "if (work->deleted != 0)\n    return check_right", "if (FALSE)\n    return check_right"),
    ("what lost is not kept", AUTHORITY + "apply.c", "return tw_authority_add_conflict (", "return TRUE || tw_authority_add_conflict ("),
    ("an unseen record is changed", AUTHORITY + "apply.c", "if (!tw_access_may_row (apply->access, TW_RIGHT_READ, record))", "if (FALSE)"),
    ("who lost sight is not told", AUTHORITY + "pull.c",
     "else if (before != NULL ? tw_access_may_row (pulling->access, TW_RIGHT_READ, before) : is_own_making (pulling, record))",
     "else if (FALSE && is_own_making (pulling, record))"),
    ("changed rights ask for no load", AUTHORITY + "pull.c", "if (next.access != at.access)", "if (FALSE)"),
    ("a load lacks the wastebasket", AUTHORITY + "snapshot.c", "else if (!deleted)\n", "else if (FALSE)\n"),
    ("sets lose what was added", MERGE, "for (guint i = 0; !strict && i < get_n (mine); i++)", "for (guint i = 0; strict && i < get_n (mine); i++)"),
    ("a counter takes mine", MERGE, "__builtin_add_overflow (now, difference, &sum)", "__builtin_add_overflow (from + 0 * now, difference, &sum)"),
    ("mine always wins", MERGE, "if (is_same (base, theirs))\n    {", "if (TRUE)\n    {"),
    ("a stop is lifted", MERGE, "&& mine->i) || (!tw_value_is_null (theirs)", "&& mine->i) && (!tw_value_is_null (theirs)"),
    ("a pulled row overwrites what waits", PUT, "if (pending != NULL && g_hash_table_contains (pending, GUINT_TO_POINTER (field->number)))", "if (FALSE)"),
    ("a waiting deletion is overwritten", PUT, "if (pending != NULL && g_hash_table_contains (pending, GUINT_TO_POINTER (TW_PENDING_EXISTENCE)))", "if (FALSE)"),
    ("an older row overwrites", PUT, "if (here && known >= server_seq)", "if (FALSE)"),
    ("settled values are not taken over", PUT, "(cursor_seq > 0 && !tw_pending_clear", "(cursor_seq < 0 && !tw_pending_clear"),
    ("refused changes are not kept", SETTLE, "if ((refused && !keep_refused", "if ((FALSE && refused && !keep_refused"),
    ("a new record is not waited for", SETTLE, "|| !expect_records (settling, row, refused ? 0 : settling->seq, error))",
     "|| (FALSE && !expect_records (settling, row, refused ? 0 : settling->seq, error)))"),
    ("a load forgets nothing", "src/sync/tw-sync-apply.c", "entity != NULL && i < unseen->len", "entity == NULL && i < unseen->len"),
    ("a reload is not begun", "src/sync/tw-sync-pull.c", "if (page->reload->len > 0)", "if (FALSE)"),
    ("an old answer is taken for a reload", LOAD, "if (page->seq < get_seq (sync))", "if (FALSE)"),
    ("a second load compares nothing", LOAD, "if (!compare)\n    return;", "if (!compare || TRUE)\n    return;"),
    ("after a load nothing is pulled", LOAD, "sync->pull_wanted = TRUE;\n      tw_sync_finish_step", "tw_sync_finish_step"),
    ("a load pulls from its last page", LOAD, "finish_load (sync, apply, first != NULL ? first : page->cursor,", "finish_load (sync, apply, page->cursor,"),
    ("the cursor skips a row", "src/sync/tw-sync-apply.c", "for (guint i = 0; i < table->rows->len; i++)\n    {\n      const TwWireRow *row",
     "for (guint i = 0; i < MIN (table->rows->len, 6); i++)\n    {\n      const TwWireRow *row"),
    ("a clock decides what is taken", AUTHORITY + "push.c", "*uncertain = ABS (offset) > MAX_OFFSET || corrected < taking->last_contact || corrected > taking->received_at;",
     "*uncertain = FALSE;"),
    ("the conflict has the wrong value", AUTHORITY + "conflict.c", "put (tx, conflict, \"theirs\", as_json (theirs));", "put (tx, conflict, \"theirs\", as_json (mine));"),
    ("an edit of the wastebasket is dropped", AUTHORITY + "apply.c", "|| !tw_authority_add_conflict (apply->authority, apply->tx, work, field, \"open\"",
     "|| FALSE && !tw_authority_add_conflict (apply->authority, apply->tx, work, field, \"open\""),
    ("texts lose mine", MERGE, "tw_merge_text (base->type == TW_TYPE_TEXT ? base->text : \"\", mine->text, theirs->text)", "g_strdup (theirs->text)"),
    ("sets keep what was removed", MERGE, "(!has (base, item) || has (mine, item))", "(TRUE || has (mine, item))"),
    ("a refusal stops those behind it", AUTHORITY + "push.c", "add_result (taking, mutation->n, TW_PUSH_REJECTED, problem);\n  return TRUE;",
     "add_result (taking, mutation->n, TW_PUSH_REJECTED, problem);\n  return mutation->n % 2 == 0;"),
    ("a page has rows of others", AUTHORITY + "pull.c", "else if (view->where == NULL || tw_access_may_row (pulling->access, TW_RIGHT_READ, record))", "else if (TRUE)"),
    ("a stamp stays", "src/store/sync/tw-outbox-commit.c", "if (field != NULL && !note_pending (tx, work->entity->number",
     "if (FALSE && !note_pending (tx, work->entity->number"),
    ("pending is cleared too early", "src/store/sync/tw-pending.c", "\"AND seq <= ? ORDER BY", "\"AND ?1 IS NOT NULL ORDER BY"),
    ("a forgotten record takes unsent words along", "src/store/sync/tw-replica-gone.c", "return refuse_unsent (tx, id, error) && remove_record", "return remove_record"),
    ("what is acked is sent again under a new number", SETTLE, "DELETE FROM sync_outbox WHERE n <= ?", "UPDATE sync_outbox SET n = n + 1000 WHERE n <= ?"),
    ("what a copy has sent is taken again", AUTHORITY + "push.c", "if (tw_push_find_commit (taking->push,", "if (FALSE && tw_push_find_commit (taking->push,"),
    ("a copy is told what the other one sent", AUTHORITY + "push.c", "mutations->len > 0 ? (", "mutations->len > 100000 ? ("),
    ("a newer program is let in", AUTHORITY + "push.c", "|| !tw_authority_check_version (authority, push->schema, error)", "|| FALSE"),
    ("a new id is not registered", "src/sync/tw-sync-push.c", "if (reply->status != 403 || sync->registered)", "if (TRUE)"),
    ("a value that is there twice is not told", AUTHORITY + "twins.c", "if (!is_strict (work->entity) && !flag_work", "if (FALSE && !flag_work"),
    ("a value that is there twice tells of what is out of sight", AUTHORITY + "twins.c",
     "return visible ? flag_own", "return TRUE || visible ? flag_own"),
    ("a load of two rights is not compared", LOAD, "|| (first != NULL && g_strcmp0 (rights, page->rights) != 0)", "|| FALSE"),
    ("a reload of other rights is taken", LOAD, "if (!is_of_cursor (sync, page))", "if (FALSE)"),
    ("a file that is not taken goes first again", "src/sync/tw-sync-lane.c", "  if (tell)\n    tw_sync_files_rest", "  if (FALSE)\n    tw_sync_files_rest"),
    ("a refused file is never sent", "src/store/sync/tw-replica-files.c", "AND state < 5 ", "AND state < 4 "),
    ("another person is given something on a device", AUTHORITY + "push.c", "if (person == NULL || (tw_id_parse (person, &id)", "if (TRUE || (tw_id_parse (person, &id)"),
    ("a synced state in spite of an outbox", "src/sync/tw-sync.c", "if (sync->pending > 0 && ticks >= sync->push_after)", "if (sync->pending > 2 && ticks >= sync->push_after)"),
]


def copy_tree(root, copy):
    names = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)


def build(copy):
    done = subprocess.run(["ninja", "-j2", "-C", "build", "tests/sim/sim"], cwd=copy, capture_output=True, text=True)
    return None if done.returncode == 0 else done.stdout[-2000:]


def run(copy, options):
    """The simulator's word on what fails; None when all is well for it."""
    command = [str(copy / "build/tests/sim/sim"), "--tap", "--seed", "1", "--seeds", str(options.seeds)]
    environment = dict(os.environ, TW_SOURCE_ROOT=str(copy))
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=options.seconds)
    except subprocess.TimeoutExpired:
        return None
    failed = re.search(r"^# ([a-z-]+: .*)$", done.stdout, re.MULTILINE)
    if failed is not None:
        return failed.group(1)
    return None if done.returncode == 0 else f"the simulator ended with {done.returncode}"


def try_bug(copy, bug, options):
    name, path, text, instead = bug
    source = copy / path
    good = source.read_text()
    if text not in good:
        sys.exit(f"{name}: {path} has changed and does not hold this text any more:\n{text}")
    try:
        source.write_text(good.replace(text, instead))
        trouble = build(copy)
        if trouble is not None:
            sys.exit(f"{name}: does not compile:\n{trouble}")
        return run(copy, options)
    finally:
        source.write_text(good)


def main():
    parser = argparse.ArgumentParser(description="Plants bugs and asks whether the simulator notices.")
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=90, help="at most, for each bug")
    parser.add_argument("--only", default="", help="only the bugs with this word")
    parser.add_argument("--long", action="store_true", help="ten times the seeds and the time")
    options = parser.parse_args()
    if options.long:
        options.seeds, options.seconds = 10 * options.seeds, 10 * options.seconds
    bugs = [bug for bug in BUGS if options.only in bug[0]]
    missed = 0
    with tempfile.TemporaryDirectory(prefix="tw-planted-") as folder:
        copy = pathlib.Path(folder)
        copy_tree(pathlib.Path.cwd(), copy)
        subprocess.run(["meson", "setup", "build"], cwd=copy, check=True, stdout=subprocess.DEVNULL)
        trouble = build(copy)
        if trouble is not None:
            sys.exit(trouble)
        for bug in bugs:
            told = try_bug(copy, bug, options)
            missed += told is None
            print(f"{bug[0]}: {told or 'missed'}", flush=True)
    print(f"caught {len(bugs) - missed} of {len(bugs)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
