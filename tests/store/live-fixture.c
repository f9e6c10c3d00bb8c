/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "tw-sql.h"

static const char *const names[] = { "user", "exchange_rate", "company", "stage", "deal", "note" };
static const char *const texts[] = {
  "{\"entity\": \"user\", \"number\": 1, \"plural\": \"users\", \"label\": \"User\", \"label_plural\": \"Users\","
  " \"icon\": \"avatar-default-symbolic\", \"group\": \"admin\", \"order\": 1, \"name\": \"name\", \"list\": [\"name\"], \"sort\": \"name\","
  " \"sections\": [{\"key\": \"main\", \"label\": \"User\"}], \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"section\": \"main\", \"search\": \"name\"}]}",
  "{\"entity\": \"exchange_rate\", \"number\": 5, \"plural\": \"exchange_rates\", \"label\": \"Exchange rate\","
  " \"label_plural\": \"Exchange rates\", \"icon\": \"x-symbolic\", \"group\": \"admin\", \"order\": 3, \"name\": \"name\","
  " \"list\": [\"name\"], \"sort\": \"-at\", \"sections\": [{\"key\": \"main\", \"label\": \"Rate\"}], \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"section\": \"main\"},"
  " {\"number\": 11, \"key\": \"from_currency\", \"label\": \"From\", \"kind\": \"text\", \"section\": \"main\"},"
  " {\"number\": 12, \"key\": \"to_currency\", \"label\": \"To\", \"kind\": \"text\", \"section\": \"main\"},"
  " {\"number\": 13, \"key\": \"rate\", \"label\": \"Rate\", \"kind\": \"decimal\", \"section\": \"main\"},"
  " {\"number\": 14, \"key\": \"at\", \"label\": \"At\", \"kind\": \"datetime\", \"section\": \"main\"}]}",
  "{\"entity\": \"company\", \"number\": 10, \"plural\": \"companies\", \"label\": \"Company\", \"label_plural\": \"Companies\","
  " \"icon\": \"x-symbolic\", \"group\": \"people\", \"order\": 1, \"name\": \"name\", \"list\": [\"name\", \"email\"], \"sort\": \"name\","
  " \"sections\": [{\"key\": \"main\", \"label\": \"Company\"}], \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"section\": \"main\", \"search\": \"name\", \"indexed\": true},"
  " {\"number\": 11, \"key\": \"email\", \"label\": \"E-mail\", \"kind\": \"email\", \"section\": \"main\", \"search\": \"name\", \"unique\": true},"
  " {\"number\": 12, \"key\": \"phone\", \"label\": \"Phone\", \"kind\": \"phone\", \"section\": \"main\", \"search\": \"name\"},"
  " {\"number\": 13, \"key\": \"about\", \"label\": \"About\", \"kind\": \"longtext\", \"section\": \"main\", \"search\": \"text\"},"
  " {\"number\": 14, \"key\": \"logo\", \"label\": \"Logo\", \"kind\": \"file\", \"section\": \"main\"},"
  " {\"number\": 15, \"key\": \"customer_number\", \"label\": \"Customer number\", \"kind\": \"number\", \"section\": \"main\", \"series\": \"C-{0000}\"},"
  " {\"number\": 16, \"key\": \"facts\", \"label\": \"Facts\", \"kind\": \"json\", \"section\": \"main\"}]}",
  "{\"entity\": \"stage\", \"number\": 20, \"plural\": \"stages\", \"label\": \"Stage\", \"label_plural\": \"Stages\","
  " \"icon\": \"x-symbolic\", \"group\": \"admin\", \"order\": 2, \"name\": \"name\", \"list\": [\"name\"], \"sort\": \"name\","
  " \"sections\": [{\"key\": \"main\", \"label\": \"Stage\"}], \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"section\": \"main\", \"search\": \"name\"}]}",
  "{\"entity\": \"deal\", \"number\": 21, \"plural\": \"deals\", \"label\": \"Deal\", \"label_plural\": \"Deals\","
  " \"icon\": \"x-symbolic\", \"group\": \"sell\", \"order\": 1, \"name\": \"name\", \"board\": \"stage\", \"value\": \"amount\","
  " \"owner\": \"owner\", \"list\": [\"name\", \"company\", \"stage\", \"amount\"], \"sort\": \"name\","
  " \"sections\": [{\"key\": \"main\", \"label\": \"Deal\"}], \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"section\": \"main\", \"search\": \"name\", \"indexed\": true},"
  " {\"number\": 11, \"key\": \"company\", \"label\": \"Company\", \"kind\": \"link\", \"to\": [\"company\"], \"inverse\": \"deals\","
  "  \"inverse_label\": \"Deals\", \"section\": \"main\", \"indexed\": true, \"on_delete\": \"clear\"},"
  " {\"number\": 12, \"key\": \"stage\", \"label\": \"Stage\", \"kind\": \"link\", \"to\": [\"stage\"], \"inverse\": \"deals\","
  "  \"inverse_label\": \"Deals\", \"section\": \"main\", \"indexed\": true, \"on_delete\": \"restrict\"},"
  " {\"number\": 13, \"key\": \"amount\", \"label\": \"Amount\", \"kind\": \"money\", \"section\": \"main\", \"indexed\": true},"
  " {\"number\": 14, \"key\": \"probability\", \"label\": \"Probability\", \"kind\": \"percent\", \"section\": \"main\"},"
  " {\"number\": 15, \"key\": \"close_date\", \"label\": \"Close date\", \"kind\": \"date\", \"section\": \"main\", \"indexed\": true},"
  " {\"number\": 16, \"key\": \"status\", \"label\": \"Status\", \"kind\": \"enum\", \"section\": \"main\", \"choices\": ["
  "  {\"key\": \"open\", \"label\": \"Open\", \"color\": \"blue\"}, {\"key\": \"won\", \"label\": \"Won\", \"color\": \"green\"},"
  "  {\"key\": \"lost\", \"label\": \"Lost\", \"color\": \"red\"}]},"
  " {\"number\": 17, \"key\": \"owner\", \"label\": \"Owner\", \"kind\": \"link\", \"to\": [\"user\"], \"inverse\": \"deals\","
  "  \"inverse_label\": \"Deals\", \"section\": \"main\", \"indexed\": true, \"on_delete\": \"clear\"},"
  " {\"number\": 18, \"key\": \"tags\", \"label\": \"Tags\", \"kind\": \"tags\", \"section\": \"main\"},"
  " {\"number\": 19, \"key\": \"seats\", \"label\": \"Seats\", \"kind\": \"integer\", \"section\": \"main\"},"
  " {\"number\": 20, \"key\": \"score\", \"label\": \"Score\", \"kind\": \"decimal\", \"section\": \"main\", \"digits\": 2},"
  " {\"number\": 21, \"key\": \"hot\", \"label\": \"Hot\", \"kind\": \"boolean\", \"section\": \"main\"},"
  " {\"number\": 22, \"key\": \"city\", \"label\": \"City\", \"kind\": \"text\", \"section\": \"main\"},"
  " {\"number\": 23, \"key\": \"description\", \"label\": \"Description\", \"kind\": \"longtext\", \"section\": \"main\", \"search\": \"text\"},"
  " {\"number\": 24, \"key\": \"partners\", \"label\": \"Partners\", \"kind\": \"links\", \"to\": [\"company\"], \"inverse\": \"partner_deals\","
  "  \"inverse_label\": \"Partner deals\", \"section\": \"main\"}]}",
  "{\"entity\": \"note\", \"number\": 30, \"plural\": \"notes\", \"label\": \"Note\", \"label_plural\": \"Notes\","
  " \"icon\": \"x-symbolic\", \"group\": \"plan\", \"order\": 1, \"name\": \"title\", \"list\": [\"title\", \"record\"], \"sort\": \"-created_at\","
  " \"sections\": [{\"key\": \"main\", \"label\": \"Note\"}], \"fields\": ["
  " {\"number\": 10, \"key\": \"title\", \"label\": \"Title\", \"kind\": \"text\", \"section\": \"main\", \"search\": \"name\"},"
  " {\"number\": 11, \"key\": \"body\", \"label\": \"Text\", \"kind\": \"longtext\", \"section\": \"main\", \"search\": \"text\"},"
  " {\"number\": 12, \"key\": \"record\", \"label\": \"About\", \"kind\": \"link\", \"to\": [], \"inverse\": \"notes\","
  "  \"inverse_label\": \"Notes\", \"section\": \"main\", \"on_delete\": \"cascade\"}]}",
};

const TwField *
live_field (const TwEntity *entity, const char *key)
{
  const TwField *field = tw_entity_get_field (entity, key);

  g_assert_nonnull (field);
  return field;
}

static void
open_store (Live *live, gboolean create)
{
  g_autoptr (GError) error = NULL;

  live->store = tw_store_open (live->dir, live->shipped, create, &error);
  g_assert_no_error (error);
  live->schema = tw_store_ref_schema (live->store);
  live->user = tw_schema_get_entity (live->schema, "user");
  live->company = tw_schema_get_entity (live->schema, "company");
  live->stage = tw_schema_get_entity (live->schema, "stage");
  live->deal = tw_schema_get_entity (live->schema, "deal");
  live->note = tw_schema_get_entity (live->schema, "note");
}

Live *
live_new (void)
{
  Live *live = g_new0 (Live, 1);
  g_autoptr (GError) error = NULL;

  live->dir = g_dir_make_tmp ("tw-live-XXXXXX", NULL);
  live->shipped = tw_schema_load_texts (names, texts, G_N_ELEMENTS (texts), &error);
  g_assert_no_error (error);
  live->rand = g_rand_new_with_seed (g_test_rand_int ());
  live->companies = g_ptr_array_new_with_free_func (g_free);
  live->stages = g_ptr_array_new_with_free_func (g_free);
  live->deals = g_ptr_array_new_with_free_func (g_free);
  live->users = g_ptr_array_new_with_free_func (g_free);
  live->deleted = g_ptr_array_new_with_free_func (g_free);
  open_store (live, TRUE);
  return live;
}

static void
close_store (Live *live)
{
  tw_store_close (live->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (live->store);
  g_clear_pointer (&live->schema, tw_schema_unref);
}

void
live_reopen (Live *live)
{
  close_store (live);
  open_store (live, FALSE);
}

void
live_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        live_remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
live_free (Live *live)
{
  close_store (live);
  live_remove_folder (live->dir);
  g_free (live->dir);
  tw_schema_unref (live->shipped);
  g_rand_free (live->rand);
  g_ptr_array_unref (live->companies);
  g_ptr_array_unref (live->stages);
  g_ptr_array_unref (live->deals);
  g_ptr_array_unref (live->users);
  g_ptr_array_unref (live->deleted);
  g_free (live);
}

static void
commit (TwEdit *edit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) done = tw_edit_commit (edit, &error);

  g_assert_no_error (error);
  g_assert_nonnull (done);
}

static void
set_texts (TwRecord *record, va_list args)
{
  const char *key;

  while ((key = va_arg (args, const char *)) != NULL)
    {
      const char *text = va_arg (args, const char *);
      g_autoptr (GError) error = NULL;
      TwValue null = TW_VALUE_INIT;

      if (text == NULL)
        tw_record_set_key (record, key, &null, &error);
      else
        tw_record_set_text (record, key, text, &error);
      g_assert_no_error (error);
    }
}

TwId
live_add (Live *live, const TwEntity *entity, ...)
{
  g_autoptr (TwRecord) record = tw_record_new (entity);
  TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "Add");
  va_list args;

  va_start (args, entity);
  set_texts (record, args);
  va_end (args);
  tw_edit_save (edit, record);
  commit (edit);
  return *tw_record_get_id (record);
}

void
live_set (Live *live, const TwEntity *entity, const TwId *id, ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) record = tw_store_get (live->store, entity, id, &error);
  TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "Change");
  va_list args;

  g_assert_no_error (error);
  va_start (args, id);
  set_texts (record, args);
  va_end (args);
  tw_edit_save (edit, record);
  commit (edit);
}

void
live_delete (Live *live, const TwEntity *entity, const TwId *id)
{
  TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "Delete");

  tw_edit_delete (edit, entity, id);
  commit (edit);
}

void
live_restore (Live *live, const TwEntity *entity, const TwId *id)
{
  TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "Restore");

  tw_edit_restore (edit, entity, id);
  commit (edit);
}

/* --- Random deals --- */

static const TwId *
pick (Live *live, GPtrArray *ids)
{
  return g_ptr_array_index (ids, g_rand_int_range (live->rand, 0, ids->len));
}

static void
set_value (TwRecord *record, const char *key, TwValue value)
{
  g_autoptr (GError) error = NULL;

  tw_record_set_key (record, key, &value, &error);
  g_assert_no_error (error);
  tw_value_clear (&value);
}

static TwValue
random_tags (Live *live)
{
  static const char *const words[] = { "vip", "VIP", "new", "été", "big \"deal\"", "日本", "partner" };
  TwValue items[4];
  guint n = g_rand_int_range (live->rand, 0, 4), used = 0;
  TwValue list;

  for (guint i = 0; i < n; i++)
    {
      const char *word = words[g_rand_int_range (live->rand, 0, G_N_ELEMENTS (words))];
      gboolean known = FALSE;

      for (guint j = 0; j < used; j++)
        known |= g_str_equal (items[j].text, word);
      if (!known)
        items[used++] = tw_value_text (word);
    }
  list = tw_value_list (items, used);
  for (guint i = 0; i < used; i++)
    tw_value_clear (&items[i]);
  return list;
}

static TwValue
random_value (Live *live, const char *key)
{
  static const char *const cities[] = { "Paris", "PARIS", "Zürich", "zurich", "Kraków", "القاهرة", "東京", "" };
  static const char *const statuses[] = { "open", "won", "lost" };
  static const char *const currencies[] = { "EUR", "USD", "JPY", "KWD" };
  TwValue null = TW_VALUE_INIT;
  TwCurrency currency = 0;
  GRand *r = live->rand;

  if (g_rand_int_range (r, 0, 8) == 0)
    return null;
  if (g_str_equal (key, "company"))
    return tw_value_link (live->company->number, pick (live, live->companies));
  if (g_str_equal (key, "stage"))
    return tw_value_link (live->stage->number, pick (live, live->stages));
  if (g_str_equal (key, "owner"))
    return tw_value_link (live->user->number, pick (live, live->users));
  if (g_str_equal (key, "amount"))
    {
      tw_currency_parse (currencies[g_rand_int_range (r, 0, G_N_ELEMENTS (currencies))], &currency);
      return tw_value_money ((gint64) g_rand_int_range (r, -1000, 100000) * g_rand_int_range (r, 1, 20000), currency);
    }
  if (g_str_equal (key, "probability"))
    return tw_value_decimal ((gint64) g_rand_int_range (r, 0, 100000001));
  if (g_str_equal (key, "close_date"))
    return tw_value_date (19000 + g_rand_int_range (r, 0, 2000));
  if (g_str_equal (key, "status"))
    return tw_value_enum (statuses[g_rand_int_range (r, 0, 3)]);
  if (g_str_equal (key, "tags"))
    return random_tags (live);
  if (g_str_equal (key, "seats"))
    return tw_value_integer (g_rand_int_range (r, -5, 50));
  if (g_str_equal (key, "score"))
    return tw_value_decimal ((gint64) g_rand_int (r) - G_MAXINT32);
  if (g_str_equal (key, "hot"))
    return tw_value_boolean (g_rand_boolean (r));
  return tw_value_text (cities[g_rand_int_range (r, 0, G_N_ELEMENTS (cities) - 1)]);
}

static const char *const deal_keys[] = { "company", "stage", "owner", "amount", "probability", "close_date", "status", "tags",
                                         "seats", "score", "hot", "city" };

static void
set_name (Live *live, TwRecord *record)
{
  static const char *const first[] = { "Alpha", "beta", "Gamma", "ALPHA", "Äther", "delta", "Zulu", "émile" };
  g_autofree char *name = g_strdup_printf ("%s %d", first[g_rand_int_range (live->rand, 0, G_N_ELEMENTS (first))],
                                           g_rand_int_range (live->rand, 0, 60));

  set_value (record, "name", tw_value_text (name));
}

static TwRecord *
random_deal (Live *live)
{
  TwRecord *record = tw_record_new (live->deal);

  set_name (live, record);
  for (guint i = 0; i < G_N_ELEMENTS (deal_keys); i++)
    set_value (record, deal_keys[i], random_value (live, deal_keys[i]));
  g_ptr_array_add (live->deals, g_memdup2 (tw_record_get_id (record), sizeof (TwId)));
  return record;
}

static void
add_named (Live *live, const TwEntity *entity, GPtrArray *ids, guint n)
{
  TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_DEMO, "Fill");

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TwRecord) record = tw_record_new (entity);
      g_autofree char *name = g_strdup_printf ("%s %02u", entity->label, (i * 7) % n);

      set_value (record, "name", tw_value_text (name));
      tw_edit_save (edit, record);
      g_ptr_array_add (ids, g_memdup2 (tw_record_get_id (record), sizeof (TwId)));
    }
  commit (edit);
}

void
live_fill (Live *live, guint n_deals)
{
  TwEdit *edit;

  add_named (live, live->user, live->users, 5);
  add_named (live, live->stage, live->stages, 6);
  add_named (live, live->company, live->companies, 20);
  if (n_deals == 0)
    return;
  edit = tw_edit_new (live->store, TW_ORIGIN_DEMO, "Fill");
  for (guint i = 0; i < n_deals; i++)
    {
      g_autoptr (TwRecord) record = random_deal (live);

      tw_edit_save (edit, record);
    }
  commit (edit);
}

static void
random_change (Live *live, TwEdit *edit, GHashTable *touched)
{
  guint at = g_rand_int_range (live->rand, 0, live->deals->len);
  TwId *id = g_ptr_array_index (live->deals, at);
  g_autoptr (TwRecord) record = NULL;

  if (!g_hash_table_add (touched, id))
    return;
  if (g_rand_int_range (live->rand, 0, 5) == 0 && live->deals->len > 10)
    {
      tw_edit_delete (edit, live->deal, id);
      g_ptr_array_add (live->deleted, g_ptr_array_steal_index_fast (live->deals, at));
      return;
    }
  record = tw_store_get (live->store, live->deal, id, NULL);
  if (g_rand_boolean (live->rand))
    set_name (live, record);
  for (guint i = 0; i < 3; i++)
    {
      const char *key = deal_keys[g_rand_int_range (live->rand, 0, G_N_ELEMENTS (deal_keys))];

      set_value (record, key, random_value (live, key));
    }
  tw_edit_save (edit, record);
}

void
live_random_commit (Live *live, guint n)
{
  TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "Random");
  g_autoptr (GHashTable) touched = g_hash_table_new (tw_id_hash, tw_id_equal);
  guint count = g_rand_int_range (live->rand, 1, n + 1);
  guint n_old_deleted = live->deleted->len;

  for (guint i = 0; i < count; i++)
    {
      guint dice = g_rand_int_range (live->rand, 0, 10);

      if (dice < 3 || live->deals->len == 0)
        {
          g_autoptr (TwRecord) record = random_deal (live);

          g_hash_table_add (touched, g_ptr_array_index (live->deals, live->deals->len - 1));
          tw_edit_save (edit, record);
        }
      else if (dice < 4 && n_old_deleted > 0)
        {
          TwId *id = g_ptr_array_index (live->deleted, 0);

          tw_edit_restore (edit, live->deal, id);
          g_ptr_array_steal_index (live->deleted, 0);
          n_old_deleted--;
          g_ptr_array_add (live->deals, id);
          g_hash_table_add (touched, id);
        }
      else
        random_change (live, edit, touched);
    }
  commit (edit);
}

TwQuery *
live_query (Live *live, const TwEntity *entity, const char *where, const char *sort)
{
  g_autoptr (GError) error = NULL;
  TwQuery *query = tw_query_new (live->schema, entity, where, sort, &error);

  g_assert_no_error (error);
  return query;
}

void
live_plant (Live *live, const char *sql)
{
  g_autofree char *path = g_build_filename (live->dir, "store.db", NULL);
  sqlite3 *db = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_true (tw_sql_register_functions (db, NULL));
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

static gboolean
late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
live_wait (LiveCondition condition, gpointer data)
{
  gboolean late = FALSE;
  guint id = g_timeout_add_seconds (60, late_cb, &late);

  while (!condition (data) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (id);
}
