/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tw-group-text.h"
#include "tw-view-state-private.h"

/* How a list is laid out, and whether the view is as it was put down. */

#define MIN_WIDTH 24
#define MAX_WIDTH 2000
#define MAX_SORT_KEYS 5

/**
 * tw_view_state_get_list_group:
 * @self: a view state
 *
 * Returns: (transfer none) (nullable): the field that the list is divided by; a field that is gone counts as none
 */
const TwField *
tw_view_state_get_list_group (TwViewState *self)
{
  const TwField *field = NULL;

  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  if (self->list_group != NULL)
    field = tw_entity_get_field (self->entity, self->list_group);
  return field != NULL && tw_field_can_group (field) ? field : NULL;
}

/**
 * tw_view_state_set_list_group:
 * @self: a view state
 * @key: (nullable): key of a field; NULL for one list
 *
 * Divides the list by the values of a field.
 */
void
tw_view_state_set_list_group (TwViewState *self,
                              const char  *key)
{
  g_return_if_fail (TW_IS_VIEW_STATE (self));
  if (key != NULL && *key == '\0')
    key = NULL;
  if (g_strcmp0 (self->list_group, key) == 0)
    return;
  g_free (self->list_group);
  self->list_group = g_strdup (key);
  g_object_notify (G_OBJECT (self), "list-group");
}

/**
 * tw_view_state_get_chart:
 * @self: a view state
 *
 * Returns: (transfer none) (nullable): what its chart shows, as JSON; NULL for the entity's own chart
 */
const char *
tw_view_state_get_chart (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return self->chart;
}

/**
 * tw_view_state_set_chart:
 * @self: a view state
 * @chart: (nullable): what its chart shows, as JSON
 *
 * Keeps what the chart shows.
 */
void
tw_view_state_set_chart (TwViewState *self,
                         const char  *chart)
{
  g_return_if_fail (TW_IS_VIEW_STATE (self));
  if (g_strcmp0 (self->chart, chart) == 0)
    return;
  g_free (self->chart);
  self->chart = g_strdup (chart);
  g_object_notify (G_OBJECT (self), "chart");
}

/**
 * tw_view_state_get_width:
 * @self: a view state
 * @key: key of a field
 *
 * Returns: the width that a person gave its column, in pixels; 0 when nobody did
 */
int
tw_view_state_get_width (TwViewState *self,
                         const char  *key)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self) && key != NULL, 0);
  return GPOINTER_TO_INT (g_hash_table_lookup (self->widths, key));
}

/**
 * tw_view_state_set_width:
 * @self: a view state
 * @key: key of a field
 * @width: width of its column in pixels
 *
 * Remembers a width that was given by dragging.
 */
void
tw_view_state_set_width (TwViewState *self,
                         const char  *key,
                         int          width)
{
  g_return_if_fail (TW_IS_VIEW_STATE (self) && key != NULL);
  width = CLAMP (width, MIN_WIDTH, MAX_WIDTH);
  if (tw_view_state_get_width (self, key) == width)
    return;
  g_hash_table_insert (self->widths, g_strdup (key), GINT_TO_POINTER (width));
  g_object_notify (G_OBJECT (self), "widths");
}

/**
 * tw_view_state_dup_widths:
 * @self: a view state
 *
 * Returns: (transfer full): a{si}, widths of columns by the key of their field
 */
GVariant *
tw_view_state_dup_widths (TwViewState *self)
{
  GVariantBuilder builder;
  g_autoptr(GList) keys = NULL;

  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{si}"));
  keys = g_list_sort (g_hash_table_get_keys (self->widths), (GCompareFunc) strcmp);
  for (GList *l = keys; l != NULL; l = l->next)
    g_variant_builder_add (&builder, "{si}", l->data, tw_view_state_get_width (self, l->data));
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * tw_view_state_set_widths:
 * @self: a view state
 * @widths: (nullable): a{si}; NULL for the columns' own
 *
 * Takes all widths.
 */
void
tw_view_state_set_widths (TwViewState *self,
                          GVariant    *widths)
{
  GVariantIter iter;
  const char *key = NULL;
  int width = 0;

  g_return_if_fail (TW_IS_VIEW_STATE (self));
  g_hash_table_remove_all (self->widths);
  if (widths != NULL)
    {
      g_variant_iter_init (&iter, widths);
      while (g_variant_iter_next (&iter, "{&si}", &key, &width))
        g_hash_table_insert (self->widths, g_strdup (key), GINT_TO_POINTER (CLAMP (width, MIN_WIDTH, MAX_WIDTH)));
    }
  g_object_notify (G_OBJECT (self), "widths");
}

/* --- Order --- */

/* The keys of the order but for one, "-amount" and so on. */
static GPtrArray *
list_sort (TwViewState *self,
           const char  *without)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < tw_query_get_n_sort_keys (self->query); i++)
    {
      const TwSortKey *key = tw_query_get_sort_key (self->query, i);

      if (!g_str_equal (key->field->key, without))
        g_ptr_array_add (keys, g_strconcat (key->descending ? "-" : "", key->field->key, NULL));
    }
  return keys;
}

static void
set_keys (TwViewState *self,
          GPtrArray   *keys)
{
  g_autofree char *sort = NULL;

  if (keys->len > MAX_SORT_KEYS)
    g_ptr_array_set_size (keys, MAX_SORT_KEYS);
  g_ptr_array_add (keys, NULL);
  sort = g_strjoinv (",", (char **) keys->pdata);
  tw_view_state_set_sort (self, *sort != '\0' ? sort : NULL, NULL);
}

/**
 * tw_view_state_sort_by:
 * @self: a view state
 * @key: key of a field
 * @descending: whether the greatest come first
 * @add: whether it only decides where what orders the view now leaves two records equal; a field that is part of the order keeps
 *   its place
 *
 * Orders the view by a field.
 */
void
tw_view_state_sort_by (TwViewState *self,
                       const char  *key,
                       gboolean     descending,
                       gboolean     add)
{
  g_autofree char *wanted = NULL;
  g_autoptr(GPtrArray) keys = NULL;
  gboolean own = FALSE;

  g_return_if_fail (TW_IS_VIEW_STATE (self) && key != NULL);
  wanted = g_strconcat (descending ? "-" : "", key, NULL);
  own = self->sort == NULL;
  if (!add || own)
    {
      tw_view_state_set_sort (self, wanted, NULL);
      return;
    }
  keys = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < tw_query_get_n_sort_keys (self->query); i++)
    {
      const TwSortKey *there = tw_query_get_sort_key (self->query, i);

      if (g_str_equal (there->field->key, key))
        g_ptr_array_add (keys, g_steal_pointer (&wanted));
      else
        g_ptr_array_add (keys, g_strconcat (there->descending ? "-" : "", there->field->key, NULL));
    }
  if (wanted != NULL)
    g_ptr_array_add (keys, g_steal_pointer (&wanted));
  set_keys (self, keys);
}

/**
 * tw_view_state_unsort:
 * @self: a view state
 * @key: key of a field
 *
 * Takes a field out of the order; without any the entity's own order comes back.
 */
void
tw_view_state_unsort (TwViewState *self,
                      const char  *key)
{
  g_autoptr(GPtrArray) keys = NULL;

  g_return_if_fail (TW_IS_VIEW_STATE (self) && key != NULL);
  keys = list_sort (self, key);
  set_keys (self, keys);
}

/* --- Changed --- */

/* All that a saved view holds, in one text. */
static char *
dup_snapshot (TwViewState *self)
{
  g_autofree char *where = tw_view_state_dup_where (self), *columns = g_strjoinv (",", self->columns), *widths = NULL;
  g_autoptr(GVariant) variant = tw_view_state_dup_widths (self);
  const char *parts[] = {
    where, self->text, self->sort, columns, self->presentation, self->group_field, self->list_group, self->chart,
  };
  GString *text = g_string_new (NULL);

  widths = g_variant_print (variant, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_append_printf (text, "%s\n", parts[i] != NULL ? parts[i] : "");
  g_string_append (text, widths);
  return g_string_free (text, FALSE);
}

/**
 * tw_view_state_get_changed:
 * @self: a view state
 *
 * Returns: whether this is a saved view that shows something else than what was put down
 */
gboolean
tw_view_state_get_changed (TwViewState *self)
{
  g_autofree char *now = NULL;

  g_return_val_if_fail (TW_IS_VIEW_STATE (self), FALSE);
  if (self->saved == NULL || tw_id_is_nil (&self->saved_view))
    return FALSE;
  now = dup_snapshot (self);
  return !g_str_equal (now, self->saved);
}

/**
 * tw_view_state_mark_saved:
 * @self: a view state
 *
 * What is shown now is what was put down.
 */
void
tw_view_state_mark_saved (TwViewState *self)
{
  g_return_if_fail (TW_IS_VIEW_STATE (self));
  g_free (self->saved);
  self->saved = dup_snapshot (self);
  g_object_notify (G_OBJECT (self), "changed");
}
