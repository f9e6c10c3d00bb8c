/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are attached to records. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <utime.h>

#include "tw-attach.h"
#include "tw-blobs.h"
#include "tw-crm-rules.h"
#include "tw-file-copy.h"
#include "tw-file-policy.h"
#include "tw-file-upkeep.h"
#include "tw-seed.h"
#include "tw-timeline.h"

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwRecord *company;
} Fixture;

static TwRecord *
add (Fixture    *fixture,
     const char *entity,
     const char *name)
{
  TwRecord *record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (fixture->store), entity));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add it");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (record, "name", name, &error);
  g_assert_no_error (error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return record;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);

  fixture->dir = g_dir_make_tmp ("tw-files-XXXXXX", NULL);
  fixture->store = tw_store_open (fixture->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  fixture->company = add (fixture, "company", "Acme");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", fixture->dir);

  g_object_unref (fixture->company);
  tw_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->dir);
}

static GFile *
write_file (Fixture    *fixture,
            const char *name,
            const char *text,
            gssize      length)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gboolean
run (TwAttach     *attach,
     GCancellable *cancellable,
     GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  tw_attach_run_async (attach, cancellable, done_cb, &result);
  return tw_attach_run_finish (attach, wait_for (&result), error);
}

static void
attach_text (Fixture    *fixture,
             TwRecord   *about,
             const char *name,
             const char *text)
{
  g_autoptr(TwAttach) attach = tw_attach_new (fixture->store, about);
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;

  tw_attach_add_bytes (attach, name, bytes);
  run (attach, NULL, &error);
  g_assert_no_error (error);
}

static GPtrArray *
list (Fixture  *fixture,
      TwRecord *about)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *files = tw_record_file_list (fixture->store, about, 0, 100, &error);

  g_assert_no_error (error);
  return files;
}

static guint
count (Fixture *fixture)
{
  g_autoptr(GPtrArray) files = list (fixture, fixture->company);

  return files->len;
}

/* Several files are one change; what they are is told by their bytes. */
static void
test_attach (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(TwAttach) attach = tw_attach_new (fixture->store, fixture->company);
  g_autoptr(GFile) text = write_file (fixture, "notes.txt", "three words here", -1);
  g_autoptr(GFile) pdf = write_file (fixture, "offer.pdf", "%PDF-1.4\n1 0 obj\n", -1);
  g_autoptr(GFile) none = write_file (fixture, "empty", "", 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = NULL;
  g_autofree char *title = NULL;
  g_autoptr(TwCommit) undone = NULL;

  tw_attach_add_file (attach, text);
  tw_attach_add_file (attach, pdf);
  tw_attach_add_file (attach, none);
  g_assert_cmpuint (tw_attach_get_n_files (attach), ==, 3);
  g_assert_true (run (attach, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_attach_get_failures (attach)->len, ==, 0);
  g_assert_cmpfloat (tw_attach_get_progress (attach), ==, 1);
  files = list (fixture, fixture->company);
  g_assert_cmpuint (files->len, ==, 3);
  for (guint i = 0; i < files->len; i++)
    {
      TwRecordFile *file = g_ptr_array_index (files, i);

      g_assert_true (file->here);
      g_assert_true (tw_id_equal (&file->user, tw_store_get_user (fixture->store)));
      g_assert_cmpint (file->at, >, 0);
      if (g_str_equal (file->name, "offer.pdf"))
        g_assert_true (g_content_type_is_mime_type (file->type, "application/pdf"));
      else if (g_str_equal (file->name, "notes.txt"))
        g_assert_cmpint (file->size, ==, 16);
      else
        g_assert_cmpint (file->size, ==, 0);
    }
  title = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (title, ==, "Attach 3 files to “Acme”");
  undone = tw_store_undo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
test_failures (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(TwAttach) attach = tw_attach_new (fixture->store, fixture->company);
  g_autoptr(TwAttach) nothing = tw_attach_new (fixture->store, fixture->company);
  g_autoptr(GFile) good = write_file (fixture, "good", "good", -1);
  g_autoptr(GFile) folder = g_file_new_for_path (fixture->dir);
  g_autoptr(GFile) gone = g_file_get_child (folder, "gone");
  g_autoptr(GFile) device = g_file_new_for_path ("/dev/zero");
  g_autoptr(GError) error = NULL;

  tw_attach_add_file (attach, folder);
  tw_attach_add_file (attach, gone);
  tw_attach_add_file (attach, device);
  tw_attach_add_file (attach, good);
  g_assert_true (run (attach, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_attach_get_failures (attach)->len, ==, 3);
  g_assert_nonnull (strstr (g_ptr_array_index (tw_attach_get_failures (attach), 0), "is a folder"));
  g_assert_nonnull (strstr (g_ptr_array_index (tw_attach_get_failures (attach), 1), "not there any more"));
  g_assert_cmpuint (count (fixture), ==, 1);

  tw_attach_add_file (nothing, gone);
  g_assert_false (run (nothing, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "not there any more"));
  g_assert_cmpuint (count (fixture), ==, 1);
}

static void
test_too_large (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(TwAttach) attach = tw_attach_new (fixture->store, fixture->company);
  g_autoptr(GFile) large = write_file (fixture, "large", "", 0);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_file_get_path (large);

  /* It takes no room on the disk. */
  g_assert_cmpint (truncate (path, TW_FILE_MAX_SIZE + 1), ==, 0);
  tw_attach_add_file (attach, large);
  g_assert_false (run (attach, NULL, &error));
  g_assert_nonnull (strstr (error->message, "larger than"));
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(TwAttach) attach = tw_attach_new (fixture->store, fixture->company);
  g_autoptr(GFile) good = write_file (fixture, "good", "good", -1);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  tw_attach_add_file (attach, good);
  g_cancellable_cancel (cancellable);
  g_assert_false (run (attach, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count (fixture), ==, 0);
}

/* In the middle of several: the first is there already, the others are not, and the record has none of them. */
static void
test_cancel_halfway (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(TwAttach) attach = tw_attach_new (fixture->store, fixture->company);
  g_autoptr(GFile) small = write_file (fixture, "small", "small", -1), large = write_file (fixture, "large", "", 0);
  g_autoptr(GFile) last = write_file (fixture, "last", "last", -1);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_file_get_path (large);

  /* It takes no room on the disk, and its bytes some time. */
  g_assert_cmpint (truncate (path, TW_FILE_MAX_SIZE), ==, 0);
  tw_attach_add_file (attach, small);
  tw_attach_add_file (attach, large);
  tw_attach_add_file (attach, last);
  tw_attach_run_async (attach, cancellable, done_cb, &result);
  while (tw_attach_get_progress (attach) == 0)
    g_thread_yield ();
  g_cancellable_cancel (cancellable);
  g_assert_false (tw_attach_run_finish (attach, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (tw_attach_get_progress (attach), >, 0);
  g_assert_cmpfloat (tw_attach_get_progress (attach), <, 1);
  g_assert_cmpuint (count (fixture), ==, 0);
}

/* Every kind of record takes files: by a field of its own, or by the one for any. */
static void
test_any_entity (Fixture      *fixture,
                 gconstpointer data)
{
  static const struct { const char *entity, *link; } rows[] = {
    { "company", "company" }, { "contact", "contact" }, { "deal", "deal" }, { "lead", "lead" }, { "folder", "folder" },
    { "product", "record" }, { "campaign", "record" }, { "task", "record" }, { "document", "record" }, { "user", "record" },
  };
  TwSchema *schema = tw_store_get_schema (fixture->store);
  g_autoptr(TwRecord) product = add (fixture, "campaign", "Wheel");
  g_autoptr(GPtrArray) files = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (tw_record_file_find_link (schema, tw_schema_get_entity (schema, rows[i].entity))->key, ==, rows[i].link);
  attach_text (fixture, product, "wheel.txt", "round");
  files = list (fixture, product);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
test_change (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(TwRecordFile) file = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) renamed = NULL;
  g_autoptr(TwCommit) removed = NULL;
  g_autoptr(TwCommit) undone = NULL;

  attach_text (fixture, fixture->company, "draft.txt", "words");
  files = list (fixture, fixture->company);
  renamed = tw_edit_commit (tw_record_file_rename (fixture->store, g_ptr_array_index (files, 0), "../final.txt", &error), &error);
  g_assert_no_error (error);
  file = tw_record_file_get (fixture->store, tw_record_get_id (((TwRecordFile *) g_ptr_array_index (files, 0))->document), &error);
  g_assert_cmpstr (file->name, ==, "-final.txt");
  removed = tw_edit_commit (tw_record_file_remove (fixture->store, file), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture), ==, 0);
  undone = tw_store_undo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpint (tw_store_get_blob_size (fixture->store, file->hash), ==, 5);
}

/* A document's page has its own file, and what is attached to it. */
static void
test_of_document (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GPtrArray) own = NULL;
  TwRecord *document = NULL;

  attach_text (fixture, fixture->company, "offer.txt", "words");
  files = list (fixture, fixture->company);
  document = ((TwRecordFile *) g_ptr_array_index (files, 0))->document;
  attach_text (fixture, document, "annex.txt", "more words");
  own = list (fixture, document);
  g_assert_cmpuint (own->len, ==, 2);
  g_assert_cmpstr (((TwRecordFile *) g_ptr_array_index (own, 0))->name, ==, "offer.txt");
  g_assert_cmpstr (((TwRecordFile *) g_ptr_array_index (own, 1))->name, ==, "annex.txt");
}

/* The record came before its file. */
static void
test_not_here (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GPtrArray) after = NULL;
  g_autofree char *path = NULL;

  attach_text (fixture, fixture->company, "far.txt", "far away");
  files = list (fixture, fixture->company);
  path = tw_store_dup_blob_path (fixture->store, ((TwRecordFile *) g_ptr_array_index (files, 0))->hash);
  g_assert_cmpint (g_unlink (path), ==, 0);
  after = list (fixture, fixture->company);
  g_assert_false (((TwRecordFile *) g_ptr_array_index (after, 0))->here);
  g_assert_cmpint (((TwRecordFile *) g_ptr_array_index (after, 0))->size, ==, 8);
}

/* What nothing names goes by itself when it is a week old; what a record names stays. */
static void
test_upkeep (Fixture      *fixture,
             gconstpointer data)
{
  const char *texts[] = { "nobody's", "from yesterday" };
  g_auto(GStrv) paths = g_new0 (char *, G_N_ELEMENTS (texts) + 1);
  g_autofree char *named = NULL;
  struct utimbuf then = { 0, 0 };
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(TwFileUpkeep) upkeep = NULL;
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  then.actime = then.modtime = time (NULL) - 8 * 24 * 60 * 60;
  attach_text (fixture, fixture->company, "kept.txt", "kept");
  files = list (fixture, fixture->company);
  named = tw_store_dup_blob_path (fixture->store, ((TwRecordFile *) g_ptr_array_index (files, 0))->hash);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (texts[i], -1, NULL);
      g_autofree char *hash = tw_store_add_blob (fixture->store, stream, 1000, NULL, NULL);

      paths[i] = tw_store_dup_blob_path (fixture->store, hash);
    }
  g_assert_cmpint (g_utime (paths[0], &then), ==, 0);
  g_assert_cmpint (g_utime (named, &then), ==, 0);
  upkeep = tw_file_upkeep_new (fixture->store, 1);
  while (g_file_test (paths[0], G_FILE_TEST_EXISTS) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (g_file_test (paths[0], G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (paths[1], G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (named, G_FILE_TEST_EXISTS));
}

static void
test_copies (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(GPtrArray) files = NULL;
  TwRecordFile *file = NULL;
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GAsyncResult) copied = NULL;
  g_autoptr(GAsyncResult) refused = NULL;
  g_autoptr(GFile) dest = write_file (fixture, "saved.txt", "what was there", -1);
  g_autoptr(GFile) nowhere = g_file_new_for_path ("/proc/nothing/here.txt");
  g_autoptr(GFile) copy = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL, *path = NULL, *base = NULL;
  GStatBuf info;

  attach_text (fixture, fixture->company, "letter.txt", "Dear Ann");
  files = list (fixture, fixture->company);
  file = g_ptr_array_index (files, 0);
  tw_file_save_async (fixture->store, file->hash, dest, NULL, done_cb, &saved);
  g_assert_true (tw_file_save_finish (wait_for (&saved), &error));
  g_assert_no_error (error);
  g_assert_true (g_file_load_contents (dest, NULL, &text, NULL, NULL, NULL));
  g_assert_cmpstr (text, ==, "Dear Ann");

  tw_file_copy_async (fixture->store, file->hash, file->name, NULL, done_cb, &copied);
  copy = tw_file_copy_finish (wait_for (&copied), &error);
  g_assert_no_error (error);
  base = g_file_get_basename (copy);
  g_assert_cmpstr (base, ==, "letter.txt");
  path = g_file_get_path (copy);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0400);
  g_assert_true (g_str_has_prefix (path, g_get_user_cache_dir ()));

  tw_file_save_async (fixture->store, file->hash, nowhere, NULL, done_cb, &refused);
  g_assert_false (tw_file_save_finish (wait_for (&refused), &error));
  g_assert_nonnull (error);
}

static void
test_names (void)
{
  static const struct { const char *name, *clean; } rows[] = {
    { "offer.pdf", "offer.pdf" },
    { "", "File" },
    { NULL, "File" },
    { "...", "File" },
    { ".bashrc", "bashrc" },
    { "../../etc/passwd", "-..-etc-passwd" },
    { "a\\b", "a-b" },
    { "two\nlines\t.txt", "two lines .txt" },
    { "\342\200\256gpj.exe", "gpj.exe" },
    { "\342\201\247x\342\201\251.txt", "x.txt" },
    { "عقد.pdf", "عقد.pdf" },
  };
  g_autoptr(GString) lengthy = g_string_new (NULL);
  g_autofree char *cut = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *clean = tw_file_clean_name (rows[i].name);

      g_assert_cmpstr (clean, ==, rows[i].clean);
    }
  for (guint i = 0; i < 200; i++)
    g_string_append (lengthy, "é");
  g_string_append (lengthy, ".pdf");
  cut = tw_file_clean_name (lengthy->str);
  g_assert_cmpuint (strlen (cut), <=, 200);
  g_assert_true (g_utf8_validate (cut, -1, NULL));
  g_assert_true (g_str_has_suffix (cut, "é.pdf"));
}

static void
test_programs (Fixture      *fixture,
               gconstpointer data)
{
  static const struct { const char *name, *bytes; gboolean program; } rows[] = {
    { "letter.txt", "Dear Ann", FALSE },
    { "offer.pdf", "%PDF-1.4\n", FALSE },
    { "run.sh", "#!/bin/sh\necho\n", TRUE },
    { "photo.jpg", "\177ELF\002\001\001\000", TRUE },
    { "data.json", "{\"a\": 1}\n", FALSE },
    { "list.csv", "a,b\n1,2\n", FALSE },
    { "page.md", "# Title\n", FALSE },
    { "start.desktop", "[Desktop Entry]\nType=Application\n", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (rows[i].bytes, strlen (rows[i].bytes), NULL);
      g_autofree char *hash = tw_store_add_blob (fixture->store, stream, 1000, NULL, NULL);
      g_autofree char *type = tw_file_guess_type (fixture->store, hash, rows[i].name);

      g_test_message ("%s: %s", rows[i].name, type);
      g_assert_cmpint (tw_file_is_program (type), ==, rows[i].program);
    }
}

/* What an administrator has set holds for whoever attaches, and for every edit. */
static void
test_policy (Fixture      *fixture,
             gconstpointer data)
{
  static const struct { const char *name, *bytes; const char *says; } rows[] = {
    { "letter.txt", "Dear Ann", NULL },
    { "offer.pdf", "%PDF-1.4\n", NULL },
    { "table.csv", "a,b\n1,2\n", NULL },
    { "run.sh", "#!/bin/sh\necho\n", "Programs and scripts" },
    { "photo.jpg", "\177ELF\002\001\001", "not what its name says" },
    { "photo.png", "Dear Ann", "not what its name says" },
    { "offer.pdf", "Dear Ann", "not what its name says" },
    { "letter.docx", "PK\003\004", NULL },
    { "all.zip", "PK\003\004", "Archives" },
    { "unknown", "\001\002\003\004", NULL },
  };
  TwFilePolicy policy = { .max_size = 2000000, .refused = { [TW_FILE_PROGRAMS] = TRUE, [TW_FILE_ARCHIVES] = TRUE } }, loaded;
  g_autofree char *much = g_malloc0 (2000001);
  g_autoptr(GBytes) large = g_bytes_new (much, 2000001);
  g_autoptr(TwAttach) attach = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit = NULL;

  tw_crm_rules_add (fixture->store);
  tw_file_policy_load (fixture->store, &loaded);
  g_assert_cmpint (loaded.max_size, ==, TW_FILE_MAX_SIZE);
  edit = tw_file_policy_save (fixture->store, &policy, &error);
  g_assert_no_error (error);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_file_policy_load (fixture->store, &loaded);
  g_assert_cmpint (loaded.max_size, ==, 2000000);
  for (guint i = 0; i < TW_N_FILE_GROUPS; i++)
    g_assert_cmpint (loaded.refused[i], ==, policy.refused[i]);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(TwAttach) one = tw_attach_new (fixture->store, fixture->company);
      g_autoptr(GBytes) bytes = g_bytes_new (rows[i].bytes, strlen (rows[i].bytes));
      g_autoptr(GError) refused = NULL;
      gboolean done = FALSE;

      tw_attach_add_bytes (one, rows[i].name, bytes);
      done = run (one, NULL, &refused);
      g_test_message ("%s: %s", rows[i].name, tw_attach_get_failures (one)->len > 0 ? (char *) tw_attach_get_failures (one)->pdata[0] : "taken");
      g_assert_cmpint (done, ==, rows[i].says == NULL);
      if (rows[i].says != NULL)
        g_assert_nonnull (strstr (tw_attach_get_failures (one)->pdata[0], rows[i].says));
    }
  attach = tw_attach_new (fixture->store, fixture->company);
  tw_attach_add_bytes (attach, "large.bin", large);
  g_assert_false (run (attach, NULL, &error));
  g_assert_nonnull (strstr (tw_attach_get_failures (attach)->pdata[0], "2.0"));
}

/* A record cannot name such a file by another way either. */
static void
test_policy_rule (Fixture      *fixture,
                  gconstpointer data)
{
  TwFilePolicy policy = { .max_size = TW_FILE_MAX_SIZE, .refused = { [TW_FILE_PROGRAMS] = TRUE } };
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data ("#!/bin/sh\n", -1, NULL);
  g_autofree char *hash = tw_store_add_blob (fixture->store, stream, 1000, NULL, NULL);
  g_autoptr(TwRecord) record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (fixture->store), "document"));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit = NULL;

  tw_crm_rules_add (fixture->store);
  commit = tw_edit_commit (tw_file_policy_save (fixture->store, &policy, NULL), &error);
  g_assert_no_error (error);
  g_assert_true (tw_record_set_text (record, "name", "Start", NULL));
  g_assert_true (tw_record_set_text (record, "file", hash, NULL));
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add it");
  tw_edit_save (edit, record);
  g_assert_null (tw_edit_commit (edit, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "Programs and scripts"));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("tw-cache-XXXXXX", NULL), *command = g_strdup_printf ("rm -rf %s", cache);
  int result;

  /* The person's own cache stays as it is; what tells types of files is the system's. */
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/crm/files/attach", test_attach);
  ADD ("/crm/files/failures", test_failures);
  ADD ("/crm/files/too-large", test_too_large);
  ADD ("/crm/files/cancel", test_cancel);
  ADD ("/crm/files/cancel-halfway", test_cancel_halfway);
  ADD ("/crm/files/any-entity", test_any_entity);
  ADD ("/crm/files/change", test_change);
  ADD ("/crm/files/of-document", test_of_document);
  ADD ("/crm/files/not-here", test_not_here);
  ADD ("/crm/files/upkeep", test_upkeep);
  ADD ("/crm/files/copies", test_copies);
  ADD ("/crm/files/programs", test_programs);
  ADD ("/crm/files/policy", test_policy);
  ADD ("/crm/files/policy-rule", test_policy_rule);
  g_test_add_func ("/crm/files/names", test_names);
  result = g_test_run ();
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  return result;
}
