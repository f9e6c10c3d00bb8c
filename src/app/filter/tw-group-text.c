/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-group-text.h"

#include <glib/gi18n-lib.h>

#include "tw-condition.h"
#include "tw-date-words.h"
#include "tw-field-text.h"

#define MAX_RANKED 500                                 /* linked records that have an order of their own: stages, tiers, teams */

/**
 * tw_field_can_group:
 * @field: a field
 *
 * Returns: whether records that share its value are a group that means something to people
 */
gboolean
tw_field_can_group (const TwField *field)
{
  if (field->hidden || field->retired || field->formula != NULL || field->unique || field == field->entity->name_field)
    return FALSE;
  switch (field->kind)
    {
    case TW_KIND_TEXT:
    case TW_KIND_ENUM:
    case TW_KIND_SET:
    case TW_KIND_TAGS:
    case TW_KIND_BOOLEAN:
    case TW_KIND_INTEGER:
    case TW_KIND_PERCENT:
    case TW_KIND_DATE:
      return TRUE;
    case TW_KIND_LINK:
      return tw_field_get_target (field) != NULL;
    default:
      return FALSE;
    }
}

/**
 * tw_group_key:
 * @field: a field
 * @value: a value of it
 *
 * Returns: the value that stands for its group
 */
TwValue
tw_group_key (const TwField *field,
              const TwValue *value)
{
  int year = 0, month = 0, day = 0;

  if (field->kind != TW_KIND_DATE || value->type != TW_TYPE_DATE)
    return tw_value_copy (value);
  tw_date_to_ymd ((TwDate) value->i, &year, &month, &day);
  return tw_value_date ((TwDate) value->i - (day - 1));
}

/**
 * tw_group_dup_condition:
 * @field: a field that can be grouped by
 * @key: the value of a group
 *
 * Returns: (transfer full): the condition of its records
 */
char *
tw_group_dup_condition (const TwField *field,
                        const TwValue *key)
{
  g_autofree char *text = tw_value_print (key), *quoted = NULL;
  int year = 0, month = 0, day = 0;

  if (tw_value_is_null (key))
    return g_strdup_printf ("%s is empty", field->key);
  switch (field->kind)
    {
    case TW_KIND_BOOLEAN:
      return g_strdup_printf ("%s = %s", field->key, key->i != 0 ? "true" : "false");
    case TW_KIND_INTEGER:
    case TW_KIND_PERCENT:
      return g_strdup_printf ("%s = %s", field->key, text);
    case TW_KIND_DATE:
      tw_date_to_ymd ((TwDate) key->i, &year, &month, &day);
      return g_strdup_printf ("%s within %04d-%02d", field->key, year, month);
    default:
      quoted = tw_condition_quote (text);
      return g_strdup_printf (field->type == TW_TYPE_LIST ? "%s has %s" : "%s = %s", field->key, quoted);
    }
}

/**
 * tw_group_dup_title:
 * @store: a store
 * @field: a field that can be grouped by
 * @key: the value of a group
 *
 * Returns: (transfer full): its words, "No Stage" for null
 */
char *
tw_group_dup_title (TwStore       *store,
                    const TwField *field,
                    const TwValue *key)
{
  g_autofree char *title = NULL;
  const TwChoice *choice = NULL;

  if (tw_value_is_null (key))
    /* Translators: title of the group of records without a value; %s is the field, "Stage". */
    return g_strdup_printf (_("No %s"), tw_field_get_label (field));
  switch (key->type)
    {
    case TW_TYPE_BOOLEAN:
      return g_strdup (key->i != 0 ? _("Yes") : _("No"));
    case TW_TYPE_DATE:
      return tw_date_words ((TwDate) key->i, TW_WORDS_MONTH_YEAR);
    case TW_TYPE_ENUM:
      choice = tw_field_get_choice (field, key->text);
      return g_strdup (choice != NULL ? tw_choice_get_label (field, choice) : key->text);
    case TW_TYPE_LINK:
      title = tw_store_dup_title (store, key->tag, &key->id);
      return *title != '\0' ? g_steal_pointer (&title) : g_strdup (_("Unknown"));
    case TW_TYPE_TEXT:
      return g_strdup (key->text);
    default:
      return tw_field_dup_text (field, key, NULL);
    }
}

/* --- Order --- */

typedef struct
{
  const TwField *field;
  GHashTable    *ranks;                                /* (owned) (nullable) TwId → place, of linked records */
  GHashTable    *titles;                               /* (owned) (nullable) TwId → collation key */
} Order;

static guint
get_rank (Order         *order,
          const TwValue *key)
{
  if (key->type == TW_TYPE_ENUM)
    for (guint i = 0; order->field->choices != NULL && order->field->choices[i] != NULL; i++)
      if (g_str_equal (order->field->choices[i]->key, key->text))
        return i;
  if (key->type == TW_TYPE_LINK && order->ranks != NULL)
    return GPOINTER_TO_UINT (g_hash_table_lookup (order->ranks, &key->id));
  return 0;
}

static int
compare_groups (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  const TwValue *x = &(*(TwGroup *const *) a)->key, *y = &(*(TwGroup *const *) b)->key;
  Order *order = data;
  guint i = get_rank (order, x), j = get_rank (order, y);

  if (tw_value_is_null (x) || tw_value_is_null (y))
    return tw_value_is_null (x) - tw_value_is_null (y);
  if (i != j)
    return i < j ? -1 : 1;
  if (x->type == TW_TYPE_LINK && order->titles != NULL)
    return g_strcmp0 (g_hash_table_lookup (order->titles, &x->id), g_hash_table_lookup (order->titles, &y->id));
  return tw_value_compare (x, y);
}

/* Linked records in their own order when they are few. */
static GHashTable *
rank_targets (TwStore       *store,
              const TwField *field)
{
  const TwEntity *target = tw_field_get_target (field);
  g_autoptr(TwQuery) query = tw_query_new ((TwSchema *) field->entity->schema, target, NULL, NULL, NULL);
  g_autofree char *next = NULL;
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (store, query, MAX_RANKED, NULL, &next, NULL) : NULL;
  GHashTable *ranks = NULL;

  if (records == NULL || next != NULL)
    return NULL;
  ranks = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  for (guint i = 0; i < records->len; i++)
    g_hash_table_insert (ranks, g_memdup2 (tw_record_get_id (records->pdata[i]), sizeof (TwId)), GUINT_TO_POINTER (i + 1));
  return ranks;
}

/**
 * tw_group_sort:
 * @store: a store
 * @field: what @groups are made by
 * @groups: (element-type TwGroup): groups
 *
 * Brings them into the order in which people expect them.
 */
void
tw_group_sort (TwStore       *store,
               const TwField *field,
               GPtrArray     *groups)
{
  Order order = { .field = field };

  if (field->kind == TW_KIND_LINK)
    {
      order.ranks = rank_targets (store, field);
      order.titles = g_hash_table_new_full (tw_id_hash, tw_id_equal, NULL, g_free);
      for (guint i = 0; i < groups->len; i++)
        {
          TwGroup *group = g_ptr_array_index (groups, i);
          g_autofree char *title = NULL;

          if (group->key.type != TW_TYPE_LINK)
            continue;
          title = tw_store_dup_title (store, group->key.tag, &group->key.id);
          g_hash_table_insert (order.titles, &group->key.id, g_utf8_collate_key (title, -1));
        }
    }
  g_ptr_array_sort_with_data (groups, compare_groups, &order);
  g_clear_pointer (&order.ranks, g_hash_table_unref);
  g_clear_pointer (&order.titles, g_hash_table_unref);
}

/**
 * tw_group_has_order:
 * @field: what is counted by
 *
 * Returns: whether its values have an order of their own: that of the choices, or that of the linked records
 */
gboolean
tw_group_has_order (const TwField *field)
{
  const TwEntity *target = field->kind == TW_KIND_LINK ? tw_field_get_target (field) : NULL;
  const TwField *place = NULL;
  g_auto(GStrv) keys = NULL;

  if (field->kind == TW_KIND_ENUM || field->kind == TW_KIND_SET)
    return TRUE;
  if (target == NULL || target->default_sort == NULL)
    return FALSE;
  keys = g_strsplit (target->default_sort, ",", 2);
  place = keys[0] != NULL ? tw_entity_get_field (target, keys[0]) : NULL;
  return place != NULL && place->kind == TW_KIND_INTEGER;
}

/* --- Sums --- */

static void
add_sum (GArray        *sums,
         const TwValue *sum)
{
  for (guint i = 0; i < sums->len; i++)
    {
      TwValue *there = &g_array_index (sums, TwValue, i);

      if (there->type == sum->type && there->tag == sum->tag)
        {
          there->i += sum->i;
          return;
        }
    }
  g_array_append_val (sums, *sum);
}

/**
 * tw_group_merge:
 * @field: what @groups were made by
 * @groups: (element-type TwGroup): groups, which lose their contents
 *
 * Returns: (transfer full) (element-type TwGroup): groups by tw_group_key()
 */
GPtrArray *
tw_group_merge (const TwField *field,
                GPtrArray     *groups)
{
  g_autoptr(GHashTable) found = g_hash_table_new ((GHashFunc) tw_value_hash, (GEqualFunc) tw_value_equal);
  GPtrArray *merged = NULL;

  if (field->kind != TW_KIND_DATE)
    return g_ptr_array_ref (groups);
  merged = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_group_free);
  for (guint i = 0; i < groups->len; i++)
    {
      TwGroup *group = g_ptr_array_index (groups, i), *there = NULL;
      g_auto(TwValue) key = tw_group_key (field, &group->key);

      there = g_hash_table_lookup (found, &key);
      if (there == NULL)
        {
          there = g_new0 (TwGroup, 1);
          there->key = tw_value_copy (&key);
          if (group->sums != NULL)
            {
              there->sums = g_array_new (FALSE, FALSE, sizeof (TwValue));
              g_array_set_clear_func (there->sums, (GDestroyNotify) tw_value_clear);
            }
          g_ptr_array_add (merged, there);
          g_hash_table_insert (found, &there->key, there);
        }
      there->count += group->count;
      for (guint s = 0; group->sums != NULL && s < group->sums->len; s++)
        add_sum (there->sums, &g_array_index (group->sums, TwValue, s));
    }
  return merged;
}

/**
 * tw_group_dup_total:
 * @store: a store
 * @currency: the workspace's currency
 * @field: the field that was summed
 * @sums: (element-type TwValue) (nullable): sums of a #TwGroup
 *
 * Money in several currencies is told in the workspace's, by the rates of today.
 *
 * Returns: (transfer full) (nullable): the sum for people
 */
char *
tw_group_dup_total (TwStore       *store,
                    TwCurrency     currency,
                    const TwField *field,
                    GArray        *sums)
{
  TwMoney total;

  if (sums == NULL || sums->len == 0)
    return NULL;
  if (field->type != TW_TYPE_MONEY)
    return tw_field_dup_text (field, &g_array_index (sums, TwValue, 0), NULL);
  if (!tw_group_total (store, sums, currency, &total))
    return NULL;
  return tw_money_format_whole (&total);
}
