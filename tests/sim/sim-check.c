/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold: after each step, and when everything has come to rest. Numbers in brackets are those of docs/sync-protocol.md. */
#include "config.h"

#include "sim-node.h"

static const char *const compared[] = { "thing", "user", "role", "team", "sync_conflict" };

/* I5: the server's log has no gap, and nothing in it is from the future of its own seq. I20: who says synced is. */
char *
sim_check_step (SimNet *net)
{
  if (net->problem != NULL)
    return g_steal_pointer (&net->problem);
  for (guint i = 0; i < net->nodes->len; i++)
    {
      SimNode *node = g_ptr_array_index (net->nodes, i);

      if (tw_sync_get_state (node->sync) == TW_SYNC_SYNCED && tw_outbox_count (node->store, NULL) > 0 && tw_sync_is_synced (node->sync))
        return g_strdup_printf ("I20: client %u says synced with an outbox", i);
    }
  return NULL;
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

      /* An edit that changed nothing at the server (somebody had made the same) leaves its author's stamp on his device. */
      if (field->number == TW_FIELD_UPDATED_AT || field->number == TW_FIELD_UPDATED_BY)
        continue;
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
  return extra.problem;
}

/* I2: what the server did not take is with its author, and nothing else is. */
static char *
check_refusals (SimNode *node)
{
  g_autoptr (GPtrArray) refusals = tw_refusals_list (node->store, NULL);
  guint found = 0;

  for (guint i = 0; i < refusals->len; i++)
    for (guint r = 0; r < node->rejected->len; r++)
      found += tw_id_equal (&((TwRefusal *) g_ptr_array_index (refusals, i))->commit, &g_array_index (node->rejected, TwId, r));
  if (found == node->rejected->len)
    return NULL;
  return g_strdup_printf ("I2: %u changes of client %u were refused, and %u of them are kept there", node->rejected->len, node->index, found);
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
      for (guint e = 0; problem == NULL && e < G_N_ELEMENTS (compared); e++)
        problem = check_entity (net, node, access, compared[e]);
    }
  return problem;
}
