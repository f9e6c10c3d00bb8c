/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold: after each step, and when everything has come to rest. Numbers in brackets are those of docs/sync-protocol.md. */
#include "config.h"

#include "sim-node.h"

#include <string.h>

static const char *const compared[] = { "thing", "user", "role", "team", "sync_conflict", "quote", "quote_line" };

static gboolean
sees_all (SimNet *net, SimNode *node)
{
  TwSchema *schema = tw_store_get_schema (net->store);
  g_autoptr (TwRecord) user = tw_store_get (net->store, tw_schema_get_entity (schema, "user"), &node->user, NULL);
  const TwValue *roles = tw_record_get_key (user, "roles");

  for (guint i = 0; roles->type == TW_TYPE_LIST && i < roles->list->n_values; i++)
    {
      g_autoptr (TwRecord) role = tw_store_get (net->store, tw_schema_get_entity (schema, "role"), &roles->list->values[i].id, NULL);

      if (strcmp (tw_record_get_key (role, "record_scope")->text, "all") == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
sim_may_see (SimNet *net, SimNode *node, TwRecord *thing)
{
  const TwValue *owner = tw_record_get_before (thing, tw_record_get_entity (thing)->owner_field);

  if (node->rights_seq != net->rights_seq)
    {
      node->sees_all = sees_all (net, node);
      node->rights_seq = net->rights_seq;
    }
  return node->sees_all || (owner->type == TW_TYPE_LINK && tw_id_equal (&owner->id, &node->user));
}

typedef struct
{
  SimNode    *node;
  GHashTable *now;                                     /* TwId → seq */
  char       *problem;
} Growth;

static gboolean
check_growth (const TwId *id, gint64 server_seq, gpointer data)
{
  Growth *growth = data;
  gint64 *known = g_hash_table_lookup (growth->node->seen, id);

  /* 0: the server was put back from a copy, and numbers anew. */
  if (known != NULL && *known > server_seq && server_seq != 0)
    growth->problem = g_strdup_printf ("I8: client %u goes back from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, growth->node->index,
                                       *known, server_seq);
  g_hash_table_insert (growth->now, g_memdup2 (id, sizeof *id), g_memdup2 (&server_seq, sizeof server_seq));
  return growth->problem == NULL;
}

/* I8: what a client has seen of a record does not become older. */
static char *
check_monotonic (SimNode *node)
{
  Growth growth = { node, g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, g_free), NULL };

  tw_replica_scan (node->store, tw_schema_get_entity (tw_store_get_schema (node->store), "thing"), NULL, check_growth, &growth, NULL);
  g_hash_table_unref (node->seen);
  node->seen = growth.now;
  return growth.problem;
}

/* Whether what the mark was set by is as it was then. */
static gboolean
is_as_marked (const SimMark *mark, const SimMark *now)
{
  return now->round != 0 && now->server_round != 0 && memcmp (mark, now, sizeof *mark) == 0;
}

static GPtrArray *
list_things (SimNet *net, gboolean deleted)
{
  TwSchema *schema = tw_store_get_schema (net->store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "thing"), NULL, NULL, NULL);
  g_autoptr (TwQuery) part = deleted ? tw_query_with_deleted (query) : tw_query_ref (query);

  return tw_store_list (net->store, part, 100000, NULL, NULL, NULL);
}

/* The server's things, read again when it has written. */
static void
read_things (SimNet *net)
{
  int round = tw_replica_get_round (net->store);
  SimMark now = { round, round, net->opened, net->opened, 0, 0 };

  if (is_as_marked (&net->listed, &now))
    return;
  g_clear_pointer (&net->live, g_ptr_array_unref);
  g_clear_pointer (&net->deleted, g_ptr_array_unref);
  net->live = list_things (net, FALSE);
  net->deleted = list_things (net, TRUE);
  net->listed = now;
}

/* I13, I7: everything up to the place where the client is, is there; so no commit is there in part. */
static char *
check_cursor (SimNet *net, SimNode *node)
{
  g_autofree char *text = tw_replica_dup_state (node->store, "seq"), *reload = tw_replica_dup_state (node->store, "reload");
  g_autofree char *cursor = tw_replica_dup_state (node->store, "cursor"), *epoch = tw_replica_dup_state (node->store, "epoch");
  g_autofree char *theirs = tw_peers_dup_epoch (net->store, NULL);
  gint64 seq = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  gint64 repairs;

  tw_sync_get_checked (node->sync, &repairs);
  /* Until it hears of it a client is in the history that a restored server has lost. */
  if (g_strcmp0 (epoch, theirs) != 0)
    return NULL;
  if (seq > tw_peers_get_seq (net->store))
    return g_strdup_printf ("I13: client %u is at %" G_GINT64_FORMAT ", which is to come", node->index, seq);
  /* While it loads, and after rights changed, the rows are on their way. */
  if (cursor == NULL || (reload != NULL && *reload) || seq < net->rights_seq || repairs < node->spoilt)
    return NULL;
  read_things (net);
  for (guint deleted = 0; deleted < 2; deleted++)
    {
      GPtrArray *records = deleted ? net->deleted : net->live;

      for (guint i = 0; i < records->len; i++)
        {
          TwRecord *record = g_ptr_array_index (records, i);
          gint64 *known = g_hash_table_lookup (node->seen, tw_record_get_id (record));

          if (tw_record_get_row_seq (record) <= seq && sim_may_see (net, node, record)
              && (known == NULL || *known < tw_record_get_row_seq (record)))
            return g_strdup_printf ("I13: client %u is at %" G_GINT64_FORMAT " without what changed at %" G_GINT64_FORMAT, node->index, seq,
                                    tw_record_get_row_seq (record));
        }
    }
  return NULL;
}

static void
unref_record (gpointer record)
{
  if (record != NULL)
    g_object_unref (record);
}

/* records: TwId → TwRecord, nullable; lent by it. */
static TwRecord *
get_once (SimNode *node, const TwEntity *entity, const TwId *id, GHashTable *records)
{
  gpointer record;

  if (g_hash_table_lookup_extended (records, id, NULL, &record))
    return record;
  record = tw_store_get (node->store, entity, id, NULL);
  g_hash_table_insert (records, g_memdup2 (id, sizeof *id), record);
  return record;
}

/* I8: a person sees what he wrote until the server has taken it. */
static char *
check_own_writes (SimNode *node)
{
  g_autoptr (GPtrArray) items = tw_outbox_read (node->store, MAX (tw_outbox_last_acked (node->store), sim_node_get_taken (node)) + 1, 1000, G_MAXSIZE, NULL);
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (node->store), "thing");
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) records = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, unref_record);

  for (guint i = items->len; i > 0; i--)
    {
      const TwOutboxItem *item = g_ptr_array_index (items, i - 1);

      /* A copy of the device has sent it already, and others have changed it since. */
      if (g_hash_table_contains (node->net->answered, &item->commit))
        continue;
      for (guint c = item->changes->len; c > 0; c--)
        {
          TwChange *change = g_ptr_array_index (item->changes, c - 1);
          g_autofree char *id = NULL;
          TwRecord *record;

          if (tw_change_get_entity (change) != thing->number)
            continue;
          id = tw_id_dup_text (tw_change_get_record (change));
          record = get_once (node, thing, tw_change_get_record (change), records);
          for (guint f = 0; record != NULL && f < tw_change_get_n_fields (change); f++)
            {
              const TwFieldChange *mine = tw_change_get_field (change, f);
              const TwField *field = tw_entity_get_field_by_number (thing, mine->field);
              const TwValue *now = field != NULL ? tw_record_get_before (record, field) : NULL;
              g_autofree char *a = NULL, *b = NULL;

              /* A link to what is gone is taken away. */
              if (field == NULL || field->number < TW_FIELD_FIRST_OWN || field->type == TW_TYPE_LINK || !g_hash_table_add (done, g_strdup_printf ("%s %u", id, mine->field))
                  || tw_value_equal (now, &mine->after))
                continue;
              a = tw_value_print (now);
              b = tw_value_print (&mine->after);
              return g_strdup_printf ("I8: client %u wrote “%s” into thing.%s of %s, and sees “%s”", node->index, b, field->key, id, a);
            }
        }
    }
  return NULL;
}

char *
sim_check_applied (SimNet *net, SimNode *node)
{
  SimMark now = { tw_replica_get_round (node->store), tw_replica_get_round (net->store), node->opened, net->opened, net->rights_seq,
                  node->spoilt };
  char *problem;

  if (is_as_marked (&node->applied, &now))
    return NULL;
  problem = check_monotonic (node);
  if (problem == NULL)
    problem = check_cursor (net, node);
  if (problem == NULL)
    problem = check_own_writes (node);
  if (problem == NULL)
    node->applied = now;
  return problem;
}

/* I9: a page has only rows that its reader may see when it is made. */
char *
sim_check_page (SimNet *net, SimNode *node, TwWirePage *page)
{
  const TwEntity *thing = tw_schema_get_entity (tw_store_get_schema (net->store), "thing");
  g_autoptr (GBytes) bytes = tw_wire_page_print (page);
  g_autoptr (TwWirePage) parsed = tw_wire_page_parse (bytes, NULL);

  for (guint t = 0; t < parsed->tables->len; t++)
    {
      const TwWireTable *table = g_ptr_array_index (parsed->tables, t);

      for (guint i = 0; table->entity == thing->number && i < table->rows->len; i++)
        {
          const TwId *id = &g_array_index (table->rows, TwWireRow, i).id;
          g_autoptr (TwRecord) record = tw_store_get (net->store, thing, id, NULL);

          if (record != NULL && !sim_may_see (net, node, record))
            return g_strdup_printf ("I9: client %u is given a thing that it may not see", node->index);
        }
    }
  return NULL;
}

gint64
sim_count_outbox (SimNode *node)
{
  int round = tw_replica_get_round (node->store);
  SimMark now = { round, round, node->opened, node->opened, 0, 0 };

  if (!is_as_marked (&node->counted, &now))
    {
      node->n_outbox = tw_outbox_count (node->store, NULL);
      node->counted = now;
    }
  return node->n_outbox;
}

/* What the model found since the last step, and I20. */
char *
sim_check_step (SimNet *net)
{
  char *problem = g_steal_pointer (&net->problem);

  for (guint i = 0; problem == NULL && i < net->nodes->len; i++)
    problem = sim_check_status (g_ptr_array_index (net->nodes, i));
  return problem;
}

/* Of all that have the code one is named: when there are three, the third one meets the first or the second. */
static gboolean
is_told (GPtrArray *kept, GPtrArray *twins)
{
  for (guint k = 0; k < kept->len; k++)
    for (guint i = 0; i < twins->len; i++)
      {
        const TwValue *of = tw_record_get_key (g_ptr_array_index (kept, k), "record");

        if (of->type != TW_TYPE_LINK || tw_id_equal (&of->id, tw_record_get_id (g_ptr_array_index (twins, i))))
          return TRUE;
      }
  return FALSE;
}

static GPtrArray *
list (SimNet *net, const char *entity, const char *where)
{
  TwSchema *schema = tw_store_get_schema (net->store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, entity), where, NULL, NULL);

  return tw_store_list (net->store, query, 100000, NULL, NULL, NULL);
}

/* A code that a push gave and that another thing has, which the push did not touch: both are there, and somebody is told. */
char *
sim_check_twins (SimNet *net, const TwId *id, GHashTable *touched, const TwValue *before)
{
  TwSchema *schema = tw_store_get_schema (net->store);
  g_autoptr (TwRecord) record = tw_store_get (net->store, tw_schema_get_entity (schema, "thing"), id, NULL);
  const TwValue *code = record != NULL ? tw_record_get_key (record, "code") : NULL;
  g_autoptr (GPtrArray) kept = NULL, twins = NULL;
  g_autofree char *where = NULL;
  gboolean met = FALSE;

  if (record == NULL || tw_record_is_deleted (record) || tw_value_is_null (code) || tw_value_equal (code, before))
    return NULL;
  where = g_strdup_printf ("code = \"%s\"", code->text);
  twins = list (net, "thing", where);
  for (guint i = 0; i < twins->len; i++)
    met |= !g_hash_table_contains (touched, tw_record_get_id (g_ptr_array_index (twins, i)));
  if (!met)
    return NULL;
  kept = list (net, "sync_conflict", "kind = \"duplicate\" and field = \"code\"");
  return is_told (kept, twins) ? NULL : g_strdup_printf ("I3: two things have the code “%s”, and nobody is told", code->text);
}

static char *
check_log (SimNet *net)
{
  g_autoptr (GPtrArray) commits = tw_store_commits (net->store, 0, G_MAXUINT, NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new (tw_id_hash, tw_id_equal);

  for (guint i = 0; i < commits->len; i++)
    {
      TwCommit *commit = g_ptr_array_index (commits, i);

      if (tw_commit_get_seq (commit) != i + 1)
        return g_strdup_printf ("I5: commit %u of the log has seq %" G_GINT64_FORMAT, i + 1, tw_commit_get_seq (commit));
      if (!g_hash_table_add (ids, (gpointer) tw_commit_get_id (commit)))
        return g_strdup_printf ("I4: commit %" G_GINT64_FORMAT " is in the log twice", tw_commit_get_seq (commit));
    }
  return NULL;
}

static char *
describe (TwRecord *record, const TwField *field)
{
  return tw_value_print (tw_record_get_before (record, field));
}

static char *
compare_records (SimNode *node, TwAccess *access, TwRecord *theirs, TwRecord *mine)
{
  const TwEntity *entity = tw_record_get_entity (theirs);
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (theirs));

  if (mine == NULL)
    return g_strdup_printf ("I10: client %u lacks %s %s", node->index, entity->key, id);
  if (tw_record_is_deleted (theirs) != tw_record_is_deleted (mine))
    return g_strdup_printf ("I1: client %u: %s %s is %s at the server only", node->index, entity->key, id,
                            tw_record_is_deleted (theirs) ? "deleted" : "live");
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i], *own = tw_record_get_entity (mine)->fields[i];

      if (field->formula != NULL || tw_access_field (access, field) == TW_FIELD_HIDDEN)
        continue;
      if (!tw_value_equal (tw_record_get_before (theirs, field), tw_record_get_before (mine, own)))
        {
          g_autofree char *a = describe (theirs, field), *b = describe (mine, own);

          return g_strdup_printf ("I1: client %u: %s.%s of %s is “%s”, at the server “%s”", node->index, entity->key, field->key, id, b, a);
        }
    }
  return NULL;
}

typedef struct
{
  guint   entity;
  gint64  count;
  guint64 sum;
} Sum;

static gboolean
add_to_sum (const TwId *id, gint64 server_seq, gpointer data)
{
  Sum *sum = data;

  sum->count++;
  sum->sum += tw_sync_hash (sum->entity, id, server_seq);
  return TRUE;
}

typedef struct
{
  SimNode    *node;
  GHashTable *visible;                                 /* TwId */
  char       *problem;
  const TwEntity *entity;
} Extra;

/* What became of the record, for whoever looks for the cause. */
static void
trace_history (SimNet *net, SimNode *node, const TwId *id)
{
  TwStore *stores[] = { net->store, node->store };

  for (guint s = 0; s < G_N_ELEMENTS (stores); s++)
    {
      g_autoptr (GPtrArray) changes = tw_store_history (stores[s], id, 100, 0, NULL);

      for (guint i = changes->len; i > 0; i--)
        {
          TwChange *change = g_ptr_array_index (changes, i - 1);
          g_autoptr (GString) text = g_string_new (NULL);

          for (guint f = 0; f < tw_change_get_n_fields (change); f++)
            {
              const TwFieldChange *field = tw_change_get_field (change, f);
              g_autofree char *before = tw_value_print (&field->before), *after = tw_value_print (&field->after);

              g_string_append_printf (text, " %u: %s → %s", field->field, before, after);
            }
          sim_trace (net->world, "%s: commit %" G_GINT64_FORMAT " op %d origin %d%s", s == 0 ? "server" : "client",
                     tw_change_get_commit_seq (change), tw_change_get_op (change), tw_change_get_origin (change), text->str);
        }
    }
}

static gboolean
check_extra (const TwId *id, gint64 server_seq, gpointer data)
{
  Extra *extra = data;

  if (g_hash_table_contains (extra->visible, id))
    return TRUE;
  g_autofree char *text = tw_id_dup_text (id);
  trace_history (extra->node->net, extra->node, id);
  extra->problem = g_strdup_printf ("I9: client %u has %s %s, which it may not see", extra->node->index, extra->entity->key, text);
  return FALSE;
}

static char *
check_entity (SimNet *net, SimNode *node, TwAccess *access, const char *key)
{
  TwSchema *schema = tw_store_get_schema (net->store);
  const TwEntity *entity = tw_schema_get_entity (schema, key), *own = tw_schema_get_entity (tw_store_get_schema (node->store), key);
  g_autoptr (GHashTable) visible = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  Extra extra = { node, visible, NULL, entity };

  for (guint deleted = 0; deleted < 2; deleted++)
    {
      g_autoptr (TwQuery) query = tw_query_new (schema, entity, NULL, NULL, NULL);
      g_autoptr (TwQuery) part = deleted ? tw_query_with_deleted (query) : tw_query_ref (query);
      g_autoptr (GPtrArray) records = tw_store_list (net->store, part, 100000, NULL, NULL, NULL);

      for (guint i = 0; i < records->len; i++)
        {
          TwRecord *theirs = g_ptr_array_index (records, i);
          g_autoptr (TwRecord) mine = NULL;
          char *problem;

          if (!tw_access_may (access, TW_RIGHT_READ, entity) || !tw_access_may_row (access, TW_RIGHT_READ, theirs))
            continue;
          g_hash_table_add (visible, g_memdup2 (tw_record_get_id (theirs), sizeof (TwId)));
          mine = tw_store_get (node->store, own, tw_record_get_id (theirs), NULL);
          problem = compare_records (node, access, theirs, mine);
          if (problem != NULL)
            return problem;
        }
    }
  tw_replica_scan (node->store, own, NULL, check_extra, &extra, NULL);
  for (guint deleted = 0; deleted < 2 && extra.problem == NULL; deleted++)
    {
      g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (node->store), own, NULL, NULL, NULL);
      g_autoptr (TwQuery) part = deleted ? tw_query_with_deleted (query) : tw_query_ref (query);
      g_autoptr (GPtrArray) records = tw_store_list (node->store, part, 100000, NULL, NULL, NULL);

      for (guint i = 0; i < records->len && check_extra (tw_record_get_id (g_ptr_array_index (records, i)), 0, &extra); i++)
        ;
    }
  return extra.problem;
}

/* I2: what the server did not take is with its author. */
static char *
check_refusals (SimNode *node)
{
  g_autoptr (GPtrArray) refusals = tw_refusals_list (node->store, NULL);

  for (guint r = 0; r < node->rejected->len; r++)
    {
      const TwId *commit = &g_array_index (node->rejected, TwId, r);
      gboolean found = FALSE;

      for (guint i = 0; !found && i < refusals->len; i++)
        found = tw_id_equal (&((TwRefusal *) g_ptr_array_index (refusals, i))->commit, commit);
      if (!found)
        {
          g_autofree char *text = tw_id_dup_text (commit);

          return g_strdup_printf ("I2: change %s of client %u was refused and is not kept there", text, node->index);
        }
    }
  return NULL;
}

/* I2: each commit of a person was answered, or is with him. */
static char *
check_commits (SimNode *node)
{
  g_autoptr (GPtrArray) refusals = tw_refusals_list (node->store, NULL);
  g_autofree char *text = NULL;
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < refusals->len; i++)
    g_hash_table_remove (node->unanswered, &((TwRefusal *) g_ptr_array_index (refusals, i))->commit);
  g_hash_table_iter_init (&iter, node->unanswered);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (g_hash_table_contains (node->net->answered, id))
        continue;
      text = tw_id_dup_text (id);
      return g_strdup_printf ("I2: commit %s of client %u is nowhere", text, node->index);
    }
  return NULL;
}

/* I1: the sums that both sides can make without telling each other the rows. */
static char *
check_sums (SimNet *net, SimNode *node)
{
  TwSchema *schema = tw_store_get_schema (node->store);
  g_autofree char *theirs = tw_authority_sum (net->authority, &node->user, NULL, NULL);

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);
      g_autofree char *start = g_strdup_printf ("[%u,", entity->number), *mine = NULL;
      Sum sum = { entity->number };

      tw_replica_scan (node->store, entity, NULL, add_to_sum, &sum, NULL);
      mine = g_strdup_printf ("[%u,%" G_GINT64_FORMAT ",\"%" G_GUINT64_FORMAT "\"]", entity->number, sum.count, sum.sum);
      if (strstr (theirs, start) != NULL && strstr (theirs, mine) == NULL)
        return g_strdup_printf ("I1: client %u: %s of %s are not in %s", node->index, mine, entity->plural, theirs);
    }
  return NULL;
}

char *
sim_check_rest (SimNet *net)
{
  char *problem = check_log (net);

  for (guint i = 0; problem == NULL && i < net->nodes->len; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, i);
      g_autoptr (TwAccess) access = tw_access_cache_get (net->access, &node->user, NULL, NULL);

      if (!tw_sync_is_synced (node->sync))
        return g_strdup_printf ("I15: client %u does not come to rest (state %d)", i, tw_sync_get_state (node->sync));
      problem = check_refusals (node);
      if (problem == NULL)
        problem = check_commits (node);
      for (guint e = 0; problem == NULL && e < G_N_ELEMENTS (compared); e++)
        problem = check_entity (net, node, access, compared[e]);
      if (problem == NULL)
        problem = check_sums (net, node);
    }
  if (problem == NULL)
    problem = sim_check_quotes (net);
  return problem != NULL ? problem : sim_check_files (net);
}
