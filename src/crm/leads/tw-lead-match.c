/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Companies and contacts that are there already and probably the ones that a lead speaks of. */
#include "config.h"

#include <string.h>

#include "tw-lead-private.h"
#include "tw-search.h"
#include "tw-text.h"

#define MAX_MATCHES 5
#define MAX_HITS    20                                 /* of a search by words; most are somebody else */

static const char *
text_of (TwRecord *record, const char *key)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  const TwValue *value = field ? tw_record_get (record, field) : NULL;

  return value && value->type == TW_TYPE_TEXT ? value->text : "";
}

static gboolean
has_record (GPtrArray *records, const TwId *id)
{
  for (guint i = 0; i < records->len; i++)
    if (tw_id_equal (tw_record_get_id (g_ptr_array_index (records, i)), id))
      return TRUE;
  return FALSE;
}

static gboolean
add_found (TwStore *store, GPtrArray *matches, const TwEntity *entity, const char *key, const char *text, GError **error)
{
  g_auto(TwValue) value = tw_value_text (text);
  g_autoptr(GError) local = NULL;
  g_autoptr(TwRecord) record = NULL;

  if (*text == '\0')
    return TRUE;
  record = tw_store_find (store, tw_entity_get_field (entity, key), &value, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (record && !has_record (matches, tw_record_get_id (record)))
    g_ptr_array_add (matches, g_steal_pointer (&record));
  return TRUE;
}

/* Those whose title is nearly the same: each word is looked for alone, so that “Acme Corp” finds “Acme Corporation”. */
static gboolean
add_similar (TwStore *store, GPtrArray *matches, const TwEntity *entity, const char *title, GError **error)
{
  g_auto(GStrv) words = tw_text_words (title);

  for (guint i = 0; words[i] && i < 2 && matches->len < MAX_MATCHES; i++)
    {
      g_autoptr(GPtrArray) hits = tw_store_search (store, words[i], entity, MAX_HITS, error);

      if (!hits)
        return FALSE;
      for (guint k = 0; k < hits->len && matches->len < MAX_MATCHES; k++)
        {
          TwHit *hit = g_ptr_array_index (hits, k);
          g_autoptr(TwRecord) record = NULL;

          if (has_record (matches, &hit->id) || !tw_text_similar (hit->title, title))
            continue;
          record = tw_store_get (store, entity, &hit->id, NULL);
          if (record && !tw_record_is_deleted (record))
            g_ptr_array_add (matches, g_steal_pointer (&record));
        }
    }
  return TRUE;
}

GPtrArray *
tw_lead_find_companies (TwStore *store, TwSchema *schema, TwRecord *lead, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "company");
  g_autoptr(GPtrArray) matches = g_ptr_array_new_with_free_func (g_object_unref);
  const char *name = text_of (lead, "company_name");

  if (!add_found (store, matches, entity, "name", name, error)
      || !add_similar (store, matches, entity, name, error))
    return NULL;
  return g_steal_pointer (&matches);
}

GPtrArray *
tw_lead_find_contacts (TwStore *store, TwSchema *schema, TwRecord *lead, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "contact");
  g_autoptr(GPtrArray) matches = g_ptr_array_new_with_free_func (g_object_unref);
  const char *name = text_of (lead, "name");

  if (!add_found (store, matches, entity, "email", text_of (lead, "email"), error)
      || !add_found (store, matches, entity, "phone", text_of (lead, "phone"), error)
      || !add_found (store, matches, entity, "name", name, error)
      || !add_similar (store, matches, entity, name, error))
    return NULL;
  return g_steal_pointer (&matches);
}
