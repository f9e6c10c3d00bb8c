/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-notify-private.h"
#include "tw-preference.h"

#define MAX_TITLE 200                                  /* characters */

/* What one person wants, read once for a batch. */
typedef struct
{
  TwRecord *preference;                                /* (owned) (nullable) */
  gboolean  quiet;                                     /* now is one of his quiet hours */
} TwListener;

static void
listener_free (gpointer data)
{
  TwListener *listener = data;

  g_clear_object (&listener->preference);
  g_free (listener);
}

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
  batch->now = g_get_real_time ();
  batch->people = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, listener_free);
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
  g_clear_pointer (&batch->people, g_hash_table_unref);
  g_clear_pointer (&batch->told, g_hash_table_unref);
  g_clear_pointer (&batch->followed, g_hash_table_unref);
  g_clear_pointer (&batch->schema, tw_schema_unref);
}

static gboolean
is_there (TwNotifyBatch *batch,
          const TwId    *id)
{
  g_autoptr(TwRecord) record = tw_store_get (batch->store, batch->notification, id, NULL);

  return record != NULL;
}

static gboolean
is_gone (TwNotifyBatch *batch,
         guint          number,
         const TwId    *id)
{
  g_autoptr(TwRecord) record = tw_store_get (batch->store, tw_schema_get_entity_by_number (batch->schema, number), id, NULL);

  return record == NULL || tw_record_is_deleted (record);
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

/* The person's own zone, else the workspace's. */
static int
get_minute (TwNotifyBatch *batch,
            const TwId    *person)
{
  g_autoptr(TwRecord) user = tw_store_get (batch->store, batch->user, person, NULL);
  const TwField *field = tw_entity_get_field (batch->user, "timezone");
  const TwValue *name = user != NULL && field != NULL ? tw_record_get (user, field) : NULL;
  g_autoptr(GTimeZone) own = name != NULL && name->type == TW_TYPE_TEXT ? g_time_zone_new_identifier (name->text) : NULL;
  TwExprContext *context = tw_store_dup_context (batch->store);
  int minute = (int) (tw_instant_get_time_of_day (batch->now, own != NULL ? own : context->zone) / 60);

  tw_store_context_free (context);
  return minute;
}

static const TwListener *
get_listener (TwNotifyBatch *batch,
              const TwId    *person)
{
  TwListener *listener = g_hash_table_lookup (batch->people, person);

  if (listener != NULL)
    return listener;
  listener = g_new0 (TwListener, 1);
  listener->preference = tw_preference_load (batch->store, person);
  listener->quiet = tw_preference_is_quiet (listener->preference, get_minute (batch, person));
  g_hash_table_insert (batch->people, g_memdup2 (person, sizeof *person), listener);
  return listener;
}

/* FALSE: the person wants to hear nothing of it. What comes in quiet hours waits in the inbox. */
static gboolean
set_channels (TwNotifyBatch *batch,
              TwRecord      *row,
              const TwId    *recipient,
              const char    *kind)
{
  const TwListener *listener = get_listener (batch, recipient);
  gboolean in_app = tw_preference_wants (listener->preference, kind, "in_app");
  gboolean desktop = tw_preference_wants (listener->preference, kind, "desktop");

  if (!in_app && !desktop)
    return FALSE;
  if (tw_entity_get_field (batch->notification, "channels") != NULL)
    tw_record_set_text (row, "channels", listener->quiet || !desktop ? "in_app" : in_app ? "in_app; desktop" : "desktop", NULL);
  return TRUE;
}

/**
 * tw_notify_batch_limit:
 * @batch: a batch
 * @recipient: (nullable): the only one who is told
 *
 * A device that has no contact with its server tells nobody but its own person.
 */
void
tw_notify_batch_limit (TwNotifyBatch *batch,
                       const TwId    *recipient)
{
  batch->only = recipient != NULL ? *recipient : tw_id_nil;
}

/* May the person read it at this moment? */
static gboolean
may_hear (TwNotifyBatch *batch,
          const TwId    *recipient,
          guint          number,
          const TwId    *id)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (batch->schema, number);
  g_autoptr(TwAccess) access = NULL;
  g_autoptr(TwRecord) record = NULL;

  if (batch->rights == NULL)
    return TRUE;
  access = tw_access_cache_get (batch->rights, recipient, NULL, NULL);
  record = access != NULL && tw_access_may (access, TW_RIGHT_READ, entity) ? tw_store_get (batch->store, entity, id, NULL) : NULL;
  return record != NULL && tw_access_may_row (access, TW_RIGHT_READ, record);
}

/* A program that shows it shows the record's own title where its person may see that. */
static char *
dup_title (TwNotifyBatch *batch,
           guint          number,
           const TwId    *id)
{
  g_autofree char *title = batch->discreet ? g_strdup ("") : tw_store_dup_title (batch->store, number, id);

  if (*title == '\0')
    return g_strdup (tw_schema_get_entity_by_number (batch->schema, number)->label);
  if (g_utf8_strlen (title, -1) > MAX_TITLE)
    *g_utf8_offset_to_pointer (title, MAX_TITLE) = '\0';
  return g_steal_pointer (&title);
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

  if ((!tw_id_is_nil (&batch->only) && !tw_id_equal (&batch->only, recipient))
      || !g_hash_table_add (batch->told, g_steal_pointer (&once)) || is_there (batch, &id)
      || !may_hear (batch, recipient, entity, record))
    return;
  row = tw_record_new (batch->notification);
  if (!set_channels (batch, row, recipient, kind))
    return;
  title = dup_title (batch, entity, record);
  tw_record_set_id (row, &id);
  tw_record_set_text (row, "title", title, NULL);
  tw_record_set_text (row, "kind", kind, NULL);
  if (body != NULL)
    tw_record_set_text (row, "body", body, NULL);
  set_link (row, "recipient", batch->user->number, recipient);
  /* What was deleted is told by its name: a link to it would be refused. */
  if (!is_gone (batch, entity, record))
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
