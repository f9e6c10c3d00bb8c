/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions about groups: answered by arrays when they are there and the condition is of their shapes, else by SQL. */
#include "config.h"

#include "tw-columns-cache.h"
#include "tw-ratio.h"
#include "tw-store-private.h"

static gboolean
needed_fields (TwQuery *query, const TwGroupSpec *spec, GPtrArray *fields)
{
  const TwField *own[] = { spec->by[0].field, spec->by[1].field, spec->sum, spec->weight };
  TwExprBound *where = tw_query_get_where (query);

  if (tw_query_get_text (query) != NULL || tw_query_get_deleted (query) || spec->by[0].path != NULL || spec->by[1].path != NULL ||
      (spec->measure != NULL && !tw_column_measure_fields (spec->measure, fields)))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (own[i] != NULL)
      g_ptr_array_add (fields, (gpointer) own[i]);
  if (where != NULL && !tw_column_filter_fields (where, fields))
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    if (!tw_column_can_hold (g_ptr_array_index (fields, i)))
      return FALSE;
  return TRUE;
}

static GPtrArray *
group_by_columns (TwStore *store, TwQuery *query, const TwExprContext *context, const TwGroupSpec *spec)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  TwExprBound *where = tw_query_get_where (query);
  g_autoptr (TwColumnFilter) filter = NULL;
  GPtrArray *groups = NULL;
  TwColumnSet *set;

  if (!needed_fields (query, spec, fields))
    return NULL;
  set = tw_columns_lock (store, tw_query_get_entity (query), fields);
  if (set == NULL && tw_columns_join (store, tw_query_get_entity (query), fields))
    set = tw_columns_lock (store, tw_query_get_entity (query), fields);
  if (set == NULL)
    {
      /* SQL sums a whole table as fast as the arrays could be filled: they pay when the question comes again. */
      if (spec->by[0].field != NULL || where != NULL || tw_columns_is_wanted_again (store, tw_query_get_entity (query)))
        tw_columns_build_later (store, query, fields);
      return NULL;
    }
  if (where != NULL)
    filter = tw_column_filter_new (where, context, set);
  if (where == NULL || filter != NULL)
    groups = tw_column_set_group (set, filter, context, spec);
  tw_columns_unlock (store, tw_query_get_entity (query));
  return groups;
}

static void
interrupt_cb (GCancellable *cancellable, gpointer db)
{
  tw_db_interrupt (db);
}

static GPtrArray *
group_by_sql (TwStore *store, TwQuery *query, const TwExprContext *context, const TwGroupSpec *spec, GCancellable *cancellable,
              GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  GPtrArray *groups = NULL;
  gulong handler = 0;

  if (db == NULL)
    return NULL;
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (interrupt_cb), db, NULL);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    groups = tw_columns_group_sql (store, db, query, context, spec, error);
  g_cancellable_disconnect (cancellable, handler);
  tw_store_return_reader (store, db);
  return groups;
}

static GPtrArray *
group_with (TwStore *store, TwQuery *query, const TwGroupSpec *spec, gboolean columns, GCancellable *cancellable, GError **error)
{
  TwExprContext *context = tw_store_dup_context (store);
  GPtrArray *groups = columns ? group_by_columns (store, query, context, spec) : NULL;

  if (groups == NULL)
    groups = group_by_sql (store, query, context, spec, cancellable, error);
  tw_store_context_free (context);
  return groups;
}

/**
 * tw_store_group:
 * @store: a store
 * @query: which records; its order does not matter
 * @group: (nullable): the field whose values make the groups
 * @sum: (nullable): a stored integer, decimal, money or duration field
 * @weight: (nullable): a stored percent field
 *
 * Counts the records of each group, and sums a field. Spellings of a text that differ in case or accents are one group. A
 * list field counts a record in each of its distinct values, in the null group when it has none. A weighted sum is that of
 * value × weight ÷ 100 over the records that have both, rounded once, half to even; of whole numbers it is a decimal.
 *
 * From columns in memory when they are there, else by SQL, which may take long on large tables. Any thread.
 *
 * Returns: (transfer full) (element-type TwGroup) (nullable): the groups that have records, in no order; without @group
 *   exactly one; %NULL with %TW_STORE_ERROR_INVALID for fields that cannot be grouped or sums that do not fit
 */
GPtrArray *
tw_store_group (TwStore *store, TwQuery *query, const TwField *group, const TwField *sum, const TwField *weight, GError **error)
{
  TwGroupSpec spec = { .by = { { .field = group } }, .sum = sum, .weight = weight };

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  g_return_val_if_fail (weight == NULL || sum != NULL, NULL);

  return group_with (store, query, &spec, TRUE, NULL, error);
}

/**
 * tw_store_group_sql:
 * @store: a store
 * @query: which records
 * @group: (nullable): as for tw_store_group()
 * @sum: (nullable): as for tw_store_group()
 * @weight: (nullable): as for tw_store_group()
 *
 * The same as tw_store_group(), by SQL only.
 *
 * Returns: (transfer full) (element-type TwGroup) (nullable): the groups
 */
GPtrArray *
tw_store_group_sql (TwStore *store, TwQuery *query, const TwField *group, const TwField *sum, const TwField *weight, GError **error)
{
  TwGroupSpec spec = { .by = { { .field = group } }, .sum = sum, .weight = weight };

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  g_return_val_if_fail (weight == NULL || sum != NULL, NULL);

  return group_with (store, query, &spec, FALSE, NULL, error);
}

/**
 * tw_store_pivot:
 * @store: a store
 * @query: which records; its order does not matter
 * @pivot: what they are put together by, and what is summed
 * @cancellable: (nullable): stops SQL at once
 * @error: %TW_STORE_ERROR_INVALID for fields that cannot be grouped or sums that do not fit
 *
 * As tw_store_group(), by up to two axes. Dates and moments can be put together by periods of the workspace's zone; a key is then
 * the first day of the period. Any thread.
 *
 * Returns: (transfer full) (element-type TwGroup) (nullable): the groups that have records, in no order
 */
GPtrArray *
tw_store_pivot (TwStore *store, TwQuery *query, const TwPivot *pivot, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (query != NULL && pivot != NULL, NULL);
  g_return_val_if_fail (pivot->by[0].field != NULL || pivot->by[1].field == NULL, NULL);

  return group_with (store, query, pivot, TRUE, cancellable, error);
}

/**
 * tw_store_pivot_sql:
 * @store: a store
 * @query: which records
 * @pivot: as for tw_store_pivot()
 *
 * The same as tw_store_pivot(), by SQL only.
 *
 * Returns: (transfer full) (element-type TwGroup) (nullable): the groups
 */
GPtrArray *
tw_store_pivot_sql (TwStore *store, TwQuery *query, const TwPivot *pivot, GError **error)
{
  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (query != NULL && pivot != NULL, NULL);

  return group_with (store, query, pivot, FALSE, NULL, error);
}

/**
 * tw_store_announce_pivot:
 * @store: a store
 * @query: which records
 * @pivot: as for tw_store_pivot()
 *
 * Tells that this will be asked for together with others that are announced, too: the first of them builds the columns of all, and the others
 * wait for that instead of reading the whole table by SQL each. Does not block. Any thread.
 */
void
tw_store_announce_pivot (TwStore *store, TwQuery *query, const TwPivot *pivot)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();

  g_return_if_fail (TW_IS_STORE (store));
  g_return_if_fail (query != NULL && pivot != NULL);
  if (needed_fields (query, pivot, fields))
    tw_columns_announce (store, tw_query_get_entity (query), fields);
}

typedef struct
{
  TwQuery    *query;                                   /* (owned): keeps the snapshot that the fields are of */
  TwGroupSpec spec;
} Question;

static void
question_free (Question *question)
{
  tw_query_unref (question->query);
  g_free (question);
}

static void
group_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  GPtrArray *groups = group_with (source, question->query, &question->spec, TRUE, cancellable, &error);

  if (groups != NULL)
    g_task_return_pointer (task, groups, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * tw_store_group_async:
 * @store: a store
 * @query: which records
 * @group: (nullable): as for tw_store_group()
 * @sum: (nullable): as for tw_store_group()
 * @weight: (nullable): as for tw_store_group()
 * @cancellable: (nullable): stops SQL at once
 * @callback: called when it is done
 * @data: for @callback
 *
 * As tw_store_group(), on a reader thread. The fields must be of the query's snapshot of the schema.
 */
void
tw_store_group_async (TwStore *store, TwQuery *query, const TwField *group, const TwField *sum, const TwField *weight,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, data);
  Question *question = g_new0 (Question, 1);

  question->query = tw_query_ref (query);
  question->spec = (TwGroupSpec) { .by = { { .field = group } }, .sum = sum, .weight = weight };
  g_task_set_source_tag (task, tw_store_group_async);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  tw_store_run_reader (store, task, group_thread);
}

/**
 * tw_store_group_finish:
 * @store: a store
 * @result: of tw_store_group_async()
 *
 * Returns: (transfer full) (element-type TwGroup) (nullable): as tw_store_group()
 */
GPtrArray *
tw_store_group_finish (TwStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tw_store_warm_columns:
 * @store: a store
 * @entity: an entity
 * @fields: (array length=n): fields of it
 * @n: how many
 *
 * Builds the columns of these fields now, beside those that are there. Blocks: about a second for a million rows.
 *
 * Returns: %TRUE when they are in memory; %FALSE without @error when they do not fit the bound, or one cannot be a column
 */
gboolean
tw_store_warm_columns (TwStore *store, const TwEntity *entity, const TwField *const *fields, guint n, GError **error)
{
  g_autoptr (TwSchema) schema = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  g_return_val_if_fail (TW_IS_STORE (store), FALSE);
  g_return_val_if_fail (entity != NULL, FALSE);

  for (guint i = 0; i < n; i++)
    {
      if (!tw_column_can_hold (fields[i]))
        return FALSE;
      g_ptr_array_add (list, (gpointer) fields[i]);
    }
  return tw_columns_build (store, entity, list, NULL, error);
}

static gboolean
convert (const TwExprContext *context, TwMoney *part, TwCurrency currency, TwDate day)
{
  static const TwRatio one = { 1, 1 };
  TwDecimal per_target = 0, per_source = 0;
  TwRatio rate;

  if (part->currency == currency)
    return TRUE;
  if (context->rate == NULL || !context->rate (part->currency, currency, day, &per_target, context->rate_data) || per_target <= 0)
    return FALSE;
  if (!context->rate (currency, part->currency, day, &per_source, context->rate_data))
    per_source = 0;
  rate = tw_ratio_from_rates (per_target, per_source);
  if (!tw_int64_scale (part->amount, &one, &rate, TW_ROUND_HALF_EVEN, &part->amount))
    return FALSE;
  part->currency = currency;
  return TRUE;
}

/**
 * tw_group_total:
 * @store: a store
 * @sums: (element-type TwValue): money by currency, as in #TwGroup
 * @currency: the currency of the total
 * @total: (out): the total
 *
 * Adds up sums of several currencies by the workspace's rates of today. Each is converted by its rate as it was
 * entered, half to even to ten-thousandths, and the total is rounded to the currency's digits.
 *
 * Returns: %FALSE when a rate is missing or the total does not fit
 */
gboolean
tw_group_total (TwStore *store, GArray *sums, TwCurrency currency, TwMoney *total)
{
  TwExprContext *context;
  gboolean good = TRUE;
  TwDate today;

  g_return_val_if_fail (TW_IS_STORE (store), FALSE);
  g_return_val_if_fail (sums != NULL && total != NULL, FALSE);

  /* Most sums are in one currency, the one that is asked for: a pivot has thousands of them, and no rate is needed. */
  if (sums->len == 1 && g_array_index (sums, TwValue, 0).type == TW_TYPE_MONEY && g_array_index (sums, TwValue, 0).tag == currency)
    {
      *total = (TwMoney) { g_array_index (sums, TwValue, 0).i, currency };
      return tw_money_round (total, TW_ROUND_HALF_EVEN, total);
    }
  context = tw_store_dup_context (store);
  today = tw_instant_get_date (context->now, context->zone);
  *total = (TwMoney) { 0, currency };
  for (guint i = 0; i < sums->len && good; i++)
    {
      const TwValue *value = &g_array_index (sums, TwValue, i);
      TwMoney part = { value->i, value->tag };

      good = value->type == TW_TYPE_MONEY && convert (context, &part, currency, today);
      good = good && tw_money_add (total, &part, total);
    }
  tw_store_context_free (context);
  return good && tw_money_round (total, TW_ROUND_HALF_EVEN, total);
}
