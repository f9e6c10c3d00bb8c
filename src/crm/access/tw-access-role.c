/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-access-private.h"
#include "tw-doc.h"

G_DEFINE_QUARK (tw-access-error-quark, tw_access_error)

static const char *const right_names[TW_N_RIGHTS] = { "read", "create", "change", "delete", "export", "administer" };

gboolean
tw_role_parse_line (const char *line, char **entity, guint *rights, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t,", -1);

  *entity = NULL;
  *rights = 0;
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint right = 0;

      if (!*words[i])
        continue;
      if (*entity == NULL)
        {
          gsize length = strlen (words[i]);

          *entity = g_strndup (words[i], length - (words[i][length - 1] == ':'));
          continue;
        }
      while (right < TW_N_RIGHTS && strcmp (right_names[right], words[i]) != 0)
        right++;
      if (right == TW_N_RIGHTS)
        {
          g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_INVALID,
                       _("“%s” is no right. Write an object, then some of create, read, change, delete, export, administer."), words[i]);
          g_clear_pointer (entity, g_free);
          return FALSE;
        }
      *rights |= 1u << right;
    }
  if (*entity != NULL)
    return TRUE;
  g_set_error_literal (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_INVALID,
                       _("The line is empty. Write an object, then some of create, read, change, delete, export, administer."));
  return FALSE;
}

static const TwValue *
get (TwRecord *record, const char *key)
{
  static const TwValue nothing = TW_VALUE_INIT;
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);

  return field != NULL ? tw_record_get (record, field) : &nothing;
}

static void
read_permissions (TwRole *role, const TwValue *lines)
{
  for (guint i = 0; lines->type == TW_TYPE_LIST && i < lines->list->n_values; i++)
    {
      g_autoptr (GError) error = NULL;
      char *entity;
      guint rights;

      /* A line that cannot be read gives nothing. */
      if (!tw_role_parse_line (lines->list->values[i].text, &entity, &rights, &error))
        continue;
      rights |= GPOINTER_TO_UINT (g_hash_table_lookup (role->rights, entity));
      g_hash_table_insert (role->rights, entity, GUINT_TO_POINTER (rights));
    }
}

static TwDoc *
parse_object (const TwValue *json)
{
  return json->type == TW_TYPE_JSON ? tw_doc_parse ("rules", json->text, -1, NULL) : NULL;
}

static void
read_field_rules (TwRole *role, const TwValue *json)
{
  g_autoptr (TwDoc) doc = parse_object (json);

  for (const TwDocNode *node = doc != NULL && tw_doc_get_root (doc)->type == TW_DOC_OBJECT ? tw_doc_get_root (doc)->first : NULL; node != NULL;
       node = node->next)
    if (node->type == TW_DOC_TEXT)
      /* Anything but "read" and "edit" hides: a mistake must not show more. */
      g_hash_table_insert (role->field_rules, g_strdup (node->key),
                           GUINT_TO_POINTER (strcmp (node->text, "edit") == 0 ? TW_FIELD_EDIT + 1
                                             : strcmp (node->text, "read") == 0 ? TW_FIELD_READ + 1 : TW_FIELD_HIDDEN + 1));
}

static void
read_row_rules (TwRole *role, const TwValue *json)
{
  g_autoptr (TwDoc) doc = parse_object (json);

  for (const TwDocNode *node = doc != NULL && tw_doc_get_root (doc)->type == TW_DOC_OBJECT ? tw_doc_get_root (doc)->first : NULL; node != NULL;
       node = node->next)
    if (node->type == TW_DOC_TEXT)
      g_hash_table_insert (role->row_rules, g_strdup (node->key), g_strdup (node->text));
}

TwRole *
tw_role_new (TwStore *store, TwRecord *record)
{
  static const char *const scopes[] = { "own", "team", "territory", "all" };
  const TwValue *scope = get (record, "record_scope"), *name = get (record, "name");
  TwRole *role = g_new0 (TwRole, 1);

  role->name = g_strdup (name->type == TW_TYPE_TEXT ? name->text : "");
  for (guint i = 0; scope->type == TW_TYPE_ENUM && i < G_N_ELEMENTS (scopes); i++)
    if (strcmp (scope->text, scopes[i]) == 0)
      role->scope = i;
  role->rights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  role->row_rules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  role->field_rules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  read_permissions (role, get (record, "permissions"));
  read_field_rules (role, get (record, "field_rules"));
  read_row_rules (role, get (record, "row_rules"));
  return role;
}

void
tw_role_free (TwRole *role)
{
  g_free (role->name);
  g_hash_table_unref (role->rights);
  g_hash_table_unref (role->row_rules);
  g_hash_table_unref (role->field_rules);
  g_free (role);
}

guint
tw_role_get_rights (const TwRole *role, const TwEntity *entity, gboolean *listed)
{
  gpointer own, all;
  gboolean has_own = g_hash_table_lookup_extended (role->rights, entity->key, NULL, &own);
  gboolean has_all = g_hash_table_lookup_extended (role->rights, "*", NULL, &all);

  *listed = has_own || has_all;
  return (has_own ? GPOINTER_TO_UINT (own) : 0) | (has_all ? GPOINTER_TO_UINT (all) : 0);
}

gboolean
tw_role_is_administrator (const TwRole *role)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (role->rights, "*")) & (1u << TW_RIGHT_ADMINISTER);
}
