/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-list-group.h"

struct _TwListGroup
{
  GObject         parent_instance;

  TwSchema       *schema;                              /* (owned) the snapshot that choice is part of */
  TwValue         key;
  char           *title;                               /* (owned) */
  const TwChoice *choice;                              /* (nullable) */
  gint64          count;
  GHashTable     *totals;                              /* (owned) field key → text */
  gboolean        expanded;
  TwResults      *results;                             /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (TwListGroup, tw_list_group, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tw_list_group_finalize (GObject *object)
{
  TwListGroup *self = TW_LIST_GROUP (object);

  g_clear_object (&self->results);
  g_hash_table_unref (self->totals);
  g_free (self->title);
  tw_value_clear (&self->key);
  tw_schema_unref (self->schema);
  G_OBJECT_CLASS (tw_list_group_parent_class)->finalize (object);
}

static void
tw_list_group_class_init (TwListGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_list_group_finalize;

  /**
   * TwListGroup::changed:
   *
   * Count, totals, or whether it is open.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_list_group_init (TwListGroup *self)
{
  self->totals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * tw_list_group_new:
 * @field: the field that the list is grouped by
 * @key: its value in this group, null for records without one
 * @title: the value for people
 *
 * Returns: (transfer full): a closed group without records
 */
TwListGroup *
tw_list_group_new (const TwField *field,
                   const TwValue *key,
                   const char    *title)
{
  TwListGroup *self = g_object_new (TW_TYPE_LIST_GROUP, NULL);

  self->schema = tw_schema_ref ((TwSchema *) field->entity->schema);
  self->key = tw_value_copy (key);
  self->title = g_strdup (title);
  self->choice = key->type == TW_TYPE_ENUM ? tw_field_get_choice (field, key->text) : NULL;
  return self;
}

/**
 * tw_list_group_get_key:
 * @self: a group
 *
 * Returns: (transfer none): the value that its records share
 */
const TwValue *
tw_list_group_get_key (TwListGroup *self)
{
  g_return_val_if_fail (TW_IS_LIST_GROUP (self), NULL);
  return &self->key;
}

/**
 * tw_list_group_get_title:
 * @self: a group
 *
 * Returns: (transfer none): the value for people
 */
const char *
tw_list_group_get_title (TwListGroup *self)
{
  g_return_val_if_fail (TW_IS_LIST_GROUP (self), NULL);
  return self->title;
}

/**
 * tw_list_group_get_choice:
 * @self: a group
 *
 * Returns: (transfer none) (nullable): the choice that it stands for
 */
const TwChoice *
tw_list_group_get_choice (TwListGroup *self)
{
  g_return_val_if_fail (TW_IS_LIST_GROUP (self), NULL);
  return self->choice;
}

/**
 * tw_list_group_get_count:
 * @self: a group
 *
 * Returns: how many records it has
 */
gint64
tw_list_group_get_count (TwListGroup *self)
{
  g_return_val_if_fail (TW_IS_LIST_GROUP (self), 0);
  return self->count;
}

/**
 * tw_list_group_set_count:
 * @self: a group
 * @count: how many records it has
 *
 * Tells a new count.
 */
void
tw_list_group_set_count (TwListGroup *self,
                         gint64       count)
{
  g_return_if_fail (TW_IS_LIST_GROUP (self));
  if (self->count == count)
    return;
  self->count = count;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tw_list_group_get_total:
 * @self: a group
 * @field_key: key of a field with numbers
 *
 * Returns: (transfer none) (nullable): what they come to in this group
 */
const char *
tw_list_group_get_total (TwListGroup *self,
                         const char  *field_key)
{
  g_return_val_if_fail (TW_IS_LIST_GROUP (self), NULL);
  return g_hash_table_lookup (self->totals, field_key);
}

/**
 * tw_list_group_put_total:
 * @self: a group
 * @field_key: key of a field with numbers
 * @total: (transfer full): what they come to
 *
 * For who counts groups: "changed" is not emitted.
 */
void
tw_list_group_put_total (TwListGroup *self,
                         const char  *field_key,
                         char        *total)
{
  g_return_if_fail (TW_IS_LIST_GROUP (self));
  g_hash_table_insert (self->totals, g_strdup (field_key), total);
}

/**
 * tw_list_group_take_counted:
 * @self: a group
 * @counted: the same group, counted anew, which loses its totals
 * @with_count: whether to take the count, too
 *
 * Tells what was counted.
 */
void
tw_list_group_take_counted (TwListGroup *self,
                            TwListGroup *counted,
                            gboolean     with_count)
{
  g_return_if_fail (TW_IS_LIST_GROUP (self) && TW_IS_LIST_GROUP (counted));
  if (with_count)
    self->count = counted->count;
  g_free (self->title);
  self->title = g_strdup (counted->title);
  g_hash_table_unref (self->totals);
  self->totals = g_hash_table_ref (counted->totals);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tw_list_group_get_expanded:
 * @self: a group
 *
 * Returns: whether its records are shown
 */
gboolean
tw_list_group_get_expanded (TwListGroup *self)
{
  g_return_val_if_fail (TW_IS_LIST_GROUP (self), FALSE);
  return self->expanded;
}

/**
 * tw_list_group_set_expanded:
 * @self: a group
 * @expanded: whether its records are shown
 *
 * For the model of the list, which shows or hides them.
 */
void
tw_list_group_set_expanded (TwListGroup *self,
                            gboolean     expanded)
{
  g_return_if_fail (TW_IS_LIST_GROUP (self));
  if (self->expanded == expanded)
    return;
  self->expanded = expanded;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tw_list_group_get_results:
 * @self: a group
 *
 * Returns: (transfer none) (nullable): its records, once it was opened
 */
TwResults *
tw_list_group_get_results (TwListGroup *self)
{
  g_return_val_if_fail (TW_IS_LIST_GROUP (self), NULL);
  return self->results;
}

/**
 * tw_list_group_take_results:
 * @self: a group
 * @results: (transfer full): its records
 *
 * For the model of the list.
 */
void
tw_list_group_take_results (TwListGroup *self,
                            TwResults   *results)
{
  g_return_if_fail (TW_IS_LIST_GROUP (self) && self->results == NULL);
  self->results = results;
}
