/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that a server's answer tells about: what was sent was taken as it was, and nobody else had changed the record since this device
 * heard of it. Then the row here is the server's but for its seq and the time of its last change, and it need not come back. */
#include "config.h"

#include "tw-outbox-private.h"
#include "tw-seq-list.h"

/* A mutation that is answered: the one record that it changes. */
typedef struct
{
  gint64 n;
  guint  entity;
  TwId   record;
  const TwPushResult *result;                          /* (nullable): nothing is told of it */
  gboolean taken;
} Sent;

typedef struct
{
  TwTx           *tx;
  TwDb           *db;
  TwId            user;
  gint64          acked, seq;                          /* of the answer */
  GArray         *have;                                /* TwSeqStretch */
  guint           n_taken;
  const TwEntity *entity;                              /* (nullable): of the statements on a row, which are kept from one to the next */
  const TwField  *updated_at;
  TwStmt         *find, *update, *mark;                /* (nullable) */
  TwStmt         *forget;                              /* (nullable) */
} Telling;

static void
drop_statements (Telling *telling)
{
  g_clear_pointer (&telling->find, tw_stmt_done);
  g_clear_pointer (&telling->update, tw_stmt_done);
  g_clear_pointer (&telling->mark, tw_stmt_done);
  telling->entity = NULL;
}

/* Those that change one record. Not one to which another was joined: that one may have had a field that went back to where it began; it
 * was not sent, and the server may have somebody else's value of it. */
static GArray *
read_sent (Telling *telling, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (telling->db, "SELECT o.n, c.entity, c.record FROM sync_outbox AS o CROSS JOIN log_change AS c "
                                           "WHERE o.n <= ? AND o.entity = 0 AND o.first_change = o.last_change "
                                           "AND c.seq = o.first_change AND +c.op = ? AND NOT EXISTS "
                                           "(SELECT 1 FROM sync_outbox AS b WHERE b.n = o.n - 1 AND b.state = ?) ORDER BY o.n", error);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Sent));
  g_autoptr (GError) local = NULL;
  Sent sent = { 0 };

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, telling->acked);
  tw_stmt_bind_int (stmt, 2, TW_OP_SET);
  tw_stmt_bind_int (stmt, 3, TW_OUTBOX_JOINED);
  while (tw_stmt_step (stmt, &local))
    {
      sent.n = tw_stmt_get_int (stmt, 0);
      sent.entity = (guint) tw_stmt_get_int (stmt, 1);
      if (tw_stmt_get_id (stmt, 2, &sent.record))
        g_array_append_val (all, sent);
    }
  if (local == NULL)
    return g_steal_pointer (&all);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static const char *
get_column (const TwTable *table, const TwField *field)
{
  return field != NULL && table->stored_at[field->index] >= 0 ? table->stored[table->stored_at[field->index]].column : NULL;
}

/* find: the row is the server's as it was before, with nothing on it that waits but this mutation. FALSE without error: an entity without stamps. */
static gboolean
prepare_statements (Telling *telling, guint number, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (telling->tx->schema, number);
  const TwTable *table = entity != NULL ? tw_store_get_table (telling->tx->store, entity) : NULL;
  const TwField *updated_at = entity != NULL ? tw_entity_get_field_by_number (entity, TW_FIELD_UPDATED_AT) : NULL;
  const TwField *updated_by = entity != NULL ? tw_entity_get_field_by_number (entity, TW_FIELD_UPDATED_BY) : NULL;
  const char *at = table != NULL ? get_column (table, updated_at) : NULL, *by = table != NULL ? get_column (table, updated_by) : NULL;
  g_autofree char *find = NULL, *update = NULL, *mark = NULL;

  if (entity != NULL && telling->entity == entity)
    return TRUE;
  drop_statements (telling);
  if (at == NULL || by == NULL)
    return FALSE;
  find = g_strdup_printf ("SELECT rid, %s FROM %s WHERE id = ?1 AND " TW_SERVER_SEQ " = ?2 AND " TW_SERVER_EXTRA " IS NULL "
                          "AND deleted IS NULL AND %s = ?4 AND NOT EXISTS (SELECT 1 FROM sync_pending WHERE record = ?1 "
                          "AND (n <> ?3 OR field = %d))", at, table->name, by, TW_PENDING_EXISTENCE);
  update = g_strdup_printf ("UPDATE %s SET row_seq = ?, " TW_SERVER_SEQ " = ?, %s = ? WHERE rid = ?", table->name, at);
  mark = g_strdup_printf ("UPDATE %s SET " TW_SERVER_SEQ " = ? WHERE rid = ?", table->name);
  if ((telling->find = tw_db_prepare (telling->db, find, error)) == NULL
      || (telling->update = tw_db_prepare (telling->db, update, error)) == NULL
      || (telling->mark = tw_db_prepare (telling->db, mark, error)) == NULL)
    return FALSE;
  telling->entity = entity;
  telling->updated_at = updated_at;
  return TRUE;
}

static gboolean
forget_pending (Telling *telling, const TwId *record, GError **error)
{
  if (telling->forget == NULL && (telling->forget = tw_db_prepare (telling->db, "DELETE FROM sync_pending WHERE record = ?", error)) == NULL)
    return FALSE;
  tw_stmt_bind_id (telling->forget, 1, record);
  return tw_stmt_run (telling->forget, error);
}

static gboolean
write_row (Telling *telling, const Sent *sent, const TwPushResult *result, gint64 rid, const TwValue *before, GError **error)
{
  g_autoptr (GArray) fields = NULL;
  TwValue at = tw_value_datetime (result->row_at);

  if (tw_value_equal (before, &at))
    {
      tw_stmt_bind_int (telling->mark, 1, result->row_seq);
      tw_stmt_bind_int (telling->mark, 2, rid);
      return tw_stmt_run (telling->mark, error);
    }
  tw_stmt_bind_int (telling->update, 1, telling->tx->head->seq);
  tw_stmt_bind_int (telling->update, 2, result->row_seq);
  tw_stmt_bind_int (telling->update, 3, result->row_at);
  tw_stmt_bind_int (telling->update, 4, rid);
  fields = tw_field_changes_new ();
  tw_field_changes_add (fields, TW_FIELD_UPDATED_AT, before, &at);
  return tw_stmt_run (telling->update, error) && tw_tx_log_raw (telling->tx, sent->entity, &sent->record, TW_OP_SET, fields, error);
}

/* taken FALSE: it comes with the next page, as what others change does. */
static gboolean
take_row (Telling *telling, const Sent *sent, const TwPushResult *result, gboolean *taken, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwValue before = TW_VALUE_INIT;
  gint64 rid = 0;

  *taken = FALSE;
  if (prepare_statements (telling, sent->entity, &local))
    {
      tw_stmt_bind_id (telling->find, 1, &sent->record);
      tw_stmt_bind_int (telling->find, 2, result->row_before);
      tw_stmt_bind_int (telling->find, 3, result->n);
      tw_stmt_bind_id (telling->find, 4, &telling->user);
      *taken = tw_stmt_step (telling->find, &local);
      if (*taken)
        {
          rid = tw_stmt_get_int (telling->find, 0);
          tw_stmt_get_field (telling->find, 1, telling->updated_at, &before);
        }
      tw_stmt_reset (telling->find);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return !*taken || (write_row (telling, sent, result, rid, &before, error) && forget_pending (telling, &sent->record, error));
}

static gboolean
keep_have (Telling *telling, GError **error)
{
  g_autofree char *text = tw_seq_list_print (telling->have);

  return tw_replica_write_state (telling->db, TW_STATE_HAVE, text, error);
}

static gboolean
is_any_told (GArray *results)
{
  for (guint i = 0; results != NULL && i < results->len; i++)
    if (g_array_index (results, TwPushResult, i).row_seq > 0)
      return TRUE;
  return FALSE;
}

/* Both are in the order of numbers; a result that is not is not taken. */
static void
match_results (Telling *telling, GArray *all, GArray *results)
{
  guint at = 0;

  for (guint i = 0; i < results->len; i++)
    {
      const TwPushResult *result = &g_array_index (results, TwPushResult, i);

      while (at < all->len && g_array_index (all, Sent, at).n < result->n)
        at++;
      if (at < all->len && g_array_index (all, Sent, at).n == result->n && result->state == TW_PUSH_APPLIED
          && result->row_seq > result->row_before && result->row_seq <= telling->seq)
        g_array_index (all, Sent, at++).result = result;
    }
}

static int
compare_sent (gconstpointer a, gconstpointer b)
{
  const Sent *one = *(const Sent *const *) a, *other = *(const Sent *const *) b;
  int order = (one->entity > other->entity) - (one->entity < other->entity);

  order = order != 0 ? order : tw_id_compare (&one->record, &other->record);
  return order != 0 ? order : (one->n > other->n) - (one->n < other->n);
}

/* In the order of records: they lie so in their table, in its index, in that of the log and among what is pending, and a push is all over them. */
static gboolean
take_rows (Telling *telling, GArray *results, GError **error)
{
  g_autoptr (GArray) all = read_sent (telling, error);
  g_autoptr (GPtrArray) ordered = g_ptr_array_new ();

  if (all == NULL)
    return FALSE;
  match_results (telling, all, results);
  for (guint i = 0; i < all->len; i++)
    if (g_array_index (all, Sent, i).result != NULL)
      g_ptr_array_add (ordered, &g_array_index (all, Sent, i));
  g_ptr_array_sort (ordered, compare_sent);
  for (guint i = 0; i < ordered->len; i++)
    {
      Sent *sent = g_ptr_array_index (ordered, i);

      if (!take_row (telling, sent, sent->result, &sent->taken, error))
        return FALSE;
    }
  for (guint i = 0; i < all->len; i++)
    if (g_array_index (all, Sent, i).taken)
      {
        tw_seq_list_add (telling->have, g_array_index (all, Sent, i).result->row_seq);
        telling->n_taken++;
      }
  return keep_have (telling, error);
}

gboolean
tw_settle_told (TwTx *tx, GArray *results, gint64 acked, gint64 seq, guint *n_taken, GError **error)
{
  g_autofree char *have = NULL;
  g_autoptr (GArray) list = NULL;
  Telling telling = { .tx = tx, .db = tx->db, .acked = acked, .seq = seq };
  gint64 offers = 0;
  gboolean good;

  *n_taken = 0;
  if (!is_any_told (results))
    return TRUE;
  if (!tw_replica_number (tx->db, "SELECT EXISTS (SELECT 1 FROM sync_offer)", 0, &offers, error, 0)
      || !tw_replica_read_state (tx->db, TW_STATE_HAVE, &have, error))
    return FALSE;
  /* What a restored server lost is offered to it field by field. */
  if (offers != 0 || !tw_replica_read_user (tx->db, &telling.user))
    return TRUE;
  telling.have = list = tw_seq_list_parse (have);
  good = take_rows (&telling, results, error);
  drop_statements (&telling);
  g_clear_pointer (&telling.forget, tw_stmt_done);
  *n_taken = telling.n_taken;
  return good;
}
