/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-notify.h"

#include <glib/gi18n-lib.h>

#include "tw-markdown.h"
#include "tw-mention.h"
#include "tw-notify-private.h"

#define PAGE_SIZE     100                              /* commits read at a time */
#define MANY_COMMITS  20                               /* for which it pays to know all follows */
#define MAX_CHANGES   200                              /* a commit of more is an import: nobody is told of each of its records */
#define MAX_FOLLOWERS 500
#define MAX_EXCERPT   200                              /* characters */

/* What is the same for all changes of a commit. */
typedef struct
{
  TwNotifyBatch *batch;
  TwCommit      *commit;
  TwId           user;                                 /* who did it; hears nothing of it */
  char          *name;                                 /* (owned) */
  char          *cause;                                /* (owned) */
} Reader;

static const TwFieldChange *
find_field (TwChange      *change,
            const TwField *field)
{
  for (guint i = 0; field != NULL && i < tw_change_get_n_fields (change); i++)
    if (tw_change_get_field (change, i)->field == field->number)
      return tw_change_get_field (change, i);
  return NULL;
}

static void
tell (Reader     *reader,
      const TwId *recipient,
      const char *kind,
      guint       entity,
      const TwId *record,
      const char *what)
{
  g_autofree char *body = NULL;

  if (tw_id_is_nil (recipient) || tw_id_equal (recipient, &reader->user))
    return;
  if (reader->batch->discreet)
    body = g_strdup (reader->name);
  else
    body = *reader->name != '\0' ? g_strdup_printf ("%s: %s", reader->name, what) : g_strdup (what);
  tw_notify_batch_tell (reader->batch, recipient, kind, entity, record, body, reader->cause);
}

/* Which follows hear of it: the kinds of follow that stand before this one tell it, too. */
typedef enum { HEARD_BY_ALL, HEARD_OF_IMPORTANT, HEARD_OF_COMMENTS } Heard;

static gboolean
hears (TwRecord *follow,
       Heard     heard)
{
  const TwValue *kind = tw_record_get_key (follow, "kind");
  const char *text = kind->type == TW_TYPE_ENUM ? kind->text : "all";

  return heard == HEARD_OF_COMMENTS ? !g_str_equal (text, "muted")
         : g_str_equal (text, "all") || (heard == HEARD_OF_IMPORTANT && g_str_equal (text, "important"));
}

/* After a push there are hundreds of changes at once, mostly of what nobody follows: where there are few follows, all of them are read then,
 * instead of asking for each record. */
static void
read_followed (TwNotifyBatch *batch,
               guint          n_commits)
{
  g_autoptr(TwQuery) query = batch->follow != NULL ? tw_query_new (batch->schema, batch->follow, NULL, NULL, NULL) : NULL;
  g_autoptr(GPtrArray) follows = NULL;
  gint64 n = query != NULL ? tw_store_count (batch->store, query, NULL) : -1;

  if (n < 0 || n > n_commits)
    return;
  follows = tw_store_list (batch->store, query, (guint) n + 1, NULL, NULL, NULL);
  /* One that came meanwhile, and perhaps more of them. */
  if (follows == NULL || follows->len > n)
    return;
  batch->followed = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  for (guint i = 0; i < follows->len; i++)
    {
      const TwValue *record = tw_record_get_key (g_ptr_array_index (follows, i), "record");

      if (record->type == TW_TYPE_LINK)
        g_hash_table_add (batch->followed, g_memdup2 (&record->id, sizeof record->id));
    }
}

/* Asked for with every change of every record: along the relation, since a query of its own would cost more than the change itself. */
static void
tell_followers (Reader     *reader,
                guint       number,
                const TwId *record,
                const char *kind,
                const char *what,
                Heard       heard)
{
  TwNotifyBatch *batch = reader->batch;
  const TwEntity *entity = tw_schema_get_entity_by_number (batch->schema, number);
  const TwInverse *followers = entity != NULL ? tw_entity_get_inverse (entity, "followers") : NULL;
  g_autoptr(GPtrArray) follows = NULL;

  if (followers == NULL || followers->field->entity != batch->follow
      || (batch->followed != NULL && !g_hash_table_contains (batch->followed, record)))
    return;
  follows = tw_store_related (batch->store, entity, record, followers, MAX_FOLLOWERS, NULL);
  for (guint i = 0; follows != NULL && i < follows->len; i++)
    {
      const TwValue *user = tw_record_get_key (g_ptr_array_index (follows, i), "user");

      if (user->type == TW_TYPE_LINK && hears (g_ptr_array_index (follows, i), heard))
        tell (reader, &user->id, kind, number, record, what);
    }
}

/* Who muted a record hears only what is meant for him: that he is named, and what is given to him to do. */
static gboolean
is_muted (TwNotifyBatch *batch,
          const TwId    *person,
          const TwId    *record)
{
  char id[TW_ID_TEXT_LENGTH + 1], who[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("user = \"%s\" and record = \"%s\" and kind = \"muted\"", tw_id_print (person, who),
                                            tw_id_print (record, id));
  g_autoptr(TwQuery) query = batch->follow != NULL ? tw_query_new (batch->schema, batch->follow, where, NULL, NULL) : NULL;

  return query != NULL && tw_store_count (batch->store, query, NULL) > 0;
}

static void
add_mention (Reader     *reader,
             TwRecord   *comment,
             const TwId *user,
             const char *excerpt)
{
  TwNotifyBatch *batch = reader->batch;
  char id[TW_ID_TEXT_LENGTH + 1], who[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *words = g_strdup_printf ("mention/%s/%s", tw_id_print (tw_record_get_id (comment), id), tw_id_print (user, who));
  TwId mention_id = tw_notify_make_id (words);
  g_autoptr(TwRecord) row = NULL, stored = NULL;
  g_auto(TwValue) link = tw_value_link (tw_record_get_entity (comment)->number, tw_record_get_id (comment));
  g_auto(TwValue) person = tw_value_link (batch->user->number, user);

  if (batch->mention == NULL)
    return;
  stored = tw_store_get (batch->store, batch->mention, &mention_id, NULL);
  if (stored != NULL)
    return;
  row = tw_record_new (batch->mention);
  tw_record_set_id (row, &mention_id);
  if (!batch->discreet)
    tw_record_set_text (row, "excerpt", excerpt, NULL);
  tw_record_set_key (row, "comment", &link, NULL);
  tw_record_set_key (row, "user", &person, NULL);
  if (batch->edit == NULL)
    batch->edit = tw_edit_new (batch->store, TW_ORIGIN_SYSTEM, _("Notifications"));
  tw_edit_save (batch->edit, row);
}

static gboolean
holds (GArray     *ids,
       const TwId *id)
{
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (tw_id_equal (&g_array_index (ids, TwId, i), id))
      return TRUE;
  return FALSE;
}

/* Those who are named for the first time, then who is answered, then who follows the record. */
static void
read_comment (Reader         *reader,
              const TwEntity *entity,
              TwChange       *change)
{
  TwNotifyBatch *batch = reader->batch;
  const TwFieldChange *body = find_field (change, tw_entity_get_field (entity, "body"));
  g_autoptr(TwRecord) comment = NULL, parent = NULL;
  g_autoptr(GArray) before = NULL, after = NULL;
  g_autofree char *excerpt = NULL;
  const TwValue *record = NULL, *answers = NULL;

  if (body == NULL || body->after.type != TW_TYPE_TEXT)
    return;
  comment = tw_store_get (batch->store, entity, tw_change_get_record (change), NULL);
  record = comment != NULL && !tw_record_is_deleted (comment) ? tw_record_get_key (comment, "record") : NULL;
  if (record == NULL || record->type != TW_TYPE_LINK)
    return;
  excerpt = tw_markdown_to_line (body->after.text, MAX_EXCERPT);
  after = tw_mention_list (batch->schema, body->after.text);
  if (body->before.type == TW_TYPE_TEXT)
    before = tw_mention_list (batch->schema, body->before.text);
  for (guint i = 0; i < after->len; i++)
    {
      const TwId *id = &g_array_index (after, TwId, i);
      g_autoptr(TwRecord) person = tw_store_get (batch->store, batch->user, id, NULL);

      if (person == NULL || holds (before, id))
        continue;
      add_mention (reader, comment, id, excerpt);
      tell (reader, id, "mention", record->tag, &record->id, excerpt);
    }
  if (tw_change_get_op (change) != TW_OP_ADD)
    return;
  answers = tw_record_get_key (comment, "parent");
  parent = answers->type == TW_TYPE_LINK ? tw_store_get (batch->store, entity, &answers->id, NULL) : NULL;
  if (parent != NULL && tw_record_get (parent, entity->owner_field)->type == TW_TYPE_LINK
      && !is_muted (batch, &tw_record_get (parent, entity->owner_field)->id, &record->id))
    tell (reader, &tw_record_get (parent, entity->owner_field)->id, "comment", record->tag, &record->id, excerpt);
  tell_followers (reader, record->tag, &record->id, "comment", excerpt, HEARD_OF_COMMENTS);
}

static gboolean
is_important (const TwEntity *entity,
              TwChange       *change)
{
  return tw_change_get_op (change) != TW_OP_SET || find_field (change, entity->owner_field) != NULL
         || find_field (change, entity->board_field) != NULL;
}

/* Who is given a task hears of it, also beside its assignee; who gave it hears the answer. */
static void
read_assignment (Reader         *reader,
                 const TwEntity *entity,
                 TwChange       *change)
{
  g_autoptr(TwRecord) assignment = tw_store_get (reader->batch->store, entity, tw_change_get_record (change), NULL);
  const TwValue *task = assignment != NULL ? tw_record_get_key (assignment, "task") : NULL;
  const TwValue *to = assignment != NULL ? tw_record_get_key (assignment, tw_change_get_op (change) == TW_OP_ADD ? "user" : "assigned_by")
                                         : NULL;

  if (to != NULL && to->type == TW_TYPE_LINK && task->type == TW_TYPE_LINK && !tw_record_is_deleted (assignment))
    tell (reader, &to->id, "assignment", task->tag, &task->id, tw_commit_get_title (reader->commit));
}

/* Its time is another one, it was called off, or it is gone; of what repeats also one time of it, which has a record of its own then, or
 * is left out. What was over already is nobody's news. */
static gboolean
is_moved (TwNotifyBatch  *batch,
          const TwEntity *entity,
          TwRecord       *meeting,
          TwChange       *change)
{
  static const char *const times[] = { "starts_at", "ends_at", "recurrence", "excluded" };
  const TwFieldChange *status = find_field (change, tw_entity_get_field (entity, "status"));
  const TwValue *end = tw_record_get_key (meeting, "ends_at");
  gboolean repeats = tw_record_get_key (meeting, "recurrence")->type == TW_TYPE_TEXT;

  if (!repeats && end->type == TW_TYPE_DATETIME && end->i < batch->now)
    return FALSE;
  if (tw_change_get_op (change) == TW_OP_ADD)
    return tw_record_get_key (meeting, "series")->type == TW_TYPE_LINK;
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (find_field (change, tw_entity_get_field (entity, times[i])) != NULL)
      return TRUE;
  return tw_change_get_op (change) == TW_OP_DELETE
         || (status != NULL && status->after.type == TW_TYPE_ENUM && g_str_equal (status->after.text, "cancelled"));
}

/* Who takes part in a meeting, or holds it, hears that it is moved or called off. */
static void
read_meeting (Reader         *reader,
              const TwEntity *entity,
              TwChange       *change)
{
  TwNotifyBatch *batch = reader->batch;
  g_autoptr(TwRecord) meeting = tw_store_get (batch->store, entity, tw_change_get_record (change), NULL);
  const TwValue *people = meeting != NULL ? tw_record_get_key (meeting, "attendees") : NULL, *organizer = NULL;

  if (meeting == NULL || !is_moved (batch, entity, meeting, change))
    return;
  organizer = tw_record_get_key (meeting, "organizer");
  if (organizer->type == TW_TYPE_LINK && !is_muted (batch, &organizer->id, tw_record_get_id (meeting)))
    tell (reader, &organizer->id, "meeting", entity->number, tw_record_get_id (meeting), tw_commit_get_title (reader->commit));
  for (guint i = 0; people->type == TW_TYPE_LIST && i < people->list->n_values; i++)
    {
      const TwValue *person = &people->list->values[i];

      if (person->type == TW_TYPE_LINK && person->tag == batch->user->number && !is_muted (batch, &person->id, tw_record_get_id (meeting)))
        tell (reader, &person->id, "meeting", entity->number, tw_record_get_id (meeting), tw_commit_get_title (reader->commit));
    }
}

/* Records that people work with; who keeps settings or is told something has not been given work. */
static void
read_change (Reader   *reader,
             TwChange *change)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (reader->batch->schema, tw_change_get_entity (change));
  const TwFieldChange *owner = entity != NULL ? find_field (change, entity->owner_field) : NULL;
  TwOp op = tw_change_get_op (change);

  if (entity == NULL || op == TW_OP_PURGE)
    return;
  if (g_str_equal (entity->key, "comment"))
    {
      if (op == TW_OP_ADD || op == TW_OP_SET)
        read_comment (reader, entity, change);
      return;
    }
  if (g_str_equal (entity->key, "task_assignment") && (op == TW_OP_ADD || op == TW_OP_SET))
    read_assignment (reader, entity, change);
  if (g_str_equal (entity->key, "meeting") && op != TW_OP_RESTORE)
    read_meeting (reader, entity, change);
  if (entity->group == NULL)
    return;
  if (owner != NULL && owner->after.type == TW_TYPE_LINK && owner->after.tag == reader->batch->user->number)
    tell (reader, &owner->after.id, "assignment", entity->number, tw_change_get_record (change),
          tw_commit_get_title (reader->commit));
  if (op != TW_OP_ADD)
    tell_followers (reader, entity->number, tw_change_get_record (change), "follow", tw_commit_get_title (reader->commit),
                    is_important (entity, change) ? HEARD_OF_IMPORTANT : HEARD_BY_ALL);
}

static gboolean
is_told_of (TwCommit *commit)
{
  switch (tw_commit_get_origin (commit))
    {
    case TW_ORIGIN_SYSTEM:
    case TW_ORIGIN_DEMO:
    case TW_ORIGIN_IMPORT:
      return FALSE;
    default:
      return tw_commit_get_n_changes (commit) <= MAX_CHANGES;
    }
}

static gboolean
read_commit (TwNotifyBatch *batch,
             TwCommit      *commit,
             GError       **error)
{
  g_autoptr(GPtrArray) changes = tw_store_commit_changes (batch->store, tw_commit_get_seq (commit), MAX_CHANGES, error);
  Reader reader = { batch, commit };
  char id[TW_ID_TEXT_LENGTH + 1];

  if (changes == NULL)
    return FALSE;
  reader.user = *tw_commit_get_user (commit);
  reader.name = tw_id_is_nil (&reader.user) ? g_strdup ("") : tw_store_dup_title (batch->store, batch->user->number, &reader.user);
  reader.cause = g_strdup (tw_id_print (tw_commit_get_id (commit), id));
  for (guint i = 0; i < changes->len; i++)
    read_change (&reader, g_ptr_array_index (changes, i));
  g_free (reader.name);
  g_free (reader.cause);
  return TRUE;
}

/**
 * tw_notify_read:
 * @store: the store, of an authority
 * @seq: (inout): the last commit that was read; moved to the newest
 * @error: of the store
 *
 * Makes the notifications of what happened since. Waits for the store.
 *
 * Returns: how many notifications were made; -1 with @error, and @seq stands where it was
 */
gint64
tw_notify_read (TwStore *store,
                gint64  *seq,
                GError **error)
{
  return tw_notify_read_for (store, NULL, seq, error);
}

/**
 * tw_notify_read_for:
 * @store: the store, of an authority
 * @rights: (nullable): of those who are told; %NULL: everybody may read all of it, in a workspace without a server
 * @seq: (inout): the last commit that was read; moved to the newest
 * @error: of the store
 *
 * With @rights, who may not read a record is not told of it, and nobody is told its words.
 *
 * Returns: how many notifications were made; -1 with @error, and @seq stands where it was
 */
gint64
tw_notify_read_for (TwStore       *store,
                    TwAccessCache *rights,
                    gint64        *seq,
                    GError       **error)
{
  gint64 n = 0;

  g_return_val_if_fail (TW_IS_STORE (store) && seq != NULL, -1);
  for (gboolean end = FALSE; !end; )
    {
      g_autoptr(GPtrArray) commits = tw_store_commits (store, *seq, PAGE_SIZE, error);
      TwNotifyBatch batch;
      gboolean good = commits != NULL;

      if (!good)
        return -1;
      end = commits->len < PAGE_SIZE;
      if (!tw_notify_batch_init (&batch, store))
        {
          tw_notify_batch_clear (&batch);
          return n;
        }
      batch.rights = rights;
      batch.discreet = rights != NULL;
      if (commits->len >= MANY_COMMITS)
        read_followed (&batch, commits->len);
      for (guint i = 0; i < commits->len && good; i++)
        good = !is_told_of (g_ptr_array_index (commits, i)) || read_commit (&batch, g_ptr_array_index (commits, i), error);
      good = good && tw_notify_batch_commit (&batch, error);
      n += batch.n;
      if (good && commits->len > 0)
        *seq = tw_commit_get_seq (g_ptr_array_index (commits, commits->len - 1));
      tw_notify_batch_clear (&batch);
      if (!good)
        return -1;
    }
  return n;
}

/**
 * tw_notify_get_head:
 * @store: the store
 *
 * Returns: seq of the newest commit; 0 when there is none
 */
gint64
tw_notify_get_head (TwStore *store)
{
  g_autoptr(GPtrArray) newest = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), 0);
  newest = tw_store_commits_before (store, 0, 1, NULL);
  return newest != NULL && newest->len > 0 ? tw_commit_get_seq (g_ptr_array_index (newest, 0)) : 0;
}
