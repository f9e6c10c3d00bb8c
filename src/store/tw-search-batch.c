/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a transaction does to the search index.
 *
 * Up to some thousand changed rows are only noted, with the words that the index has of them (tw-search-late.h): FTS5 writes as many pages for one
 * word as for a hundred, and its part of a small commit was more than half of it. The writer's thread brings the index up to date in
 * a pause, and searches look at the noted rows themselves (decision 0046). Many rows are written to the index at the end of their
 * transaction, new ones of an entity by one statement, changed ones in the order of their numbers, out and in: FTS5 writes out what
 * it has gathered, a piece to be merged later, whenever another statement opens a savepoint or the numbers go back. */
#include "config.h"

#include "tw-db-private.h"
#include "tw-search-late.h"
#include "tw-search-words.h"

/* Former words that are kept in memory. */
#define MANY_CHANGES 5000

/* What a transaction has done to one entity. It stays for the next one, since its statements take time to put together. */
typedef struct
{
  const TwEntity *entity;
  TwSchema       *schema;                              /* of the entity: a batch may outlive the commit that touched it */
  char           *names, *texts;                       /* index tables; (nullable) */
  gboolean        active;                              /* touched by this transaction */
  gint64          last_old;                            /* greatest rid before the transaction; new rows are above */
  GHashTable     *former[2];                           /* of names and texts: rid → words in the index, NULL: not there */
  char           *select[2];                           /* (nullable): statements that read the words of a row */
  char           *select_raw[2];                       /* (nullable): what they can be made of */
  char           *greatest;                            /* that reads the greatest rid */
} Touched;

struct _TwSearchBatch
{
  TwDb       *db;                                      /* (unowned) */
  GHashTable *entities;                                /* entity number → Touched */
  GPtrArray  *active;                                  /* Touched */
  gboolean    registered;
  gboolean    keeps_former;                            /* however many they are */
  int        *late;                                    /* atomic, (nullable): grows with the rows that are only noted */
  guint       late_rows;                               /* so many of a transaction may be */
  gboolean    at_once;                                 /* this time none is */
};

static void
touched_free (Touched *touched)
{
  g_free (touched->names);
  g_free (touched->texts);
  for (guint i = 0; i < 2; i++)
    {
      g_hash_table_unref (touched->former[i]);
      g_free (touched->select[i]);
      g_free (touched->select_raw[i]);
    }
  g_free (touched->greatest);
  tw_schema_unref (touched->schema);
  g_free (touched);
}

static Touched *
touched_new (const TwEntity *entity)
{
  Touched *touched = g_new0 (Touched, 1);
  g_autofree char *table = tw_entity_dup_table (entity);

  touched->entity = entity;
  touched->schema = tw_schema_ref ((TwSchema *) entity->schema);
  touched->names = tw_search_dup_names_table (entity);
  touched->texts = tw_search_dup_texts_table (entity);
  for (guint i = 0; i < 2; i++)
    {
      touched->former[i] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
      if ((i == 0 ? touched->names : touched->texts) != NULL)
        {
          touched->select[i] = tw_search_dup_select (entity, i, FALSE, "", " AND t0.rid = ?");
          touched->select_raw[i] = tw_search_dup_select (entity, i, TRUE, "", " AND t0.rid = ?");
        }
    }
  touched->greatest = g_strdup_printf ("SELECT ifnull (max (rid), 0) FROM \"%s\"", table);
  return touched;
}

static const char *
get_index (Touched *touched, gboolean texts)
{
  return texts ? touched->texts : touched->names;
}

TwSearchBatch *
tw_search_batch_new (TwDb *db)
{
  TwSearchBatch *batch = g_new0 (TwSearchBatch, 1);

  batch->db = db;
  batch->entities = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) touched_free);
  batch->active = g_ptr_array_new ();
  return batch;
}

void
tw_search_batch_allow_late (TwSearchBatch *batch, int *late, guint rows)
{
  batch->late = late;
  batch->late_rows = rows;
}

void
tw_search_batch_at_once (TwSearchBatch *batch)
{
  batch->at_once = TRUE;
}

void
tw_search_batch_keep_former (TwSearchBatch *batch)
{
  batch->keeps_former = TRUE;
}

void
tw_search_batch_forget (TwSearchBatch *batch)
{
  for (guint i = 0; i < batch->active->len; i++)
    {
      Touched *touched = g_ptr_array_index (batch->active, i);

      touched->active = FALSE;
      g_hash_table_remove_all (touched->former[0]);
      g_hash_table_remove_all (touched->former[1]);
    }
  g_ptr_array_set_size (batch->active, 0);
  batch->at_once = FALSE;
}

void
tw_search_batch_free (TwSearchBatch *batch)
{
  g_ptr_array_unref (batch->active);
  g_hash_table_unref (batch->entities);
  g_free (batch);
}

TwSearchReach
tw_search_reads_field (const TwField *field)
{
  return tw_search_is_name (field) ? TW_SEARCH_REACH_NAMES
         : tw_search_is_text (field) ? TW_SEARCH_REACH_TEXTS : TW_SEARCH_REACH_NONE;
}

static gboolean
register_functions (TwSearchBatch *batch, GError **error)
{
  if (!batch->registered && !tw_search_register (batch->db, error))
    return FALSE;
  batch->registered = TRUE;
  return TRUE;
}

/* Of another snapshot of the schema, unless this transaction has begun with it. */
static Touched *
get_touched (TwSearchBatch *batch, const TwEntity *entity)
{
  Touched *touched = g_hash_table_lookup (batch->entities, GUINT_TO_POINTER (entity->number));

  if (touched == NULL || (!touched->active && touched->entity != entity))
    {
      touched = touched_new (entity);
      g_hash_table_replace (batch->entities, GUINT_TO_POINTER (entity->number), touched);
    }
  return touched;
}

static void
activate (TwSearchBatch *batch, Touched *touched, gint64 last_old)
{
  touched->active = TRUE;
  touched->last_old = last_old;
  g_ptr_array_add (batch->active, touched);
}

/* --- Words of a row --- */

/* The words that the row gives to the index now; NULL: it does not belong there. raw: what they can be made of. */
static gboolean
read_words (TwSearchBatch *batch, Touched *touched, gboolean texts, gboolean raw, gint64 rid, char **words, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (batch->db, raw ? touched->select_raw[texts] : touched->select[texts], error);
  g_autoptr (GError) local = NULL;

  *words = NULL;
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, rid);
  if (tw_stmt_step (stmt, &local))
    *words = g_strdup (tw_stmt_get_text (stmt, 1, NULL));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* values (nullable): what the row has, when that is known. */
static gboolean
remember (TwSearchBatch *batch, Touched *touched, gboolean texts, gint64 rid, const TwValue *values, gboolean live, GError **error)
{
  /* Few rows are only noted, and their words are made when the index hears of them: that is most of what a small commit costs. */
  gboolean raw = batch->late != NULL && !batch->at_once && g_hash_table_size (touched->former[texts]) < batch->late_rows;
  char *words;

  if (get_index (touched, texts) == NULL || g_hash_table_contains (touched->former[texts], &rid))
    return TRUE;
  if (raw && values != NULL)
    words = live ? tw_search_dup_raw (touched->entity, texts, values) : NULL;
  else if (!read_words (batch, touched, texts, raw, rid, &words, error))
    return FALSE;
  g_hash_table_insert (touched->former[texts], g_memdup2 (&rid, sizeof rid), words);
  return TRUE;
}

static gboolean
write_words (TwDb *db, const char *table, gboolean take_out, gint64 rid, const char *words, GError **error)
{
  g_autofree char *sql = take_out ? g_strdup_printf ("INSERT INTO \"%s\" (\"%s\", rowid, words) VALUES ('delete', ?, ?)", table, table)
                                  : g_strdup_printf ("INSERT INTO \"%s\" (rowid, words) VALUES (?, ?)", table);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, rid);
  tw_stmt_bind_text (stmt, 2, words, -1);
  return tw_stmt_run (stmt, error);
}

static int
compare_rids (gconstpointer a, gconstpointer b)
{
  gint64 x = **(const gint64 *const *) a, y = **(const gint64 *const *) b;

  return (x > y) - (x < y);
}

static gint64 **
list_rids (Touched *touched, gboolean texts)
{
  gint64 **rids = (gint64 **) g_hash_table_get_keys_as_array (touched->former[texts], NULL);

  qsort (rids, g_hash_table_size (touched->former[texts]), sizeof *rids, compare_rids);
  return rids;
}

/* Writes what became of the rows that were announced, and forgets them. */
static gboolean
write_changes (TwSearchBatch *batch, Touched *touched, gboolean texts, GError **error)
{
  const char *table = get_index (touched, texts);
  g_autofree gint64 **rids = list_rids (touched, texts);
  guint n = g_hash_table_size (touched->former[texts]);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *former = tw_search_dup_words (g_hash_table_lookup (touched->former[texts], rids[i])), *words = NULL;

      if (!read_words (batch, touched, texts, FALSE, *rids[i], &words, error))
        return FALSE;
      if (g_strcmp0 (former, words) != 0
          && ((former != NULL && !write_words (batch->db, table, TRUE, *rids[i], former, error))
              || (words != NULL && !write_words (batch->db, table, FALSE, *rids[i], words, error))))
        return FALSE;
    }
  g_hash_table_remove_all (touched->former[texts]);
  return TRUE;
}

/* What earlier transactions have noted is what the index has of these rows. A new row may have the number of one that was purged.
 * room: for so many, and how much of it is left. */
static gboolean
take_late (TwSearchBatch *batch, Touched *touched, gboolean texts, guint *room, GError **error)
{
  g_autoptr (GHashTable) late = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer rid, words;

  if (!tw_search_late_take (batch->db, touched->entity, texts, *room, late, error))
    return FALSE;
  *room -= MIN (*room, g_hash_table_size (late));
  g_hash_table_iter_init (&iter, late);
  while (g_hash_table_iter_next (&iter, &rid, &words))
    if (*(gint64 *) rid <= touched->last_old)
      {
        g_hash_table_iter_steal (&iter);
        g_hash_table_replace (touched->former[texts], rid, words);
      }
    else if (words != NULL)
      {
        g_autofree char *former = tw_search_dup_words (words);

        if (!write_words (batch->db, get_index (touched, texts), TRUE, *(gint64 *) rid, former, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
flush_changes (TwSearchBatch *batch, Touched *touched, gboolean texts, GError **error)
{
  guint room = G_MAXUINT;

  return take_late (batch, touched, texts, &room, error) && write_changes (batch, touched, texts, error);
}

/* --- In a transaction --- */

static gboolean
begin_entity (TwSearchBatch *batch, Touched *touched, GError **error)
{
  gint64 last = 0;

  if (touched->active)
    return TRUE;
  if (!tw_db_pragma_int (batch->db, touched->greatest, &last, error))
    return FALSE;
  activate (batch, touched, last);
  return TRUE;
}

gboolean
tw_search_batch_before_values (TwSearchBatch *batch, const TwEntity *entity, gint64 rid, gboolean names, const TwValue *values, gboolean live,
                               GError **error)
{
  Touched *touched = get_touched (batch, entity);

  if (!register_functions (batch, error) || !begin_entity (batch, touched, error))
    return FALSE;
  if (rid > touched->last_old)
    return TRUE;
  /* The fields may be others in the snapshot of the schema that this transaction has begun with. */
  if (touched->entity != entity)
    values = NULL;
  /* Those announced so far are in their rows by now. */
  for (guint i = 0; i < 2; i++)
    if (!batch->keeps_former && g_hash_table_size (touched->former[i]) >= MANY_CHANGES && !flush_changes (batch, touched, i, error))
      return FALSE;
  return (!names || remember (batch, touched, FALSE, rid, values, live, error)) && remember (batch, touched, TRUE, rid, values, live, error);
}

gboolean
tw_search_batch_before (TwSearchBatch *batch, const TwEntity *entity, gint64 rid, gboolean names, GError **error)
{
  return tw_search_batch_before_values (batch, entity, rid, names, NULL, FALSE, error);
}

void
tw_search_batch_after (TwSearchBatch *batch, const TwEntity *entity, gint64 rid)
{
  Touched *touched = get_touched (batch, entity);

  /* The first row of an entity that was not announced is a new one, and the greatest so far. */
  if (!touched->active)
    activate (batch, touched, rid - 1);
}

/* --- At its end --- */

static gboolean
flush_table (TwSearchBatch *batch, Touched *touched, gboolean texts, gint64 last, GError **error)
{
  const char *table = get_index (touched, texts);
  guint room = G_MAXUINT;

  return table == NULL
         || (take_late (batch, touched, texts, &room, error)
             && (last <= touched->last_old || tw_search_fill (batch->db, touched->entity, table, texts, touched->last_old, last, error))
             && write_changes (batch, touched, texts, error));
}

/* In the order of their numbers, in which they lie in the table. */
static gboolean
note_table (TwSearchBatch *batch, Touched *touched, gboolean texts, gint64 last, GError **error)
{
  g_autofree gint64 **rids = NULL;
  g_autoptr (TwStmt) stmt = NULL;
  guint n = g_hash_table_size (touched->former[texts]);

  if (get_index (touched, texts) == NULL || (n == 0 && last <= touched->last_old))
    return TRUE;
  stmt = tw_search_late_prepare_note (batch->db, touched->entity, texts, error);
  rids = list_rids (touched, texts);
  for (guint i = 0; stmt != NULL && i < n; i++)
    if (!tw_search_late_note (stmt, *rids[i], g_hash_table_lookup (touched->former[texts], rids[i]), error))
      return FALSE;
  for (gint64 i = touched->last_old + 1; stmt != NULL && i <= last; i++)
    if (!tw_search_late_note (stmt, i, NULL, error))
      return FALSE;
  return stmt != NULL;
}

gboolean
tw_search_batch_flush (TwSearchBatch *batch, GError **error)
{
  g_autofree gint64 *last = g_new0 (gint64, batch->active->len);
  gint64 n = 0;
  gboolean late;

  if (batch->active->len == 0)
    return TRUE;
  if (!register_functions (batch, error))
    return FALSE;
  for (guint i = 0; i < batch->active->len; i++)
    {
      Touched *touched = g_ptr_array_index (batch->active, i);

      if (!tw_db_pragma_int (batch->db, touched->greatest, &last[i], error))
        return FALSE;
      n += MAX (g_hash_table_size (touched->former[0]), g_hash_table_size (touched->former[1])) + MAX (last[i] - touched->last_old, 0);
    }
  late = batch->late != NULL && !batch->at_once && n <= batch->late_rows;
  for (guint i = 0; i < batch->active->len; i++)
    for (guint texts = 0; texts < 2; texts++)
      if (!(late ? note_table : flush_table) (batch, g_ptr_array_index (batch->active, i), texts, last[i], error))
        return FALSE;
  if (late)
    g_atomic_int_add (batch->late, (int) n);
  tw_search_batch_forget (batch);
  return TRUE;
}

/* --- Later --- */

static gboolean
catch_up_with (TwSearchBatch *batch, const TwEntity *entity, guint *room, GError **error)
{
  Touched *touched = get_touched (batch, entity);

  if (!touched->active)
    activate (batch, touched, G_MAXINT64);
  for (guint texts = 0; texts < 2 && *room > 0; texts++)
    if (get_index (touched, texts) == NULL ? !tw_search_late_forget (batch->db, entity, texts, error)
                                           : !take_late (batch, touched, texts, room, error) || !write_changes (batch, touched, texts, error))
      return FALSE;
  return TRUE;
}

gboolean
tw_search_batch_catch_up (TwSearchBatch *batch, TwSchema *schema, guint notes, gboolean *done, GError **error)
{
  g_autoptr (GArray) numbers = NULL;
  guint room = notes;

  if (!register_functions (batch, error) || (numbers = tw_search_late_list_entities (batch->db, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < numbers->len && room > 0; i++)
    {
      const TwEntity *entity = tw_schema_get_entity_by_number (schema, (guint) g_array_index (numbers, gint64, i));

      if (entity != NULL && !catch_up_with (batch, entity, &room, error))
        return FALSE;
    }
  *done = room > 0;
  tw_search_batch_forget (batch);
  return TRUE;
}
