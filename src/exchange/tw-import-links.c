/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text is looked for as an id, as the name, by the unique fields and by "external_id" where a site has such a field, and as
 * an e-mail address; "Anna Example (anna@example.com)" is looked for as a whole, then by the address, then by the name before
 * it. A column may name the field instead: "company.registration_number". */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-exchange-error.h"
#include "tw-import-links.h"

#define MAX_CACHE 100000

struct _TwImportLinks
{
  TwBulk     *bulk;
  TwSchema   *schema;
  GHashTable *cache;                                   /* field → (text → TwValue of the link) */
  guint       n_cached, n_created;
};

static void
value_free (gpointer data)
{
  tw_value_clear (data);
  g_free (data);
}

TwImportLinks *
tw_import_links_new (TwBulk *bulk, TwSchema *schema)
{
  TwImportLinks *links = g_new0 (TwImportLinks, 1);
  links->bulk = bulk;
  links->schema = tw_schema_ref (schema);
  links->cache = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_hash_table_unref);
  return links;
}

void
tw_import_links_free (TwImportLinks *links)
{
  if (!links)
    return;
  g_hash_table_unref (links->cache);
  tw_schema_unref (links->schema);
  g_free (links);
}

/* --- Finding --- */

static gboolean
is_not_found (const GError *error)
{
  return g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
}

static TwLinkResult
find_id (TwImportLinks *links, const TwEntity *entity, const char *text, TwId *id, GError **error)
{
  g_autoptr(GError) local = NULL;
  if (!tw_id_parse (text, id))
    return TW_LINK_MISSING;
  g_autoptr(TwRecord) record = tw_bulk_get (links->bulk, entity, id, &local);
  if (record)
    return tw_record_is_deleted (record) ? TW_LINK_MISSING : TW_LINK_FOUND;
  if (!local || is_not_found (local))
    return TW_LINK_MISSING;
  g_propagate_error (error, g_steal_pointer (&local));
  return TW_LINK_ERROR;
}

static TwLinkResult
find_field (TwImportLinks *links, const TwField *field, const char *text, TwId *id, GError **error)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autoptr(GError) local = NULL;
  if (field->type == TW_TYPE_TEXT)
    value = tw_value_text (text);
  else if (!tw_field_parse (field, text, NULL, &value, NULL))
    return TW_LINK_MISSING;
  if (tw_bulk_find (links->bulk, field, &value, id, &local))
    return TW_LINK_FOUND;
  if (!local || is_not_found (local))
    return TW_LINK_MISSING;
  g_propagate_error (error, g_steal_pointer (&local));
  return TW_LINK_ERROR;
}

/* The address in "Anna Example (anna@example.com)" or "Anna <anna@example.com>", and the name before it. */
static gboolean
split_address (const char *text, char **name, char **address)
{
  const char *open = strpbrk (text, "(<"), *at = strchr (text, '@');
  const char *close = at ? strpbrk (at, ")>") : NULL;
  if (!open || !at || !close || open > at)
    return FALSE;
  *name = g_strstrip (g_strndup (text, open - text));
  *address = g_strstrip (g_strndup (open + 1, close - open - 1));
  return TRUE;
}

static TwLinkResult
find_in_entity (TwImportLinks *links, const TwEntity *entity, const char *part, const char *text, TwId *id, GError **error)
{
  TwLinkResult result;
  g_autofree char *name = NULL, *address = NULL;
  if (part && strcmp (part, "id") != 0)
    {
      const TwField *field = tw_entity_get_field (entity, part);
      return field ? find_field (links, field, text, id, error) : TW_LINK_MISSING;
    }
  if ((result = find_id (links, entity, text, id, error)) != TW_LINK_MISSING || part)
    return result;
  if (entity->name_field && !entity->name_field->formula
      && (result = find_field (links, entity->name_field, text, id, error)) != TW_LINK_MISSING)
    return result;
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      if (!field->retired && !field->formula && field != entity->name_field && field->type == TW_TYPE_TEXT
          && (field->unique || strcmp (field->key, "external_id") == 0)
          && (result = find_field (links, field, text, id, error)) != TW_LINK_MISSING)
        return result;
    }
  const TwField *email = tw_entity_get_field (entity, "email");
  if (email && !email->formula && strchr (text, '@')
      && (result = find_field (links, email, text, id, error)) != TW_LINK_MISSING)
    return result;
  if (!split_address (text, &name, &address))
    return TW_LINK_MISSING;
  if (email && (result = find_field (links, email, address, id, error)) != TW_LINK_MISSING)
    return result;
  return entity->name_field && *name ? find_field (links, entity->name_field, name, id, error) : TW_LINK_MISSING;
}

static GHashTable *
cache_of (TwImportLinks *links, const TwField *field)
{
  GHashTable *cache = g_hash_table_lookup (links->cache, field);
  if (!cache)
    {
      cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, value_free);
      g_hash_table_insert (links->cache, (gpointer) field, cache);
    }
  return cache;
}

static void
remember (TwImportLinks *links, const TwField *field, const char *text, const TwValue *value)
{
  if (links->n_cached++ >= MAX_CACHE)
    {
      g_hash_table_remove_all (links->cache);
      links->n_cached = 1;
    }
  g_hash_table_replace (cache_of (links, field), g_strdup (text), g_memdup2 (value, sizeof *value));
}

TwLinkResult
tw_import_links_find (TwImportLinks *links, const TwImportTarget *target, const char *text, TwValue *value, GError **error)
{
  const TwField *field = target->field;
  const TwValue *known = g_hash_table_lookup (cache_of (links, field), text);
  if (known)
    {
      *value = tw_value_copy (known);
      return TW_LINK_FOUND;
    }
  for (guint i = 0; field->targets && field->targets[i]; i++)
    {
      TwId id;
      const TwEntity *entity = tw_schema_get_entity (links->schema, field->targets[i]);
      TwLinkResult result = entity ? find_in_entity (links, entity, target->part, text, &id, error) : TW_LINK_MISSING;
      if (result == TW_LINK_ERROR)
        return result;
      if (result == TW_LINK_FOUND)
        {
          *value = tw_value_link (entity->number, &id);
          remember (links, field, text, value);
          return result;
        }
    }
  const TwEntity *only = tw_field_get_target (field);
  g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_LINK,
               /* Translators: %s are a kind of record ("Company") and the text that names one */
               _("there is no %s “%s”"), only ? tw_entity_get_label (only, FALSE) : tw_field_get_label (field), text);
  return TW_LINK_MISSING;
}

gboolean
tw_import_links_create (TwImportLinks *links, const TwImportTarget *target, const char *text, TwValue *value, GError **error)
{
  const TwEntity *entity = tw_field_get_target (target->field);
  g_autofree char *name = NULL, *address = NULL;
  g_autoptr(GError) local = NULL;
  if (!entity || !entity->name_field || entity->name_field->type != TW_TYPE_TEXT || target->part)
    {
      g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_LINK,
                   _("“%s” cannot be made from this column; import those records first"), text);
      return FALSE;
    }
  g_autoptr(TwRecord) record = tw_record_new (entity);
  const TwField *email = tw_entity_get_field (entity, "email");
  gboolean both = email && split_address (text, &name, &address) && *name;
  g_auto(TwValue) title = tw_value_text (both ? name : text);
  g_auto(TwValue) mail = tw_value_text (both ? address : NULL);
  if (!tw_record_set (record, entity->name_field, &title, &local)
      || (both && !tw_record_set (record, email, &mail, &local))
      || !tw_bulk_save (links->bulk, record, &local))
    {
      g_set_error (error, local->domain == TW_STORE_ERROR ? TW_STORE_ERROR : TW_EXCHANGE_ERROR,
                   local->domain == TW_STORE_ERROR ? local->code : TW_EXCHANGE_ERROR_LINK,
                   _("%s “%s” could not be made: %s"), tw_entity_get_label (entity, FALSE), text, local->message);
      return FALSE;
    }
  links->n_created++;
  *value = tw_value_link (entity->number, tw_record_get_id (record));
  remember (links, target->field, text, value);
  return TRUE;
}

guint
tw_import_links_get_n_created (TwImportLinks *links)
{
  return links->n_created;
}

const TwField *
tw_import_links_key_field (const TwImportTarget *target, const TwEntity *entity)
{
  if (!target->field || tw_field_get_target (target->field) != entity)
    return NULL;
  if (!target->part)
    return entity->name_field;
  return strcmp (target->part, "id") == 0 ? NULL : tw_entity_get_field (entity, target->part);
}
