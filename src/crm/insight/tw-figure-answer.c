/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tw-figure-parts.h"

#define MAX_GROUPS 5000                                /* of an axis: more cannot be shown, and are counted as left out */

typedef struct
{
  const TwFigure      *figure;
  const TwFigureAsk   *ask;
  TwSchema            *schema;
  const TwEntity      *entity;
  TwCurrency           currency;                       /* of the answer */
  TwPivot              pivot;
  TwExprBound         *owned[3];                       /* paths and measure */
  TwType               type;                           /* of the sums */
  GCancellable        *cancellable;
} Question;

static void
question_clear (Question *question)
{
  for (guint i = 0; i < G_N_ELEMENTS (question->owned); i++)
    g_clear_pointer (&question->owned[i], tw_expr_bound_unref);
  g_clear_pointer (&question->schema, tw_schema_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Question, question_clear)

/* --- Asking --- */

static gboolean
deny (GError **error)
{
  g_set_error_literal (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED, _("You may not see what these figures are made of."));
  return FALSE;
}

/* A field beyond a link is seen where all that lies on the way is. */
static gboolean
may_see (const Question *question,
         const TwField  *field,
         TwExprBound    *path,
         GError        **error)
{
  if (field == NULL || question->ask->access == NULL)
    return TRUE;
  if (tw_access_field (question->ask->access, field) == TW_FIELD_HIDDEN)
    return deny (error);
  return tw_access_check_expr (question->ask->access, question->entity, path, error);
}

static gboolean
question_init (Question  *question,
               GError   **error)
{
  const TwFigure *figure = question->figure;
  TwPivot *pivot = &question->pivot;

  for (guint i = 0; i < 2 && figure->by[i].field != NULL; i++)
    {
      TwAxis *axis = &pivot->by[i];
      TwGrain own = figure->by[i].grain;

      axis->field = tw_figure_find_field (question->schema, question->entity, figure->by[i].field, &question->owned[i], error);
      if (axis->field == NULL)
        return FALSE;
      axis->path = question->owned[i];
      if (axis->field->type == TW_TYPE_DATE || axis->field->type == TW_TYPE_DATETIME)
        axis->grain = figure->by[i].auto_grain && question->ask->range != NULL ? question->ask->range->grain : own != TW_GRAIN_NONE ? own : TW_GRAIN_MONTH;
    }
  if (!tw_figure_find_measure (figure, question->schema, question->entity, &pivot->sum, &pivot->weight, &question->owned[2], error))
    return FALSE;
  pivot->measure = question->owned[2];
  pivot->extremes = figure->aggregate == TW_AGGREGATE_MIN || figure->aggregate == TW_AGGREGATE_MAX;
  question->type = pivot->measure != NULL ? tw_expr_bound_get_type (pivot->measure) : pivot->sum != NULL ? pivot->sum->type : TW_TYPE_NULL;
  if (question->ask->access == NULL)
    return TRUE;
  if (!tw_access_may (question->ask->access, TW_RIGHT_READ, question->entity))
    return deny (error);
  return may_see (question, pivot->by[0].field, question->owned[0], error) && may_see (question, pivot->by[1].field, question->owned[1], error)
         && may_see (question, pivot->sum, NULL, error) && may_see (question, pivot->weight, NULL, error)
         && tw_access_check_expr (question->ask->access, question->entity, pivot->measure, error);
}

TwQuery *
tw_figure_narrow_to_rights (const TwFigureAsk *ask,
                            TwQuery           *query,
                            GError           **error)
{
  g_autoptr(TwQuery) readable = ask->access != NULL ? tw_access_query (ask->access, query, error) : tw_query_ref (query);
  g_autofree char *where = NULL;

  if (readable == NULL || ask->access == NULL || ask->right == TW_RIGHT_READ)
    return g_steal_pointer (&readable);
  if (!tw_access_may (ask->access, ask->right, tw_query_get_entity (query)))
    {
      g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED, _("You may not export records of “%s”."),
                   tw_entity_get_label (tw_query_get_entity (query), TRUE));
      return NULL;
    }
  where = tw_access_dup_where (ask->access, ask->right, tw_query_get_entity (query));
  return where != NULL ? tw_query_with_where (readable, where, error) : g_steal_pointer (&readable);
}

/* Each condition stands alone first, so that no bracket of one reaches into another. */
static TwQuery *
make_query (const Question      *question,
            const TwFigureRange *range,
            const char          *extra,
            GError             **error)
{
  const TwFigure *figure = question->figure;
  g_autoptr(TwQuery) query = tw_query_new (question->schema, question->entity, figure->where, NULL, error);
  g_autofree char *narrow = range != NULL && figure->period != NULL ? tw_figure_range_where (figure->period, range) : NULL;
  const char *const more[] = { question->ask->also, narrow, extra };

  for (guint i = 0; i < G_N_ELEMENTS (more) && query != NULL; i++)
    if (more[i] != NULL)
      {
        TwQuery *narrowed = tw_query_with_where (query, more[i], error);

        tw_query_unref (query);
        query = narrowed;
      }
  if (query != NULL && question->ask->text != NULL)
    {
      TwQuery *narrowed = tw_query_with_text (query, question->ask->text);

      tw_query_unref (query);
      query = narrowed;
    }
  return query != NULL ? tw_figure_narrow_to_rights (question->ask, query, error) : NULL;
}

static GPtrArray *
ask_groups (const Question      *question,
     const TwPivot       *pivot,
     const TwFigureRange *range,
     const char          *extra,
     GError             **error)
{
  g_autoptr(TwQuery) query = make_query (question, range, extra, error);

  return query != NULL ? tw_store_pivot (question->ask->store, query, pivot, question->cancellable, error) : NULL;
}

/* --- What a group comes to --- */

static gboolean
add_money (const Question *question,
           GArray         *sums,
           TwMoney        *total)
{
  *total = (TwMoney) { 0, question->currency };
  return sums->len == 0 || tw_group_total (question->ask->store, sums, question->currency, total);
}

void
tw_figure_cell_set (TwFigureCell *cell,
                    TwValue       value)
{
  cell->has = TRUE;
  cell->exact = value;
  cell->value = value.type == TW_TYPE_MONEY ? (double) value.i / TW_MONEY_ONE : value.type == TW_TYPE_DECIMAL ? (double) value.i / TW_DECIMAL_ONE
                : value.type == TW_TYPE_DURATION ? (double) value.i / 86400 : (double) value.i;
}

gboolean
tw_figure_average (const TwValue *sum,
                   gint64         n,
                   TwValue       *average)
{
  TwMoney money = { sum->i, sum->tag };
  gint64 result = 0;

  if (n == 0 || !tw_int64_muldiv (sum->i, sum->type == TW_TYPE_INTEGER ? TW_DECIMAL_ONE : 1, n, TW_ROUND_HALF_EVEN, &result))
    return FALSE;
  money.amount = result;
  if (sum->type == TW_TYPE_MONEY)
    tw_money_round (&money, TW_ROUND_HALF_EVEN, &money);
  *average = *sum;
  average->i = money.amount;
  if (sum->type == TW_TYPE_INTEGER)
    average->type = TW_TYPE_DECIMAL;
  return TRUE;
}

/* The smallest or largest of the values, of amounts after each currency's was converted; that keeps their order. FALSE: a rate is missing. */
static gboolean
fill_extreme (const Question *question,
              const TwGroup  *group,
              TwFigureCell   *cell)
{
  gboolean least = question->figure->aggregate == TW_AGGREGATE_MIN;
  GArray *values = least ? group->least : group->greatest;

  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      TwValue value = g_array_index (values, TwValue, i);

      if (value.type == TW_TYPE_MONEY)
        {
          g_autoptr(GArray) one = g_array_new (FALSE, FALSE, sizeof (TwValue));
          TwMoney money;

          g_array_append_val (one, value);
          if (!add_money (question, one, &money))
            return FALSE;
          value = tw_value_money (money.amount, money.currency);
        }
      if (!cell->has || (least ? value.i < cell->exact.i : value.i > cell->exact.i))
        tw_figure_cell_set (cell, value);
    }
  return TRUE;
}

/* FALSE: a rate is missing. */
static gboolean
fill_cell (const Question *question,
           const TwGroup  *group,
           TwFigureCell   *cell)
{
  TwAggregate aggregate = question->figure->aggregate;
  GArray *sums = aggregate == TW_AGGREGATE_WEIGHTED ? group->weighted : group->sums;
  TwValue sum = TW_VALUE_INIT;
  TwMoney money;

  cell->count = group->count;
  if (aggregate == TW_AGGREGATE_COUNT)
    {
      tw_figure_cell_set (cell, tw_value_integer (group->count));
      return TRUE;
    }
  if (question->pivot.extremes)
    return fill_extreme (question, group, cell);
  if (question->type == TW_TYPE_MONEY)
    {
      if (!add_money (question, sums, &money))
        return FALSE;
      sum = tw_value_money (money.amount, money.currency);
    }
  else if (sums->len > 0)
    sum = g_array_index (sums, TwValue, 0);
  else
    sum = question->type == TW_TYPE_DURATION ? tw_value_duration (0) : aggregate == TW_AGGREGATE_WEIGHTED || question->type == TW_TYPE_DECIMAL
          ? tw_value_decimal (0) : tw_value_integer (0);
  if (aggregate != TW_AGGREGATE_AVERAGE || tw_figure_average (&sum, group->n_values, &sum))
    tw_figure_cell_set (cell, sum);
  return TRUE;
}

static void
fill_rate (TwFigureCell *cell,
           gint64        part,
           gint64        whole)
{
  gint64 result;

  cell->count = whole;
  if (whole > 0 && tw_int64_muldiv (part, 100 * TW_DECIMAL_ONE, whole, TW_ROUND_HALF_EVEN, &result))
    tw_figure_cell_set (cell, tw_value_decimal (result));
}

static void
set_unit (const Question *question,
          TwNumberUnit   *unit)
{
  const TwField *field = question->pivot.sum;

  if (question->figure->aggregate == TW_AGGREGATE_RATE || (question->figure->aggregate != TW_AGGREGATE_SUM && field != NULL
                                                           && question->figure->aggregate != TW_AGGREGATE_WEIGHTED && field->kind == TW_KIND_PERCENT))
    unit->kind = TW_NUMBER_PERCENT;
  else if (question->type == TW_TYPE_MONEY)
    *unit = (TwNumberUnit) { TW_NUMBER_MONEY, question->currency };
  else if (question->type == TW_TYPE_DURATION || (field != NULL && g_str_has_suffix (field->key, "days"))
           || (question->figure->measure != NULL && g_str_has_prefix (question->figure->measure, "days_between")))
    unit->kind = TW_NUMBER_DAYS;
}

/* One figure over all the records. */
static gboolean
answer_whole (Question             *question,
              const TwFigureRange  *range,
              TwFigureCell         *cell,
              gboolean             *missing,
              GError              **error)
{
  TwPivot pivot = question->pivot;
  g_autoptr(GPtrArray) groups = NULL, parts = NULL;

  pivot.by[0] = pivot.by[1] = (TwAxis) { NULL };
  groups = ask_groups (question, &pivot, range, NULL, error);
  if (groups == NULL)
    return FALSE;
  if (question->figure->aggregate != TW_AGGREGATE_RATE)
    {
      if (!fill_cell (question, g_ptr_array_index (groups, 0), cell))
        *missing = TRUE;
      return TRUE;
    }
  parts = ask_groups (question, &pivot, range, question->figure->part, error);
  if (parts == NULL)
    return FALSE;
  fill_rate (cell, ((TwGroup *) g_ptr_array_index (parts, 0))->count, ((TwGroup *) g_ptr_array_index (groups, 0))->count);
  return TRUE;
}

/* --- Keys and cells --- */

static const TwValue *
key_of (const TwGroup *group,
        gboolean       two,
        guint          axis)
{
  return two ? &group->key.list->values[axis] : &group->key;
}

/* What a record is called is told only to who may read it. */
static TwFigureKey *
make_key (const Question *question,
          const TwAxis   *by,
          const TwValue  *value)
{
  TwFigureKey *key = tw_figure_key_new (question->ask->store, by->field, by->grain, value);

  if (value->type == TW_TYPE_LINK && question->ask->access != NULL && !tw_access_may_name (question->ask->access, value->tag, &value->id))
    {
      g_free (key->title);
      /* Translators: a record whose name may not be read. */
      key->title = g_strdup (_("Not visible"));
    }
  return key;
}

/* Titles of links are looked up once a value. */
static GHashTable *
collect_keys (const Question *question,
              GPtrArray      *groups,
              guint           axis,
              TwFigureAnswer *answer)
{
  const TwAxis *by = &question->pivot.by[axis];
  GHashTable *places = g_hash_table_new ((GHashFunc) tw_value_hash, (GEqualFunc) tw_value_equal);
  GPtrArray *keys = answer->keys[axis];

  for (guint i = 0; i < groups->len; i++)
    {
      const TwValue *value = key_of (g_ptr_array_index (groups, i), question->pivot.by[1].field != NULL, axis);

      if (g_hash_table_contains (places, value))
        continue;
      if (keys->len >= MAX_GROUPS)
        {
          answer->n_more++;
          continue;
        }
      g_hash_table_add (places, (gpointer) value);
      g_ptr_array_add (keys, make_key (question, by, value));
    }
  if (by->grain != TW_GRAIN_NONE)
    tw_figure_fill_periods (question->ask->store, by->field, by->grain, question->ask->range,
                            question->ask->range != NULL && g_strcmp0 (question->figure->by[axis].field, question->figure->period) == 0, keys);
  tw_figure_sort_keys (question->ask->store, by->field, by->grain, keys);
  g_hash_table_remove_all (places);
  for (guint i = 0; i < keys->len; i++)
    g_hash_table_insert (places, &((TwFigureKey *) g_ptr_array_index (keys, i))->key, GUINT_TO_POINTER (i + 1));
  return places;
}

/* Where nothing happened in a period, a count and a sum are nothing; a rate and an average are unknown. */
static void
fill_holes (const Question *question,
            TwFigureAnswer *answer)
{
  TwAggregate aggregate = question->figure->aggregate;
  TwGroup none = { .sums = NULL };
  g_autoptr(GArray) sums = g_array_new (FALSE, FALSE, sizeof (TwValue));

  if (aggregate == TW_AGGREGATE_AVERAGE || aggregate == TW_AGGREGATE_RATE || question->pivot.extremes)
    return;
  none.sums = none.weighted = sums;
  for (guint i = 0; i < answer->cells->len; i++)
    if (!g_array_index (answer->cells, TwFigureCell, i).has)
      fill_cell (question, &none, &g_array_index (answer->cells, TwFigureCell, i));
}

/* FALSE: the groups do not tell. */
static gboolean
fill_total (const Question *question,
            GPtrArray      *groups,
            GPtrArray      *parts,
            TwFigureAnswer *answer)
{
  TwGroup *whole = tw_figure_add_groups (&question->pivot, groups);
  TwGroup *part = whole != NULL && parts != NULL ? tw_figure_add_groups (&question->pivot, parts) : NULL;
  gboolean good = whole != NULL && (parts == NULL || part != NULL);

  if (good && part != NULL)
    fill_rate (&answer->total, part->count, whole->count);
  else if (good && !fill_cell (question, whole, &answer->total))
    answer->missing_rate = TRUE;
  g_clear_pointer (&whole, tw_group_free);
  g_clear_pointer (&part, tw_group_free);
  return good;
}

static gboolean
answer_groups (Question        *question,
               TwFigureAnswer  *answer,
               GError         **error)
{
  const TwFigure *figure = question->figure;
  gboolean two = question->pivot.by[1].field != NULL, rate = figure->aggregate == TW_AGGREGATE_RATE;
  g_autoptr(GPtrArray) groups = ask_groups (question, &question->pivot, question->ask->range, NULL, error), parts = NULL;
  g_autoptr(GHashTable) first = NULL, second = NULL;

  if (groups != NULL && rate)
    parts = ask_groups (question, &question->pivot, question->ask->range, figure->part, error);
  if (groups == NULL || (rate && parts == NULL))
    return FALSE;
  if (!fill_total (question, groups, parts, answer)
      && !answer_whole (question, question->ask->range, &answer->total, &answer->missing_rate, error))
    return FALSE;
  first = collect_keys (question, groups, 0, answer);
  if (two)
    second = collect_keys (question, groups, 1, answer);
  else
    g_ptr_array_add (answer->keys[1], g_new0 (TwFigureKey, 1));
  g_array_set_size (answer->cells, answer->keys[0]->len * answer->keys[1]->len);
  for (guint i = 0; i < groups->len + (rate ? parts->len : 0); i++)
    {
      const TwGroup *group = i < groups->len ? g_ptr_array_index (groups, i) : g_ptr_array_index (parts, i - groups->len);
      guint row = GPOINTER_TO_UINT (g_hash_table_lookup (first, key_of (group, two, 0)));
      guint column = two ? GPOINTER_TO_UINT (g_hash_table_lookup (second, key_of (group, two, 1))) : 1;
      TwFigureCell *cell = NULL;

      if (row == 0 || column == 0)
        continue;
      cell = tw_figure_answer_get (answer, row - 1, column - 1);
      if (rate && i < groups->len)
        fill_rate (cell, 0, group->count);
      else if (rate)
        fill_rate (cell, group->count, cell->count);
      else if (!fill_cell (question, group, cell))
        answer->missing_rate = TRUE;
    }
  answer->timed = question->pivot.by[0].grain != TW_GRAIN_NONE;
  answer->grain = question->pivot.by[0].grain;
  if (answer->timed || two)
    fill_holes (question, answer);
  return TRUE;
}

static gboolean
answer_steps (Question        *question,
              TwFigureAnswer  *answer,
              GError         **error)
{
  GPtrArray *steps = question->figure->steps;

  g_ptr_array_add (answer->keys[1], g_new0 (TwFigureKey, 1));
  g_array_set_size (answer->cells, steps->len);
  for (guint i = 0; i < steps->len; i++)
    {
      const TwFigureStep *step = g_ptr_array_index (steps, i);
      TwFigureKey *key = g_new0 (TwFigureKey, 1);
      g_autoptr(GPtrArray) groups = ask_groups (question, &question->pivot, question->ask->range, step->where, error);

      key->title = g_strdup (step->label);
      g_ptr_array_add (answer->keys[0], key);
      if (groups == NULL)
        return FALSE;
      if (!fill_cell (question, g_ptr_array_index (groups, 0), tw_figure_answer_get (answer, i, 0)))
        answer->missing_rate = TRUE;
    }
  return TRUE;
}

/* --- The whole --- */

static TwFigureAnswer *
answer_new (void)
{
  TwFigureAnswer *answer = g_new0 (TwFigureAnswer, 1);

  for (guint i = 0; i < 2; i++)
    answer->keys[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_key_free);
  answer->cells = g_array_new (FALSE, TRUE, sizeof (TwFigureCell));
  return answer;
}

/**
 * tw_figure_answer_free:
 * @answer: (transfer full): an answer
 */
void
tw_figure_answer_free (TwFigureAnswer *answer)
{
  g_ptr_array_unref (answer->keys[0]);
  g_ptr_array_unref (answer->keys[1]);
  g_array_unref (answer->cells);
  g_clear_pointer (&answer->against, g_array_unref);
  g_free (answer);
}

/**
 * tw_figure_answer_get:
 * @answer: an answer
 * @first: number of a group
 * @second: number of a second group; 0 without
 *
 * Returns: (transfer none): what it comes to
 */
TwFigureCell *
tw_figure_answer_get (TwFigureAnswer *answer,
                      guint           first,
                      guint           second)
{
  return &g_array_index (answer->cells, TwFigureCell, first * answer->keys[1]->len + second);
}

static gboolean
question_open (Question  *question,
               GError   **error)
{
  TwExprContext *context = NULL;

  if (!tw_figure_check (question->figure, question->schema, error))
    return FALSE;
  question->entity = tw_schema_get_entity (question->schema, question->figure->entity);
  context = tw_store_dup_context (question->ask->store);
  question->currency = context->currency;
  tw_store_context_free (context);
  return question_init (question, error);
}

/**
 * tw_figure_announce:
 * @figure: a figure
 * @ask: who asks, and of which records
 *
 * Tells that the figure is about to be asked for with others. One that is not right is left to tw_figure_answer().
 */
void
tw_figure_announce (const TwFigure    *figure,
                    const TwFigureAsk *ask)
{
  g_auto(Question) question = { figure, ask, tw_store_ref_schema (ask->store) };
  g_autoptr(GPtrArray) conditions = g_ptr_array_new ();

  g_return_if_fail (figure != NULL && TW_IS_STORE (ask->store));
  if (!question_open (&question, NULL))
    return;
  if (figure->against != NULL)
    {
      g_autoptr(TwFigure) other = tw_figure_dup_against (figure);

      tw_figure_announce (other, ask);
    }
  g_ptr_array_add (conditions, figure->part);
  for (guint i = 0; figure->steps != NULL && i < figure->steps->len; i++)
    g_ptr_array_add (conditions, ((TwFigureStep *) g_ptr_array_index (figure->steps, i))->where);
  for (guint i = 0; i < conditions->len; i++)
    {
      g_autoptr(TwQuery) query = make_query (&question, ask->range, g_ptr_array_index (conditions, i), NULL);

      if (query != NULL)
        tw_store_announce_pivot (ask->store, query, &question.pivot);
    }
}

/**
 * tw_figure_answer:
 * @figure: a figure
 * @ask: who asks, and of which records
 * @cancellable: (nullable): ends it
 * @error: %TW_FIGURE_ERROR, %TW_EXPR_ERROR, %TW_ACCESS_ERROR, or of the store
 *
 * Returns: (transfer full) (nullable): what it comes to
 */
TwFigureAnswer *
tw_figure_answer (const TwFigure    *figure,
                  const TwFigureAsk *ask,
                  GCancellable      *cancellable,
                  GError           **error)
{
  g_auto(Question) question = { figure, ask, tw_store_ref_schema (ask->store), .cancellable = cancellable };
  g_autoptr(TwFigureAnswer) answer = answer_new ();
  TwFigureRange before;

  g_return_val_if_fail (figure != NULL && TW_IS_STORE (ask->store), NULL);
  if (!question_open (&question, error))
    return NULL;
  set_unit (&question, &answer->unit);
  if ((figure->steps != NULL || figure->by[0].field == NULL)
      && !answer_whole (&question, ask->range, &answer->total, &answer->missing_rate, error))
    return NULL;
  if (figure->steps != NULL ? !answer_steps (&question, answer, error) : figure->by[0].field != NULL && !answer_groups (&question, answer, error))
    return NULL;
  if (!ask->groups_only && ask->range != NULL && figure->period != NULL)
    {
      tw_figure_range_before (ask->range, &before);
      if (!answer_whole (&question, &before, &answer->previous, &answer->missing_rate, error))
        return NULL;
    }
  if (!answer->timed && figure->steps == NULL && figure->by[0].field != NULL)
    tw_figure_answer_order (figure, answer);
  if (figure->against != NULL && !tw_figure_answer_against (figure, ask, answer, cancellable, error))
    return NULL;
  return g_steal_pointer (&answer);
}
