#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests the tester: plants one bug after the other in the simulator and asks whether it notices.

planted.py BUILD [--seeds N] [--seconds N] [--jobs N] [--only WORD] [--few] [--postgres]

Each bug replaces one text of one source file. That file alone is compiled, as BUILD compiles it, and linked with all else that BUILD has
for the simulator. It plays its scenes and then runs worlds, and ends at the first that fails. A test program: a bug that is missed is a
test that failed. --few: those bugs alone that are found within a moment, for the usual suite. --postgres: bugs of the server, on a server
whose store is on PostgreSQL, and those that only such a server can have.
"""
import argparse
import concurrent.futures
import ctypes
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import threading

AUTHORITY = "src/sync/tw-authority-"
PUT = "src/store/sync/tw-replica-put.c"
SETTLE = "src/store/sync/tw-settle.c"
TAKE = "src/store/sync/tw-outbox-take.c"
TOLD = "src/store/sync/tw-settle-told.c"
MERGE = "src/sync/tw-merge.c"
LOAD = "src/sync/tw-sync-load.c"

# name, file, text, what stands there instead
BUGS = [
    ("a repeated mutation is taken again", AUTHORITY + "push.c", "if (mutation->n <= last_n)", "if (FALSE)"),
    ("a refusal is not told again", AUTHORITY + "push.c", "add_result (taking, mutation->n, seen.state, seen.problem);", ";"),
    ("the base is the present row", AUTHORITY + "apply.c", "tw_merge_field (field, &change->before,", "tw_merge_field (field, theirs,"),
    ("a deleted record is edited", AUTHORITY + "apply.c", "if (work->deleted != 0)\n    return check_right", "if (FALSE)\n    return check_right"),
    ("what lost is not kept", AUTHORITY + "apply.c", "return tw_authority_add_conflict (", "return TRUE || tw_authority_add_conflict ("),
    ("an unseen record is changed", AUTHORITY + "apply.c", "if (record != NULL ? !tw_access_may_row (apply->access, TW_RIGHT_READ, record) :",
     "if (record != NULL ? FALSE :"),
    ("who lost sight is not told", AUTHORITY + "pull.c",
     "else if (before != NULL ? tw_access_may_row (pulling->access, TW_RIGHT_READ, before) : is_own_making (pulling, record))",
     "else if (FALSE && is_own_making (pulling, record))"),
    ("changed rights ask for no load", AUTHORITY + "pull.c", "if (next.access != at.access)", "if (FALSE)"),
    ("a load lacks the wastebasket", AUTHORITY + "snapshot.c", "else if (!deleted)\n", "else if (FALSE)\n"),
    ("sets lose what was added", MERGE, "for (guint i = 0; !strict && i < get_n (mine); i++)", "for (guint i = 0; strict && i < get_n (mine); i++)"),
    ("a counter takes mine", MERGE, "__builtin_add_overflow (now, difference, &sum)", "__builtin_add_overflow (from + 0 * now, difference, &sum)"),
    ("mine always wins", MERGE, "if (is_same (base, theirs))\n    {", "if (TRUE)\n    {"),
    ("a stop is lifted", MERGE, "&& mine->i) || (!tw_value_is_null (theirs)", "&& mine->i) && (!tw_value_is_null (theirs)"),
    ("a pulled row overwrites what waits", PUT, "if (pending != NULL && !pending->settled)", "if (FALSE)"),
    ("a waiting deletion is overwritten", PUT, "if (tw_pending_find (tx->pending, TW_PENDING_EXISTENCE) != NULL)", "if (FALSE)"),
    ("an older row overwrites", PUT, "if (here && known >= server_seq)", "if (FALSE)"),
    ("settled values are not taken over", PUT, "(cursor_seq > 0 && !tw_pending_clear", "(cursor_seq < 0 && !tw_pending_clear"),
    ("refused changes are not kept", SETTLE, "if (refused && !row->joined && !keep_refused", "if (FALSE && refused && !keep_refused"),
    ("a new record is not waited for", SETTLE, "if (rows == NULL || !expect_records (settling, error)\n",
     "if (rows == NULL || (FALSE && !expect_records (settling, error))\n"),
    ("a load forgets nothing", "src/sync/tw-sync-apply.c", "entity != NULL && i < unseen->len", "entity == NULL && i < unseen->len"),
    ("a reload is not begun", "src/sync/tw-sync-pull.c", "if (page->reload->len > 0)", "if (FALSE)"),
    ("an old answer is taken for a reload", LOAD, "if (page->seq < MAX (get_number (sync, \"seq\"), get_number (sync, \"load.seq\")))", "if (FALSE)"),
    ("a second load compares nothing", LOAD, "if (!compare)\n    return;", "if (!compare || TRUE)\n    return;"),
    ("after a load nothing is pulled", LOAD, "sync->pull_wanted = TRUE;\n      tw_sync_finish_step", "tw_sync_finish_step"),
    ("a load pulls from its last page", LOAD, "finish_load (sync, apply, first != NULL ? first : page->cursor,", "finish_load (sync, apply, page->cursor,"),
    ("the cursor skips a row", "src/sync/tw-sync-apply.c", "for (guint i = 0; i < table->rows->len; i++, writing->n++)\n    {\n      const TwWireRow *row",
     "for (guint i = 0; i < MIN (table->rows->len, 6); i++, writing->n++)\n    {\n      const TwWireRow *row"),
    ("a clock decides what is taken", AUTHORITY + "push.c", "*uncertain = ABS (offset) > MAX_OFFSET || corrected > taking->received_at;",
     "*uncertain = FALSE;"),
    ("what was done before the push before counts as early", AUTHORITY + "push.c",
     "*uncertain = ABS (offset) > MAX_OFFSET || corrected > taking->received_at;",
     "*uncertain = ABS (offset) > MAX_OFFSET || corrected > taking->received_at\n"
     "               || corrected < tw_peers_get (taking->authority->store, &taking->request->client, NULL)->seen;"),
    ("who came last was last", AUTHORITY + "conflict.c", "tw_push_find_made (tx, tw_change_get_commit_seq (change), &stamp->at);", ";"),
    ("the conflict has the wrong value", AUTHORITY + "conflict.c", "put (tx, conflict, \"theirs\", as_json (theirs));", "put (tx, conflict, \"theirs\", as_json (mine));"),
    ("an edit of the wastebasket is dropped", AUTHORITY + "apply.c", "|| !tw_authority_add_conflict (apply->authority, apply->tx, work, field, \"open\"",
     "|| FALSE && !tw_authority_add_conflict (apply->authority, apply->tx, work, field, \"open\""),
    ("texts lose mine", MERGE, "tw_merge_text (base->type == TW_TYPE_TEXT ? base->text : \"\", mine->text, theirs->text)", "g_strdup (theirs->text)"),
    ("sets keep what was removed", MERGE, "(!has (base, former, item) || has (mine, own, item))", "(TRUE || has (mine, own, item))"),
    ("a refusal stops those behind it", AUTHORITY + "push.c", "add_result (taking, mutation->n, TW_PUSH_REJECTED, problem);\n  return TRUE;",
     "add_result (taking, mutation->n, TW_PUSH_REJECTED, problem);\n  return mutation->n % 2 == 0;"),
    ("a page has rows of others", AUTHORITY + "pull.c", "else if (view->where == NULL || tw_access_may_row (pulling->access, TW_RIGHT_READ, record))", "else if (TRUE)"),
    ("a stamp stays", "src/store/sync/tw-outbox-commit.c", "if (field != NULL && !note_pending (tx, work->entity->number",
     "if (FALSE && !note_pending (tx, work->entity->number"),
    ("what waits is taken for answered", "src/store/sync/tw-pending.c", "seq IS NOT NULL AND seq <= ? FROM", "?1 IS NOT NULL FROM"),
    ("pending is cleared too early", "src/store/sync/tw-pending.c", "\"AND seq <= ? ORDER BY", "\"AND ?1 IS NOT NULL ORDER BY"),
    ("a forgotten record takes unsent words along", "src/store/sync/tw-replica-gone.c", "&& refuse_unsent (tx, id, error) && remove_record", "&& remove_record"),
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
    ("a reload knows only how old a load's first page was", LOAD, "tw_sync_apply_put (apply, \"load.seq\", seq);",
     "if (first == NULL)\n    tw_sync_apply_put (apply, \"load.seq\", seq);"),
    ("a refused file is never sent", "src/store/sync/tw-replica-files.c", "WHERE state IN (0, 4) AND", "WHERE state IN (0) AND"),
    ("another person is given something on a device", AUTHORITY + "push.c", "if (person == NULL || (tw_id_parse (person, &id)", "if (TRUE || (tw_id_parse (person, &id)"),
    ("a synced state in spite of an outbox", "src/sync/tw-sync.c", "if (sync->pending > 0 && ticks >= sync->push_after)", "if (sync->pending > 2 && ticks >= sync->push_after)"),
    ("what an older program kept aside stays aside", "src/sync/tw-sync.c", "if (sync->upgrade_wanted &&", "if (FALSE &&"),
    ("what an older program passed over is not loaded", "src/sync/tw-sync-upgrade.c", "if (!g_strv_contains ((const char *const *) known, text))", "if (FALSE)"),
    ("what is not known is thrown away", PUT, "return write_known (tx, table, rid, server_seq, extra, error);", "return write_known (tx, table, rid, server_seq, NULL, error);"),
    ("a record that was removed for good comes back", PUT, "if (purged || entity == NULL)", "if (entity == NULL)"),
    ("what a restored server lost is not offered", PUT, "if (tx->has_offers && work->rid != 0 && ", "if (FALSE && "),
    ("what a restored server lost is taken twice", AUTHORITY + "apply.c", "*known = seq >= apply->lost_seq;", "*known = FALSE;"),
    ("what was done since a restore is overwritten", AUTHORITY + "apply.c", "if (good && apply->lost != NULL && !found)", "if (FALSE)"),
    ("what a restored server lost comes after what builds on it", "src/store/sync/tw-offers.c", "CASE WHEN n <= ?2 THEN 1 ", "CASE WHEN n <= ?2 THEN -1 "),
    ("what was joined is lost", TAKE, "i < tw_change_get_n_fields (first); i++)\n    add_joined", "i < 0 * tw_change_get_n_fields (first); i++)\n    add_joined"),
    ("a told row hides what others did before", TOLD, "TW_SERVER_SEQ \" = ?2 AND", "TW_SERVER_SEQ \" <= ?2 AND"),
    ("more is skipped than was told", "src/store/sync/tw-seq-list.c", "if (stretch->first <= seq + 1)", "if (TRUE)"),
    ("a change that is tried again takes back what others did", "src/store/sync/tw-refusals.c",
     "merge (field, &value->before, &value->after, &work->now[field->index], &merged);", "merged = tw_value_copy (&value->after);"),
    ("a list is put together in another order", MERGE, "g_array_append_val (items, *item);\n    }\n  if (items->len > 0)",
     "g_array_prepend_val (items, *item);\n    }\n  if (items->len > 0)"),
    ("a server that takes much away is followed at once", "src/sync/tw-sync-removal.c", "return (before + apply->removes) * PART > apply->removes_of;",
     "return FALSE;"),
    ("what is erased waits for an answer", "src/sync/tw-sync-apply.c", "  if (!has_erased (page))\n    return TRUE;\n  tx = tw_replica_begin", "  return TRUE;\n  tx = tw_replica_begin"),
    ("devices come back all at once", "src/sync/tw-sync.c", "return (gint64) (sync->env.random (sync->env.data) * most);", "return (gint64) most;"),
    ("pauses do not grow", "src/sync/tw-sync.c", "1000.0 * (1u << MIN (failures, 20)));", "1000.0);"),
    ("pauses grow without end", "src/sync/tw-sync.c", "MIN (MAX_PAUSE_MS, 1000.0 *", "MIN (1e12, 1000.0 *"),
    ("an answer that says nothing new is not given back", "src/sync/tw-sync-pull.c",
     "if (reply->status == 204 && sync->counting == NULL)\n    {\n      tw_reply_free (reply);", "if (reply->status == 204 && sync->counting == NULL)\n    {"),
    ("what a pull looks at is not given back", AUTHORITY + "pull.c", "g_autoptr (GHashTable) views = ", "GHashTable *views = "),
    ("all that went wrong is kept", "src/sync/tw-sync-tell.c", "> MAX_PROBLEMS)", "> 1000 * MAX_PROBLEMS)"),
    ("a push goes in front of the one before it", AUTHORITY + "push.c", "if (tw_id_equal (&commit, &taking->request->after))", "if (TRUE)"),
    ("a push that was overtaken is skipped", AUTHORITY + "push.c", "else if (mutation->n > last_n + 1)", "else if (FALSE)"),
    ("two pushes go to a server that takes one", "src/sync/tw-sync-push.c", "CLAMP (sync->push_window, 1, MAX_ON_WAY)", "MAX_ON_WAY"),
    ("a push has more than the server takes", "src/sync/tw-sync-push.c", "MIN (answer->most, TW_WIRE_MOST_MUTATIONS)", "TW_WIRE_MOST_MUTATIONS"),
    ("a proxy's page is a contact", "src/sync/tw-sync-lane.c", "if (reply->status == 206)\n    tw_sync_touch", "tw_sync_touch"),
    ("a check that is not read is a contact", "src/sync/tw-sync-check.c", "{\n      check = g_new0 (Check, 1);", "{\n      tw_sync_touch (sync);\n      check = g_new0 (Check, 1);"),
    ("all is synced after one page of several", "src/sync/tw-sync-pull.c", "sync->pull_wanted |= page->more;", ";"),
    ("all is synced before other rights are loaded", "src/sync/tw-sync.c", "if (tw_sync_wants_reload (sync) && !sync->pull_first)", "if (FALSE)"),
    ("a file is named before its bytes are there", "src/store/sync/tw-replica-files.c", "AND state < 5 ", "AND state < 0 "),
]

# Of processes that share a PostgreSQL.
BUGS_ON_POSTGRES = [
    ("each process begins an epoch of its own", "src/sync/tw-authority.c", "tw_peers_are_shared (authority->store) ?", "FALSE ?"),
    ("what another process wrote is not waited for", "src/store/shared/tw-shared-listen.c", "if (found && head.n > get_place (shared)",
     "if (FALSE && head.n > get_place (shared)"),
    ("a file stays with the process that it came to", "src/store/tw-blobs.c", "return share == NULL || share->send", "return TRUE || share->send"),
    ("what was cut off is taken for done", "src/store/shared/tw-shared.c", "  return committed;", "  return TRUE;"),
]

# Found by a scene at once.
FEW = ("what an older program kept aside stays aside", "a stop is lifted", "sets lose what was added", "a counter takes mine", "a clock decides what is taken")


ROOT = pathlib.Path(os.environ.get("TW_SOURCE_ROOT", pathlib.Path(__file__).parents[2]))


class Builder:
    """Compiles and links as the build folder does, without a look at what is in it."""

    def __init__(self, build):
        self.build = build
        entries = json.loads((build / "compile_commands.json").read_text())
        self.compile = {os.path.normpath(os.path.join(e["directory"], e["file"])): e for e in entries if "/src/" in e["file"] and ".a.p/" in e["output"]}
        told = subprocess.run(["ninja", "-C", str(build), "-t", "commands", "tests/sim/sim"], check=True, capture_output=True, text=True)
        self.link = shlex.split(told.stdout.strip().splitlines()[-1])

    def make(self, folder, source, text):
        """The simulator with another text of one file; NULL and the compiler's words when it does not compile."""
        entry = self.compile[str(source)]
        changed, thing, program = folder / source.name, folder / "planted.o", folder / "sim"
        changed.write_text(text)
        command = shlex.split(entry["command"])
        for option, value in (("-o", str(thing)), ("-c", str(changed)), ("-MF", str(folder / "planted.d"))):
            command[command.index(option) + 1] = value
        # Its own headers are beside the source.
        command[command.index("-c"):command.index("-c")] = ["-I", str(source.parent), "-O1", "-g0", "-w"]
        done = subprocess.run(command, cwd=self.build, capture_output=True, text=True)
        if done.returncode == 0:
            link = list(self.link)
            link[link.index("-o") + 1] = str(program)
            # Before the library, which then is not asked for what this file has.
            link.insert(link.index("-o") + 2, str(thing))
            done = subprocess.run(link, cwd=self.build, capture_output=True, text=True)
        return (program, None) if done.returncode == 0 else (None, (done.stdout + done.stderr)[-2000:])


def die_with_parent():
    """A simulator is not left behind, however this program ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def run(program, folder, options):
    """The simulator's word on what fails; None when all is well for it."""
    command = [str(program), "--tap", "--seed", "1", "--seeds", str(options.seeds)]
    if options.postgres:
        # Whoever kills the one in front means the simulator, too.
        command = [sys.executable, str(ROOT / "tests/server/with-postgres.py"), "setpriv", "--pdeathsig", "KILL", *command]
    environment = dict(os.environ, TMPDIR=str(folder), TW_SOURCE_ROOT=str(ROOT), G_DEBUG="")
    done = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace",
                            preexec_fn=die_with_parent)
    late = threading.Timer(options.seconds, done.kill)
    late.start()
    told = None
    for line in done.stdout:
        # The first is enough; the others only take time.
        told = re.match(r"# ([a-z-]+: .*)$", line)
        if told is not None:
            break
    if told is not None:
        done.kill()
    ended = done.wait()
    late.cancel()
    if told is not None:
        return told.group(1)
    return None if ended in (0, -signal.SIGKILL) else f"the simulator ended with {ended}"


def try_bug(builder, bug, options):
    name, path, text, instead = bug
    source = ROOT / path
    good = source.read_text()
    if text not in good:
        return False, f"{path} has changed and does not hold this text any more: {text}"
    with tempfile.TemporaryDirectory(prefix="tw-planted-", ignore_cleanup_errors=True) as folder:
        folder = pathlib.Path(folder)
        program, trouble = builder.make(folder, source, good.replace(text, instead))
        if trouble is not None:
            return False, "it does not compile: " + trouble
        told = run(program, folder, options)
    return told is not None, told or "missed"


def main():
    parser = argparse.ArgumentParser(description="Plants bugs and asks whether the simulator notices.")
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=300, help="at most, for each bug")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="only the bugs with this word")
    parser.add_argument("--few", action="store_true", help="only those that are found within a moment")
    parser.add_argument("--postgres", action="store_true", help="bugs of a server that is on PostgreSQL")
    options = parser.parse_args()
    of_server = [bug for bug in BUGS if bug[1].startswith(AUTHORITY)] + BUGS_ON_POSTGRES
    bugs = [bug for bug in (of_server if options.postgres else BUGS) if options.only in bug[0] and (not options.few or bug[0] in FEW)]
    builder, missed = Builder(options.build.resolve()), 0
    print(f"1..{len(bugs)}")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for n, (bug, (found, told)) in enumerate(zip(bugs, pool.map(lambda bug: try_bug(builder, bug, options), bugs)), 1):
            missed += not found
            print(f"{'ok' if found else 'not ok'} {n} {bug[0]}")
            print("\n".join("# " + line for line in told.splitlines()), flush=True)
    print(f"# caught {len(bugs) - missed} of {len(bugs)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
