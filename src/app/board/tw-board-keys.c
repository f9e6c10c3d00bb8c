/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-board-keys.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_COLUMNS 60

static void
key_free (gpointer data)
{
  TwBoardKey *key = data;

  tw_value_clear (&key->value);
  g_free (key->title);
  g_free (key->color);
  g_free (key);
}

static void
parent_free (gpointer data)
{
  TwBoardParent *parent = data;

  g_free (parent->title);
  g_free (parent);
}

/* The link that a target's records must have, such as a stage's pipeline. */
static const TwField *
find_parent_field (const TwField *group)
{
  const TwEntity *target = group != NULL ? tw_field_get_target (group) : NULL;

  for (guint i = 0; target != NULL && i < target->n_fields; i++)
    if (target->fields[i]->kind == TW_KIND_LINK && target->fields[i]->required && tw_field_get_target (target->fields[i]) != NULL)
      return target->fields[i];
  return NULL;
}

/* A record's boolean field of the given key; FALSE when it has none. */
static gboolean
get_flag (TwRecord   *record,
          const char *key,
          gboolean    fallback)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;

  return value != NULL && value->type == TW_TYPE_BOOLEAN ? value->i != 0 : fallback;
}

static char *
dup_text (TwRecord   *record,
          const char *key)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;

  return value != NULL && (value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM) ? g_strdup (value->text) : NULL;
}

/**
 * tw_board_can_group:
 * @field: (nullable): a field
 *
 * Returns: whether a board can have a column for each of its values
 */
gboolean
tw_board_can_group (const TwField *field)
{
  if (field == NULL || field->retired || field->formula != NULL)
    return FALSE;
  return field->kind == TW_KIND_ENUM || (field->kind == TW_KIND_LINK && tw_field_get_target (field) != NULL);
}

/**
 * tw_board_list_parents:
 * @state: a view
 *
 * Returns: (transfer full) (element-type TwBoardParent): the default one first
 */
GPtrArray *
tw_board_list_parents (TwViewState *state)
{
  TwWorkspace *workspace = tw_view_state_get_workspace (state);
  const TwField *field = find_parent_field (tw_view_state_get_group_field (state));
  GPtrArray *parents = g_ptr_array_new_with_free_func (parent_free);
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) records = NULL;

  if (field == NULL)
    return parents;
  query = tw_query_new (tw_workspace_get_schema (workspace), tw_field_get_target (field), NULL, NULL, NULL);
  records = query != NULL ? tw_store_list (tw_workspace_get_store (workspace), query, MAX_COLUMNS, NULL, NULL, NULL) : NULL;
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      TwBoardParent *parent = NULL;

      if (!get_flag (record, "active", TRUE))
        continue;
      parent = g_new0 (TwBoardParent, 1);
      parent->id = *tw_record_get_id (record);
      parent->title = tw_record_dup_title (record);
      g_ptr_array_insert (parents, get_flag (record, "default", FALSE) || get_flag (record, "is_default", FALSE) ? 0 : -1, parent);
    }
  return parents;
}

static void
add_choices (GPtrArray     *keys,
             const TwField *field)
{
  for (const TwChoice *const *c = field->choices; c != NULL && *c != NULL; c++)
    {
      TwBoardKey *key = NULL;

      if ((*c)->retired)
        continue;
      key = g_new0 (TwBoardKey, 1);
      key->value = tw_value_enum ((*c)->key);
      key->title = g_strdup (tw_choice_get_label (field, *c));
      key->color = g_strdup ((*c)->color);
      key->closed = (*c)->closed;
      g_ptr_array_add (keys, key);
    }
}

static gboolean
add_records (GPtrArray     *keys,
             TwWorkspace   *workspace,
             const TwField *field,
             const TwId    *parent,
             GError       **error)
{
  const TwField *parent_field = find_parent_field (field);
  const TwEntity *target = tw_field_get_target (field);
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = parent != NULL && parent_field != NULL
                             ? g_strdup_printf ("%s = \"%s\"", parent_field->key, tw_id_print (parent, id)) : NULL;
  g_autoptr(TwQuery) query = tw_query_new (tw_workspace_get_schema (workspace), target, where, NULL, error);
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (tw_workspace_get_store (workspace), query, MAX_COLUMNS, NULL, NULL, error) : NULL;

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      g_autofree char *kind = dup_text (record, "kind");
      TwBoardKey *key = NULL;

      if (!get_flag (record, "active", TRUE))
        continue;
      key = g_new0 (TwBoardKey, 1);
      key->value = tw_value_link (target->number, tw_record_get_id (record));
      key->title = tw_record_dup_title (record);
      key->color = dup_text (record, "color");
      key->closed = g_strcmp0 (kind, "won") == 0 || g_strcmp0 (kind, "lost") == 0;
      g_ptr_array_add (keys, key);
    }
  return TRUE;
}

/**
 * tw_board_list_keys:
 * @state: a view whose group field can be grouped by
 * @parent: (nullable): only the columns of this parent
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TwBoardKey): the columns in order, the one for records without a value last
 */
GPtrArray *
tw_board_list_keys (TwViewState *state,
                    const TwId  *parent,
                    GError     **error)
{
  const TwField *field = tw_view_state_get_group_field (state);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (key_free);

  g_return_val_if_fail (tw_board_can_group (field), NULL);
  if (field->kind == TW_KIND_ENUM)
    add_choices (keys, field);
  else if (!add_records (keys, tw_view_state_get_workspace (state), field, parent, error))
    return NULL;
  if (!field->required)
    {
      TwBoardKey *none = g_new0 (TwBoardKey, 1);

      /* Translators: title of the board column for records without a value; %s is the field, "Stage". */
      none->title = g_strdup_printf (_("No %s"), tw_field_get_label (field));
      g_ptr_array_add (keys, none);
    }
  return g_steal_pointer (&keys);
}

/**
 * tw_board_key_dup_where:
 * @key: a column
 * @field: the group field
 *
 * Returns: (transfer full): the condition of its records
 */
char *
tw_board_key_dup_where (const TwBoardKey *key,
                        const TwField    *field)
{
  g_autofree char *text = NULL;

  if (tw_value_is_null (&key->value))
    return g_strdup_printf ("%s is empty", field->key);
  text = tw_value_print (&key->value);
  return g_strdup_printf ("%s = \"%s\"", field->key, text);
}
