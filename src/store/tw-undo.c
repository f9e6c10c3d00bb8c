/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking a commit back: a new commit that does the opposite of each change, newest first. It is refused when a value is no
 * longer what the commit made it. A commit counts as undone when a commit that undoes it is not itself undone; so redo is
 * the undo of an undo, and everything follows from the log, also after a restart. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-provisional.h"
#include "tw-settings-private.h"
#include "tw-undo-private.h"

/* Larger commits are taken back record by record, in flat memory. */
#define STREAM_ABOVE 20000

typedef struct
{
  TwTx         *tx;
  TwCommitHead *head;                                  /* of the commit that is taken back */
  gboolean      streaming;
  GPtrArray    *removed;                               /* TwWork: added by the commit, now in the wastebasket */
} Undo;

/* --- What is undone --- */

static gboolean
is_undone (TwDb *db, gint64 seq, gboolean *undone, GError **error)
{
  g_autoptr (GArray) undoers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT seq FROM log_commit WHERE undoes = ? AND undoes > 0", error);
  g_autoptr (GError) local = NULL;

  *undone = FALSE;
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, seq);
  while (tw_stmt_step (stmt, &local))
    {
      gint64 undoer = tw_stmt_get_int (stmt, 0);

      g_array_append_val (undoers, undoer);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (guint i = 0; i < undoers->len && !*undone; i++)
    {
      gboolean taken_back;

      if (!is_undone (db, g_array_index (undoers, gint64, i), &taken_back, error))
        return FALSE;
      *undone = !taken_back;
    }
  return TRUE;
}

static TwStmt *
prepare_own (TwStore *store, TwDb *db, const char *origins, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT " TW_LOG_HEAD_COLUMNS " FROM log_commit m WHERE user IS ? AND origin IN (%s) "
                                          "ORDER BY seq DESC", origins);
  TwStmt *stmt = tw_db_prepare (db, sql, error);

  if (stmt != NULL)
    tw_stmt_bind_id (stmt, 1, tw_store_get_user (store));
  return stmt;
}

static TwCommitHead *
find_undoable (TwStore *store, TwDb *db, GError **error)
{
  g_autofree char *origins = g_strdup_printf ("%d, %d", TW_ORIGIN_PERSON, TW_ORIGIN_IMPORT);
  g_autoptr (TwStmt) stmt = prepare_own (store, db, origins, error);

  while (stmt != NULL && tw_stmt_step (stmt, error))
    {
      g_autoptr (TwCommitHead) head = tw_log_read_head_columns (stmt, 0);
      gboolean undone;

      if (!is_undone (db, head->seq, &undone, error))
        return NULL;
      if (!undone)
        return g_steal_pointer (&head);
    }
  return NULL;
}

/* The newest undo that is not taken back and is no redo itself; a new change of the same person ends what can be redone. */
static TwCommitHead *
find_redoable (TwStore *store, TwDb *db, GError **error)
{
  g_autofree char *origins = g_strdup_printf ("%d, %d, %d", TW_ORIGIN_PERSON, TW_ORIGIN_IMPORT, TW_ORIGIN_UNDO);
  g_autoptr (TwStmt) stmt = prepare_own (store, db, origins, error);

  while (stmt != NULL && tw_stmt_step (stmt, error))
    {
      g_autoptr (TwCommitHead) head = tw_log_read_head_columns (stmt, 0);
      g_autoptr (TwCommitHead) former = NULL;
      gboolean undone;

      if (head->origin != TW_ORIGIN_UNDO)
        return NULL;
      if (!is_undone (db, head->seq, &undone, error) || (former = tw_log_read_head (db, head->undoes, error)) == NULL)
        return NULL;
      if (!undone && former->origin != TW_ORIGIN_UNDO)
        return g_steal_pointer (&head);
    }
  return NULL;
}

/* --- Refusing --- */

static const char *
get_field_label (TwWork *work, guint number)
{
  const TwField *field = tw_entity_get_field_by_number (work->entity, number);

  return field != NULL ? tw_field_get_label (field) : "?";
}

/* The newest change after the commit of this record, and of this field unless it is 0. */
static TwChange *
find_later (Undo *undo, const TwId *record, guint field)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (undo->tx->db, "SELECT " TW_LOG_CHANGE_COLUMNS ", " TW_LOG_HEAD_COLUMNS
                                           " FROM log_change c JOIN log_commit m ON m.seq = c.commit_seq"
                                           " WHERE c.record = ? AND c.commit_seq > ? ORDER BY c.seq DESC", NULL);

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, record);
  tw_stmt_bind_int (stmt, 2, undo->head->seq);
  while (tw_stmt_step (stmt, NULL))
    {
      g_autoptr (TwCommitHead) head = tw_log_read_head_columns (stmt, 5);
      g_autoptr (TwChange) change = tw_log_read_change (stmt, head, NULL, NULL);

      if (change != NULL && (field == 0 || tw_change_find_field (change, field) != NULL))
        return g_steal_pointer (&change);
    }
  return NULL;
}

static char *
dup_who (Undo *undo, TwChange *change)
{
  const TwEntity *user = tw_schema_get_entity (undo->tx->schema, "user");
  const TwId *id = tw_change_get_user (change);
  char *name = user != NULL && !tw_id_is_nil (id) ? tw_store_dup_title (undo->tx->store, user->number, id) : g_strdup ("");

  if (*name != '\0')
    return name;
  g_free (name);
  return g_strdup (tw_id_equal (id, &undo->tx->head->user) ? _("you") : _("somebody"));
}

static gboolean
refuse (Undo *undo, TwWork *work, guint field, GError **error)
{
  g_autoptr (TwChange) later = find_later (undo, &work->id, field);
  g_autofree char *title = tw_work_dup_title (work);
  g_autofree char *who = later != NULL ? dup_who (undo, later) : NULL;

  if (later != NULL && field != 0)
    /* Translators: 1 the change to be undone, 2 a field, 3 a record, 4 the later change, 5 who made it. */
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
                 _("“%1$s” cannot be undone: “%2$s” of “%3$s” was changed later (“%4$s”, by %5$s). Undo that first."),
                 undo->head->title, get_field_label (work, field), title, tw_change_get_title (later), who);
  else if (later != NULL)
    /* Translators: 1 the change to be undone, 2 a record, 3 the later change, 4 who made it. */
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
                 _("“%1$s” cannot be undone: “%2$s” was changed later (“%3$s”, by %4$s). Undo that first."),
                 undo->head->title, title, tw_change_get_title (later), who);
  else
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
                 _("“%1$s” cannot be undone: “%2$s” is no longer as that change left it."), undo->head->title, title);
  return FALSE;
}

static gboolean
refuse_gone (Undo *undo, GError **error)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
               _("“%s” cannot be undone: a record in it was deleted for good."), undo->head->title);
  return FALSE;
}

/* A rule that does not hold any more (a value taken by another record, a link's target gone) is something in the way. */
static gboolean
check_work (Undo *undo, TwWork *work, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (tw_rules_check (undo->tx, work, TW_CHECK_UNDO, &local))
    return TRUE;
  if (local->domain == TW_STORE_ERROR
      && (local->code == TW_STORE_ERROR_LINK || local->code == TW_STORE_ERROR_UNIQUE || local->code == TW_STORE_ERROR_INVALID))
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY, _("“%1$s” cannot be undone: %2$s"), undo->head->title,
                 local->message);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- The opposite of each change --- */

static const TwValue *
value_after (TwChange *change, guint field)
{
  static const TwValue nothing = TW_VALUE_INIT;
  const TwFieldChange *found = tw_change_find_field (change, field);

  return found != NULL ? &found->after : &nothing;
}

/* A record that the commit added goes; nothing that is live may still point to it. */
static gboolean
check_removed (Undo *undo, TwWork *work, GError **error)
{
  const GPtrArray *incoming = tw_table_get_incoming (undo->tx->store, work->entity);

  for (guint i = 0; i < incoming->len; i++)
    {
      const TwField *field = g_ptr_array_index (incoming, i);
      g_autoptr (GArray) ids = NULL;
      TwWork *referring;

      if (tw_tx_is_unused (undo->tx, field))
        continue;
      ids = tw_tx_find_referring (undo->tx, field, &work->id, 1, error);
      if (ids == NULL)
        return FALSE;
      if (ids->len == 0)
        continue;
      referring = tw_tx_load (undo->tx, field->entity, &g_array_index (ids, TwId, 0), error);
      return referring != NULL && refuse (undo, referring, field->number, error);
    }
  return TRUE;
}

static gboolean
undo_add (Undo *undo, TwWork *work, TwChange *change, GError **error)
{
  if (work->deleted != 0)
    return TRUE;
  if (work->row_seq != undo->head->seq)
    for (guint i = 0; i < work->entity->n_fields; i++)
      {
        const TwField *field = work->entity->fields[i];

        /* The server has put a number in the place of a device's own mark. */
        if (field->series != NULL && value_after (change, field->number)->type == TW_TYPE_TEXT
            && tw_number_is_provisional (value_after (change, field->number)->text))
          continue;
        if (field->number >= TW_FIELD_FIRST_OWN && field->formula == NULL && !field->kept
            && !tw_value_equal (&work->now[i], value_after (change, field->number)))
          return refuse (undo, work, field->number, error);
      }
  tw_tx_set_deleted (undo->tx, work, TRUE);
  if (!undo->streaming)
    g_ptr_array_add (undo->removed, work);
  return TRUE;
}

static gboolean
undo_set (Undo *undo, TwWork *work, TwChange *change, GError **error)
{
  if (work->deleted != 0)
    return refuse (undo, work, 0, error);
  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    {
      const TwFieldChange *values = tw_change_get_field (change, i);
      const TwField *field = tw_entity_get_field_by_number (work->entity, values->field);

      if (field == NULL || field->formula != NULL || field->kept)
        continue;
      if (!tw_value_equal (&work->now[field->index], &values->after))
        return refuse (undo, work, field->number, error);
      tw_tx_set (undo->tx, work, field, &values->before);
    }
  return TRUE;
}

static gboolean
undo_setting (Undo *undo, TwChange *change, GError **error)
{
  const TwFieldChange *key = tw_change_find_field (change, TW_SETTING_KEY);
  const TwFieldChange *value = tw_change_find_field (change, TW_SETTING_VALUE);
  gboolean changed;

  if (key == NULL || key->after.type != TW_TYPE_TEXT || value == NULL)
    return refuse_gone (undo, error);
  return tw_settings_change (undo->tx, key->after.text, &value->after, &value->before, &changed, error);
}

static gboolean
undo_change (Undo *undo, TwChange *change, gboolean erased, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (undo->tx->schema, tw_change_get_entity (change));
  g_autoptr (GError) local = NULL;
  TwOp op = tw_change_get_op (change);
  gboolean good = TRUE;
  TwWork *work;

  if (tw_change_get_entity (change) == 0)
    return undo_setting (undo, change, error);
  work = entity != NULL && !erased && op != TW_OP_PURGE ? tw_tx_load (undo->tx, entity, tw_change_get_record (change), &local)
                                                        : NULL;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (work == NULL)
    return refuse_gone (undo, error);
  if (op == TW_OP_ADD)
    good = undo_add (undo, work, change, error);
  else if (op == TW_OP_SET)
    good = undo_set (undo, work, change, error);
  else
    tw_tx_set_deleted (undo->tx, work, op == TW_OP_RESTORE);
  if (!good || !undo->streaming)
    return good;
  /* On its own: what it is compared with must be in the tables, and memory must not grow. */
  if (!work->in_edit)
    {
      tw_tx_forget (undo->tx, work);
      return TRUE;
    }
  return tw_tx_flush_work (undo->tx, work, error) && check_work (undo, work, error)
         && (op != TW_OP_ADD || check_removed (undo, work, error)) && tw_tx_finish_work (undo->tx, work, error);
}

static gboolean
undo_all (Undo *undo, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (undo->tx->db, "SELECT " TW_LOG_CHANGE_COLUMNS " FROM log_change c WHERE c.seq >= ? "
                                           "AND c.seq < ? ORDER BY c.seq DESC", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, undo->head->first_change);
  tw_stmt_bind_int (stmt, 2, undo->head->first_change + undo->head->n_changes);
  while (tw_stmt_step (stmt, &local))
    {
      gboolean erased;
      g_autoptr (TwChange) change = tw_log_read_change (stmt, undo->head, &erased, error);

      if (change == NULL || !undo_change (undo, change, erased, error))
        return FALSE;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (undo->streaming)
    {
      undo->tx->one_by_one = TRUE;
      return tw_keep_run (undo->tx, FALSE, error);
    }
  if (!tw_keep_run (undo->tx, FALSE, error) || !tw_tx_flush (undo->tx, error))
    return FALSE;
  for (guint i = 0; i < undo->tx->order->len; i++)
    if (!check_work (undo, g_ptr_array_index (undo->tx->order, i), error))
      return FALSE;
  for (guint i = 0; i < undo->removed->len; i++)
    if (!check_removed (undo, g_ptr_array_index (undo->removed, i), error))
      return FALSE;
  return TRUE;
}

/* --- The commit --- */

typedef struct
{
  const TwId *commit;                                  /* NULL: the newest */
  gboolean    redo;
  TwCommit   *result;
} UndoJob;

static TwCommitHead *
choose (TwStore *store, TwDb *db, UndoJob *job, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwCommitHead) head = NULL;
  gboolean undone;

  if (job->commit == NULL)
    {
      head = job->redo ? find_redoable (store, db, &local) : find_undoable (store, db, &local);
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      else if (head == NULL)
        g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
                             job->redo ? _("There is nothing to redo.") : _("There is nothing to undo."));
      return g_steal_pointer (&head);
    }
  head = tw_log_read_head_by_id (db, job->commit, error);
  if (head == NULL || !is_undone (db, head->seq, &undone, error))
    return NULL;
  if (undone)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY, _("“%s” has been undone already."), head->title);
      return NULL;
    }
  return g_steal_pointer (&head);
}

/* "Undo “X”"; the undo of an undo is "Redo “X”". */
static char *
dup_undo_title (TwDb *db, TwCommitHead *head)
{
  g_autoptr (TwCommitHead) former = head->origin == TW_ORIGIN_UNDO && head->undoes > 0
                                    ? tw_log_read_head (db, head->undoes, NULL) : NULL;

  if (former != NULL && former->origin == TW_ORIGIN_UNDO)
    return dup_undo_title (db, former);
  return former != NULL ? g_strdup_printf (_("Redo “%s”"), former->title) : g_strdup_printf (_("Undo “%s”"), head->title);
}

static gboolean
run_undo (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  UndoJob *job = data;
  g_autoptr (TwCommitHead) head = choose (store, db, job, error);
  g_autofree char *title = NULL;
  Undo undo = { .head = head };
  gboolean good;

  if (head == NULL)
    return FALSE;
  title = dup_undo_title (db, head);
  if (tw_undo_is_definition (db, head))
    {
      job->result = tw_undo_definition (store, db, head, title, error);
      return job->result != NULL;
    }
  undo.tx = tw_tx_begin (store, db, TW_ORIGIN_UNDO, title, head->seq, error);
  if (undo.tx == NULL)
    return FALSE;
  undo.streaming = head->n_changes > STREAM_ABOVE;
  undo.removed = g_ptr_array_new ();
  good = undo_all (&undo, error);
  if (good)
    {
      job->result = tw_tx_commit (undo.tx, error);
      good = job->result != NULL;
    }
  else
    tw_tx_rollback (undo.tx);
  g_ptr_array_unref (undo.removed);
  return good;
}

static char *
dup_title_of (TwStore *store, gboolean redo)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  g_autoptr (TwCommitHead) head = NULL;
  char *title = NULL;

  if (db == NULL)
    return NULL;
  head = redo ? find_redoable (store, db, NULL) : find_undoable (store, db, NULL);
  if (head != NULL && redo)
    {
      g_autoptr (TwCommitHead) former = tw_log_read_head (db, head->undoes, NULL);

      title = former != NULL ? g_strdup (former->title) : NULL;
    }
  else if (head != NULL)
    title = g_strdup (head->title);
  tw_store_return_reader (store, db);
  return title;
}

/**
 * tw_store_undo:
 * @store: a store
 * @commit: (nullable): which commit; %NULL for the newest of this user, by hand or import, that is not undone
 *
 * Takes a commit back by a new one.
 *
 * Returns: (transfer full) (nullable): the new commit; %NULL with %TW_STORE_ERROR_IN_THE_WAY and a sentence that names the
 *   later change, or %TW_STORE_ERROR_NOT_FOUND when there is nothing to undo
 */
TwCommit *
tw_store_undo (TwStore *store, const TwId *commit, GError **error)
{
  UndoJob job = { commit, FALSE, NULL };

  return tw_store_run_writer (store, run_undo, &job, error) ? job.result : NULL;
}

/**
 * tw_store_redo:
 * @store: a store
 *
 * Takes the newest undo of this user back, unless the user has changed something else since.
 *
 * Returns: (transfer full) (nullable): the new commit, or %NULL as tw_store_undo()
 */
TwCommit *
tw_store_redo (TwStore *store, GError **error)
{
  UndoJob job = { NULL, TRUE, NULL };

  return tw_store_run_writer (store, run_undo, &job, error) ? job.result : NULL;
}

/**
 * tw_store_dup_undo_title:
 * @store: a store
 *
 * Returns: (transfer full) (nullable): the title of what tw_store_undo() would take back
 */
char *
tw_store_dup_undo_title (TwStore *store)
{
  return dup_title_of (store, FALSE);
}

/**
 * tw_store_dup_redo_title:
 * @store: a store
 *
 * Returns: (transfer full) (nullable): the title of what tw_store_redo() would do again
 */
char *
tw_store_dup_redo_title (TwStore *store)
{
  return dup_title_of (store, TRUE);
}
