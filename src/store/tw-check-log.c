/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log against itself, and every record against what the log says of it. */
#include "config.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-check-private.h"
#include "tw-log-codec.h"
#include "tw-settings-private.h"

/* --- Commits and changes --- */

typedef struct
{
  gint64  last_seq, next_change;
  guint64 last_stamp;
} Chain;

static void
check_commit (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  Chain *chain = data;
  gint64 seq = tw_stmt_get_int (stmt, 0), first = tw_stmt_get_int (stmt, 1), n = tw_stmt_get_int (stmt, 2);
  gint64 undoes = tw_stmt_get_int (stmt, 4), origin = tw_stmt_get_int (stmt, 5), present = tw_stmt_get_int (stmt, 7);
  guint64 stamp = (guint64) tw_stmt_get_int (stmt, 3);
  TwId id;

  if (seq != chain->last_seq + 1)
    tw_checkup_report (checkup, _("The history has a gap: after commit %" PRId64 " comes %" PRId64 "."),
                       chain->last_seq, seq);
  if (first != chain->next_change)
    tw_checkup_report (checkup, _("Commit %" PRId64 " begins at change %" PRId64 " instead of %"
                                  PRId64 "."), seq, first, chain->next_change);
  if (present != n || n < 1)
    tw_checkup_report (checkup, _("Commit %" PRId64 " counts %" PRId64 " changes but has %"
                                  PRId64 "."), seq, n, present);
  if (chain->last_seq > 0 && stamp <= chain->last_stamp)
    tw_checkup_report (checkup, _("The clock of commit %" PRId64 " is not after that of the one before."), seq);
  if (undoes < 0 || undoes >= seq)
    tw_checkup_report (checkup, _("Commit %" PRId64 " takes back a commit that is not before it."), seq);
  if (origin < TW_ORIGIN_PERSON || origin > TW_ORIGIN_DEMO)
    tw_checkup_report (checkup, _("Commit %" PRId64 " has an unknown origin."), seq);
  if (!tw_stmt_get_id (stmt, 6, &id))
    tw_checkup_report (checkup, _("Commit %" PRId64 " has no valid id."), seq);
  chain->last_seq = seq;
  chain->next_change = first + n;
  chain->last_stamp = stamp;
}

static void
report_stray_change (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  tw_checkup_report (checkup, _("Change %" PRId64 " belongs to no commit."), tw_stmt_get_int (stmt, 0));
}

static void
report_gap (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  tw_checkup_report (checkup, _("The history has a gap before change %" PRId64 "."), tw_stmt_get_int (stmt, 0));
}

void
tw_check_log (TwCheckup *checkup)
{
  Chain chain = { 0, 1, 0 };

  tw_checkup_query (checkup, "SELECT m.seq, m.first_change, m.n_changes, m.stamp, m.undoes, m.origin, m.id, "
                    "(SELECT count (*) FROM log_change c WHERE c.seq >= m.first_change AND c.seq < m.first_change + m.n_changes "
                    "AND c.commit_seq = m.seq) FROM log_commit m ORDER BY m.seq", check_commit, &chain);
  tw_checkup_query (checkup, "SELECT c.seq FROM log_change c LEFT JOIN log_commit m ON m.seq = c.commit_seq WHERE m.seq IS NULL "
                    "OR c.seq < m.first_change OR c.seq >= m.first_change + m.n_changes", report_stray_change, NULL);
  tw_checkup_query (checkup, "SELECT seq FROM (SELECT seq, lag (seq, 1, 0) OVER (ORDER BY seq) AS before FROM log_change) "
                    "WHERE seq <> before + 1", report_gap, NULL);
}

/* --- Replay --- */

typedef struct
{
  TwId            id;
  guint           number;                              /* of the entity; 0: a setting or the definitions */
  const TwEntity *entity;                              /* (nullable): not in the schema */
  gboolean        exists, deleted, purged, erased, broken;
  gboolean        deleted_elsewhere;                   /* at the server, at its own time */
  GHashTable     *values;                              /* field number → TwValue */
  gint64          last_commit, deleted_at, created_at;
  TwId            created_by;
} State;

static void
value_free (gpointer value)
{
  tw_value_clear (value);
  g_free (value);
}

static void
state_begin (State *state, TwCheckup *checkup, const TwId *id, guint number)
{
  g_clear_pointer (&state->values, g_hash_table_unref);
  *state = (State) { .id = *id, .number = number };
  state->entity = tw_schema_get_entity_by_number (checkup->schema, number);
  state->values = g_hash_table_new_full (NULL, NULL, NULL, value_free);
}

static const TwValue *
state_get (State *state, guint field)
{
  static const TwValue null = TW_VALUE_INIT;
  const TwValue *value = g_hash_table_lookup (state->values, GUINT_TO_POINTER (field));

  return value != NULL ? value : &null;
}

/* A list may be written with enum items and read with text items; their JSON is the same. */
static gboolean
are_equal (const TwValue *a, const TwValue *b)
{
  g_autofree char *x = NULL, *y = NULL;

  if (tw_value_equal (a, b))
    return TRUE;
  if (tw_value_is_null (a) || tw_value_is_null (b))
    return FALSE;
  if (!(a->type == TW_TYPE_LIST && b->type == TW_TYPE_LIST) &&
      !((a->type == TW_TYPE_TEXT || a->type == TW_TYPE_ENUM) && (b->type == TW_TYPE_TEXT || b->type == TW_TYPE_ENUM)))
    return FALSE;
  x = tw_value_to_json (a);
  y = tw_value_to_json (b);
  return strcmp (x, y) == 0;
}

static void
report_order (TwCheckup *checkup, State *state, gint64 seq)
{
  g_autofree char *id = tw_id_dup_text (&state->id);

  state->broken = TRUE;
  tw_checkup_report (checkup, _("Change %" PRId64 " cannot follow what record %s was before it."), seq, id);
}

static void
apply_fields (TwCheckup *checkup, State *state, GArray *changes, TwOp op, gint64 seq)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const TwFieldChange *change = &g_array_index (changes, TwFieldChange, i);
      TwValue *after = g_new0 (TwValue, 1);

      /* Who made and changed a record is logged only where it comes from a server. */
      if (op == TW_OP_SET && change->field >= TW_FIELD_FIRST_OWN && !are_equal (state_get (state, change->field), &change->before))
        report_order (checkup, state, seq);
      *after = tw_value_copy (&change->after);
      g_hash_table_insert (state->values, GUINT_TO_POINTER (change->field), after);
    }
}

static void
apply_change (TwCheckup *checkup, State *state, TwStmt *stmt)
{
  gint64 seq = tw_stmt_get_int (stmt, 1), op = tw_stmt_get_int (stmt, 3), at = tw_stmt_get_int (stmt, 6);
  gboolean from_server = tw_stmt_get_int (stmt, 8) == TW_ORIGIN_SYNC;
  g_autoptr (GArray) changes = NULL;
  gboolean erased = FALSE;
  gsize length;
  const guint8 *data = tw_stmt_get_blob (stmt, 4, &length);

  changes = op >= TW_OP_ADD && op <= TW_OP_PURGE ? tw_log_body_read (data, length, &erased, NULL) : NULL;
  if (changes == NULL)
    {
      state->broken = TRUE;
      tw_checkup_report (checkup, _("Change %" PRId64 " of the history cannot be read."), seq);
      return;
    }
  state->erased |= erased;
  state->last_commit = tw_stmt_get_int (stmt, 5);
  if (state->number == 0)
    {
      apply_fields (checkup, state, changes, (TwOp) op, seq);
      return;
    }
  if (!state->erased && !state->broken &&
      ((op == TW_OP_ADD) == state->exists || (op == TW_OP_SET && state->deleted && !from_server) ||
       (op == TW_OP_RESTORE && !state->deleted) || (op == TW_OP_DELETE && state->deleted)))
    report_order (checkup, state, seq);
  if (op == TW_OP_ADD)
    {
      state->created_at = at;
      tw_stmt_get_id (stmt, 7, &state->created_by);
    }
  if (op == TW_OP_DELETE)
    {
      state->deleted_at = at;
      state->deleted_elsewhere = from_server;
    }
  state->exists = op != TW_OP_PURGE;
  state->deleted = op == TW_OP_DELETE || (op == TW_OP_SET && state->deleted);
  state->purged = op == TW_OP_PURGE;
  apply_fields (checkup, state, changes, (TwOp) op, seq);
}

static void
compare_fields (TwCheckup *checkup, State *state, const TwTable *table, TwStmt *stmt, const char *id)
{
  g_autofree TwValue *values = g_new0 (TwValue, state->entity->n_fields);

  tw_table_read_values (table, stmt, values);
  for (guint i = 0; i < state->entity->n_fields; i++)
    {
      const TwField *field = state->entity->fields[i];
      const TwValue *logged = state_get (state, field->number);
      TwValue stamp = TW_VALUE_INIT;

      if (field->number == TW_FIELD_CREATED_AT && tw_value_is_null (logged))
        {
          stamp = tw_value_datetime (state->created_at);
          logged = &stamp;
        }
      if (field->number == TW_FIELD_CREATED_BY && tw_value_is_null (logged) && !tw_id_is_nil (&state->created_by) &&
          values[i].type == TW_TYPE_LINK)
        {
          stamp = tw_value_link (values[i].tag, &state->created_by);
          logged = &stamp;
        }
      if (field->formula == NULL && field->number != TW_FIELD_UPDATED_AT && field->number != TW_FIELD_UPDATED_BY &&
          !are_equal (logged, &values[i]))
        tw_checkup_report (checkup, _("“%s” of record %s (%s) is not what the history says."), tw_field_get_label (field), id,
                           tw_entity_get_label (state->entity, FALSE));
    }
  for (guint i = 0; i < state->entity->n_fields; i++)
    tw_value_clear (&values[i]);
}

static void
compare_row (TwCheckup *checkup, State *state, const char *id)
{
  const TwTable *table = tw_store_get_table (checkup->store, state->entity);
  g_autoptr (TwStmt) stmt = tw_db_prepare (checkup->db, table->select, NULL);
  gint64 deleted;

  if (stmt == NULL)
    return;
  tw_stmt_bind_id (stmt, 1, &state->id);
  if (!tw_stmt_step (stmt, NULL))
    {
      if (state->exists)
        tw_checkup_report (checkup, _("Record %s (%s) is in the history but not in its table."), id,
                           tw_entity_get_label (state->entity, FALSE));
      return;
    }
  if (!state->exists)
    {
      tw_checkup_report (checkup, _("Record %s (%s) was removed for good but is still in its table."), id,
                         tw_entity_get_label (state->entity, FALSE));
      return;
    }
  deleted = tw_stmt_is_null (stmt, TW_TABLE_DELETED) ? 0 : tw_stmt_get_int (stmt, TW_TABLE_DELETED);
  if ((deleted != 0) != state->deleted || (state->deleted && !state->deleted_elsewhere && deleted != state->deleted_at))
    tw_checkup_report (checkup, _("Record %s (%s) is deleted in one of its table and the history, but not in the other."), id,
                       tw_entity_get_label (state->entity, FALSE));
  if (tw_stmt_get_int (stmt, TW_TABLE_ROW_SEQ) < state->last_commit)
    tw_checkup_report (checkup, _("Record %s (%s) is older in its table than in the history."), id,
                       tw_entity_get_label (state->entity, FALSE));
  compare_fields (checkup, state, table, stmt, id);
}

static void
finish_record (TwCheckup *checkup, State *state)
{
  g_autofree char *id = NULL;

  if (state->values == NULL || state->broken)
    return;
  if (state->number == 0)
    {
      tw_check_setting (checkup, &state->id, state_get (state, TW_SETTING_DEFINITIONS), state_get (state, TW_SETTING_KEY),
                        state_get (state, TW_SETTING_VALUE));
      return;
    }
  id = tw_id_dup_text (&state->id);
  if (state->entity == NULL)
    tw_checkup_report (checkup, _("The history has record %s of an object that does not exist."), id);
  else
    compare_row (checkup, state, id);
}

static void
replay_change (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  State *state = data;
  guint number = (guint) tw_stmt_get_int (stmt, 2);
  TwId id;

  if (!tw_stmt_get_id (stmt, 0, &id))
    {
      tw_checkup_report (checkup, _("Change %" PRId64 " of the history cannot be read."), tw_stmt_get_int (stmt, 1));
      return;
    }
  if (state->values == NULL || !tw_id_equal (&state->id, &id))
    {
      finish_record (checkup, state);
      state_begin (state, checkup, &id, number);
    }
  else if (state->number != number)
    report_order (checkup, state, tw_stmt_get_int (stmt, 1));
  if (!state->broken)
    apply_change (checkup, state, stmt);
}

void
tw_check_replay (TwCheckup *checkup)
{
  State state = { 0 };

  /* By the index on record, so that one record's changes come together and memory holds one record. */
  tw_checkup_query (checkup, "SELECT c.record, c.seq, c.entity, c.op, c.body, c.commit_seq, m.at, m.user, m.origin FROM log_change c "
                    "LEFT JOIN log_commit m ON m.seq = c.commit_seq ORDER BY c.record, c.seq", replay_change, &state);
  if (!g_cancellable_is_cancelled (checkup->cancellable))
    finish_record (checkup, &state);
  g_clear_pointer (&state.values, g_hash_table_unref);
}
