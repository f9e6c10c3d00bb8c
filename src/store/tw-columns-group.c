/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts and sums by group, over arrays, and the gathering that arrays and SQL share so that their answers are equal.
 *
 * Sums are exact: they are gathered in 128 bits, weighted ones as amount × weight, and divided once at the end (half to
 * even). A text group gathers all spellings that fold to the same text, as the language's "=" does; its key is the
 * spelling that comes first by bytes. */
#include "config.h"

#include <string.h>

#include "tw-columns-private.h"
#include "tw-text.h"

#define WEIGHT_ONE ((__int128) 100 * TW_DECIMAL_ONE)   /* 100 % */

typedef struct
{
  guint32     currency;
  TwGroupPart of;
} Part;

typedef struct
{
  TwValue key;
  gint64  count;
  GArray *parts;                                       /* Part, by currency */
} Building;

struct _TwGrouper
{
  TwGroupSpec spec;
  TwType      type;                                    /* of the sums */
  gboolean    folds, folds_second;                     /* spellings of a text are one group */
  GHashTable *groups;                                  /* folded text or value → Building, which owns it */
  GPtrArray  *buildings;
  Building   *last;                                    /* (nullable) that was found; of a group come its count and its sums */
  GPtrArray  *folded;                                  /* keys of groups when it folds */
};

static void
building_free (Building *building)
{
  tw_value_clear (&building->key);
  g_array_unref (building->parts);
  g_free (building);
}

/* --- The gathering --- */

TwType
tw_group_spec_get_sum_type (const TwGroupSpec *spec)
{
  return spec->measure != NULL ? tw_expr_bound_get_type (spec->measure) : spec->sum != NULL ? spec->sum->type : TW_TYPE_NULL;
}

static gboolean
folds (const TwField *field)
{
  return field != NULL && (field->type == TW_TYPE_TEXT || field->kind == TW_KIND_TAGS || field->kind == TW_KIND_LIST);
}

TwGrouper *
tw_grouper_new (const TwGroupSpec *spec)
{
  TwGrouper *grouper = g_new0 (TwGrouper, 1);

  grouper->spec = *spec;
  grouper->type = tw_group_spec_get_sum_type (spec);
  grouper->folds = folds (spec->by[0].field);
  grouper->folds_second = folds (spec->by[1].field);
  grouper->groups = grouper->folds || grouper->folds_second ? g_hash_table_new (g_str_hash, g_str_equal)
                                   : g_hash_table_new ((GHashFunc) tw_value_hash, (GEqualFunc) tw_value_equal);
  grouper->buildings = g_ptr_array_new_with_free_func ((GDestroyNotify) building_free);
  grouper->folded = g_ptr_array_new_with_free_func (g_free);
  return grouper;
}

void
tw_grouper_free (TwGrouper *grouper)
{
  g_hash_table_unref (grouper->groups);
  g_ptr_array_unref (grouper->buildings);
  g_ptr_array_unref (grouper->folded);
  g_free (grouper);
}

/* What two keys of one group have in common; NULL: the value is its own key. A null key and the empty text are different groups: a
 * folded text never has a control character. */
static char *
dup_folded (const TwGrouper *grouper, const TwValue *key)
{
  g_autoptr (GString) text = NULL;
  const gboolean folded[] = { grouper->folds, grouper->folds_second };

  if (!grouper->folds && !grouper->folds_second)
    return NULL;
  if (grouper->spec.by[1].field == NULL)
    return tw_value_is_null (key) ? g_strdup ("\001") : tw_text_fold (key->text);
  text = g_string_new (NULL);
  for (guint i = 0; i < 2; i++)
    {
      const TwValue *one = &key->list->values[i];
      g_autofree char *part = tw_value_is_null (one) ? g_strdup ("\001") : folded[i] ? tw_text_fold (one->text) : tw_value_to_json (one);

      g_string_append_printf (text, "%s\002", part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
smaller (const TwValue *a, const TwValue *b)
{
  return strcmp (a->text, b->text) < 0 ? a->text : b->text;
}

/* Of several spellings the one that comes first by bytes stands for all. */
static void
take_spelling (TwGrouper *grouper, Building *building, const TwValue *key)
{
  const gboolean folded[] = { grouper->folds, grouper->folds_second };
  TwValue keys[2];

  if (grouper->spec.by[1].field == NULL)
    {
      if (tw_value_is_null (key) || strcmp (key->text, building->key.text) >= 0)
        return;
      tw_value_clear (&building->key);
      building->key = tw_value_copy (key);
      return;
    }
  for (guint i = 0; i < 2; i++)
    {
      const TwValue *one = &key->list->values[i], *other = &building->key.list->values[i];

      keys[i] = folded[i] && !tw_value_is_null (one) ? tw_value_text (smaller (one, other)) : tw_value_copy (one);
    }
  tw_value_clear (&building->key);
  building->key = tw_value_list (keys, 2);
  tw_value_clear (&keys[0]);
  tw_value_clear (&keys[1]);
}

static Building *
find_building (TwGrouper *grouper, const TwValue *key)
{
  Building *building;
  char *folded;

  if (grouper->last != NULL && !grouper->folds && !grouper->folds_second && tw_value_equal (&grouper->last->key, key))
    return grouper->last;
  folded = dup_folded (grouper, key);
  building = g_hash_table_lookup (grouper->groups, folded != NULL ? (gconstpointer) folded : key);
  if (building == NULL)
    {
      building = g_new0 (Building, 1);
      building->key = tw_value_copy (key);
      building->parts = g_array_new (FALSE, TRUE, sizeof (Part));
      g_ptr_array_add (grouper->buildings, building);
      if (folded != NULL)
        g_ptr_array_add (grouper->folded, folded);
      g_hash_table_insert (grouper->groups, folded != NULL ? (gpointer) folded : &building->key, building);
      grouper->last = building;
      return building;
    }
  if (folded != NULL)
    take_spelling (grouper, building, key);
  g_free (folded);
  grouper->last = building;
  return building;
}

static Part *
find_part (Building *building, guint32 currency)
{
  Part part = { .currency = currency };

  for (guint i = 0; i < building->parts->len; i++)
    if (g_array_index (building->parts, Part, i).currency == currency)
      return &g_array_index (building->parts, Part, i);
  g_array_append_val (building->parts, part);
  return &g_array_index (building->parts, Part, building->parts->len - 1);
}

void
tw_grouper_add (TwGrouper *grouper, const TwValue *key, gint64 count)
{
  find_building (grouper, key)->count += count;
}

void
tw_grouper_add_part (TwGrouper *grouper, const TwValue *key, guint32 currency, const TwGroupPart *part)
{
  TwGroupPart *of;

  if (part->n_sums == 0)
    return;
  of = &find_part (find_building (grouper, key), currency)->of;
  of->least = of->n_sums > 0 ? MIN (of->least, part->least) : part->least;
  of->greatest = of->n_sums > 0 ? MAX (of->greatest, part->greatest) : part->greatest;
  of->n_sums += part->n_sums;
  of->sum += part->sum;
  of->n_weighted += part->n_weighted;
  of->weighted += part->weighted;
}

static __int128
divide_half_even (__int128 value, __int128 by)
{
  __int128 quotient = value / by, rest = value % by;
  __int128 twice = (rest < 0 ? -rest : rest) * 2;

  if (twice > by || (twice == by && (quotient & 1) != 0))
    quotient += value < 0 ? -1 : 1;
  return quotient;
}

static gboolean
append_sum (GArray *sums, TwType type, guint32 currency, __int128 sum, gboolean weighted)
{
  TwValue value;

  if (weighted && type != TW_TYPE_MONEY && type != TW_TYPE_DECIMAL)
    sum = divide_half_even (sum * TW_DECIMAL_ONE, WEIGHT_ONE);
  else if (weighted)
    sum = divide_half_even (sum, WEIGHT_ONE);
  if (sum > G_MAXINT64 || sum < G_MININT64)
    return FALSE;
  if (type == TW_TYPE_MONEY)
    value = tw_value_money ((gint64) sum, currency);
  else if (type == TW_TYPE_DECIMAL || weighted)
    value = tw_value_decimal ((gint64) sum);
  else if (type == TW_TYPE_DURATION)
    value = tw_value_duration ((gint64) sum);
  else
    value = tw_value_integer ((gint64) sum);
  g_array_append_val (sums, value);
  return TRUE;
}

static GArray *
new_sums (void)
{
  GArray *sums = g_array_new (FALSE, FALSE, sizeof (TwValue));

  g_array_set_clear_func (sums, (GDestroyNotify) tw_value_clear);
  return sums;
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  guint32 x = ((const Part *) a)->currency, y = ((const Part *) b)->currency;

  return x < y ? -1 : x > y;
}

static gboolean
finish_sums (TwGrouper *grouper, Building *building, TwGroup *group)
{
  group->sums = new_sums ();
  if (grouper->spec.weight != NULL)
    group->weighted = new_sums ();
  if (grouper->spec.extremes)
    {
      group->least = new_sums ();
      group->greatest = new_sums ();
    }
  g_array_sort (building->parts, compare_parts);
  for (guint j = 0; j < building->parts->len; j++)
    {
      Part *part = &g_array_index (building->parts, Part, j);

      group->n_values += part->of.n_sums;
      if (!append_sum (group->sums, grouper->type, part->currency, part->of.sum, FALSE)
          || (group->weighted != NULL && part->of.n_weighted > 0 && !append_sum (group->weighted, grouper->type, part->currency, part->of.weighted, TRUE)))
        return FALSE;
      if (group->least != NULL
          && (!append_sum (group->least, grouper->type, part->currency, part->of.least, FALSE)
              || !append_sum (group->greatest, grouper->type, part->currency, part->of.greatest, FALSE)))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
tw_grouper_finish (TwGrouper *grouper)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_group_free);

  for (guint i = 0; i < grouper->buildings->len; i++)
    {
      Building *building = g_ptr_array_index (grouper->buildings, i);
      TwGroup *group = g_new0 (TwGroup, 1);

      g_ptr_array_add (groups, group);
      group->key = tw_value_copy (&building->key);
      group->count = building->count;
      if (grouper->type != TW_TYPE_NULL && !finish_sums (grouper, building, group))
        return NULL;
    }
  return g_steal_pointer (&groups);
}

/**
 * tw_group_free:
 * @group: (transfer full): a group
 *
 * Frees a group with its key and sums.
 */
void
tw_group_free (TwGroup *group)
{
  tw_value_clear (&group->key);
  g_clear_pointer (&group->sums, g_array_unref);
  g_clear_pointer (&group->weighted, g_array_unref);
  g_clear_pointer (&group->least, g_array_unref);
  g_clear_pointer (&group->greatest, g_array_unref);
  g_free (group);
}
