/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of a figure: their words, their order, and the conditions that pick their records. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-figure-parts.h"
#include "tw-date-words.h"
#include "tw-stage.h"

#define MAX_PERIODS 800

void
tw_figure_key_free (TwFigureKey *key)
{
  tw_value_clear (&key->key);
  g_free (key->title);
  g_free (key->brief);
  g_free (key->color);
  g_free (key);
}

TwFigureKey *
tw_figure_key_copy (const TwFigureKey *key)
{
  TwFigureKey *copy = g_new0 (TwFigureKey, 1);

  *copy = (TwFigureKey) { tw_value_copy (&key->key), g_strdup (key->title), g_strdup (key->brief), g_strdup (key->color) };
  return copy;
}

/* The palette of ui/style.css. */
static char *
dup_color (const char *name)
{
  static const struct { const char *name, *color; } colors[] = {
    { "blue", "#1a5fb4" }, { "green", "#1b7a3d" }, { "yellow", "#8a6100" }, { "orange", "#b34400" }, { "red", "#c01c28" },
    { "purple", "#813d9c" }, { "brown", "#865e3c" }, { "slate", "#5b6470" }, { "teal", "#0b7285" }, { "coral", "#c2384f" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    if (g_strcmp0 (colors[i].name, name) == 0)
      return g_strdup (colors[i].color);
  return name != NULL && *name == '#' ? g_strdup (name) : NULL;
}

static char *
dup_date (TwDate      day,
          const char *format)
{
  int year, month, of_month;
  g_autoptr(GDateTime) time = NULL;

  tw_date_to_ymd (day, &year, &month, &of_month);
  time = g_date_time_new_utc (year, month, of_month, 12, 0, 0);
  return g_date_time_format (time, format);
}

static void
name_period (TwFigureKey *key,
             TwGrain      grain,
             TwDate       day)
{
  g_autofree char *year = dup_date (day, "%Y");
  int y, month, of_month;

  tw_date_to_ymd (day, &y, &month, &of_month);
  switch (grain)
    {
    case TW_GRAIN_YEAR:
      key->title = g_strdup (year);
      break;
    case TW_GRAIN_QUARTER:
      /* Translators: a quarter of a year: its number and the year. */
      key->title = g_strdup_printf (_("Q%1$d %2$s"), (month - 1) / 3 + 1, year);
      break;
    case TW_GRAIN_MONTH:
      key->title = tw_date_words (day, TW_WORDS_MONTH_YEAR);
      /* A year is told once, at its beginning. */
      key->brief = month == 1 ? g_strdup (year) : tw_date_words (day, TW_WORDS_MONTH_SHORT);
      break;
    case TW_GRAIN_WEEK:
      {
        g_autofree char *first = tw_date_format (day);

        /* Translators: %s is the day with which the week begins. */
        key->title = g_strdup_printf (_("Week of %s"), first);
        key->brief = tw_date_words (day, TW_WORDS_DAY_SHORT);
        break;
      }
    default:
      key->title = tw_date_format (day);
      key->brief = tw_date_words (day, TW_WORDS_DAY_SHORT);
    }
}

TwFigureKey *
tw_figure_key_new (TwStore       *store,
                   const TwField *field,
                   TwGrain        grain,
                   const TwValue *value)
{
  TwFigureKey *key = g_new0 (TwFigureKey, 1);
  const TwChoice *choice = NULL;

  key->key = tw_value_copy (value);
  if (field == NULL)
    key->title = g_strdup ("");
  else if (tw_value_is_null (value))
    /* Translators: the group of records without a value; %s is a field. */
    key->title = g_strdup_printf (_("No %s"), tw_field_get_label (field));
  else if (grain != TW_GRAIN_NONE && value->type == TW_TYPE_DATE)
    name_period (key, grain, (TwDate) value->i);
  else if (value->type == TW_TYPE_LINK)
    key->title = tw_store_dup_title (store, value->tag, &value->id);
  else
    {
      if (field->choices != NULL && (value->type == TW_TYPE_ENUM || value->type == TW_TYPE_TEXT))
        choice = tw_field_get_choice (field, value->text);
      key->title = choice != NULL ? g_strdup (tw_choice_get_label (field, choice))
                   : value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM ? g_strdup (value->text) : tw_field_format (field, value, NULL);
      key->color = choice != NULL ? dup_color (choice->color) : NULL;
    }
  return key;
}

typedef struct
{
  const TwField *field;
  TwGrain        grain;
  GPtrArray     *stages;                               /* (nullable) TwStage */
} Order;

static int
rank_of (const Order   *order,
         const TwValue *value)
{
  for (guint i = 0; order->stages != NULL && i < order->stages->len; i++)
    if (tw_value_equal (value, &((TwStage *) g_ptr_array_index (order->stages, i))->value))
      return (int) i;
  for (guint i = 0; order->field->choices != NULL && order->field->choices[i] != NULL && value->type == TW_TYPE_ENUM; i++)
    if (g_str_equal (order->field->choices[i]->key, value->text))
      return (int) i;
  return G_MAXINT;
}

static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  const TwFigureKey *x = *(TwFigureKey *const *) a, *y = *(TwFigureKey *const *) b;
  const Order *order = data;
  int i, j;

  if (tw_value_is_null (&x->key) || tw_value_is_null (&y->key))
    return tw_value_is_null (&x->key) - tw_value_is_null (&y->key);
  if (order->field == NULL)
    return 0;
  i = rank_of (order, &x->key);
  j = rank_of (order, &y->key);
  if (i != j)
    return i < j ? -1 : 1;
  return x->key.type == TW_TYPE_LINK ? g_utf8_collate (x->title, y->title) : tw_value_compare (&x->key, &y->key);
}

void
tw_figure_sort_keys (TwStore       *store,
                     const TwField *field,
                     TwGrain        grain,
                     GPtrArray     *keys)
{
  Order order = { field, grain, NULL };

  if (field != NULL && field->kind == TW_KIND_LINK && tw_stage_can_group (field))
    order.stages = tw_stage_list (store, field, NULL, NULL);
  for (guint i = 0; i < keys->len && order.stages != NULL; i++)
    {
      TwFigureKey *key = g_ptr_array_index (keys, i);
      int rank = rank_of (&order, &key->key);

      if (rank < (int) order.stages->len && key->color == NULL)
        key->color = dup_color (((TwStage *) g_ptr_array_index (order.stages, rank))->color);
    }
  g_ptr_array_sort_with_data (keys, compare_keys, &order);
  g_clear_pointer (&order.stages, g_ptr_array_unref);
}

void
tw_figure_fill_periods (TwStore             *store,
                        const TwField       *field,
                        TwGrain              grain,
                        const TwFigureRange *range,
                        gboolean             in_range,
                        GPtrArray           *keys)
{
  TwExprContext *context = tw_store_dup_context (store);
  TwDate first = TW_DATE_MAX, last = TW_DATE_MIN;
  g_autoptr(GHashTable) there = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < keys->len; i++)
    {
      const TwValue *key = &((TwFigureKey *) g_ptr_array_index (keys, i))->key;

      if (tw_value_is_null (key))
        continue;
      g_hash_table_add (there, GINT_TO_POINTER ((int) key->i - TW_DATE_MIN + 1));
      first = MIN (first, (TwDate) key->i);
      last = MAX (last, (TwDate) key->i);
    }
  if (in_range)
    {
      first = tw_grain_floor (grain, range->from, context->first_weekday);
      last = tw_grain_floor (grain, range->to - 1, context->first_weekday);
    }
  tw_store_context_free (context);
  for (guint n = 0; first <= last && n < MAX_PERIODS; n++)
    {
      TwValue value = tw_value_date (first);
      TwDate next = tw_grain_step (grain, first, 1);

      if (!g_hash_table_contains (there, GINT_TO_POINTER (first - TW_DATE_MIN + 1)))
        g_ptr_array_add (keys, tw_figure_key_new (store, field, grain, &value));
      if (next <= first)
        break;
      first = next;
    }
}

char *
tw_figure_quote (const char *text)
{
  GString *quoted = g_string_new ("\"");

  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *text);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

char *
tw_figure_join (const char *a,
                const char *b)
{
  if (a != NULL && b != NULL)
    return g_strdup_printf ("(%s) and (%s)", a, b);
  return g_strdup (a != NULL ? a : b);
}

char *
tw_figure_range_where (const char          *field,
                       const TwFigureRange *range)
{
  g_autofree char *from = tw_date_print (range->from), *to = tw_date_print (range->to);

  return g_strdup_printf ("%s >= %s and %s < %s", field, from, field, to);
}

/* --- The records behind --- */

char *
tw_figure_key_where (TwSchema       *schema,
                     const TwEntity *entity,
                     const char     *name,
                     TwGrain         grain,
                     const TwValue  *key)
{
  const TwField *field = tw_figure_find_field (schema, entity, name, NULL, NULL);
  g_autofree char *printed = NULL, *quoted = NULL;

  if (tw_value_is_null (key) || field == NULL)
    return g_strdup_printf ("%s is empty", name);
  if (key->type == TW_TYPE_DATE && (grain != TW_GRAIN_NONE || field->type == TW_TYPE_DATE))
    {
      TwFigureRange range = { (TwDate) key->i, tw_grain_step (MAX (grain, TW_GRAIN_DAY), (TwDate) key->i, 1), grain };

      return tw_figure_range_where (name, &range);
    }
  printed = tw_value_print (key);
  if (key->type == TW_TYPE_BOOLEAN || key->type == TW_TYPE_INTEGER || key->type == TW_TYPE_DECIMAL)
    return g_strdup_printf ("%s = %s", name, printed);
  quoted = tw_figure_quote (printed);
  return g_strdup_printf (field->type == TW_TYPE_LIST ? "%s has %s" : "%s = %s", name, quoted);
}

/**
 * tw_figure_dup_where:
 * @figure: a figure
 * @answer: its answer
 * @schema: the schema
 * @range: (nullable): what it was narrowed to
 * @first: number of a group; -1: all
 * @second: number of a second group; -1: all
 *
 * Returns: (transfer full) (nullable): the condition of the records that a cell was made of; %NULL: every record
 */
char *
tw_figure_dup_where (const TwFigure      *figure,
                     TwFigureAnswer      *answer,
                     TwSchema            *schema,
                     const TwFigureRange *range,
                     int                  first,
                     int                  second)
{
  const TwEntity *entity = tw_schema_get_entity (schema, figure->entity);
  char *where = g_strdup (figure->where);
  const int places[] = { first, second };

  g_return_val_if_fail (entity != NULL, where);
  if (figure->period != NULL && range != NULL)
    {
      g_autofree char *before = where, *narrow = tw_figure_range_where (figure->period, range);

      where = tw_figure_join (before, narrow);
    }
  if (figure->steps != NULL && first >= 0 && first < (int) figure->steps->len)
    {
      g_autofree char *before = where;

      where = tw_figure_join (before, ((TwFigureStep *) g_ptr_array_index (figure->steps, first))->where);
    }
  for (guint i = 0; i < 2; i++)
    if (figure->by[i].field != NULL && places[i] >= 0 && places[i] < (int) answer->keys[i]->len)
      {
        const TwFigureKey *key = g_ptr_array_index (answer->keys[i], places[i]);
        TwGrain grain = i == 0 ? answer->grain : figure->by[1].grain;
        g_autofree char *before = where, *narrow = tw_figure_key_where (schema, entity, figure->by[i].field, grain, &key->key);

        where = tw_figure_join (before, narrow);
      }
  return where;
}
