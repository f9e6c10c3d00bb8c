/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store of each former state of data/schema, with a record of every kind, opens with the schema of today and holds what it held. */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "tw-backup.h"
#include "tw-store-test.h"

/* A state of data/schema: names of entities and the texts of their files. */
typedef struct
{
  GPtrArray *names, *texts;
} State;

static void
state_free (State *state)
{
  g_ptr_array_unref (state->names);
  g_ptr_array_unref (state->texts);
  g_free (state);
}

static char *
read_text (struct archive *archive, struct archive_entry *entry)
{
  gsize length = (gsize) archive_entry_size (entry);
  char *text = g_malloc0 (length + 1);

  g_assert_cmpint (archive_read_data (archive, text, length), ==, (gssize) length);
  return text;
}

/* old-stores/schemas.tar.xz: "07/company.json". (element-type State) in their order */
static GPtrArray *
read_states (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "tests", "store", "old-stores", "schemas.tar.xz", NULL);
  GPtrArray *states = g_ptr_array_new_with_free_func ((GDestroyNotify) state_free);
  struct archive *archive = archive_read_new ();
  struct archive_entry *entry;

  archive_read_support_filter_xz (archive);
  archive_read_support_format_tar (archive);
  g_assert_cmpint (archive_read_open_filename (archive, path, 65536), ==, ARCHIVE_OK);
  while (archive_read_next_header (archive, &entry) == ARCHIVE_OK)
    {
      g_auto (GStrv) parts = g_strsplit (archive_entry_pathname (entry), "/", -1);
      guint at = (guint) g_ascii_strtoull (parts[0], NULL, 10);
      State *state;

      g_assert_cmpuint (g_strv_length (parts), ==, 2);
      g_assert_cmpuint (at, >, 0);
      for (guint i = states->len; i < at; i++)
        {
          state = g_new0 (State, 1);
          state->names = g_ptr_array_new_with_free_func (g_free);
          state->texts = g_ptr_array_new_with_free_func (g_free);
          g_ptr_array_add (states, state);
        }
      state = states->pdata[at - 1];
      g_ptr_array_add (state->names, g_strndup (parts[1], strlen (parts[1]) - strlen (".json")));
      g_ptr_array_add (state->texts, read_text (archive, entry));
    }
  archive_read_free (archive);
  return states;
}

/* --- A record of every kind --- */

/* The first sample of the kind that the field takes. What takes none – a picture, a number of a series – stays empty. */
static void
set_sample (TwRecord *record, const TwField *field)
{
  static const struct { TwKind kind; const char *text; } samples[] = {
    { TW_KIND_TEXT, "Old Ärger" }, { TW_KIND_TEXT, "EUR" }, { TW_KIND_TEXT, "old" }, { TW_KIND_TEXT, "DE" }, { TW_KIND_TEXT, "Europe/Berlin" },
    { TW_KIND_LONGTEXT, "two\nlines" }, { TW_KIND_RICHTEXT, "rich" }, { TW_KIND_EMAIL, "old@example.com" },
    { TW_KIND_PHONE, "+49 30 123456" }, { TW_KIND_URL, "https://example.com/old" }, { TW_KIND_COLOR, "#336699" }, { TW_KIND_INTEGER, "7" },
    { TW_KIND_INTEGER, "1" }, { TW_KIND_DECIMAL, "1.5" }, { TW_KIND_PERCENT, "12" }, { TW_KIND_MONEY, "1234.50 EUR" }, { TW_KIND_BOOLEAN, "true" },
    { TW_KIND_DURATION, "90 min" },
    { TW_KIND_DURATION, "1:30" }, { TW_KIND_TAGS, "vip, old" }, { TW_KIND_LIST, "one, two" }, { TW_KIND_JSON, "{\"a\":1}" },
    { TW_KIND_JSON, "[]" }, { TW_KIND_GEO, "52.5, 13.4" },
  };

  g_autofree char *day = g_strdup_printf ("%u-02-03", 1990 + field->number), *time = g_strdup_printf ("09:%02u", field->number % 60);
  g_autofree char *moment = g_strdup_printf ("%sT12:30:00Z", day);

  /* The end of something stands behind its beginning. */
  if (field->kind == TW_KIND_DATE || field->kind == TW_KIND_DATETIME || field->kind == TW_KIND_TIME)
    tw_record_set_text (record, field->key, field->kind == TW_KIND_DATE ? day : field->kind == TW_KIND_TIME ? time : moment, NULL);
  if ((field->kind == TW_KIND_ENUM || field->kind == TW_KIND_SET) && field->choices != NULL && field->choices[0] != NULL)
    tw_record_set_text (record, field->key, field->choices[0]->key, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (samples[i].kind == field->kind && tw_record_set_text (record, field->key, samples[i].text, NULL))
      return;
}

static void
set_link (TwRecord *record, const TwField *field, GHashTable *records)
{
  TwRecord *to = g_hash_table_lookup (records, field->targets != NULL && *field->targets != NULL ? *field->targets : "company");
  g_auto (TwValue) value = TW_VALUE_INIT;

  if (to == NULL || to == record)
    return;
  value = tw_value_link (tw_record_get_entity (to)->number, tw_record_get_id (to));
  if (field->kind == TW_KIND_LINKS)
    {
      TwValue one = value;

      value = tw_value_list (&one, 1);
    }
  tw_record_set (record, field, &value, NULL);
}

/* Of these there may only be one; the other one is given. */
static gboolean
is_other (const TwField *field)
{
  return strcmp (field->entity->key, "price_book_entry") == 0 && (strcmp (field->key, "category") == 0 || strcmp (field->key, "discount") == 0);
}

static void
fill (TwRecord *record, GHashTable *records)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->number < TW_FIELD_FIRST_OWN || field->formula != NULL || is_other (field))
        continue;
      if (field->kind == TW_KIND_LINK || field->kind == TW_KIND_LINKS)
        set_link (record, field, records);
      else
        set_sample (record, field);
    }
}

/* (element-type utf8 TwRecord) by the key of the entity */
static GHashTable *
make_records (TwStore *store)
{
  TwSchema *schema = tw_store_get_schema (store);
  GHashTable *records = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Old records");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  GHashTableIter iter;
  gpointer record;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      g_hash_table_insert (records, (gpointer) entity->key, tw_record_new (entity));
    }
  g_hash_table_iter_init (&iter, records);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    {
      fill (record, records);
      tw_edit_save (edit, record);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return records;
}

/* --- The same with the schema of today --- */

/* Every value of the former fields, by their numbers, as it was written. Returns how many. */
static guint
compare_record (TwStore *store, TwRecord *before)
{
  const TwEntity *former = tw_record_get_entity (before);
  const TwEntity *entity = tw_schema_get_entity_by_number (tw_store_get_schema (store), former->number);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) record = entity != NULL ? tw_store_get (store, entity, tw_record_get_id (before), &error) : NULL;
  guint n = 0;

  g_assert_no_error (error);
  g_assert_nonnull (record);
  g_assert_false (tw_record_is_deleted (record));
  for (guint i = 0; i < former->n_fields; i++)
    {
      const TwField *field = former->fields[i], *now = tw_entity_get_field_by_number (entity, field->number);
      const TwValue *was = tw_record_get_before (before, field);

      if (field->formula != NULL || tw_value_is_null (was))
        continue;
      if (now == NULL || now->type != field->type || now->formula != NULL)
        g_error ("%s.%s is not what it was", former->key, field->key);
      if (!tw_value_equal (was, tw_record_get_before (record, now)))
        g_error ("%s.%s has another value", former->key, field->key);
      n++;
    }
  return n;
}

static void
assert_sound (TwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) wrong = tw_store_check (store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < wrong->len; i++)
    g_test_message ("%s", (char *) wrong->pdata[i]);
  g_assert_cmpuint (wrong->len, ==, 0);
}

static void
check_state (const State *state, TwSchema *today, guint number)
{
  g_autofree char *dir = tw_test_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) former = tw_schema_load_texts ((const char *const *) state->names->pdata, (const char *const *) state->texts->pdata,
                                                      state->names->len, &error);
  g_autoptr (GHashTable) records = NULL;
  TwStore *store;
  GHashTableIter iter;
  gpointer record;
  guint n = 0;

  g_assert_no_error (error);
  store = tw_store_open (dir, former, TRUE, &error);
  g_assert_no_error (error);
  records = make_records (store);
  g_assert_finalize_object (store);
  store = tw_store_open (dir, today, TRUE, &error);
  g_assert_no_error (error);
  assert_sound (store);
  tw_test_assert_log_replays (store);
  g_hash_table_iter_init (&iter, records);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    n += compare_record (store, record);
  g_test_message ("state %u: %u kinds, %u values", number, g_hash_table_size (records), n);
  g_assert_cmpuint (n, >, 5 * g_hash_table_size (records));
  g_assert_finalize_object (store);
  tw_test_remove (dir);
}

/* --- As many at a time as there are processors: each takes half a second --- */

/* With the sanitizers, which make it ten times as slow, each sixth state and the last. */
#ifdef __SANITIZE_ADDRESS__
#define EVERY 6
#else
#define EVERY 1
#endif

static char *program;

static void
check_some (guint first, guint step)
{
  g_autoptr (GPtrArray) states = read_states ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) today = tw_schema_load_shipped (&error);

  g_assert_no_error (error);
  g_assert_cmpuint (states->len, >=, 49);
  for (guint i = first; i < states->len; i += step)
    check_state (states->pdata[i], today, i + 1);
  if (first == 0 && (states->len - 1) % EVERY != 0)
    check_state (states->pdata[states->len - 1], today, states->len);
}

static void
test_all (void)
{
  guint n = CLAMP (g_get_num_processors (), 1, 8);
  g_autoptr (GPtrArray) children = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *first = g_strdup_printf ("%u", i * EVERY), *step = g_strdup_printf ("%u", n * EVERY);
      g_autoptr (GError) error = NULL;
      GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--states", first, step, NULL);

      g_assert_no_error (error);
      g_ptr_array_add (children, child);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      g_subprocess_wait_check (children->pdata[i], NULL, &error);
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--states") == 0)
    {
      guint first = (guint) g_ascii_strtoull (argv[2], NULL, 10), step = (guint) g_ascii_strtoull (argv[3], NULL, 10);

      argc = 1;
      g_test_init (&argc, &argv, NULL);
      check_some (first, step);
      return 0;
    }
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/old-schemas/all", test_all);
  return g_test_run ();
}
