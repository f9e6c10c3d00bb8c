/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the past from the log. The state at an instant is the state after the last commit that carries this time or an
 * earlier one (the wall clock may have been set back since; the order of commits is what counts). A record's past is its
 * present with everything undone that was logged after that commit; expressions are evaluated on such records, and follow
 * links in the past, too. */
#include "config.h"

#include "tw-past.h"

static void
past_record_free (TwPastRecord *record)
{
  for (guint i = 0; i < record->entity->n_fields; i++)
    tw_value_clear (&record->values[i]);
  g_free (record->values);
  g_free (record);
}

/* --- One record --- */

static gboolean
load_present (TwPast *past, TwPastRecord *record, GError **error)
{
  const TwTable *table = tw_store_get_table (past->store, record->entity);
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, table->select, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &record->id);
  record->exists = tw_stmt_step (stmt, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (record->exists)
    {
      record->seq = tw_stmt_get_int (stmt, TW_TABLE_ROW_SEQ);
      record->deleted = !tw_stmt_is_null (stmt, TW_TABLE_DELETED);
      tw_table_read_values (table, stmt, record->values);
    }
  return TRUE;
}

static void
take_back (TwPastRecord *record, TwChange *change)
{
  switch (tw_change_get_op (change))
    {
    case TW_OP_ADD:
    case TW_OP_PURGE:
      /* What was purged cannot be read in the past either: that is what purging is for. */
      record->exists = FALSE;
      break;
    case TW_OP_DELETE:
      record->deleted = FALSE;
      break;
    case TW_OP_RESTORE:
      record->deleted = TRUE;
      break;
    case TW_OP_SET:
      for (guint i = 0; i < tw_change_get_n_fields (change); i++)
        {
          const TwFieldChange *values = tw_change_get_field (change, i);
          const TwField *field = tw_entity_get_field_by_number (record->entity, values->field);

          if (field == NULL || field->formula != NULL)
            continue;
          tw_value_clear (&record->values[field->index]);
          record->values[field->index] = tw_value_copy (&values->before);
        }
      break;
    }
}

static void
put (TwPastRecord *record, guint number, TwValue value)
{
  const TwField *field = tw_entity_get_field_by_number (record->entity, number);

  if (field == NULL)
    {
      tw_value_clear (&value);
      return;
    }
  tw_value_clear (&record->values[field->index]);
  record->values[field->index] = value;
}

/* A change that came from a server tells in the log who made it and when, if that is another than before. */
static gboolean
stamp_from_server (TwPastRecord *record, TwStmt *stmt, gboolean *stamped, GError **error)
{
  static const guint numbers[] = { TW_FIELD_UPDATED_AT, TW_FIELD_UPDATED_BY };
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  g_autoptr (TwChange) change = tw_log_read_change (stmt, head, NULL, error);

  if (change == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const TwFieldChange *value = tw_change_find_field (change, numbers[i]);

      if (value == NULL || stamped[i])
        continue;
      put (record, numbers[i], tw_value_copy (&value->after));
      stamped[i] = TRUE;
    }
  return TRUE;
}

static void
stamp_from_commit (TwPastRecord *record, TwStmt *stmt, const gboolean *stamped)
{
  const TwField *by = tw_entity_get_field_by_number (record->entity, TW_FIELD_UPDATED_BY);
  const TwEntity *user = by != NULL ? tw_field_get_target (by) : NULL;
  TwId id;

  if (!stamped[0])
    put (record, TW_FIELD_UPDATED_AT, tw_value_datetime (tw_stmt_get_int (stmt, 6)));
  if (!stamped[1])
    put (record, TW_FIELD_UPDATED_BY, tw_stmt_get_id (stmt, 7, &id) ? tw_value_link (user != NULL ? user->number : 0, &id)
                                                                    : (TwValue) TW_VALUE_INIT);
}

/* updated_at and updated_by are those of the last commit that counts; those that came from a server are in its changes. */
static gboolean
stamp_past (TwPast *past, TwPastRecord *record, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, "SELECT " TW_LOG_CHANGE_COLUMNS ", m.seq, m.at, m.user, m.origin FROM log_change c "
                                           "JOIN log_commit m ON m.seq = c.commit_seq WHERE c.record = ? AND c.seq <= ? "
                                           "ORDER BY c.seq DESC", error);
  gboolean stamped[2] = { FALSE, FALSE }, first = TRUE;
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &record->id);
  tw_stmt_bind_int (stmt, 2, past->change_seq);
  while (!(stamped[0] && stamped[1]) && tw_stmt_step (stmt, &local))
    {
      if (first)
        record->seq = tw_stmt_get_int (stmt, 5);
      first = FALSE;
      if (tw_stmt_get_int (stmt, 8) == TW_ORIGIN_SYNC)
        {
          if (!stamp_from_server (record, stmt, stamped, error))
            return FALSE;
          continue;
        }
      stamp_from_commit (record, stmt, stamped);
      stamped[0] = stamped[1] = TRUE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
roll_back (TwPast *past, TwPastRecord *record, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, "SELECT " TW_LOG_CHANGE_COLUMNS " FROM log_change c WHERE c.record = ? "
                                           "AND c.seq > ? ORDER BY c.seq DESC", error);
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  g_autoptr (GError) local = NULL;
  gboolean any = FALSE;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &record->id);
  tw_stmt_bind_int (stmt, 2, past->change_seq);
  while (tw_stmt_step (stmt, &local))
    {
      g_autoptr (TwChange) change = tw_log_read_change (stmt, head, NULL, error);

      if (change == NULL)
        return FALSE;
      take_back (record, change);
      any = TRUE;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return !any || !record->exists || stamp_past (past, record, error);
}

/* NULL with error; a record that was not there yet has exists FALSE. */
TwPastRecord *
tw_past_get (TwPast *past, const TwEntity *entity, const TwId *id, GError **error)
{
  TwPastRecord *record = g_hash_table_lookup (past->records, id);

  if (record != NULL)
    return record;
  record = g_new0 (TwPastRecord, 1);
  record->entity = entity;
  record->id = *id;
  record->values = g_new0 (TwValue, entity->n_fields);
  if (!load_present (past, record, error)
      || ((past->touched == NULL || g_hash_table_contains (past->touched, id)) && !roll_back (past, record, error)))
    {
      past_record_free (record);
      return NULL;
    }
  g_hash_table_insert (past->records, &record->id, record);
  return record;
}

TwRecord *
tw_past_make_record (TwPastRecord *record)
{
  TwValue *values = g_new0 (TwValue, record->entity->n_fields);

  for (guint i = 0; i < record->entity->n_fields; i++)
    values[i] = tw_value_copy (&record->values[i]);
  return tw_record_new_stored (record->entity, &record->id, record->seq, record->deleted, values);
}

/* --- Evaluation in the past --- */

static gboolean
source_get (gpointer data, const TwEntity *entity, const TwId *id, const TwField *field, TwValue *value)
{
  TwPastRecord *record = tw_past_get (data, entity, id, NULL);

  if (record == NULL || !record->exists || record->entity->number != entity->number)
    return FALSE;
  *value = tw_value_copy (&record->values[field->index]);
  return TRUE;
}

static gboolean
points_to (const TwPastRecord *record, const TwField *field, const TwId *id)
{
  const TwValue *value = &record->values[field->index];

  if (value->type == TW_TYPE_LINK)
    return tw_id_equal (&value->id, id);
  if (value->type == TW_TYPE_LIST)
    for (guint i = 0; i < value->list->n_values; i++)
      if (tw_id_equal (&value->list->values[i].id, id))
        return TRUE;
  return FALSE;
}

/* Those that point to it now and were not changed since, and of the changed ones those that did. */
static GArray *
source_related (gpointer data, const TwInverse *inverse, const TwId *id)
{
  TwPast *past = data;
  const TwField *field = inverse->field;
  const TwTable *table = tw_store_get_table (past->store, field->entity);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autofree char *sql = tw_table_dup_related_sql (table, field, "t0.id", "");
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, sql, NULL);
  GHashTableIter iter;
  gpointer key, number;
  TwId found;

  if (stmt == NULL)
    return ids;
  tw_stmt_bind_id (stmt, 1, id);
  while (tw_stmt_step (stmt, NULL))
    if (tw_stmt_get_id (stmt, 0, &found) && !g_hash_table_contains (past->touched, &found))
      g_array_append_val (ids, found);
  g_hash_table_iter_init (&iter, past->touched);
  while (g_hash_table_iter_next (&iter, &key, &number))
    if (GPOINTER_TO_UINT (number) == field->entity->number)
      {
        TwPastRecord *record = tw_past_get (past, field->entity, key, NULL);

        if (record != NULL && record->exists && !record->deleted && points_to (record, field, id))
          g_array_append_val (ids, record->id);
      }
  return ids;
}

const TwExprSource tw_past_source = { source_get, source_related, NULL };

/* --- The instant --- */

static gboolean
find_seq (TwPast *past, TwInstant at, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, "SELECT seq, first_change + n_changes - 1 FROM log_commit WHERE at <= ? "
                                           "ORDER BY seq DESC LIMIT 1", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, at);
  if (tw_stmt_step (stmt, &local))
    {
      past->seq = tw_stmt_get_int (stmt, 0);
      past->change_seq = tw_stmt_get_int (stmt, 1);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
find_touched (TwPast *past, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, "SELECT entity, record FROM log_change WHERE seq > ?", error);
  g_autoptr (GError) local = NULL;
  TwId id;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, past->change_seq);
  while (tw_stmt_step (stmt, &local))
    {
      guint number = (guint) tw_stmt_get_int (stmt, 0);

      if (number == 0 || number / 64 >= TW_ENTITY_BITS_WORDS || !tw_stmt_get_id (stmt, 1, &id))
        continue;
      past->entities[number / 64] |= G_GUINT64_CONSTANT (1) << (number % 64);
      if (!g_hash_table_contains (past->touched, &id))
        g_hash_table_insert (past->touched, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (number));
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

void
tw_past_close (TwPast *past)
{
  tw_store_return_reader (past->store, past->db);
  g_hash_table_unref (past->records);
  g_clear_pointer (&past->touched, g_hash_table_unref);
  tw_store_context_free (past->context);
  tw_schema_unref (past->schema);
}

void
tw_past_begin (TwPast *past, TwStore *store, TwDb *db, TwSchema *schema)
{
  past->store = store;
  past->db = db;
  past->schema = tw_schema_ref (schema);
  past->records = g_hash_table_new_full (tw_id_hash, tw_id_equal, NULL, (GDestroyNotify) past_record_free);
}

/* One snapshot of the database for everything that is read. */
gboolean
tw_past_open (TwPast *past, TwStore *store, const TwEntity *entity, TwInstant at, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);

  if (db == NULL)
    return FALSE;
  tw_past_begin (past, store, db, (TwSchema *) entity->schema);
  past->context = tw_store_dup_context (store);
  past->context->now = at;
  past->touched = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  if (tw_db_exec (past->db, "BEGIN", error) && find_seq (past, at, error) && find_touched (past, error))
    return TRUE;
  tw_past_close (past);
  return FALSE;
}

gboolean
tw_past_compute (TwPast *past, TwRecord *record, GError **error)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      g_auto (TwValue) value = TW_VALUE_INIT;
      TwExprBound *bound;

      if (field->formula == NULL || field->retired)
        continue;
      bound = tw_store_get_formula (past->store, field, error);
      if (bound == NULL)
        return FALSE;
      tw_expr_eval (bound, past->context, &tw_past_source, past, tw_record_get_id (record), &value);
      if (tw_field_coerce (field, past->context, &value))
        tw_record_set_computed (record, field, &value);
    }
  return TRUE;
}
