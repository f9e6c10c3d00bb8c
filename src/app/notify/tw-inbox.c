/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-inbox.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-calendar.h"
#include "tw-markdown.h"
#include "tw-mention.h"

/* Those without a channel are of the time before there were any. */
#define IN_APP "(channels is empty or channels has \"in_app\")"

#define MAX_COMMENTS 20                                /* of a record, in which the one is looked for that a notification tells of */
#define MAX_EXCERPT  200                               /* letters of it */

static TwQuery *
make_query (TwWorkspace *workspace,
            gboolean     unread,
            GError     **error)
{
  TwSchema *schema = tw_workspace_get_schema (workspace);
  const TwEntity *entity = tw_schema_get_entity (schema, "notification");

  return entity != NULL ? tw_query_new (schema, entity, unread ? "recipient = me and read_at is empty and " IN_APP : "recipient = me and " IN_APP,
                                        "-created_at", error) : NULL;
}

/**
 * tw_inbox_list:
 * @workspace: the workspace
 * @unread: whether only those that were not read
 * @limit: how many at most
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwRecord): notifications of who is signed in, the newest first
 */
GPtrArray *
tw_inbox_list (TwWorkspace *workspace,
               gboolean     unread,
               guint        limit,
               GError     **error)
{
  g_autoptr(TwQuery) query = make_query (workspace, unread, error);

  return query != NULL ? tw_store_list (tw_workspace_get_store (workspace), query, limit, NULL, NULL, error) : NULL;
}

/**
 * tw_inbox_count:
 * @workspace: the workspace
 *
 * Returns: how many notifications were not read
 */
gint64
tw_inbox_count (TwWorkspace *workspace)
{
  g_autoptr(TwQuery) query = make_query (workspace, TRUE, NULL);

  return query != NULL ? MAX (tw_store_count (tw_workspace_get_store (workspace), query, NULL), 0) : 0;
}

/**
 * tw_inbox_is_read:
 * @notification: a notification
 *
 * Returns: whether it was read
 */
gboolean
tw_inbox_is_read (TwRecord *notification)
{
  return !tw_value_is_null (tw_record_get_key (notification, "read_at"));
}

/**
 * tw_inbox_has_channel:
 * @notification: a notification
 * @channel: a choice of its channels
 *
 * Returns: whether it is told on this way; one that names none is told on all
 */
gboolean
tw_inbox_has_channel (TwRecord   *notification,
                      const char *channel)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (notification), "channels");
  const TwValue *channels = field != NULL ? tw_record_get (notification, field) : NULL;

  if (channels == NULL || channels->type != TW_TYPE_LIST || channels->list->n_values == 0)
    return TRUE;
  for (guint i = 0; i < channels->list->n_values; i++)
    if (channels->list->values[i].type == TW_TYPE_ENUM && g_str_equal (channels->list->values[i].text, channel))
      return TRUE;
  return FALSE;
}

/**
 * tw_inbox_get_about:
 * @notification: a notification
 * @id: (out): id of the record
 *
 * Returns: (nullable): entity of the record that it is about
 */
const TwEntity *
tw_inbox_get_about (TwRecord *notification,
                    TwId     *id)
{
  const TwValue *record = tw_record_get_key (notification, "record");

  if (record->type != TW_TYPE_LINK)
    return NULL;
  *id = record->id;
  return tw_schema_get_entity_by_number (tw_record_get_entity (notification)->schema, record->tag);
}

/**
 * tw_inbox_dup_title:
 * @store: the store
 * @notification: a notification
 *
 * A server puts no words of a record into a notification, because the record may leave the reader's sight before they get there.
 *
 * Returns: (transfer full): the title that the record has now, where it is here; else the notification's own
 */
char *
tw_inbox_dup_title (TwStore  *store,
                    TwRecord *notification)
{
  TwId id;
  const TwEntity *entity = tw_inbox_get_about (notification, &id);
  g_autofree char *title = entity != NULL ? tw_store_dup_title (store, entity->number, &id) : NULL;

  return title != NULL && *title != '\0' ? g_steal_pointer (&title) : tw_record_dup_title (notification);
}

static gboolean
names_reader (TwSchema      *schema,
              const char    *text,
              const TwValue *reader)
{
  g_autoptr(GArray) people = tw_mention_list (schema, text);

  for (guint i = 0; i < people->len && reader->type == TW_TYPE_LINK; i++)
    if (tw_id_equal (&g_array_index (people, TwId, i), &reader->id))
      return TRUE;
  return FALSE;
}

/* The comment that it tells of: the newest one of its record before it, by the person whose name the notification has, that names the reader, where
 * it is about being named. Who is offline long writes before others and comes after them: then none is better than somebody else's. */
static TwRecord *
find_comment (TwStore    *store,
              TwRecord   *notification,
              const TwId *record,
              gboolean    named)
{
  TwSchema *schema = (TwSchema *) tw_record_get_entity (notification)->schema;
  const TwEntity *entity = tw_schema_get_entity (schema, "comment");
  const TwValue *at = tw_record_get_key (notification, "created_at"), *reader = tw_record_get_key (notification, "recipient");
  const TwValue *by = tw_record_get_key (notification, "body");
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("record = \"%s\" and (removed is empty or not removed)", tw_id_print (record, id));
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, where, "-created_at", NULL) : NULL;
  g_autoptr(GPtrArray) comments = query != NULL ? tw_store_list (store, query, MAX_COMMENTS, NULL, NULL, NULL) : NULL;

  for (guint i = 0; comments != NULL && i < comments->len; i++)
    {
      TwRecord *comment = g_ptr_array_index (comments, i);
      const TwValue *made = tw_record_get_key (comment, "created_at"), *body = tw_record_get_key (comment, "body");
      const TwValue *author = tw_record_get_key (comment, "author");
      g_autofree char *who = author->type == TW_TYPE_LINK ? tw_store_dup_title (store, author->tag, &author->id) : NULL;

      if (body->type != TW_TYPE_TEXT || (at->type == TW_TYPE_DATETIME && made->i > at->i)
          || (author->type == TW_TYPE_LINK && reader->type == TW_TYPE_LINK && tw_id_equal (&author->id, &reader->id))
          || (by->type == TW_TYPE_TEXT && *by->text != '\0' && g_strcmp0 (who, by->text) != 0))
        continue;
      if (!named || names_reader (schema, body->text, reader))
        return g_object_ref (comment);
    }
  return NULL;
}

/* Who said what, as the reader may see it now; a server puts only the name into the notification. */
static char *
dup_said (TwStore  *store,
          TwRecord *notification)
{
  const TwValue *kind = tw_record_get_key (notification, "kind"), *body = tw_record_get_key (notification, "body");
  gboolean named = kind->type == TW_TYPE_ENUM && g_str_equal (kind->text, "mention"), whole;
  g_autofree char *who = NULL, *line = NULL, *own = NULL, *title = NULL;
  g_autoptr(TwRecord) comment = NULL;
  const TwEntity *about = NULL;
  const TwValue *author = NULL;
  TwId record;

  whole = body->type == TW_TYPE_TEXT && strstr (body->text, ": ") != NULL;
  about = tw_inbox_get_about (notification, &record);
  if (!whole && about != NULL && (named || (kind->type == TW_TYPE_ENUM && g_str_equal (kind->text, "comment"))))
    comment = find_comment (store, notification, &record, named);
  if (comment != NULL)
    {
      author = tw_record_get_key (comment, "author");
      who = author->type == TW_TYPE_LINK ? tw_store_dup_title (store, author->tag, &author->id) : NULL;
      line = tw_markdown_to_line (tw_record_get_key (comment, "body")->text, MAX_EXCERPT);
      /* Translators: who said it, and what. */
      return who != NULL && *who != '\0' ? g_strdup_printf (_("%1$s: %2$s"), who, line) : g_steal_pointer (&line);
    }
  if (body->type == TW_TYPE_TEXT && *body->text != '\0')
    return g_strdup (body->text);
  /* Where the record's title stands above, its own one is not told otherwise. */
  own = tw_record_dup_title (notification);
  title = tw_inbox_dup_title (store, notification);
  return g_strcmp0 (own, title) != 0 ? g_steal_pointer (&own) : NULL;
}

/**
 * tw_inbox_dup_words:
 * @store: the store
 * @notification: a notification
 *
 * Returns: (transfer full): what kind it is, and who said what, on one line
 */
char *
tw_inbox_dup_words (TwStore  *store,
                    TwRecord *notification)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (notification), "kind");
  const TwValue *kind = tw_record_get (notification, field);
  const TwChoice *choice = kind->type == TW_TYPE_ENUM ? tw_field_get_choice (field, kind->text) : NULL;
  const char *label = choice != NULL ? tw_choice_get_label (field, choice) : "";
  g_autofree char *said = dup_said (store, notification);

  return said != NULL && *said != '\0' ? g_strdup_printf ("%s · %s", label, said) : g_strdup (label);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwWorkspace) workspace = TW_WORKSPACE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (tw_workspace_get_store (workspace), result, &error);

  /* What could not be marked is still there, not read; the next try tells why in its place. */
  if (commit == NULL)
    g_debug ("inbox: %s", error->message);
}

static void
put_read (TwEdit   *edit,
          TwRecord *notification)
{
  g_auto(TwValue) now = tw_value_datetime (g_get_real_time ());

  if (!tw_inbox_is_read (notification) && tw_record_set_key (notification, "read_at", &now, NULL))
    tw_edit_save (edit, notification);
}

/**
 * tw_inbox_mark_read:
 * @workspace: the workspace
 * @ids: (element-type TwId): ids of notifications
 *
 * Marks them as read.
 */
void
tw_inbox_mark_read (TwWorkspace *workspace,
                    GArray      *ids)
{
  TwStore *store = tw_workspace_get_store (workspace);
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (workspace), "notification");
  TwEdit *edit = NULL;

  if (entity == NULL || ids->len == 0)
    return;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, ngettext ("Mark a notification as read", "Mark notifications as read", ids->len));
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr(TwRecord) record = tw_store_get (store, entity, &g_array_index (ids, TwId, i), NULL);

      if (record != NULL)
        put_read (edit, record);
    }
  tw_edit_commit_async (edit, NULL, saved_cb, g_object_ref (workspace));
}

static const TwChoice *
find_done (const TwEntity *entity)
{
  const TwField *field = entity->board_field;

  if (field == NULL || field->kind != TW_KIND_ENUM)
    return NULL;
  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    if (field->choices[i]->closed && !field->choices[i]->retired)
      return field->choices[i];
  return NULL;
}

static gboolean
is_reminder (TwRecord *notification)
{
  const TwValue *kind = tw_record_get_key (notification, "kind");

  return kind->type == TW_TYPE_ENUM && g_str_equal (kind->text, "reminder");
}

/**
 * tw_inbox_can_finish:
 * @notification: a notification
 *
 * Returns: whether it reminds of something that can be done
 */
gboolean
tw_inbox_can_finish (TwRecord *notification)
{
  TwId id;
  const TwEntity *entity = tw_inbox_get_about (notification, &id);

  return is_reminder (notification) && entity != NULL && find_done (entity) != NULL;
}

/**
 * tw_inbox_finish:
 * @workspace: the workspace
 * @notification: one that tw_inbox_can_finish()
 *
 * Puts what it reminds of into its first state that is done, and marks it as read, as one change.
 */
void
tw_inbox_finish (TwWorkspace *workspace,
                 TwRecord    *notification)
{
  TwStore *store = tw_workspace_get_store (workspace);
  TwId id;
  const TwEntity *entity = tw_inbox_get_about (notification, &id);
  const TwChoice *done = entity != NULL ? find_done (entity) : NULL;
  g_autoptr(TwRecord) record = done != NULL ? tw_store_get (store, entity, &id, NULL) : NULL;
  g_autofree char *name = NULL, *title = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;
  TwEdit *edit = NULL;

  if (record == NULL)
    return;
  value = tw_value_enum (done->key);
  name = tw_record_dup_title (record);
  /* Translators: names a change; "Completed" and the name of the task. */
  title = g_strdup_printf (_("%s: “%s”"), tw_choice_get_label (entity->board_field, done), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  if (tw_record_set (record, entity->board_field, &value, NULL))
    tw_edit_save (edit, record);
  put_read (edit, notification);
  tw_edit_commit_async (edit, NULL, saved_cb, g_object_ref (workspace));
}

/**
 * tw_inbox_can_snooze:
 * @notification: a notification
 *
 * Returns: whether it is a reminder that can come again
 */
gboolean
tw_inbox_can_snooze (TwRecord *notification)
{
  TwId id;
  const TwEntity *entity = tw_inbox_get_about (notification, &id);

  return is_reminder (notification) && entity != NULL
         && (tw_entity_get_field (entity, "reminder_at") != NULL || tw_calendar_get_kind (entity) != 0);
}

/**
 * tw_inbox_snooze:
 * @workspace: the workspace
 * @notification: one that tw_inbox_can_snooze()
 * @until: when to remind again
 *
 * Moves the reminder of the record, or keeps with the notification when it comes again, and marks it as read, as one change.
 */
void
tw_inbox_snooze (TwWorkspace *workspace,
                 TwRecord    *notification,
                 TwInstant    until)
{
  TwStore *store = tw_workspace_get_store (workspace);
  TwId id;
  const TwEntity *entity = tw_inbox_get_about (notification, &id);
  g_autoptr(TwRecord) record = entity != NULL ? tw_store_get (store, entity, &id, NULL) : NULL;
  g_autofree char *name = NULL, *title = NULL;
  g_auto(TwValue) value = tw_value_datetime (until);
  TwEdit *edit = NULL;

  if (record == NULL || !tw_inbox_can_snooze (notification))
    return;
  name = tw_record_dup_title (record);
  /* Translators: names a change; %s is the name of a task or a meeting. */
  title = g_strdup_printf (_("Remind later of “%s”"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  if (tw_entity_get_field (entity, "reminder_at") == NULL)
    {
      if (tw_record_set_key (notification, "snoozed_until", &value, NULL))
        tw_edit_save (edit, notification);
    }
  else if (tw_record_set_key (record, "reminder_at", &value, NULL))
    tw_edit_save (edit, record);
  put_read (edit, notification);
  tw_edit_commit_async (edit, NULL, saved_cb, g_object_ref (workspace));
}
