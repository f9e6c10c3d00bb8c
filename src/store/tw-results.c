/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A live list.
 *
 * It holds the row numbers of the whole list in order (eight bytes a row) and the number of the commit that they show. The
 * first rows are read at once, if that is quick, the rest by a reader thread. After a commit that touches what the list
 * reads, the end of the log tells which rows changed; when they are few they are put to their new places by comparing sort
 * keys in SQL, otherwise the list is read again in the background; either way the list goes from one state to the next by
 * exact steps (tw-results-diff.c). Reading always begins with the newest commit in the reader's own snapshot, so that
 * commits that come meanwhile are neither missed nor counted twice. */
#include "config.h"

#include <sqlite3.h>

#include "tw-results-pages.h"

#define FIRST_ROWS       200
#define SCREEN_ROWS      64                            /* as many as a high screen shows: every row costs widgets */
/* What the main thread may do by itself after a commit, and for how long. */
#define FEW_ROWS         64
#define MAX_TAIL         2000                          /* changes of all kinds */
#define QUICK_USEC       12000
#define QUICK_STEPS      2000                          /* SQLite instructions between looks at the clock */
#define VOLATILE_SECONDS 60

struct _TwResults
{
  GObject          parent_instance;

  TwStore         *store;                              /* (owned) */
  TwQuery         *query;                              /* (owned) */
  TwResultsSource *source;                             /* (owned): query and context of now */
  TwPages         *pages;                              /* (owned) */
  char            *error;                              /* (nullable) */

  GArray          *rids;                               /* (owned) */
  gint64           seq;                                /* the commit that rids show */
  gboolean         complete;                           /* rids are the whole list */

  GCancellable    *load;                               /* (owned) (nullable): a reader is at it */
  gboolean         again;                              /* what it brings is out of date already */
  gboolean         held;                               /* first rows only, until the rest is asked for */
  gboolean         waiting;                            /* the rest is not read yet because of that */
  gboolean         circular;
  guint            clock;                              /* timeout of a condition that depends on now */
};

static void results_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwResults, tw_results, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, results_list_model_init))

enum { PROP_0, PROP_N_ITEMS, PROP_LOADING, PROP_ERROR, N_PROPS };

static GParamSpec *properties[N_PROPS];

static gboolean catch_up_quickly (TwResults *results);
static void load_in_background (TwResults *results);

/* --- Going from one list to the next --- */

static void
apply_steps (TwResults *results, GArray *after, GArray *steps)
{
  guint before = results->rids->len;

  for (guint i = 0; i < steps->len; i++)
    {
      TwSplice *step = &g_array_index (steps, TwSplice, i);

      if (step->removed > 0)
        g_array_remove_range (results->rids, step->position, step->removed);
      if (step->added > 0)
        g_array_insert_vals (results->rids, step->position, &g_array_index (after, gint64, step->position), step->added);
      g_list_model_items_changed (G_LIST_MODEL (results), step->position, step->removed, step->added);
    }
  if (results->rids->len != before)
    g_object_notify_by_pspec (G_OBJECT (results), properties[PROP_N_ITEMS]);
}

/* Steals after. changed: (nullable), rows that may have moved. */
static void
go_to (TwResults *results, GArray *after, GArray *changed)
{
  g_autoptr (GArray) steps = tw_results_diff (results->rids, after, changed);

  apply_steps (results, after, steps);
  g_array_unref (after);
}

static void
set_error (TwResults *results, const GError *error)
{
  if (g_strcmp0 (results->error, error != NULL ? error->message : NULL) == 0)
    return;
  g_free (results->error);
  results->error = error != NULL ? g_strdup (error->message) : NULL;
  g_object_notify_by_pspec (G_OBJECT (results), properties[PROP_ERROR]);
}

static void
set_load (TwResults *results, GCancellable *load)
{
  gboolean was = results->load != NULL;

  g_clear_object (&results->load);
  results->load = load;
  if (was != (load != NULL))
    g_object_notify_by_pspec (G_OBJECT (results), properties[PROP_LOADING]);
}

/* --- Quick reading on the main thread --- */

static int
is_late (gpointer deadline)
{
  return g_get_monotonic_time () > *(gint64 *) deadline;
}

/* A reader in a read transaction that gives up when it takes too long for the main thread. */
static TwDb *
begin_quick (TwResults *results, gint64 *deadline)
{
  TwDb *db = tw_store_take_reader (results->store, NULL);

  if (db == NULL)
    return NULL;
  *deadline = g_get_monotonic_time () + QUICK_USEC;
  sqlite3_progress_handler (tw_db_get_handle (db), QUICK_STEPS, is_late, deadline);
  if (tw_db_exec (db, "BEGIN", NULL))
    return db;
  sqlite3_progress_handler (tw_db_get_handle (db), 0, NULL, NULL);
  tw_store_return_reader (results->store, db);
  return NULL;
}

static void
end_quick (TwResults *results, TwDb *db)
{
  sqlite3_progress_handler (tw_db_get_handle (db), 0, NULL, NULL);
  tw_db_exec (db, "COMMIT", NULL);
  tw_store_return_reader (results->store, db);
}

/* The first rows, and with a short list all of them; FALSE when that is not quick. */
static gboolean
read_first (TwResults *results)
{
  gint64 deadline, seq = 0;
  TwDb *db = begin_quick (results, &deadline);
  GArray *first = NULL;
  guint n = results->held ? SCREEN_ROWS : FIRST_ROWS;

  if (db == NULL)
    return FALSE;
  if (tw_log_tail_seq (db, &seq, NULL))
    first = tw_results_read_first (results->source, db, n + 1, &deadline);
  end_quick (results, db);
  if (first == NULL)
    return FALSE;
  results->complete = first->len <= n;
  results->seq = seq;
  go_to (results, first, NULL);
  return TRUE;
}

/* --- Reading in the background --- */

/* Conditions may depend on the moment, the user's teams and the rates, which the source holds. */
static void
set_source (TwResults *results)
{
  g_clear_pointer (&results->source, tw_results_source_unref);
  results->source = tw_results_source_new (results->store, results->query);
  results->circular = tw_results_is_circular (results->source);
  tw_pages_set_source (results->pages, results->source);
}

static void
load_done_cb (GObject *store, GAsyncResult *result, gpointer data)
{
  g_autoptr (TwResults) results = data;
  TwResultsLoad *load = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  gboolean again = results->again;

  /* A load that was taken back has a successor, or nobody wants one. */
  if (results->load != g_task_get_cancellable (G_TASK (result)))
    return;
  results->again = FALSE;
  if (done)
    {
      results->seq = load->seq;
      results->complete = TRUE;
      go_to (results, g_steal_pointer (&load->rids), load->changed);
      if (load->before > 0 || again)
        tw_pages_refresh (results->pages, load->changed);
    }
  set_error (results, error);
  set_load (results, NULL);
  if (done && again && !catch_up_quickly (results))
    load_in_background (results);
}

static void
load_in_background (TwResults *results)
{
  results->waiting = FALSE;
  if (results->load != NULL)
    {
      results->again = TRUE;
      return;
    }
  set_source (results);
  set_load (results, g_cancellable_new ());
  tw_results_load_start (results->source, results->seq, results->load, load_done_cb, g_object_ref (results));
}

/* --- Following commits --- */

/* Whether the places of rows may depend on one of the entities, beside the list's own. */
static gboolean
others_matter (TwResults *results, GHashTable *entities)
{
  GHashTableIter iter;
  gpointer number;
  guint own = tw_query_get_entity (results->query)->number;

  g_hash_table_iter_init (&iter, entities);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    if (GPOINTER_TO_UINT (number) != own ? tw_results_order_reads (results->source, GPOINTER_TO_UINT (number))
                                         : results->circular)
      return TRUE;
  return FALSE;
}

/* Puts the few rows that changed to their places; FALSE when it has to be done in the background. */
static gboolean
catch_up_quickly (TwResults *results)
{
  gint64 deadline;
  TwDb *db;
  g_autoptr (TwLogTail) tail = NULL;
  g_autoptr (GArray) changed = NULL;
  GArray *after = NULL;

  if (!results->complete || (db = begin_quick (results, &deadline)) == NULL)
    return FALSE;
  tail = tw_log_tail_read (db, tw_query_get_entity (results->query), results->seq, MAX_TAIL, NULL);
  if (tail != NULL && !tail->many && tail->ids->len <= FEW_ROWS && tail->ids->len == tail->rids->len &&
      !others_matter (results, tail->entities))
    after = tw_results_place (results->source, db, results->rids, tail->rids, NULL);
  end_quick (results, db);
  if (after == NULL)
    return FALSE;
  changed = g_array_ref (tail->rids);
  results->seq = tail->seq;
  go_to (results, after, changed);
  tw_pages_refresh (results->pages, changed);
  return TRUE;
}

static gboolean
commit_matters (TwResults *results, TwCommit *commit)
{
  TwSchema *schema = tw_query_get_schema (results->query);

  if (tw_commit_touches (commit, tw_query_get_entity (results->query)))
    return TRUE;
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      if (tw_commit_touches (commit, entity) && tw_results_order_reads (results->source, entity->number))
        return TRUE;
    }
  return FALSE;
}

/* Titles of linked records, and computed fields, may have changed in rows that stay where they are. */
static void
refresh_rows (TwResults *results, TwCommit *commit)
{
  TwSchema *schema = tw_query_get_schema (results->query);
  gboolean computed = FALSE;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);
      g_autoptr (GHashTable) ids = NULL;

      if (!tw_commit_touches (commit, entity))
        continue;
      computed |= tw_results_rows_read (results->source, entity->number);
      if (tw_commit_has_changes (commit))
        {
          GPtrArray *changes = tw_commit_get_changes (commit);

          ids = g_hash_table_new (tw_id_hash, tw_id_equal);
          for (guint j = 0; j < changes->len; j++)
            if (tw_change_get_entity (g_ptr_array_index (changes, j)) == entity->number)
              g_hash_table_add (ids, (gpointer) tw_change_get_record (g_ptr_array_index (changes, j)));
        }
      tw_pages_forget_titles (results->pages, entity->number, ids);
    }
  if (computed)
    tw_pages_refresh (results->pages, NULL);
}

static void
committed_cb (TwStore *store, TwCommit *commit, gpointer data)
{
  g_autoptr (TwResults) results = g_object_ref (TW_RESULTS (data));

  refresh_rows (results, commit);
  if (tw_commit_get_seq (commit) <= results->seq)
    return;
  if (!commit_matters (results, commit))
    {
      /* Nothing between the list's commit and this one matters, so that the end of the log stays short. */
      if (results->complete && results->load == NULL && tw_commit_get_seq (commit) == results->seq + 1)
        results->seq++;
      return;
    }
  if (results->load != NULL)
    results->again = TRUE;
  else if (!catch_up_quickly (results))
    load_in_background (results);
}

static gboolean
clock_cb (gpointer data)
{
  TwResults *results = data;

  load_in_background (results);
  return G_SOURCE_CONTINUE;
}

static void
schema_changed_cb (TwStore *store, gpointer data)
{
  TwResults *results = data;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, tw_query_get_entity (results->query)->number);
  TwExprBound *where = tw_query_get_where (results->query);
  g_autofree char *condition = where != NULL ? tw_expr_print (tw_expr_bound_get_expr (where)) : NULL;
  g_autofree char *sort = tw_query_print_sort (results->query);
  g_autoptr (TwQuery) query = entity != NULL ? tw_query_new (schema, entity, condition, sort, NULL) : NULL;
  TwQuery *with;

  if (query != NULL && tw_query_get_text (results->query) != NULL)
    {
      with = tw_query_with_text (query, tw_query_get_text (results->query));
      tw_query_unref (query);
      query = with;
    }
  if (query != NULL && tw_query_get_deleted (results->query))
    {
      with = tw_query_with_deleted (query);
      tw_query_unref (query);
      query = with;
    }
  if (query != NULL)
    tw_results_set_query (results, query);
}

/* --- The list model --- */

static GType
results_get_item_type (GListModel *model)
{
  return TW_TYPE_ROW;
}

static guint
results_get_n_items (GListModel *model)
{
  return TW_RESULTS (model)->rids->len;
}

static gpointer
results_get_item (GListModel *model, guint position)
{
  TwResults *results = TW_RESULTS (model);

  return position < results->rids->len ? tw_pages_get (results->pages, results->rids, position) : NULL;
}

static void
results_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = results_get_item_type;
  iface->get_n_items = results_get_n_items;
  iface->get_item = results_get_item;
}

/* --- The object --- */

static void
stop (TwResults *results)
{
  if (results->load != NULL)
    g_cancellable_cancel (results->load);
  set_load (results, NULL);
  results->again = FALSE;
  results->waiting = FALSE;
  g_clear_handle_id (&results->clock, g_source_remove);
}

static void
tw_results_dispose (GObject *object)
{
  TwResults *results = TW_RESULTS (object);

  if (results->load != NULL)
    g_cancellable_cancel (results->load);
  g_clear_object (&results->load);
  g_clear_handle_id (&results->clock, g_source_remove);
  if (results->store != NULL)
    g_signal_handlers_disconnect_by_data (results->store, results);
  g_clear_pointer (&results->pages, tw_pages_free);
  g_clear_pointer (&results->source, tw_results_source_unref);
  g_clear_pointer (&results->query, tw_query_unref);
  g_clear_object (&results->store);
  G_OBJECT_CLASS (tw_results_parent_class)->dispose (object);
}

static void
tw_results_finalize (GObject *object)
{
  TwResults *results = TW_RESULTS (object);

  g_array_unref (results->rids);
  g_free (results->error);
  G_OBJECT_CLASS (tw_results_parent_class)->finalize (object);
}

static void
tw_results_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  TwResults *results = TW_RESULTS (object);

  switch (id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, results->rids->len);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, tw_results_get_loading (results));
      break;
    case PROP_ERROR:
      g_value_set_string (value, results->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
      break;
    }
}

static void
tw_results_class_init (TwResultsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = tw_results_dispose;
  object_class->finalize = tw_results_finalize;
  object_class->get_property = tw_results_get_property;
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_results_init (TwResults *results)
{
  results->rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  results->pages = tw_pages_new ();
}

static TwResults *
make_results (TwStore *store, TwQuery *query, gboolean held)
{
  TwResults *results = g_object_new (TW_TYPE_RESULTS, NULL);

  results->store = g_object_ref (store);
  results->held = held;
  g_signal_connect (store, "committed", G_CALLBACK (committed_cb), results);
  g_signal_connect (store, "schema-changed", G_CALLBACK (schema_changed_cb), results);
  tw_results_set_query (results, query);
  return results;
}

/**
 * tw_results_new:
 * @store: a store
 * @query: a query on one of its entities
 *
 * Makes a live list. Its first rows are there at once when reading them is quick; "loading" is %TRUE while the rest is read
 * in the background.
 *
 * Returns: (transfer full): the list
 */
TwResults *
tw_results_new (TwStore *store, TwQuery *query)
{
  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  return make_results (store, query, FALSE);
}

/**
 * tw_results_new_first:
 * @store: a store
 * @query: a query on one of its entities
 *
 * Makes a live list whose first screen of rows is there at once when reading it is quick; "loading" is %TRUE, and no reader is
 * at work beside whoever shows them, until tw_results_read_rest(). When it is not quick, or when a commit makes the first rows
 * doubtful, all is read in the background at once.
 *
 * Returns: (transfer full): the list
 */
TwResults *
tw_results_new_first (TwStore *store, TwQuery *query)
{
  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  return make_results (store, query, TRUE);
}

/**
 * tw_results_read_rest:
 * @results: a live list
 *
 * Reads what tw_results_new_first() left out; from now on the list is as any other.
 */
void
tw_results_read_rest (TwResults *results)
{
  g_return_if_fail (TW_IS_RESULTS (results));

  results->held = FALSE;
  if (results->waiting)
    load_in_background (results);
}

/**
 * tw_results_set_query:
 * @results: a live list
 * @query: another query
 *
 * Shows another query. Rows that are in both lists stay the same objects; a list that is not long goes over by the few
 * steps that differ.
 */
void
tw_results_set_query (TwResults *results, TwQuery *query)
{
  gboolean first;

  g_return_if_fail (TW_IS_RESULTS (results));
  g_return_if_fail (query != NULL);

  tw_query_ref (query);
  stop (results);
  if (results->query != NULL && tw_query_get_entity (results->query)->number != tw_query_get_entity (query)->number)
    go_to (results, g_array_new (FALSE, FALSE, sizeof (gint64)), NULL);
  g_clear_pointer (&results->query, tw_query_unref);
  results->query = query;
  results->complete = FALSE;
  results->seq = 0;
  set_error (results, NULL);
  set_source (results);
  if (tw_results_is_volatile (results->source))
    results->clock = g_timeout_add_seconds (VOLATILE_SECONDS, clock_cb, results);
  first = read_first (results);
  if (!results->complete)
    {
      /* The background load compares with the first rows by itself, not through the log. */
      results->seq = 0;
      results->waiting = results->held && first;
      if (!results->waiting)
        load_in_background (results);
    }
}

/**
 * tw_results_get_query:
 * @results: a live list
 *
 * Returns: (transfer none): the query that it shows
 */
TwQuery *
tw_results_get_query (TwResults *results)
{
  g_return_val_if_fail (TW_IS_RESULTS (results), NULL);

  return results->query;
}

/**
 * tw_results_get_loading:
 * @results: a live list
 *
 * Returns: whether a reader is at work or waits to be, so that the number of rows may still change
 */
gboolean
tw_results_get_loading (TwResults *results)
{
  g_return_val_if_fail (TW_IS_RESULTS (results), FALSE);

  return results->load != NULL || results->waiting;
}

/**
 * tw_results_find:
 * @results: a live list
 * @id: a record's id
 *
 * Returns: the position of the record; -1 when it is not in the list or not known yet
 */
int
tw_results_find (TwResults *results, const TwId *id)
{
  const TwTable *table;
  g_autofree char *sql = NULL;
  gint64 rid = -1;
  TwDb *db;

  g_return_val_if_fail (TW_IS_RESULTS (results), -1);
  g_return_val_if_fail (id != NULL, -1);

  table = tw_store_get_table (results->store, tw_query_get_entity (results->query));
  sql = g_strdup_printf ("SELECT rid FROM %s WHERE id = ?", table->name);
  db = tw_store_take_reader (results->store, NULL);
  if (db == NULL)
    return -1;
  {
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, NULL);

    if (stmt != NULL)
      tw_stmt_bind_id (stmt, 1, id);
    if (stmt != NULL && tw_stmt_step (stmt, NULL))
      rid = tw_stmt_get_int (stmt, 0);
  }
  tw_store_return_reader (results->store, db);
  for (guint i = 0; rid >= 0 && i < results->rids->len; i++)
    if (g_array_index (results->rids, gint64, i) == rid)
      return (int) i;
  return -1;
}

/**
 * tw_results_peek_rows:
 * @results: a list
 * @n_rows: (out): how many there are
 *
 * Row numbers do not change while a record lives, so that a set of them says which records are meant wherever they stand.
 * tw_store_read_ids() makes ids of them.
 *
 * Returns: (transfer none) (array length=n_rows): row numbers in the list's order
 */
const gint64 *
tw_results_peek_rows (TwResults *results, guint *n_rows)
{
  g_return_val_if_fail (TW_IS_RESULTS (results) && n_rows != NULL, NULL);
  *n_rows = results->rids->len;
  return (const gint64 *) results->rids->data;
}
