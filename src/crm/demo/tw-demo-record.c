/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-demo-private.h"

/* A UUIDv7 of that moment whose other bits come from the demo's own generator. */
TwId
tw_demo_make_id (TwDemo *demo, TwInstant time)
{
  guint64 ms = (guint64) (time / 1000);
  TwId id;

  for (guint i = 0; i < 6; i++)
    id.bytes[i] = (guint8) (ms >> (40 - 8 * i));
  for (guint i = 6; i < 16; i++)
    id.bytes[i] = (guint8) tw_demo_random (demo, 256);
  id.bytes[6] = (id.bytes[6] & 0x0f) | 0x70;
  id.bytes[8] = (id.bytes[8] & 0x3f) | 0x80;
  return id;
}

TwRecord *
tw_demo_record (TwDemo *demo, const char *entity, TwInstant created)
{
  TwRecord *record = tw_record_new (tw_schema_get_entity (demo->schema, entity));
  TwId id = tw_demo_make_id (demo, created);

  tw_record_set_id (record, &id);
  tw_demo_set_time (demo, record, "created_at", created);
  return record;
}

void
tw_demo_set (TwDemo *demo, TwRecord *record, const char *key, TwValue value)
{
  if (demo->error == NULL && !tw_record_set_key (record, key, &value, &demo->error))
    g_prefix_error (&demo->error, "%s.%s: ", tw_record_get_entity (record)->key, key);
  tw_value_clear (&value);
}

void
tw_demo_set_text (TwDemo *demo, TwRecord *record, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    tw_demo_set (demo, record, key, tw_value_text (text));
}

void
tw_demo_set_enum (TwDemo *demo, TwRecord *record, const char *key, const char *choice)
{
  tw_demo_set (demo, record, key, tw_value_enum (choice));
}

void
tw_demo_set_int (TwDemo *demo, TwRecord *record, const char *key, gint64 value)
{
  tw_demo_set (demo, record, key, tw_value_integer (value));
}

void
tw_demo_set_bool (TwDemo *demo, TwRecord *record, const char *key, gboolean value)
{
  tw_demo_set (demo, record, key, tw_value_boolean (value));
}

void
tw_demo_set_time (TwDemo *demo, TwRecord *record, const char *key, TwInstant value)
{
  tw_demo_set (demo, record, key, tw_value_datetime (value));
}

void
tw_demo_set_date (TwDemo *demo, TwRecord *record, const char *key, TwDate value)
{
  tw_demo_set (demo, record, key, tw_value_date (value));
}

void
tw_demo_set_usd (TwDemo *demo, TwRecord *record, const char *key, gint64 amount)
{
  TwCurrency usd;

  tw_currency_parse ("USD", &usd);
  tw_demo_set (demo, record, key, tw_value_money (amount, usd));
}

void
tw_demo_set_list (TwDemo *demo, TwRecord *record, const char *key, const char *const *texts)
{
  guint n = g_strv_length ((char **) texts);
  g_autofree TwValue *values = g_new0 (TwValue, n + 1);

  for (guint i = 0; i < n; i++)
    values[i] = tw_value_text (texts[i]);
  tw_demo_set (demo, record, key, tw_value_list (values, n));
  for (guint i = 0; i < n; i++)
    tw_value_clear (&values[i]);
}

void
tw_demo_set_link (TwDemo *demo, TwRecord *record, const char *key, const char *entity, const TwId *id)
{
  tw_demo_set (demo, record, key, tw_value_link (tw_schema_get_entity (demo->schema, entity)->number, id));
}

void
tw_demo_set_links (TwDemo *demo, TwRecord *record, const char *key, const char *entity, const TwId *ids,
                   guint n)
{
  guint number = tw_schema_get_entity (demo->schema, entity)->number;
  g_autofree TwValue *values = g_new0 (TwValue, n + 1);

  for (guint i = 0; i < n; i++)
    values[i] = tw_value_link (number, &ids[i]);
  tw_demo_set (demo, record, key, tw_value_list (values, n));
}

/* What the workspace began with is in the language of who made it. */
static gboolean
find_words (TwDemo *demo, const TwField *field, const char *text, TwId *id)
{
  g_auto (TwValue) value = tw_value_text (text);

  return demo->error == NULL && tw_bulk_find (demo->bulk, field, &value, id, &demo->error);
}

TwId
tw_demo_find (TwDemo *demo, const char *entity, const char *key, const char *text)
{
  const TwField *field = tw_entity_get_field (tw_schema_get_entity (demo->schema, entity), key);
  TwId id = tw_id_nil;

  if (!find_words (demo, field, g_dpgettext2 (NULL, "seed", text), &id) && !find_words (demo, field, text, &id) && demo->error == NULL)
    g_set_error (&demo->error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, "The workspace has no %s “%s”",
                 entity, text);
  return id;
}

TwId
tw_demo_save (TwDemo *demo, TwRecord *record)
{
  TwId id = *tw_record_get_id (record);

  if (demo->error == NULL && !tw_bulk_save (demo->bulk, record, &demo->error))
    g_prefix_error (&demo->error, "%s: ", tw_record_get_entity (record)->key);
  g_object_unref (record);
  return id;
}

void
tw_demo_set_about (TwDemo *demo, TwRecord *record, const TwDemoDeal *deal)
{
  const TwDemoCompany *company = g_ptr_array_index (demo->companies, deal->company);
  const TwDemoContact *contact = g_ptr_array_index (demo->contacts, deal->contact);

  tw_demo_set_link (demo, record, "company", "company", &company->id);
  tw_demo_set_link (demo, record, "contact", "contact", &contact->id);
  tw_demo_set_link (demo, record, "deal", "deal", &deal->id);
  tw_demo_set_link (demo, record, "record", "deal", &deal->id);
}
