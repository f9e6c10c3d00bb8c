/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "site-fixture.h"

#include <string.h>

#include "tw-crm-rules.h"
#include "tw-seed.h"

void
site_set_up (Site *site, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (&error);

  g_assert_no_error (error);
  site->dir = g_dir_make_tmp ("tw-site-XXXXXX", &error);
  g_assert_no_error (error);
  site->store = tw_store_open (site->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  tw_crm_rules_add (site->store);
  g_assert_true (tw_seed_workspace (site->store, "EUR", &error));
  g_assert_no_error (error);
  site->schema = tw_store_ref_schema (site->store);
}

void
site_tear_down (Site *site, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", site->dir);

  tw_schema_unref (site->schema);
  tw_store_close (site->store);
  g_object_unref (site->store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (site->dir);
}

const TwEntity *
site_entity_of (Site *site, const char *key)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (site->store), key);

  g_assert_nonnull (entity);
  return entity;
}

gboolean
site_save (Site *site, TwRecord *record, GError **error)
{
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "save");
  g_autoptr (TwCommit) commit = NULL;

  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}

static TwRecord *
add_pairs (Site *site, const char *entity, va_list list)
{
  TwRecord *record = tw_record_new (site_entity_of (site, entity));
  g_autoptr (GError) error = NULL;
  const char *key;

  while ((key = va_arg (list, const char *)) != NULL)
    {
      tw_record_set_text (record, key, va_arg (list, const char *), &error);
      g_assert_no_error (error);
    }
  site_save (site, record, &error);
  g_assert_no_error (error);
  return record;
}

TwRecord *
site_add (Site *site, const char *entity, ...)
{
  TwRecord *record = NULL;
  va_list list;

  va_start (list, entity);
  record = add_pairs (site, entity, list);
  va_end (list);
  return record;
}

TwId
site_add_id (Site *site, const char *entity, ...)
{
  g_autoptr (TwRecord) record = NULL;
  va_list list;

  va_start (list, entity);
  record = add_pairs (site, entity, list);
  va_end (list);
  return *tw_record_get_id (record);
}

char *
site_id_of (TwRecord *record)
{
  return tw_id_dup_text (tw_record_get_id (record));
}

void
site_change (Site *site, TwRecord *record, const char *key, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) fresh = tw_store_get (site->store, tw_record_get_entity (record), tw_record_get_id (record), &error);

  g_assert_no_error (error);
  tw_record_set_text (fresh, key, text, &error);
  g_assert_no_error (error);
  site_save (site, fresh, &error);
  g_assert_no_error (error);
}

/* What is stored. */
void
site_assert_is (Site *site, TwRecord *record, const char *key, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) fresh = tw_store_get (site->store, tw_record_get_entity (record), tw_record_get_id (record), &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = tw_value_print (tw_record_get_key (fresh, key));
  g_assert_cmpstr (text, ==, expected);
}

/* As text, of the record of that name. */
char *
site_find (Site *site, const char *entity, const char *name)
{
  g_auto (TwValue) value = tw_value_text (name);
  g_autoptr (TwRecord) record = tw_store_find (site->store, site_entity_of (site, entity)->name_field, &value, NULL);

  g_assert_nonnull (record);
  return site_id_of (record);
}

gint64
site_count (Site *site, const char *entity, const char *where)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (site->schema, site_entity_of (site, entity), where, NULL, &error);
  gint64 n;

  g_assert_no_error (error);
  n = tw_store_count (site->store, query, &error);
  g_assert_no_error (error);
  return n;
}

void
site_assert_says (GError *error, const char *part)
{
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” is not in “%s”", part, error->message);
}
