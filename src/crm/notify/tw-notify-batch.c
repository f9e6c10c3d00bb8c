/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-notify-private.h"

#define MAX_TITLE 200                                  /* characters */

/**
 * tw_notify_make_id:
 * @words: what the id stands for
 *
 * Returns: an id of version 8 (RFC 9562) that follows from the words
 */
TwId
tw_notify_make_id (const char *words)
{
  return tw_id_from_words (words);
}

/**
 * tw_notify_batch_init:
 * @batch: a batch
 * @store: the store
 *
 * Returns: %FALSE when the schema knows no notifications
 */
gboolean
tw_notify_batch_init (TwNotifyBatch *batch,
                      TwStore       *store)
{
  memset (batch, 0, sizeof *batch);
  batch->store = store;
  batch->schema = tw_store_ref_schema (store);
  batch->notification = tw_schema_get_entity (batch->schema, "notification");
  batch->mention = tw_schema_get_entity (batch->schema, "mention");
  batch->follow = tw_schema_get_entity (batch->schema, "follow");
  batch->user = tw_schema_get_entity (batch->schema, "user");
  batch->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return batch->notification != NULL && batch->user != NULL;
}

/**
 * tw_notify_batch_clear:
 * @batch: a batch
 *
 * Lets go of what was not committed.
 */
void
tw_notify_batch_clear (TwNotifyBatch *batch)
{
  g_clear_pointer (&batch->edit, tw_edit_free);
  g_clear_pointer (&batch->told, g_hash_table_unref);
  g_clear_pointer (&batch->schema, tw_schema_unref);
}

static gboolean
is_there (TwNotifyBatch *batch,
          const TwId    *id)
{
  g_autoptr(TwRecord) record = tw_store_get (batch->store, batch->notification, id, NULL);

  return record != NULL;
}

static void
set_link (TwRecord   *record,
          const char *key,
          guint       entity,
          const TwId *id)
{
  g_auto(TwValue) value = tw_value_link (entity, id);

  tw_record_set_key (record, key, &value, NULL);
}

/**
 * tw_notify_batch_tell:
 * @batch: a batch
 * @recipient: who is told
 * @kind: a choice of the notification's kind
 * @entity: number of the record's entity
 * @record: what it is about
 * @body: (nullable): what happened
 * @cause: the commit or the time that tells it from others of the kind
 *
 * Adds a notification; the first of a commit about a record is the one that a person gets.
 */
void
tw_notify_batch_tell (TwNotifyBatch *batch,
                      const TwId    *recipient,
                      const char    *kind,
                      guint          entity,
                      const TwId    *record,
                      const char    *body,
                      const char    *cause)
{
  char to[TW_ID_TEXT_LENGTH + 1], about[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *once = g_strdup_printf ("%s/%s/%s", tw_id_print (recipient, to), tw_id_print (record, about), cause);
  g_autofree char *title = NULL;
  g_autoptr(TwRecord) row = NULL;
  TwId id = tw_notify_make_id (once);

  if (!g_hash_table_add (batch->told, g_steal_pointer (&once)) || is_there (batch, &id))
    return;
  title = tw_store_dup_title (batch->store, entity, record);
  if (*title == '\0')
    {
      g_free (title);
      title = g_strdup (tw_entity_get_label (tw_schema_get_entity_by_number (batch->schema, entity), FALSE));
    }
  if (g_utf8_strlen (title, -1) > MAX_TITLE)
    *g_utf8_offset_to_pointer (title, MAX_TITLE) = '\0';
  row = tw_record_new (batch->notification);
  tw_record_set_id (row, &id);
  tw_record_set_text (row, "title", title, NULL);
  tw_record_set_text (row, "kind", kind, NULL);
  if (body != NULL)
    tw_record_set_text (row, "body", body, NULL);
  set_link (row, "recipient", batch->user->number, recipient);
  set_link (row, "record", entity, record);
  if (batch->edit == NULL)
    batch->edit = tw_edit_new (batch->store, TW_ORIGIN_SYSTEM, _("Notifications"));
  tw_edit_save (batch->edit, row);
  batch->n++;
}

/**
 * tw_notify_batch_commit:
 * @batch: a batch
 * @error: of the store
 *
 * Returns: %FALSE with @error; a batch without rows makes no commit
 */
gboolean
tw_notify_batch_commit (TwNotifyBatch *batch,
                        GError       **error)
{
  g_autoptr(TwCommit) commit = NULL;

  if (batch->edit == NULL)
    return TRUE;
  commit = tw_edit_commit (g_steal_pointer (&batch->edit), error);
  return commit != NULL;
}
