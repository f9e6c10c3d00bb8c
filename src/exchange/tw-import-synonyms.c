/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that other programs use for our fields, read once from data/import/synonyms.json. */
#include "config.h"

#include <string.h>
#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "tw-import-mapping.h"
#include "tw-import-resource.h"
#include "tw-text.h"

typedef struct
{
  GHashTable *fields;                                  /* "contact/email1value" or "*" + "/email…" → GPtrArray of interned targets */
  GHashTable *values;                                  /* "contact.lifecycle_stage/mql" → interned choice key */
} Synonyms;

char *
tw_import_simplify (const char *text)
{
  g_autofree char *folded = tw_text_fold (text);
  GString *simple = g_string_new (NULL);
  for (const char *p = folded; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (g_unichar_isalnum (c))
        g_string_append_unichar (simple, c);
    }
  return g_string_free (simple, FALSE);
}

static void
add_words (GHashTable *table, const char *scope, const char *result, JsonArray *words, gboolean many)
{
  for (guint i = 0; i < json_array_get_length (words); i++)
    {
      g_autofree char *word = tw_import_simplify (json_array_get_string_element (words, i));
      char *key = g_strconcat (scope, "/", word, NULL);
      if (!many)
        {
          g_hash_table_insert (table, key, (gpointer) g_intern_string (result));
          continue;
        }
      GPtrArray *targets = g_hash_table_lookup (table, key);
      if (!targets)
        {
          targets = g_ptr_array_new ();
          g_hash_table_insert (table, g_strdup (key), targets);
        }
      g_ptr_array_add (targets, (gpointer) g_intern_string (result));
      g_free (key);
    }
}

static void
add_scopes (GHashTable *table, JsonObject *scopes, gboolean many)
{
  g_autoptr(GList) names = json_object_get_members (scopes);
  for (GList *s = names; s; s = s->next)
    {
      JsonObject *results = json_object_get_object_member (scopes, s->data);
      g_autoptr(GList) keys = json_object_get_members (results);
      for (GList *k = keys; k; k = k->next)
        add_words (table, s->data, k->data, json_object_get_array_member (results, k->data), many);
    }
}

static gpointer
load (gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_resource_lookup_data (tw_import_get_resource (),
                                                     "/io/github/tradewind_crm/Tradewind/import/synonyms.json", 0, &error);
  g_autoptr(JsonParser) parser = json_parser_new ();
  Synonyms *synonyms = g_new0 (Synonyms, 1);
  synonyms->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  synonyms->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!bytes || !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error))
    g_error ("The table of import synonyms cannot be read: %s", error->message);
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  add_scopes (synonyms->fields, json_object_get_object_member (root, "fields"), TRUE);
  add_scopes (synonyms->values, json_object_get_object_member (root, "values"), FALSE);
  return synonyms;
}

static const Synonyms *
get_synonyms (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, load, NULL);
}

/* The target's field must exist ("name.first": name) and be one that people may write. */
static gboolean
entity_takes (const TwEntity *entity, const char *target)
{
  if (strcmp (target, "id") == 0)
    return TRUE;
  const char *dot = strchr (target, '.');
  g_autofree char *key = dot ? g_strndup (target, dot - target) : g_strdup (target);
  const TwField *field = tw_entity_get_field (entity, key);
  if (!field || field->retired || field->formula || field->read_only)
    return FALSE;
  if (dot && field->type == TW_TYPE_LINK && strcmp (dot + 1, "id") != 0)
    {
      const TwEntity *to = tw_field_get_target (field);
      return to && tw_entity_get_field (to, dot + 1);
    }
  return TRUE;
}

static const char *
lookup_synonym (const TwEntity *entity, const char *scope, const char *word)
{
  g_autofree char *key = g_strconcat (scope, "/", word, NULL);
  GPtrArray *targets = g_hash_table_lookup (get_synonyms ()->fields, key);
  for (guint i = 0; targets && i < targets->len; i++)
    if (entity_takes (entity, g_ptr_array_index (targets, i)))
      return g_ptr_array_index (targets, i);
  return NULL;
}

/**
 * tw_import_mapping_guess_column:
 * @entity: what the rows become
 * @column: a header's name
 *
 * Field keys come first ("email", "company.id"), then the words of the entity in the table of synonyms, then labels, in
 * English and in the user's language, then the words for fields of any entity.
 *
 * Returns: (nullable): an interned target
 */
const char *
tw_import_mapping_guess_column (const TwEntity *entity, const char *column)
{
  g_autofree char *word = tw_import_simplify (column);
  if (!*word)
    return NULL;
  if (strcmp (column, "id") == 0 || strchr (column, '.') || tw_entity_get_field (entity, column))
    {
      if (entity_takes (entity, column))
        return g_intern_string (column);
    }
  const char *target = lookup_synonym (entity, entity->key, word);
  for (guint i = 0; !target && i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      g_autofree char *key = tw_import_simplify (field->key);
      g_autofree char *label = tw_import_simplify (field->label);
      g_autofree char *shown = tw_import_simplify (tw_field_get_label (field));
      if ((strcmp (word, key) == 0 || strcmp (word, label) == 0 || strcmp (word, shown) == 0) && entity_takes (entity, field->key))
        target = g_intern_string (field->key);
    }
  return target ? target : lookup_synonym (entity, "*", word);
}

/**
 * tw_import_value_synonym:
 * @field: an enum or set
 * @text: what a file calls a choice
 *
 * Returns: (nullable): the choice's key by the table of synonyms
 */
const char *
tw_import_value_synonym (const TwField *field, const char *text)
{
  g_autofree char *word = tw_import_simplify (text);
  g_autofree char *key = g_strconcat (field->entity->key, ".", field->key, "/", word, NULL);
  return g_hash_table_lookup (get_synonyms ()->values, key);
}
