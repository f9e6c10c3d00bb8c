/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queries as SQL: condition, order, pages by key. A page after a cursor is read in phases, each an equality on the first
 * sort keys and a range on the next one, so that an index on the sort key leads straight to the place however far down it is.
 *
 * Of a sorted and filtered list SQLite would always take the filter's index and sort what it finds, which is slow when that is
 * half of a million. So a page is first looked for along the index of the sort key, with a budget of steps; when rows that fit
 * are so rare that it does not suffice, there are few of them, and the filter's index and a sort are right. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

#include "tw-cursor.h"
#include "tw-patience.h"
#include "tw-scan.h"
#include "tw-search-private.h"
#include "tw-store-internal.h"

#define MAX_LIMIT 10000

/* Steps of SQLite's machine that the way along the sort index may take: some ten for a row that does not fit, and one for
 * each column of one that does. */
#define WALK_STEPS         60000
#define WALK_STEPS_PER_ROW 400
#define WALK_CHECK         1000

/* --- Pieces --- */

static gboolean
append_condition (TwStore *store, TwQuery *query, const TwExprContext *context, gboolean walk, TwSql *sql, GError **error)
{
  tw_sql_append (sql, tw_query_get_deleted (query) ? "t0.deleted IS NOT NULL" : "t0.deleted IS NULL");
  if (tw_query_get_where (query) != NULL)
    {
      /* A plus in front makes SQLite look for no index of what follows. */
      tw_sql_append (sql, walk ? " AND +(" : " AND (");
      if (!tw_expr_to_sql (tw_query_get_where (query), context, "t0", sql, error))
        return FALSE;
      tw_sql_append (sql, ")");
    }
  if (tw_query_get_text (query) != NULL)
    {
      tw_sql_append (sql, " AND (");
      tw_search_append_match (sql, tw_query_get_entity (query), "t0", tw_query_get_text (query));
      tw_sql_append (sql, ")");
    }
  return TRUE;
}

gboolean
tw_store_append_condition (TwStore *store, TwQuery *query, const TwExprContext *context, TwSql *sql, GError **error)
{
  return append_condition (store, query, context, FALSE, sql, error);
}

gboolean
tw_store_append_walk_condition (TwStore *store, TwQuery *query, const TwExprContext *context, TwSql *sql, GError **error)
{
  return append_condition (store, query, context, TRUE, sql, error);
}

/* The target's title, for links to one entity whose title is stored. */
static gboolean
has_link_title (TwStore *store, const TwField *field)
{
  const TwEntity *target = tw_field_get_target (field);

  return field->kind == TW_KIND_LINK && target != NULL && target->name_field != NULL
         && tw_store_get_table (store, target)->stored_at[target->name_field->index] >= 0;
}

gboolean
tw_store_can_walk (TwStore *store, TwQuery *query)
{
  const TwField *field;

  if (tw_query_get_where (query) == NULL || tw_query_get_text (query) != NULL || tw_query_get_deleted (query))
    return FALSE;
  if (tw_query_get_n_sort_keys (query) == 0)
    return TRUE;
  field = tw_query_get_sort_key (query, 0)->field;
  return tw_field_has_ordered_index (field) && !has_link_title (store, field);
}

static gboolean
append_link_title (TwStore *store, const TwField *field, const char *column, TwSql *sql)
{
  const TwEntity *target = tw_field_get_target (field);
  const TwTable *table;
  g_autofree char *text = NULL;

  if (!has_link_title (store, field))
    return FALSE;
  table = tw_store_get_table (store, target);
  text = g_strdup_printf ("(SELECT n.%s FROM %s AS n WHERE n.id = t0.%s) COLLATE TW",
                          table->stored[table->stored_at[target->name_field->index]].column, table->name, column);
  tw_sql_append (sql, text);
  return TRUE;
}

gboolean
tw_store_append_sort_key (TwStore *store, TwQuery *query, guint key, const TwExprContext *context, TwSql *sql, GError **error)
{
  const TwField *field = tw_query_get_sort_key (query, key)->field;
  const TwTable *table = tw_store_get_table (store, field->entity);
  const char *column = NULL;

  if (field->formula != NULL)
    {
      TwExprBound *bound = tw_store_get_formula (store, field, error);

      if (bound == NULL)
        return FALSE;
      tw_sql_append (sql, "(");
      if (!tw_expr_to_sql (bound, context, "t0", sql, error))
        return FALSE;
      tw_sql_append (sql, field->type == TW_TYPE_TEXT ? ") COLLATE TW" : ")");
      return TRUE;
    }
  column = table->stored[table->stored_at[field->index]].column;
  if (append_link_title (store, field, column, sql))
    return TRUE;
  tw_sql_append (sql, "t0.");
  tw_sql_append (sql, column);
  return TRUE;
}

static gboolean
rid_is_descending (TwQuery *query)
{
  guint n = tw_query_get_n_sort_keys (query);

  return n > 0 && tw_query_get_sort_key (query, n - 1)->descending;
}

gboolean
tw_store_append_order (TwStore *store, TwQuery *query, const TwExprContext *context, TwSql *sql, GError **error)
{
  tw_sql_append (sql, " ORDER BY ");
  for (guint i = 0; i < tw_query_get_n_sort_keys (query); i++)
    {
      if (!tw_store_append_sort_key (store, query, i, context, sql, error))
        return FALSE;
      tw_sql_append (sql, tw_query_get_sort_key (query, i)->descending ? " DESC, " : ", ");
    }
  tw_sql_append (sql, rid_is_descending (query) ? "t0.rid DESC" : "t0.rid");
  return TRUE;
}

/* A sort value is one column of whatever storage class; links by id are its bytes. */
void
tw_store_read_sort_value (TwQuery *query, guint key, TwStmt *stmt, int column, TwValue *value)
{
  const char *text;
  gsize length;
  TwId id;

  *value = (TwValue) TW_VALUE_INIT;
  switch (tw_stmt_get_storage (stmt, column))
    {
    case SQLITE_NULL:
      break;
    case SQLITE_TEXT:
      text = tw_stmt_get_text (stmt, column, &length);
      *value = tw_value_text_len (text, length);
      break;
    case SQLITE_BLOB:
      if (tw_stmt_get_id (stmt, column, &id))
        *value = tw_value_link (0, &id);
      break;
    default:
      *value = tw_value_integer (tw_stmt_get_int (stmt, column));
      break;
    }
}

/* --- Pages --- */

typedef struct
{
  TwStore       *store;
  TwQuery       *query;
  const TwTable *table;
  TwExprContext *context;
  TwCursor      *after;                                /* nullable */
  TwDb          *db;
  guint          wanted, n;                            /* rows; those given to func */
  gboolean       quick;
  TwScanFunc     func;
  gpointer       data;
  TwCursor      *last;                                 /* of the last record of the page */
  gboolean       more;
  gboolean       walk;                                 /* along the index of the sort key */
  gint64         steps;                                /* left to the walk */
} Page;

typedef enum { RANGE_NONE, RANGE_AFTER, RANGE_NULLS } Range;

static gboolean
append_equal (Page *page, guint key, TwSql *sql, GError **error)
{
  const TwValue *value = &page->after->values[key];

  tw_sql_append (sql, " AND ");
  if (!tw_store_append_sort_key (page->store, page->query, key, page->context, sql, error))
    return FALSE;
  if (tw_value_is_null (value))
    tw_sql_append (sql, " IS NULL");
  else
    {
      tw_sql_append (sql, " = ");
      tw_sql_append_value (sql, value);
    }
  return TRUE;
}

/* What comes after the cursor's value in one key: nulls are first when ascending, last when descending. */
static gboolean
append_range (Page *page, guint key, Range range, TwSql *sql, GError **error)
{
  const TwValue *value = &page->after->values[key];

  tw_sql_append (sql, " AND ");
  if (!tw_store_append_sort_key (page->store, page->query, key, page->context, sql, error))
    return FALSE;
  if (range == RANGE_NULLS)
    tw_sql_append (sql, " IS NULL");
  else if (tw_value_is_null (value))
    tw_sql_append (sql, " IS NOT NULL");
  else
    {
      tw_sql_append (sql, tw_query_get_sort_key (page->query, key)->descending ? " < " : " > ");
      tw_sql_append_value (sql, value);
    }
  return TRUE;
}

static gboolean
append_phase (Page *page, guint n_equal, Range range, TwSql *sql, GError **error)
{
  for (guint i = 0; i < n_equal; i++)
    if (!append_equal (page, i, sql, error))
      return FALSE;
  if (range != RANGE_NONE)
    return append_range (page, n_equal, range, sql, error);
  {
    TwValue rid = tw_value_integer (page->after->rid);

    tw_sql_append (sql, rid_is_descending (page->query) ? " AND t0.rid < " : " AND t0.rid > ");
    tw_sql_append_value (sql, &rid);
  }
  return TRUE;
}

static TwSql *
new_select (Page *page, GError **error)
{
  g_autoptr (TwSql) sql = tw_sql_new ();

  tw_sql_append (sql, "SELECT ");
  tw_sql_append (sql, page->table->columns);
  for (guint i = 0; i < tw_query_get_n_sort_keys (page->query); i++)
    {
      tw_sql_append (sql, ", ");
      if (!tw_store_append_sort_key (page->store, page->query, i, page->context, sql, error))
        return NULL;
    }
  tw_sql_append (sql, " FROM ");
  tw_sql_append (sql, page->table->name);
  tw_sql_append (sql, " AS t0 WHERE ");
  if (!append_condition (page->store, page->query, page->context, page->walk, sql, error))
    return NULL;
  return g_steal_pointer (&sql);
}

static void
take_row (Page *page, TwStmt *stmt)
{
  guint n = tw_query_get_n_sort_keys (page->query);

  if (page->n == page->wanted)
    {
      page->more = TRUE;
      return;
    }
  page->func (stmt, page->data);
  if (++page->n < page->wanted)
    return;
  page->last = tw_cursor_new (n);
  page->last->rid = tw_stmt_get_int (stmt, TW_TABLE_RID);
  for (guint i = 0; i < n; i++)
    tw_store_read_sort_value (page->query, i, stmt, page->table->n_columns + (int) i, &page->last->values[i]);
}

/* n_equal and range say which phase; without a cursor there is only one and it has no bounds. */
static gboolean
read_phase (Page *page, guint n_equal, Range range, GError **error)
{
  g_autoptr (TwSql) sql = new_select (page, error);
  TwValue limit = tw_value_integer ((gint64) page->wanted - page->n + 1);
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;

  if (sql == NULL || (page->after != NULL && !append_phase (page, n_equal, range, sql, error))
      || !tw_store_append_order (page->store, page->query, page->context, sql, error))
    return FALSE;
  tw_sql_append (sql, " LIMIT ");
  tw_sql_append_value (sql, &limit);
  stmt = tw_db_prepare_sql (page->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  while (!page->more && tw_stmt_step (stmt, &local))
    take_row (page, stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_phases (Page *page, GError **error)
{
  guint n = tw_query_get_n_sort_keys (page->query);

  if (page->after == NULL)
    return read_phase (page, 0, RANGE_NONE, error);
  if (!read_phase (page, n, RANGE_NONE, error))
    return FALSE;
  for (guint key = n; key-- > 0;)
    {
      gboolean is_null = tw_value_is_null (&page->after->values[key]);
      gboolean descending = tw_query_get_sort_key (page->query, key)->descending;

      if (!page->more && !(descending && is_null) && !read_phase (page, key, RANGE_AFTER, error))
        return FALSE;
      if (!page->more && descending && !is_null && !read_phase (page, key, RANGE_NULLS, error))
        return FALSE;
    }
  return TRUE;
}

static int
spend_steps (gpointer data)
{
  Page *page = data;

  page->steps -= WALK_CHECK;
  return page->steps < 0;
}

/* FALSE without error: rows that fit are too rare. */
static gboolean
walk_page (Page *page, GError **error)
{
  sqlite3 *handle = tw_db_get_handle (page->db);
  g_autoptr (GError) local = NULL;
  gboolean good;

  page->walk = TRUE;
  page->steps = WALK_STEPS + (gint64) page->wanted * WALK_STEPS_PER_ROW;
  sqlite3_progress_handler (handle, WALK_CHECK, spend_steps, page);
  good = read_phases (page, &local);
  sqlite3_progress_handler (handle, 0, NULL, NULL);
  tw_patience_watch (handle);
  page->walk = FALSE;
  if (good)
    return TRUE;
  page->func (NULL, page->data);
  page->n = 0;
  g_clear_pointer (&page->last, tw_cursor_free);
  page->more = FALSE;
  if (page->steps >= 0)
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_page (Page *page, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (page->after != NULL && !tw_db_run (page->db, "BEGIN", error))
    return FALSE;
  if (tw_store_can_walk (page->store, page->query))
    {
      if (walk_page (page, &local))
        return TRUE;
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (page->quick)
        return FALSE;
    }
  return read_phases (page, error);
}

/* Whether all that a page needs is a part of an index, or a walk along one that is given up in time. */
static gboolean
is_quick (TwStore *store, TwQuery *query)
{
  const TwField *field;

  if (tw_query_get_where (query) != NULL || tw_query_get_text (query) != NULL)
    return tw_store_can_walk (store, query);
  if (tw_query_get_deleted (query) || tw_query_get_n_sort_keys (query) == 0)
    return !tw_query_get_deleted (query);
  field = tw_query_get_sort_key (query, 0)->field;
  return tw_field_has_ordered_index (field) && !has_link_title (store, field);
}

/**
 * tw_store_scan:
 * @store: a store
 * @query: what to list
 * @limit: at most so many, 10,000 at most
 * @after: (nullable): where the page before ended
 * @quick: give up where it would take longer than a millisecond or two
 * @func: gets each row
 * @data: for @func
 * @next: (out) (optional) (nullable): where this page ends; %NULL when it is the last
 *
 * A page of rows, which are not made records of. See tw_store_list().
 *
 * Returns: %FALSE with @error, or, with @quick, without one
 */
gboolean
tw_store_scan (TwStore *store, TwQuery *query, guint limit, const char *after, gboolean quick, TwScanFunc func, gpointer data,
               char **next, GError **error)
{
  Page page = { .store = store, .query = query, .wanted = CLAMP (limit, 1, MAX_LIMIT), .quick = quick, .func = func, .data = data };
  gboolean good;

  if (next != NULL)
    *next = NULL;
  if (quick && !is_quick (store, query))
    return FALSE;
  if (after != NULL && (page.after = tw_cursor_parse (after, query, error)) == NULL)
    return FALSE;
  /* First the context, which may have to be read: one connection after the other does for both. */
  page.context = tw_store_dup_context (store);
  page.db = tw_store_take_reader (store, error);
  good = page.db != NULL;
  if (good)
    {
      page.table = tw_store_get_table (store, tw_query_get_entity (query));
      good = read_page (&page, error);
      tw_store_return_reader (store, page.db);
    }
  tw_store_context_free (page.context);
  if (good && next != NULL && page.more)
    *next = tw_cursor_print (page.last, query);
  g_clear_pointer (&page.after, tw_cursor_free);
  g_clear_pointer (&page.last, tw_cursor_free);
  return good;
}

typedef struct
{
  const TwTable *table;
  GPtrArray     *records;
} Records;

static void
add_record (TwStmt *row, gpointer data)
{
  Records *to = data;

  if (row != NULL)
    g_ptr_array_add (to->records, tw_table_read_record (to->table, row));
  else
    g_ptr_array_set_size (to->records, 0);
}

/**
 * tw_store_list:
 * @store: a store
 * @query: what to list
 * @limit: at most so many, 10,000 at most
 * @after: (nullable): where the page before ended
 * @next: (out) (optional) (nullable): where this page ends; %NULL when it is the last
 *
 * A page of records. Computed fields are null; see tw_store_compute(). Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type TwRecord): the records, or %NULL with @error
 *   (%TW_STORE_ERROR_CURSOR when @after is not of this query)
 */
GPtrArray *
tw_store_list (TwStore *store, TwQuery *query, guint limit, const char *after, char **next, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  Records to = { tw_store_get_table (store, tw_query_get_entity (query)), records };

  return tw_store_scan (store, query, limit, after, FALSE, add_record, &to, next, error) ? g_steal_pointer (&records) : NULL;
}

/**
 * tw_store_count:
 * @store: a store
 * @query: what to count
 *
 * Returns: how many records the query finds; -1 with @error
 */
gint64
tw_store_count (TwStore *store, TwQuery *query, GError **error)
{
  const TwTable *table = tw_store_get_table (store, tw_query_get_entity (query));
  TwExprContext *context = tw_store_dup_context (store);
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (TwSql) sql = tw_sql_new ();
  gint64 count = -1;

  if (db == NULL)
    {
      tw_store_context_free (context);
      return -1;
    }
  tw_sql_append (sql, "SELECT count(*) FROM ");
  tw_sql_append (sql, table->name);
  tw_sql_append (sql, " AS t0 WHERE ");
  if (tw_store_append_condition (store, query, context, sql, error))
    {
      TwStmt *stmt = tw_db_prepare_sql (db, sql, error);

      if (stmt != NULL && tw_stmt_step (stmt, error))
        count = tw_stmt_get_int (stmt, 0);
      tw_stmt_done (stmt);
    }
  tw_store_context_free (context);
  tw_store_return_reader (store, db);
  return count;
}
