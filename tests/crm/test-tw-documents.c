/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions of documents, and the text inside their files. */
#include "config.h"

#include <string.h>

#include "tw-blobs.h"
#include "tw-document-compare.h"
#include "tw-document-places.h"
#include "tw-document-reader.h"
#include "tw-document-text.h"
#include "tw-document-version.h"
#include "tw-folder.h"
#include "tw-search.h"
#include "tw-seed.h"

typedef struct
{
  char    *dir;
  TwStore *store;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);

  fixture->dir = g_dir_make_tmp ("tw-documents-XXXXXX", NULL);
  fixture->store = tw_store_open (fixture->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", fixture->dir);

  tw_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->dir);
}

static char *
add_blob (Fixture    *fixture,
          const char *text)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (g_strdup (text), -1, g_free);
  g_autoptr(GError) error = NULL;
  char *hash = tw_store_add_blob (fixture->store, stream, 1000000, NULL, &error);

  g_assert_no_error (error);
  return hash;
}

static void
commit (TwEdit *edit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) done = tw_edit_commit (edit, &error);

  g_assert_no_error (error);
}

static TwRecord *
add_document (Fixture    *fixture,
              const char *name,
              const char *hash)
{
  TwRecord *record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (fixture->store), "document"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add it");

  g_assert_true (tw_record_set_text (record, "name", name, NULL));
  g_assert_true (tw_record_set_text (record, "file", hash, NULL));
  tw_edit_save (edit, record);
  commit (edit);
  return record;
}

static TwRecord *
read_again (Fixture  *fixture,
            TwRecord *record)
{
  g_autoptr(GError) error = NULL;
  TwRecord *again = tw_store_get (fixture->store, tw_record_get_entity (record), tw_record_get_id (record), &error);

  g_assert_no_error (error);
  return again;
}

static char *
dup_text (Fixture    *fixture,
          TwRecord   *record,
          const char *key)
{
  g_autoptr(TwRecord) again = read_again (fixture, record);
  const TwValue *value = tw_record_get (again, tw_entity_get_field (tw_record_get_entity (again), key));

  return value->type == TW_TYPE_TEXT ? g_strdup (value->text) : value->type == TW_TYPE_INTEGER ? g_strdup_printf ("%d", (int) value->i) : NULL;
}

/* The first one gets its record with the second; a former one comes back as a new one; each is one step to take back. */
static void
test_versions (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *one = add_blob (fixture, "one"), *two = add_blob (fixture, "number two"), *file = NULL, *number = NULL, *after = NULL;
  g_autoptr(TwRecord) document = add_document (fixture, "Offer.txt", one);
  g_autoptr(TwRecord) again = read_again (fixture, document);
  g_autoptr(TwRecord) third = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) versions = NULL;
  g_autoptr(GPtrArray) more = NULL;
  g_autoptr(TwCommit) undone = NULL;

  commit (tw_document_version_add (fixture->store, again, two, "clearer", &error));
  g_assert_no_error (error);
  versions = tw_document_version_list (fixture->store, document, &error);
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpint (tw_document_version_get_number (g_ptr_array_index (versions, 0)), ==, 2);
  g_assert_cmpstr (tw_document_version_get_file (g_ptr_array_index (versions, 0)), ==, two);
  g_assert_cmpstr (tw_document_version_get_file (g_ptr_array_index (versions, 1)), ==, one);
  file = dup_text (fixture, document, "file");
  g_assert_cmpstr (file, ==, two);
  third = read_again (fixture, document);
  g_assert_null (tw_document_version_add (fixture->store, third, two, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  commit (tw_document_version_restore (fixture->store, third, g_ptr_array_index (versions, 1), &error));
  more = tw_document_version_list (fixture->store, document, &error);
  g_assert_cmpuint (more->len, ==, 3);
  number = dup_text (fixture, document, "current_version");
  g_assert_cmpstr (number, ==, "3");
  undone = tw_store_undo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  after = dup_text (fixture, document, "file");
  g_assert_cmpstr (after, ==, two);
}

static void
read_all (Fixture *fixture)
{
  g_autoptr(TwDocumentReader) reader = tw_document_reader_new (fixture->store);

  while (tw_document_reader_is_busy (reader))
    g_main_context_iteration (NULL, TRUE);
  tw_document_reader_stop (reader);
}

static guint
count_found (Fixture    *fixture,
             const char *words)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (fixture->store), "document");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = tw_store_search (fixture->store, words, entity, 10, &error);

  g_assert_no_error (error);
  return hits->len;
}

static gint64
count_status (Fixture    *fixture,
              TwRecord   *document,
              const char *status)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (fixture->store);
  g_autofree char *name = tw_record_dup_title (document);
  g_autofree char *where = g_strdup_printf ("name = \"%s\" and ocr_status = \"%s\"", name, status);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_record_get_entity (document), where, NULL, &error);

  g_assert_no_error (error);
  return tw_store_count (fixture->store, query, &error);
}

static char *
add_sample (Fixture    *fixture,
            const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("TW_SHARED_DATA"), name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  char *hash = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  hash = tw_store_add_blob_file (fixture->store, file, 10000000, NULL, &error);
  g_assert_no_error (error);
  return hash;
}

/* A PDF, a text, a scan and a bad file: what is inside is found, and what cannot be read is said once. */
static void
test_text_inside (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *pdf = add_sample (fixture, "pdf-samples/plain/google-doc-document.pdf"), *scan = add_sample (fixture, "ocr-pages/phototest.tif");
  g_autofree char *plain = add_blob (fixture, "Zwiebelkuchen is a dish.\r\nMore."), *bad = add_blob (fixture, "%PDF-1.4\nno more\n");
  g_autofree char *undo = NULL;
  g_autoptr(TwRecord) one = NULL;
  g_autoptr(TwRecord) two = NULL;
  g_autoptr(TwRecord) three = NULL;
  g_autoptr(TwRecord) four = NULL;

  if (pdf == NULL || scan == NULL)
    {
      g_test_skip ("the samples are not there");
      return;
    }
  one = add_document (fixture, "Zen.pdf", pdf);
  two = add_document (fixture, "Scan.tif", scan);
  three = add_document (fixture, "Dish.txt", plain);
  four = add_document (fixture, "Bad.pdf", bad);
  g_assert_cmpuint (count_found (fixture, "beautiful"), ==, 0);
  read_all (fixture);
  g_assert_cmpuint (count_found (fixture, "beautiful"), ==, 1);
  g_assert_cmpuint (count_found (fixture, "zwiebelkuchen"), ==, 1);
  g_assert_cmpuint (count_found (fixture, "quick brown dog"), ==, 1);
  g_assert_cmpint (count_status (fixture, two, "done"), ==, 1);
  g_assert_cmpint (count_status (fixture, four, "failed"), ==, 1);
  g_assert_cmpint (count_status (fixture, one, "none"), ==, 1);
  /* It is nobody's step to take back. */
  undo = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (undo, ==, "Add it");
}

/* A new version is read instead of the former. */
static void
test_text_of_version (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *one = add_blob (fixture, "gooseberry"), *two = add_blob (fixture, "elderflower");
  g_autoptr(TwRecord) document = add_document (fixture, "Jam.txt", one);
  g_autoptr(TwRecord) again = NULL;

  read_all (fixture);
  g_assert_cmpuint (count_found (fixture, "gooseberry"), ==, 1);
  again = read_again (fixture, document);
  commit (tw_document_version_add (fixture->store, again, two, NULL, NULL));
  read_all (fixture);
  g_assert_cmpuint (count_found (fixture, "gooseberry"), ==, 0);
  g_assert_cmpuint (count_found (fixture, "elderflower"), ==, 1);
}

/* --- Folders --- */

static TwId
make_folder (Fixture    *fixture,
             const char *name,
             const TwId *parent)
{
  g_autoptr(GError) error = NULL;
  TwId id = { 0 };
  TwEdit *edit = tw_folder_make (fixture->store, parent, name, &id, &error);

  g_assert_no_error (error);
  commit (edit);
  return id;
}

static char *
dup_tree (Fixture *fixture)
{
  g_autoptr(GPtrArray) nodes = tw_folder_list (fixture->store, NULL);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < nodes->len; i++)
    {
      const TwFolderNode *node = g_ptr_array_index (nodes, i);

      g_string_append_printf (all, "%s%u%s", all->len > 0 ? " " : "", node->depth, node->name);
    }
  return g_string_free (all, FALSE);
}

static void
assert_tree (Fixture    *fixture,
             const char *wanted)
{
  g_autofree char *tree = dup_tree (fixture);

  g_assert_cmpstr (tree, ==, wanted);
}

static gint64
count_documents (Fixture    *fixture,
                 const char *where)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (fixture->store);
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "document"), where, NULL, NULL);

  return tw_store_count (fixture->store, query, NULL);
}

/* Made, nested, named, moved, and deleted with what lies in them: one step to take back. */
static void
test_folders (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *hash = add_blob (fixture, "words");
  g_autoptr(GPtrArray) seeded = tw_folder_list (fixture->store, NULL);
  g_autoptr(TwRecord) one = add_document (fixture, "One.txt", hash);
  g_autoptr(TwRecord) two = add_document (fixture, "Two.txt", hash);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) refused = NULL;
  g_autoptr(TwCommit) undone = NULL;
  guint n_folders = 0;
  gint64 n_documents = 0;
  TwId sales, offers, other;

  for (guint i = 0; i < seeded->len; i++)
    commit (tw_folder_delete (fixture->store, &((TwFolderNode *) g_ptr_array_index (seeded, i))->id, FALSE, NULL));
  sales = make_folder (fixture, " Sales ", NULL);
  offers = make_folder (fixture, "Offers", &sales);
  other = make_folder (fixture, "Other", NULL);
  assert_tree (fixture, "0Other 0Sales 1Offers");
  g_assert_null (tw_folder_make (fixture->store, NULL, "  ", NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_clear_error (&error);
  commit (tw_folder_rename (fixture->store, &offers, "Quotes", NULL));
  commit (tw_folder_move (fixture->store, &other, &offers, NULL));
  assert_tree (fixture, "0Sales 1Quotes 2Other");
  refused = tw_edit_commit (tw_folder_move (fixture->store, &sales, &other, NULL), &error);
  g_assert_null (refused);
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_array_append_vals (ids, tw_record_get_id (one), 1);
  commit (tw_folder_put (fixture->store, ids, &other, NULL));
  g_array_index (ids, TwId, 0) = *tw_record_get_id (two);
  commit (tw_folder_put (fixture->store, ids, &sales, NULL));
  g_assert_true (tw_folder_count (fixture->store, &sales, &n_folders, &n_documents, &error));
  g_assert_cmpuint (n_folders, ==, 2);
  g_assert_cmpint (n_documents, ==, 2);
  commit (tw_folder_delete (fixture->store, &sales, TRUE, NULL));
  assert_tree (fixture, "");
  g_assert_cmpint (count_documents (fixture, NULL), ==, 0);
  undone = tw_store_undo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  assert_tree (fixture, "0Sales 1Quotes 2Other");
  g_assert_cmpint (count_documents (fixture, "folder.name = \"Other\""), ==, 1);
  commit (tw_folder_delete (fixture->store, &sales, FALSE, NULL));
  assert_tree (fixture, "");
  g_assert_cmpint (count_documents (fixture, "folder is empty"), ==, 2);
}

/* Found by its tags, too. */
static void
test_tags (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *hash = add_blob (fixture, "words");
  g_autoptr(TwRecord) document = add_document (fixture, "One.txt", hash);
  g_autoptr(TwRecord) again = read_again (fixture, document);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Tag it");

  g_assert_true (tw_record_set_text (again, "tags", "framework, harbour", NULL));
  tw_edit_save (edit, again);
  commit (edit);
  g_assert_cmpuint (count_found (fixture, "harbour"), ==, 1);
}

/* Where recognized words stand is kept with the file, and goes with it. */
static void
test_places (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *hash = add_blob (fixture, "a scan"), *path = g_build_filename (fixture->dir, "places", hash, NULL);
  const TwBox boxes[] = { { 1, 2, 3, 4 }, { 3, 2, 5, 4 } };
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_page_text_unref);
  g_autoptr(GPtrArray) loaded = NULL;
  g_autoptr(GPtrArray) broken = NULL;
  const TwBox *box = NULL;

  g_ptr_array_add (pages, tw_page_text_new ("Hi", boxes, 2));
  g_ptr_array_add (pages, tw_page_text_new ("", NULL, 0));
  g_assert_null (tw_document_places_load (fixture->store, hash));
  g_assert_true (tw_document_places_keep (fixture->store, hash, pages));
  loaded = tw_document_places_load (fixture->store, hash);
  g_assert_cmpuint (loaded->len, ==, 2);
  g_assert_cmpstr (tw_page_text_get_text (g_ptr_array_index (loaded, 0)), ==, "Hi");
  box = tw_page_text_peek_boxes (g_ptr_array_index (loaded, 0));
  g_assert_cmpfloat (box[1].right, ==, 5);
  g_assert_false (tw_document_places_keep (fixture->store, "../other", pages));
  g_assert_true (g_file_set_contents (path, "nonsense", -1, NULL));
  broken = tw_document_places_load (fixture->store, hash);
  g_assert_true (broken == NULL || broken->len == 0);
}

/* "=same", "-went [words]", "+came [words]", "~3" for a gap of three. */
static char *
print_lines (GPtrArray *lines)
{
  static const char signs[] = { [TW_COMPARE_SAME] = '=', [TW_COMPARE_REMOVED] = '-', [TW_COMPARE_ADDED] = '+', [TW_COMPARE_GAP] = '~' };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const TwCompareLine *line = g_ptr_array_index (lines, i);

      if (line->kind == TW_COMPARE_GAP)
        g_string_append_printf (text, "~%u", line->number);
      else
        g_string_append_printf (text, "%c%u %s", signs[line->kind], line->number, line->text);
      for (guint k = 0; line->marks != NULL && k < line->marks->len; k++)
        {
          const TwCompareMark *mark = &g_array_index (line->marks, TwCompareMark, k);

          g_string_append_printf (text, " [%.*s]", (int) (mark->to - mark->from), line->text + mark->from);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/* Lines that went and came, and the words in them. */
static void
test_compare (Fixture      *fixture,
              gconstpointer data)
{
  static const struct { const char *former, *later; guint around; const char *lines; } cases[] = {
    { "", "", 3, "" }, { "a\nb", "a\nb", 3, "" }, { NULL, "a", 3, "+1 a\n" }, { "a", NULL, 3, "-1 a\n" },
    { "a\nb\nc\n", "a\nc\n", 3, "=1 a\n-2 b\n=2 c\n" },
    { "Price 100 EUR\nend", "Price 120 EUR\nend", 3, "-1 Price 100 EUR [100]\n+1 Price 120 EUR [120]\n=2 end\n" },
    { "1\n2\n3\n4\n5\n6\n7\nx\n8\n9", "1\n2\n3\n4\n5\n6\n7\n8\n9", 1, "~6\n=7 7\n-8 x\n=8 8\n=9 9\n" },
    { "x\n1\n2\n3\n4\n5\ny", "X\n1\n2\n3\n4\n5\nY", 1, "-1 x [x]\n+1 X [X]\n=2 1\n~3\n=6 5\n-7 y [y]\n+7 Y [Y]\n" },
    { "a\nb\nc\nd\ne", "a\nb\nc\nd", 2, "~2\n=3 c\n=4 d\n-5 e\n" }, { "x\na\nb\nc\nd", "a\nb\nc\nd", 1, "-1 x\n=1 a\n~3\n" },
    { "عقد قديم", "عقد جديد", 3, "-1 عقد قديم [قديم]\n+1 عقد جديد [جديد]\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n_removed = 0, n_added = 0;
      g_autoptr(GPtrArray) lines = tw_compare_texts (cases[i].former, cases[i].later, cases[i].around, &n_removed, &n_added);
      g_autofree char *text = print_lines (lines);

      g_assert_cmpstr (text, ==, cases[i].lines);
    }
}

/* Of more lines than are compared nothing is said to have gone; what only came is told, however much. */
static void
test_compare_large (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(GString) former = g_string_new (NULL), later = g_string_new (NULL);
  g_autoptr(GPtrArray) lines = NULL, came = NULL;
  guint n_removed = 0, n_added = 0;

  for (guint i = 0; i < 3000; i++)
    {
      g_string_append_printf (former, "former %u\nthe same %u\n", i, i);
      g_string_append_printf (later, "later %u\nthe same %u\n", i, i);
    }
  lines = tw_compare_texts (former->str, later->str, 3, &n_removed, &n_added);
  g_assert_null (lines);
  g_assert_cmpuint (n_removed + n_added, ==, 0);
  came = tw_compare_texts (NULL, later->str, 3, &n_removed, &n_added);
  g_assert_cmpuint (came->len, ==, 6000);
  g_assert_cmpuint (n_added, ==, 6000);
}

/* Any two texts: what is the same and what went is the one, what is the same and what came is the other, and marks stay in their lines. */
static void
test_compare_any (Fixture      *fixture,
                  gconstpointer data)
{
  for (guint round = 0; round < 2000; round++)
    {
      GString *texts[2] = { g_string_new (NULL), g_string_new (NULL) }, *again[2] = { g_string_new (NULL), g_string_new (NULL) };
      g_autoptr(GPtrArray) lines = NULL;
      guint counts[2] = { 0, 0 };

      for (guint side = 0; side < 2; side++)
        for (int n = g_test_rand_int_range (0, 12); n > 0; n--)
          g_string_append_printf (texts[side], "%s é%d\n", g_test_rand_int_range (0, 3) > 0 ? "word" : "other", g_test_rand_int_range (0, 4));
      lines = tw_compare_texts (texts[0]->str, texts[1]->str, G_MAXUINT / 2, &counts[0], &counts[1]);
      for (guint i = 0; i < lines->len; i++)
        {
          const TwCompareLine *line = g_ptr_array_index (lines, i);

          g_assert_cmpint (line->kind, !=, TW_COMPARE_GAP);
          if (line->kind != TW_COMPARE_ADDED)
            g_string_append_printf (again[0], "%s\n", line->text);
          if (line->kind != TW_COMPARE_REMOVED)
            g_string_append_printf (again[1], "%s\n", line->text);
          counts[0] -= line->kind == TW_COMPARE_REMOVED;
          counts[1] -= line->kind == TW_COMPARE_ADDED;
          for (guint k = 0; line->marks != NULL && k < line->marks->len; k++)
            {
              const TwCompareMark *mark = &g_array_index (line->marks, TwCompareMark, k);

              g_assert_cmpuint (mark->from, <, mark->to);
              g_assert_cmpuint (mark->to, <=, strlen (line->text));
              g_assert_true (g_utf8_validate (line->text + mark->from, mark->to - mark->from, NULL));
            }
        }
      for (guint side = 0; side < 2; side++)
        {
          g_assert_true (lines->len == 0 || g_str_equal (again[side]->str, texts[side]->str));
          g_assert_cmpuint (counts[side], ==, 0);
        }
      g_assert_true (lines->len > 0 || g_str_equal (texts[0]->str, texts[1]->str));
      for (guint side = 0; side < 2; side++)
        {
          g_string_free (texts[side], TRUE);
          g_string_free (again[side], TRUE);
        }
    }
}

/* Files by what they are: text by its lines, PDFs by their pages, too, others by size and type; a broken one says so. */
static void
test_compare_files (Fixture      *fixture,
                    gconstpointer data)
{
  const char *shared = g_getenv ("TW_SHARED_DATA");
  g_autofree char *former = add_blob (fixture, "one\ntwo\n"), *later = add_blob (fixture, "one\n2\n"), *broken = add_blob (fixture, "%PDF-1.4 nothing");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "pdf-samples/plain/minimal-document.pdf", NULL), *pdf = NULL;
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(TwDocumentComparison) texts = NULL;
  g_autoptr(TwDocumentComparison) kinds = NULL;
  g_autoptr(TwDocumentComparison) bad = NULL;
  g_autoptr(GError) error = NULL;

  texts = tw_document_compare (fixture->store, "Offer.txt", former, later, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (texts->same);
  g_assert_cmpuint (texts->n_removed, ==, 1);
  g_assert_cmpuint (texts->n_added, ==, 1);
  g_assert_cmpint (texts->former.size, ==, 8);
  bad = tw_document_compare (fixture->store, "Offer.pdf", former, broken, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (bad->later.problem);
  g_assert_null (bad->lines);
  g_assert_null (tw_document_compare (fixture->store, "Offer.txt", former, "0000000000000000000000000000000000000000000000000000000000000000", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the sample is not there");
      return;
    }
  pdf = tw_store_add_blob_file (fixture->store, file, 10000000, NULL, &error);
  g_assert_no_error (error);
  kinds = tw_document_compare (fixture->store, "Offer", former, pdf, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (kinds->former.n_pages, ==, 0);
  g_assert_cmpuint (kinds->later.n_pages, ==, 1);
  g_assert_true (g_content_type_is_a (kinds->later.type, "application/pdf"));
  g_assert_nonnull (kinds->lines);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/crm/documents/compare", test_compare);
  ADD ("/crm/documents/compare-large", test_compare_large);
  ADD ("/crm/documents/compare-any", test_compare_any);
  ADD ("/crm/documents/compare-files", test_compare_files);
  ADD ("/crm/documents/versions", test_versions);
  ADD ("/crm/documents/text-inside", test_text_inside);
  ADD ("/crm/documents/text-of-version", test_text_of_version);
  ADD ("/crm/documents/folders", test_folders);
  ADD ("/crm/documents/tags", test_tags);
  ADD ("/crm/documents/places", test_places);
  return g_test_run ();
}
