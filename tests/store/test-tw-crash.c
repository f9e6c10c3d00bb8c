/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process that commits in a loop is killed at any moment, again and again: what it reported as done is there, the log has
 * no gaps, and the rows are what the log says. */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tw-bulk.h"
#include "tw-backup.h"
#include "tw-store-test.h"

#define ROUNDS 64
#define PAGE   ((gsize) 4096)

/* --- The process that is killed: prints the id of each commit when it is done. --- */

static void
report (TwCommit *commit)
{
  char line[TW_ID_TEXT_LENGTH + 2];

  tw_id_print (tw_commit_get_id (commit), line);
  line[TW_ID_TEXT_LENGTH] = '\n';
  if (write (STDOUT_FILENO, line, TW_ID_TEXT_LENGTH + 1) != TW_ID_TEXT_LENGTH + 1)
    exit (1);
}

static void
work_in_bulk (TwStore *store, guint round, const char *industry)
{
  TwBulk *bulk = tw_bulk_new (store, TW_ORIGIN_IMPORT, "Bulk", NULL);
  g_autoptr (TwCommit) commit = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("Bulk %u.%u", round, i);
      g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", name, "industry", industry, NULL);

      g_assert_true (tw_bulk_save (bulk, company, NULL));
    }
  commit = tw_bulk_commit (bulk, NULL);
  report (commit);
}

static void
work_once (TwStore *store, guint round, TwRecord **last)
{
  g_autofree char *name = g_strdup_printf ("Deal %u", round);
  g_autofree char *note = g_strnfill (round * 37 % 9000, 'x');
  g_autoptr (TwRecord) deal = tw_test_new (store, "deal", "name", name, "note", note, "amount", "5 EUR", NULL);
  g_autoptr (TwCommit) commit = NULL, undone = NULL;
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Work");

  tw_edit_save (edit, deal);
  if (*last != NULL && round % 3 == 0)
    tw_edit_delete (edit, tw_record_get_entity (*last), tw_record_get_id (*last));
  else if (*last != NULL)
    {
      tw_test_set (*last, "note", note, "urgent", round % 2 ? "true" : "false", NULL);
      tw_edit_save (edit, *last);
    }
  commit = tw_edit_commit (edit, NULL);
  report (commit);
  g_set_object (last, deal);
  if (round % 5 == 0)
    {
      undone = tw_store_undo (store, NULL, NULL);
      report (undone);
      g_clear_object (last);
    }
}

G_GNUC_NORETURN static void
be_killed (const char *dir)
{
  g_autoptr (TwStore) store = tw_test_open (dir);
  TwRecord *last = NULL;

  for (guint round = 1;; round++)
    {
      work_once (store, round, &last);
      if (round % 7 == 0)
        work_in_bulk (store, round, "Imported");
    }
}

/* Leaves more than a thousand pages in the write-ahead log, and a pause in which they are carried over. */
G_GNUC_NORETURN static void
be_checkpointed (const char *dir)
{
  g_autoptr (TwStore) store = tw_test_open (dir);
  g_autofree char *much = g_strnfill (3500, 'x');

  for (guint round = 0; round < 6; round++)
    work_in_bulk (store, round, much);
  for (;;)
    pause ();
}

/* --- The one that kills --- */

static char *program;

/* Waits for the next one. FALSE: there are no more. */
static gboolean
read_one (GDataInputStream *lines, GPtrArray *reported)
{
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  TwId id;

  /* The last line may be cut off: then it was not reported. */
  if (line != NULL && tw_id_parse (line, &id))
    g_ptr_array_add (reported, g_memdup2 (&id, sizeof id));
  return line != NULL;
}

static GPtrArray *
read_reported (GInputStream *stream)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (stream);
  GPtrArray *reported = g_ptr_array_new_with_free_func (g_free);

  while (read_one (lines, reported))
    ;
  return reported;
}

static void
assert_reported (TwStore *store, GPtrArray *reported)
{
  g_autoptr (GHashTable) present = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  gint64 seq = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) commits = tw_store_commits (store, seq, 1000, NULL);

      if (commits->len == 0)
        break;
      for (guint i = 0; i < commits->len; i++)
        {
          seq = tw_commit_get_seq (commits->pdata[i]);
          g_hash_table_add (present, g_memdup2 (tw_commit_get_id (commits->pdata[i]), sizeof (TwId)));
        }
    }
  for (guint i = 0; i < reported->len; i++)
    g_assert_true (g_hash_table_contains (present, reported->pdata[i]));
}

static void
assert_sound (TwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = tw_store_check (store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
}

/* The time is counted from the start, or from the first commit that was reported. */
static guint
kill_once (const char *dir, gboolean from_start, guint milliseconds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--be-killed", dir, NULL);
  g_autoptr (GPtrArray) reported = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (TwStore) store = NULL;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  if (!from_start)
    g_assert_true (read_one (lines, reported));
  g_usleep (milliseconds * 1000);
  g_subprocess_force_exit (child);
  while (read_one (lines, reported))
    ;
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (child));
  store = tw_test_open (dir);
  assert_reported (store, reported);
  return reported->len;
}

static void
test_kill (void)
{
  g_autofree char *dir = tw_test_folder ();
  guint n = 0, n_rounds = 0;

  /* One in eight may be killed while it opens. */
  for (guint round = 0; round < ROUNDS; round++)
    {
      guint reported = kill_once (dir, round % 8 == 0, (guint) g_test_rand_int_range (0, 160));

      n += reported;
      n_rounds += reported > 0;
      if (round % 8 == 7)
        {
          g_autoptr (TwStore) store = tw_test_open (dir);

          tw_test_assert_log_replays (store);
        }
    }
  g_test_message ("%u commits were reported, in %u of %u rounds", n, n_rounds, ROUNDS);
  g_assert_cmpuint (n_rounds * 4, >, ROUNDS * 3);
  tw_test_remove (dir);
}

/* Killed while the tables are brought up to a newer schema: they have the old shape or the new one. */
static void
test_kill_upgrade (void)
{
  for (guint round = 0; round < 24; round++)
    {
      g_autofree char *dir = tw_test_folder ();
      g_autoptr (TwSchema) first = tw_test_schema ("first");
      g_autoptr (GError) error = NULL;
      TwStore *store = tw_store_open (dir, first, TRUE, &error);
      g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", "Before", NULL);
      g_autoptr (GSubprocess) child = NULL;

      tw_test_save (store, "Add", company);
      g_assert_finalize_object (store);
      child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--be-upgraded", dir, NULL);
      g_assert_no_error (error);
      g_usleep ((gulong) g_test_rand_int_range (0, 40) * 1000);
      g_subprocess_force_exit (child);
      g_assert_true (g_subprocess_wait (child, NULL, NULL));
      store = tw_test_open (dir);
      tw_test_assert_text (store, company, "name", "Before");
      tw_test_assert_log_replays (store);
      g_assert_finalize_object (store);
      tw_test_remove (dir);
    }
}

/* --- While the log is carried over --- */

static gboolean
is_same_time (const struct timespec *a, const struct timespec *b)
{
  return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* When the first of its pages is written. */
static void
kill_when_written (GSubprocess *child, const char *path)
{
  struct stat before, now;

  g_assert_no_errno (stat (path, &before));
  do
    {
      g_usleep (50);
      g_assert_no_errno (stat (path, &now));
    }
  while (is_same_time (&before.st_mtim, &now.st_mtim));
  g_subprocess_force_exit (child);
}

/* The power was cut, too: of what was written and not waited for, the disk has whole pages, halves of them, and none. */
static guint
lose_pages (const char *path, const char *former, gsize former_length)
{
  g_autofree char *data = NULL;
  gsize length;
  guint lost = 0;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  for (gsize at = 0; at + PAGE <= MIN (length, former_length); at += PAGE)
    {
      gsize keep = (gsize) g_test_rand_int_range (0, 3) * PAGE / 2;

      lost += memcmp (data + at, former + at, PAGE) != 0 && keep < PAGE;
      memcpy (data + at + keep, former + at + keep, PAGE - keep);
    }
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
  return lost;
}

/* The log was not begun anew: what it has is all since the copy. */
static gboolean
log_goes_on (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL), *data = NULL;
  gsize length;

  return g_file_get_contents (wal, &data, &length, NULL) && length > 1000 * PAGE && memcmp (data + 12, "\0\0\0\0", 4) == 0;
}

static void
test_kill_checkpoint (void)
{
  g_autofree char *dir = tw_test_folder (), *path = g_build_filename (dir, "store.db", NULL);
  guint lost = 0;

  g_assert_finalize_object (tw_test_open (dir));
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) child = NULL;
      g_autoptr (GPtrArray) reported = NULL;
      g_autoptr (TwStore) store = NULL;
      g_autofree char *former = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &former, &length, NULL));
      child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--be-checkpointed", dir, NULL);
      g_assert_no_error (error);
      kill_when_written (child, path);
      reported = read_reported (g_subprocess_get_stdout_pipe (child));
      g_assert_true (g_subprocess_wait (child, NULL, NULL));
      if (log_goes_on (path))
        lost += lose_pages (path, former, length);
      store = tw_test_open (dir);
      assert_reported (store, reported);
      tw_test_assert_log_replays (store);
      assert_sound (store);
    }
  g_test_message ("%u pages were lost or torn", lost);
  g_assert_cmpuint (lost, >, 0);
  tw_test_remove (dir);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--be-upgraded") == 0)
    {
      g_autoptr (TwStore) store = tw_test_open (argv[2]);

      return 0;
    }
  if (argc == 3 && strcmp (argv[1], "--be-killed") == 0)
    be_killed (argv[2]);
  if (argc == 3 && strcmp (argv[1], "--be-checkpointed") == 0)
    be_checkpointed (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/crash/kill-at-any-moment", test_kill);
  g_test_add_func ("/store/crash/kill-during-upgrade", test_kill_upgrade);
  g_test_add_func ("/store/crash/kill-while-the-log-is-carried-over", test_kill_checkpoint);
  return g_test_run ();
}
