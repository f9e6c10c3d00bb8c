/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-notify-search.h"

#include <glib/gi18n-lib.h>

#include "tw-notify-private.h"
#include "tw-notify.h"
#include "tw-saved-search.h"
#include "tw-search.h"

#define MAX_TOLD     10                                /* records told one by one; the rest of a reading is one line */
#define PAGE_SIZE    100                               /* commits read at a time */
#define CHUNK        2000                              /* records looked at at a time */
#define MAX_CHANGES  5000                              /* of a commit: a larger one is counted when it is an import, else left out */
#define HOUR         (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* A record of the commits that are read. */
typedef struct
{
  guint      entity;
  TwId       id;
  gboolean   fresh;                                    /* added or taken out of the wastebasket: it did not match before */
  GHashTable *before;                                  /* (owned) number of a field → TwValue as it was at first */
} Touched;

/* The commits from a place on, read into what they touched. */
typedef struct
{
  TwStore    *store;
  gint64      seq;                                     /* the last commit that was read */
  gboolean    end;                                     /* there are no more */
  GPtrArray  *touched;                                 /* (owned) Touched */
  GHashTable *index;                                   /* (owned) id → Touched */
  GArray     *imports;                                 /* (owned) TwInstant of commits that are counted */
} Reading;

static void
touched_free (Touched *touched)
{
  g_hash_table_unref (touched->before);
  g_free (touched);
}

static void
value_free (TwValue *value)
{
  tw_value_clear (value);
  g_free (value);
}

static gint64
get_period (const char *frequency)
{
  if (g_str_equal (frequency, "at_once"))
    return 0;
  if (g_str_equal (frequency, "hourly"))
    return HOUR;
  return g_str_equal (frequency, "weekly") ? 7 * 24 * HOUR : 24 * HOUR;
}

/* --- Reading the log --- */

static void
reading_init (Reading *reading,
              TwStore *store,
              gint64   seq)
{
  reading->store = store;
  reading->seq = seq;
  reading->end = FALSE;
  reading->touched = g_ptr_array_new_with_free_func ((GDestroyNotify) touched_free);
  reading->index = g_hash_table_new (tw_id_hash, tw_id_equal);
  reading->imports = g_array_new (FALSE, FALSE, sizeof (TwInstant));
}

static void
reading_clear (Reading *reading)
{
  g_hash_table_unref (reading->index);
  g_ptr_array_unref (reading->touched);
  g_array_unref (reading->imports);
}

static void
touch (Reading  *reading,
       TwChange *change)
{
  TwOp op = tw_change_get_op (change);
  Touched *touched = g_hash_table_lookup (reading->index, tw_change_get_record (change));

  if (op != TW_OP_ADD && op != TW_OP_SET && op != TW_OP_RESTORE)
    return;
  if (touched == NULL)
    {
      touched = g_new0 (Touched, 1);
      touched->entity = tw_change_get_entity (change);
      touched->id = *tw_change_get_record (change);
      touched->before = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) value_free);
      g_ptr_array_add (reading->touched, touched);
      g_hash_table_insert (reading->index, &touched->id, touched);
    }
  touched->fresh |= op != TW_OP_SET;
  for (guint i = 0; op == TW_OP_SET && i < tw_change_get_n_fields (change); i++)
    {
      const TwFieldChange *field = tw_change_get_field (change, i);

      if (!g_hash_table_contains (touched->before, GUINT_TO_POINTER (field->field)))
        {
          TwValue *before = g_new (TwValue, 1);

          *before = tw_value_copy (&field->before);
          g_hash_table_insert (touched->before, GUINT_TO_POINTER (field->field), before);
        }
    }
}

/* The program's own commits bring nothing that people look for, and the first load from a server is nothing new. */
static gboolean
read_commit (Reading  *reading,
             TwCommit *commit,
             GError  **error)
{
  TwOrigin origin = tw_commit_get_origin (commit);
  TwInstant at = tw_commit_get_time (commit);
  g_autoptr(GPtrArray) changes = NULL;

  if (origin == TW_ORIGIN_SYSTEM || origin == TW_ORIGIN_DEMO)
    return TRUE;
  if (tw_commit_get_n_changes (commit) > MAX_CHANGES)
    {
      if (origin == TW_ORIGIN_IMPORT)
        g_array_append_val (reading->imports, at);
      return TRUE;
    }
  changes = tw_store_commit_changes (reading->store, tw_commit_get_seq (commit), MAX_CHANGES, error);
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    touch (reading, g_ptr_array_index (changes, i));
  return changes != NULL;
}

static gboolean
read_chunk (Reading *reading,
            GError **error)
{
  while (!reading->end && reading->touched->len < CHUNK)
    {
      g_autoptr(GPtrArray) commits = tw_store_commits (reading->store, reading->seq, PAGE_SIZE, error);

      if (commits == NULL)
        return FALSE;
      for (guint i = 0; i < commits->len; i++)
        {
          if (!read_commit (reading, g_ptr_array_index (commits, i), error))
            return FALSE;
          reading->seq = tw_commit_get_seq (g_ptr_array_index (commits, i));
        }
      reading->end = commits->len < PAGE_SIZE;
    }
  return TRUE;
}

/* --- Matching --- */

static gboolean
matches (TwStore  *store,
         TwQuery  *query,
         TwRecord *record)
{
  TwExprBound *where = tw_query_get_where (query);
  g_auto(TwValue) result = TW_VALUE_INIT;

  if (tw_query_get_text (query) != NULL && !tw_search_matches_record (record, tw_query_get_text (query)))
    return FALSE;
  return where == NULL || (tw_store_eval (store, where, record, &result, NULL) && result.type == TW_TYPE_BOOLEAN && result.i != 0);
}

/* The record before the first of the commits. */
static TwRecord *
make_past (TwRecord *record,
           Touched  *touched)
{
  const TwEntity *entity = tw_record_get_entity (record);
  TwValue *values = g_new0 (TwValue, entity->n_fields);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwValue *before = g_hash_table_lookup (touched->before, GUINT_TO_POINTER (entity->fields[i]->number));

      values[i] = tw_value_copy (before != NULL ? before : tw_record_get (record, entity->fields[i]));
    }
  return tw_record_new_stored (entity, tw_record_get_id (record), tw_record_get_row_seq (record), FALSE, values);
}

/* A search over everything tells of records that people work with, and not of the notes around them. */
static TwQuery *
make_query (TwSavedSearch  *search,
            TwSchema       *schema,
            const TwEntity *entity)
{
  if (search->kinds[0] == NULL && entity->group == NULL)
    return NULL;
  return tw_saved_search_query (search, schema, entity);
}

static gboolean
is_new_match (TwNotifyBatch *batch,
              TwQuery       *query,
              Touched       *touched)
{
  g_autoptr(TwRecord) record = tw_store_get (batch->store, tw_query_get_entity (query), &touched->id, NULL);
  g_autoptr(TwRecord) past = NULL;

  if (record == NULL || tw_record_is_deleted (record) || !matches (batch->store, query, record))
    return FALSE;
  past = touched->fresh ? NULL : make_past (record, touched);
  return past == NULL || !matches (batch->store, query, past);
}

/* --- Telling --- */

static void
tell_more (TwNotifyBatch *batch,
           TwSavedSearch *search,
           gint64         n,
           gint64         seq)
{
  const TwEntity *entity = tw_schema_get_entity (batch->schema, "saved_search");
  g_autofree char *cause = g_strdup_printf ("search/%" G_GINT64_FORMAT, seq);
  g_autofree char *number = g_strdup_printf ("%'" G_GINT64_FORMAT, n);
  g_autofree char *body = g_strdup_printf (ngettext ("%s more new match", "%s more new matches", (gulong) n), number);

  tw_notify_batch_tell (batch, &search->owner, "search", entity->number, &search->id, body, cause);
}

/* Of a large import only the number is told: its records have the time of its commit. */
static gint64
count_imports (TwNotifyBatch *batch,
               TwSavedSearch *search,
               Reading       *reading)
{
  gint64 n = 0;

  for (guint i = 0; i < reading->imports->len; i++)
    {
      g_autofree char *at = tw_instant_print (g_array_index (reading->imports, TwInstant, i));
      g_autofree char *where = g_strdup_printf ("created_at = \"%s\"", at);

      for (guint j = 0; j < tw_schema_get_n_entities (batch->schema); j++)
        {
          g_autoptr(TwQuery) query = make_query (search, batch->schema, tw_schema_get_entity_at (batch->schema, j));
          g_autoptr(TwQuery) imported = query != NULL ? tw_query_with_where (query, where, NULL) : NULL;

          if (imported != NULL)
            n += MAX (tw_store_count (batch->store, imported, NULL), 0);
        }
    }
  return n;
}

static gint64
tell_search (TwNotifyBatch *batch,
             TwSavedSearch *search,
             Reading       *reading)
{
  g_autofree char *body = NULL, *cause = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];
  gint64 found = 0, more = count_imports (batch, search, reading);

  /* Translators: %s is the name of a saved search. */
  body = g_strdup_printf (_("New match of “%s”"), search->name);
  cause = g_strdup_printf ("search/%s", tw_id_print (&search->id, id));
  for (guint i = 0; i < reading->touched->len; i++)
    {
      Touched *touched = g_ptr_array_index (reading->touched, i);
      const TwEntity *entity = tw_schema_get_entity_by_number (batch->schema, touched->entity);
      g_autoptr(TwQuery) query = entity != NULL ? make_query (search, batch->schema, entity) : NULL;

      if (query == NULL || !is_new_match (batch, query, touched))
        continue;
      if (found++ < MAX_TOLD)
        tw_notify_batch_tell (batch, &search->owner, "search", touched->entity, &touched->id, body, cause);
      else
        more++;
    }
  if (more > 0)
    tell_more (batch, search, more, reading->seq);
  return found + more;
}

/* When it was run last and what it found, for people; with what was told in one commit. */
static void
note_run (TwNotifyBatch *batch,
          TwSavedSearch *search,
          TwInstant      now)
{
  const TwEntity *entity = tw_schema_get_entity (batch->schema, "saved_search");
  g_autoptr(TwRecord) record = tw_store_get (batch->store, entity, &search->id, NULL);
  gint64 count = record != NULL ? tw_saved_search_count (search, batch->store, NULL) : -1;
  g_auto(TwValue) at = tw_value_datetime (now), n = tw_value_integer (count);

  if (count < 0)
    return;
  tw_record_set_key (record, "last_run_at", &at, NULL);
  tw_record_set_key (record, "last_hit_count", &n, NULL);
  if (batch->edit == NULL)
    batch->edit = tw_edit_new (batch->store, TW_ORIGIN_SYSTEM, _("Notifications"));
  tw_edit_save (batch->edit, record);
}

/* All searches that stand at one place of the log, as far as it goes now. */
static gint64
read_from (TwStore       *store,
           TwAlertPlaces *places,
           GPtrArray     *searches,
           gint64         seq,
           TwInstant      now,
           GError       **error)
{
  gint64 n = 0;

  for (gboolean end = FALSE; !end; )
    {
      Reading reading;
      TwNotifyBatch batch;
      gboolean good = tw_notify_batch_init (&batch, store);

      reading_init (&reading, store, seq);
      good = good && read_chunk (&reading, error);
      for (guint i = 0; good && i < searches->len; i++)
        if (tell_search (&batch, g_ptr_array_index (searches, i), &reading) > 0)
          note_run (&batch, g_ptr_array_index (searches, i), now);
      good = good && tw_notify_batch_commit (&batch, error);
      n += batch.n;
      end = reading.end;
      seq = reading.seq;
      reading_clear (&reading);
      tw_notify_batch_clear (&batch);
      if (!good)
        return -1;
      for (guint i = 0; i < searches->len; i++)
        tw_alert_places_put (places, &((TwSavedSearch *) g_ptr_array_index (searches, i))->id, seq, now);
    }
  return n;
}

static void
drop_others (TwAlertPlaces *places,
             GPtrArray     *searches,
             gboolean      *changed)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, places);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gboolean there = FALSE;
      TwId id;

      for (guint i = 0; tw_id_parse (key, &id) && i < searches->len && !there; i++)
        there = tw_id_equal (&((TwSavedSearch *) g_ptr_array_index (searches, i))->id, &id);
      if (there)
        continue;
      g_hash_table_iter_remove (&iter);
      *changed = TRUE;
    }
}

/* A search that is new here, and one whose place is of another copy of the workspace, begin at the end. */
static gboolean
is_due (TwAlertPlaces *places,
        TwSavedSearch *search,
        gint64         head,
        TwInstant      now,
        gint64        *seq,
        gboolean      *changed)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  TwAlertPlace *place = g_hash_table_lookup (places, tw_id_print (&search->id, id));

  if (place == NULL || place->seq > head)
    {
      tw_alert_places_put (places, &search->id, head, now);
      *changed = TRUE;
      return FALSE;
    }
  *seq = place->seq;
  return place->seq < head && (place->at > now || now - place->at >= get_period (search->frequency));
}

/**
 * tw_notify_searches:
 * @store: the store of the owner's own program
 * @places: (inout): up to where each search was read
 * @now: the present instant
 * @changed: (out): whether a place moved
 * @error: of the store
 *
 * Tells this user of new matches of his saved searches. Waits for the store.
 *
 * Returns: how many notifications were made; -1 with @error
 */
gint64
tw_notify_searches (TwStore       *store,
                    TwAlertPlaces *places,
                    TwInstant      now,
                    gboolean      *changed,
                    GError       **error)
{
  g_autoptr(GPtrArray) searches = NULL, due = NULL;
  g_autoptr(GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 head = 0, n = 0;

  g_return_val_if_fail (TW_IS_STORE (store) && places != NULL && changed != NULL, -1);
  *changed = FALSE;
  searches = tw_saved_search_list (store, TRUE);
  drop_others (places, searches, changed);
  if (searches->len == 0)
    return 0;
  head = tw_notify_get_head (store);
  due = g_ptr_array_new ();
  for (guint i = 0; i < searches->len; i++)
    {
      gint64 seq = 0;

      if (!is_due (places, g_ptr_array_index (searches, i), head, now, &seq, changed))
        continue;
      g_ptr_array_add (due, g_ptr_array_index (searches, i));
      g_array_append_val (seqs, seq);
    }
  while (due->len > 0)
    {
      g_autoptr(GPtrArray) together = g_ptr_array_new ();
      gint64 seq = g_array_index (seqs, gint64, 0), told;

      for (guint i = due->len; i > 0; i--)
        if (g_array_index (seqs, gint64, i - 1) == seq)
          {
            g_ptr_array_add (together, g_ptr_array_remove_index (due, i - 1));
            g_array_remove_index (seqs, i - 1);
          }
      told = read_from (store, places, together, seq, now, error);
      if (told < 0)
        return -1;
      *changed = TRUE;
      n += told;
    }
  return n;
}
