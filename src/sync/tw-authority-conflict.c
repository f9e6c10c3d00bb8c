/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lost a merge is kept: as a record of its own, which syncs to those concerned and is settled by an ordinary commit. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-authority-private.h"
#include "tw-wire.h"

#define LOOK_BACK  200                                 /* changes of one record */
#define FIRST_LOOK 8

static gboolean
find_in (TwTx *tx, GPtrArray *changes, guint field, TwEditStamp *stamp)
{
  for (guint i = 0; i < changes->len; i++)
    {
      TwChange *change = g_ptr_array_index (changes, i);

      if (tw_change_find_field (change, field) == NULL)
        continue;
      stamp->at = tw_change_get_time (change);
      stamp->user = *tw_change_get_user (change);
      tw_push_find_made (tx, tw_change_get_commit_seq (change), &stamp->at);
      return TRUE;
    }
  return FALSE;
}

/* Mostly it is among the newest; a record that everybody changes has long values, and each look would read all of them. */
gboolean
tw_authority_find_last (TwAuthority *authority, TwTx *tx, const TwWork *work, guint field, TwEditStamp *stamp)
{
  gint64 before = 0;

  for (guint looked = 0, n = FIRST_LOOK; looked < LOOK_BACK; looked += n, n = MIN (n * 4, LOOK_BACK - looked))
    {
      g_autoptr (GPtrArray) changes = tw_store_history (authority->store, &work->id, n, before, NULL);

      if (changes != NULL && find_in (tx, changes, field, stamp))
        return TRUE;
      if (changes == NULL || changes->len < n)
        return FALSE;
      before = tw_change_get_seq (g_ptr_array_index (changes, changes->len - 1));
    }
  return FALSE;
}

void
tw_authority_find_at (TwAuthority *authority, const TwWork *work, guint field, gint64 seq, TwValue *value)
{
  g_autoptr (GPtrArray) changes = tw_store_history (authority->store, &work->id, LOOK_BACK, 0, NULL);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      TwChange *change = g_ptr_array_index (changes, i);
      const TwFieldChange *found = tw_change_get_commit_seq (change) > seq ? tw_change_find_field (change, field) : NULL;

      if (found == NULL)
        continue;
      tw_value_clear (value);
      *value = tw_value_copy (&found->before);
    }
}

static void
put (TwTx *tx, TwWork *work, const char *key, TwValue value)
{
  const TwField *field = tw_entity_get_field (work->entity, key);

  if (field != NULL)
    tw_tx_set (tx, work, field, &value);
  tw_value_clear (&value);
}

static TwValue
link_user (TwTx *tx, const TwId *user)
{
  const TwEntity *entity = tw_schema_get_entity (tx->schema, "user");

  return entity == NULL || tw_id_is_nil (user) ? (TwValue) TW_VALUE_INIT : tw_value_link (entity->number, user);
}

static TwValue
as_json (const TwValue *value)
{
  g_autofree char *json = NULL;

  if (value == NULL)
    return (TwValue) TW_VALUE_INIT;
  json = tw_value_to_json (value);
  return tw_value_json (json);
}

gboolean
tw_authority_add_conflict (TwAuthority *authority, TwTx *tx, const TwWork *work, const TwField *field, const char *state,
                           const char *kind, const TwValue *base, const TwValue *mine, const TwValue *theirs,
                           const TwEditStamp *mine_stamp, const TwEditStamp *theirs_stamp, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (tx->schema, "sync_conflict");
  g_autofree char *record_title = NULL, *whole = NULL, *title = NULL;
  TwId id = tw_id_new ();
  TwWork *conflict;

  if (entity == NULL)
    {
      g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_INVALID, _("This server's schema has no conflicts."));
      return FALSE;
    }
  record_title = tw_work_dup_title ((TwWork *) work);
  whole = field != NULL ? g_strdup_printf ("%s: %s", record_title, tw_field_get_label (field)) : g_strdup (record_title);
  title = g_utf8_substring (whole, 0, MIN (g_utf8_strlen (whole, -1), 200));
  conflict = tw_tx_add (tx, entity, &id);
  put (tx, conflict, "title", tw_value_text (title));
  put (tx, conflict, "record", tw_value_link (work->entity->number, &work->id));
  if (field != NULL)
    put (tx, conflict, "field", tw_value_text (field->key));
  put (tx, conflict, "state", tw_value_enum (state));
  put (tx, conflict, "kind", tw_value_enum (kind));
  put (tx, conflict, "base", as_json (base));
  put (tx, conflict, "mine", as_json (mine));
  put (tx, conflict, "theirs", as_json (theirs));
  put (tx, conflict, "author", link_user (tx, &mine_stamp->user));
  put (tx, conflict, "mine_at", tw_value_datetime (mine_stamp->at));
  if (theirs_stamp != NULL)
    {
      put (tx, conflict, "theirs_author", link_user (tx, &theirs_stamp->user));
      put (tx, conflict, "theirs_at", tw_value_datetime (theirs_stamp->at));
    }
  return TRUE;
}

char *
tw_authority_problem (const char *type, const char *detail)
{
  GString *json = g_string_new ("{\"type\":");

  tw_wire_append_text (json, type);
  g_string_append (json, ",\"detail\":");
  tw_wire_append_text (json, detail);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

TwRecord *
tw_work_to_record (const TwWork *work, gboolean before)
{
  TwValue *values = g_new0 (TwValue, work->entity->n_fields);

  for (guint i = 0; i < work->entity->n_fields; i++)
    values[i] = tw_value_copy (before ? &work->before[i] : &work->now[i]);
  return tw_record_new_stored (work->entity, &work->id, work->row_seq, (before ? work->deleted_before : work->deleted) != 0, values);
}
