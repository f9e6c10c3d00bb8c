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

/* Accumulators beyond this take more time and memory than SQL needs. */
#define MAX_CELLS   2000000
/* Numbers in a range up to this are grouped by a table, others by a hash. */
#define MAX_SPAN    2000000

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
  char *folded = dup_folded (grouper, key);

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
      return building;
    }
  if (folded != NULL)
    take_spelling (grouper, building, key);
  g_free (folded);
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

/* --- Over arrays --- */

typedef struct
{
  gint64  *count;                                      /* by group */
  gint64  *n_sums, *n_weighted;                        /* by group × currency */
  __int128 *sum, *weighted;
  gint64  *least, *greatest;                           /* (nullable) */
  guint    n_groups, n_currencies;
} Cells;

static void
cells_clear (Cells *cells)
{
  g_free (cells->count);
  g_free (cells->n_sums);
  g_free (cells->n_weighted);
  g_free (cells->sum);
  g_free (cells->weighted);
  g_free (cells->least);
  g_free (cells->greatest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cells, cells_clear)

guint32 *
tw_column_number_codes (TwColumnSet *set, TwColumn *column, GArray *numbers)
{
  gint64 least = G_MAXINT64, greatest = G_MININT64, none = 0;
  g_autofree guint32 *codes = g_new (guint32, MAX (set->n, 1));
  g_autofree guint32 *table = NULL;
  g_autoptr (GHashTable) hash = NULL;

  g_array_append_val (numbers, none);
  for (guint i = 0; i < set->n; i++)
    if (column->present[i])
      {
        least = MIN (least, column->ints[i]);
        greatest = MAX (greatest, column->ints[i]);
      }
  if (greatest < least || (guint64) greatest - (guint64) least < MAX_SPAN)
    table = g_new0 (guint32, greatest < least ? 1 : greatest - least + 1);
  else
    hash = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < set->n; i++)
    {
      guint32 code = 0;

      if (column->present[i] && table != NULL)
        code = table[column->ints[i] - least];
      else if (column->present[i])
        code = GPOINTER_TO_UINT (g_hash_table_lookup (hash, &column->ints[i]));
      if (column->present[i] && code == 0)
        {
          code = numbers->len;
          g_array_append_val (numbers, column->ints[i]);
          if (table != NULL)
            table[column->ints[i] - least] = code;
          else
            g_hash_table_insert (hash, &column->ints[i], GUINT_TO_POINTER (code));
        }
      codes[i] = code;
    }
  return g_steal_pointer (&codes);
}

static guint
select_rows (TwColumnSet *set, TwColumnFilter *filter, guint start, guint n, guint16 *selection)
{
  guint8 truth[TW_COLUMN_CHUNK];
  guint k = 0;

  if (filter == NULL)
    {
      for (guint i = 0; i < n; i++)
        {
          selection[k] = i;
          k += set->live[start + i];
        }
      return k;
    }
  tw_column_filter_run (filter, start, n, truth);
  for (guint i = 0; i < n; i++)
    {
      selection[k] = i;
      k += set->live[start + i] & (truth[i] == TW_TRUTH_TRUE);
    }
  return k;
}

typedef struct
{
  const guint32 *codes;                                /* of the groups; NULL: one group */
  TwColumn      *list, *sum, *weight;                  /* (nullable) */
} Inputs;

static inline void
add_cell (Cells *cells, const Inputs *in, guint row, guint group)
{
  guint cell;

  cells->count[group]++;
  if (in->sum == NULL)
    return;
  cell = group * cells->n_currencies + (in->sum->codes != NULL ? in->sum->codes[row] : 0);
  if (cells->least != NULL && in->sum->present[row])
    {
      cells->least[cell] = cells->n_sums[cell] > 0 ? MIN (cells->least[cell], in->sum->ints[row]) : in->sum->ints[row];
      cells->greatest[cell] = cells->n_sums[cell] > 0 ? MAX (cells->greatest[cell], in->sum->ints[row]) : in->sum->ints[row];
    }
  cells->n_sums[cell] += in->sum->present[row];
  cells->sum[cell] += in->sum->ints[row];
  if (in->weight != NULL)
    {
      cells->n_weighted[cell] += in->sum->present[row] & in->weight->present[row];
      cells->weighted[cell] += (__int128) in->sum->ints[row] * in->weight->ints[row];
    }
}

static void
add_rows (Cells *cells, const Inputs *in, guint start, const guint16 *selection, guint k)
{
  for (guint i = 0; i < k; i++)
    {
      guint row = start + selection[i];
      GArray *items;

      if (in->list == NULL)
        {
          add_cell (cells, in, row, in->codes != NULL ? in->codes[row] : 0);
          continue;
        }
      items = g_array_index (in->list->elements, GArray *, in->list->codes[row]);
      for (guint j = 0; j < items->len; j++)
        add_cell (cells, in, row, g_array_index (items, guint32, j));
      if (items->len == 0)
        add_cell (cells, in, row, 0);
    }
}

/* The values that a group's number stands for. */
typedef struct
{
  GArray *first, *second;                              /* TwValue by code; second: (nullable) */
} Keys;

static TwValue
key_of (const Keys *keys, guint group)
{
  TwValue both[2];

  if (keys->first == NULL)
    return (TwValue) TW_VALUE_INIT;
  if (keys->second == NULL)
    return tw_value_copy (&g_array_index (keys->first, TwValue, group));
  both[0] = g_array_index (keys->first, TwValue, group / keys->second->len);
  both[1] = g_array_index (keys->second, TwValue, group % keys->second->len);
  return tw_value_list (both, 2);
}

static GPtrArray *
gather (Cells *cells, const Inputs *in, const TwGroupSpec *spec, const Keys *keys)
{
  g_autoptr (TwGrouper) grouper = tw_grouper_new (spec);

  for (guint group = 0; group < cells->n_groups; group++)
    {
      g_auto (TwValue) key = TW_VALUE_INIT;

      if (cells->count[group] == 0)
        continue;
      key = key_of (keys, group);
      tw_grouper_add (grouper, &key, cells->count[group]);
      for (guint j = 0; in->sum != NULL && j < cells->n_currencies; j++)
        {
          guint cell = group * cells->n_currencies + j;
          guint32 currency = in->sum->kind == TW_COLUMN_MONEY && j > 0
                             ? (guint32) g_array_index (in->sum->dict->values, TwValue, j).i : 0;

          TwGroupPart part = { .n_sums = cells->n_sums[cell], .sum = cells->sum[cell] };

          if (cells->weighted != NULL)
            {
              part.n_weighted = cells->n_weighted[cell];
              part.weighted = cells->weighted[cell];
            }
          if (cells->least != NULL)
            {
              part.least = cells->least[cell];
              part.greatest = cells->greatest[cell];
            }
          tw_grouper_add_part (grouper, &key, currency, &part);
        }
    }
  /* Without a group field there is one group, also over no records. */
  if (spec->by[0].field == NULL && cells->count[0] == 0)
    {
      TwValue none = TW_VALUE_INIT;

      tw_grouper_add (grouper, &none, 0);
    }
  return tw_grouper_finish (grouper);
}

static gboolean
cells_init (Cells *cells, const Inputs *in, gboolean extremes, guint n_groups)
{
  guint n;

  cells->n_groups = n_groups;
  cells->n_currencies = in->sum != NULL && in->sum->kind == TW_COLUMN_MONEY ? in->sum->dict->values->len : 1;
  if ((guint64) n_groups * cells->n_currencies > MAX_CELLS)
    return FALSE;
  n = n_groups * cells->n_currencies;
  cells->count = g_new0 (gint64, n_groups);
  if (in->sum != NULL)
    {
      cells->n_sums = g_new0 (gint64, n);
      cells->sum = g_new0 (__int128, n);
    }
  if (in->sum != NULL && extremes)
    {
      cells->least = g_new0 (gint64, n);
      cells->greatest = g_new0 (gint64, n);
    }
  if (in->sum != NULL && in->weight != NULL)
    {
      cells->n_weighted = g_new0 (gint64, n);
      cells->weighted = g_new0 (__int128, n);
    }
  return TRUE;
}

/* One code a row for both axes. */
static guint32 *
combine (TwColumnSet *set, const TwAxisCodes axes[2])
{
  guint32 *codes = g_new (guint32, MAX (set->n, 1)), n = axes[1].keys->len;
  const guint32 *first = axes[0].codes, *second = axes[1].codes;

  for (guint i = 0; i < set->n; i++)
    codes[i] = first[i] * n + second[i];
  return codes;
}

static GPtrArray *
group_rows (TwColumnSet *set, TwColumnFilter *filter, const TwGroupSpec *spec, const Inputs *in, const Keys *keys)
{
  g_auto (Cells) cells = { 0 };
  guint64 n_groups = (guint64) (keys->first != NULL ? keys->first->len : 1) * (keys->second != NULL ? keys->second->len : 1);

  if (n_groups > MAX_CELLS || !cells_init (&cells, in, spec->extremes, (guint) n_groups))
    return NULL;
  for (guint start = 0; start < set->n; start += TW_COLUMN_CHUNK)
    {
      guint16 selection[TW_COLUMN_CHUNK + 1];
      guint n = MIN (set->n - start, TW_COLUMN_CHUNK);

      add_rows (&cells, in, start, selection, select_rows (set, filter, start, n, selection));
    }
  return gather (&cells, in, spec, keys);
}

GPtrArray *
tw_column_set_group (TwColumnSet *set, TwColumnFilter *filter, const TwExprContext *context, const TwGroupSpec *spec)
{
  Inputs in = { .sum = spec->sum != NULL ? tw_column_set_find (set, spec->sum) : NULL,
                .weight = spec->weight != NULL ? tw_column_set_find (set, spec->weight) : NULL };
  TwColumn *by = spec->by[0].field != NULL ? tw_column_set_find (set, spec->by[0].field) : NULL;
  TwAxisCodes axes[2] = { 0 };
  g_autofree guint32 *both = NULL;
  GPtrArray *groups = NULL;
  Keys keys = { NULL, NULL };
  gboolean good = TRUE;

  if ((spec->by[0].field != NULL && by == NULL) || (spec->sum != NULL && in.sum == NULL) || (spec->weight != NULL && in.weight == NULL))
    return NULL;
  if (by != NULL && by->elements != NULL && spec->by[1].field == NULL)
    {
      in.list = by;
      keys.first = by->item_dict->values;
    }
  else
    for (guint i = 0; i < 2 && good && spec->by[i].field != NULL; i++)
      good = tw_axis_codes_init (&axes[i], set, &spec->by[i], context);
  if (good && in.list == NULL)
    {
      keys = (Keys) { axes[0].keys, axes[1].keys };
      in.codes = axes[0].codes;
      if (axes[1].keys != NULL && (guint64) axes[0].keys->len * axes[1].keys->len <= MAX_CELLS)
        in.codes = both = combine (set, axes);
    }
  if (good)
    groups = group_rows (set, filter, spec, &in, &keys);
  tw_axis_codes_clear (&axes[0]);
  tw_axis_codes_clear (&axes[1]);
  return groups;
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
