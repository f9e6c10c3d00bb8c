/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-text.h"
#include "tw-timeline-change.h"

#define PAGE_SIZE 100

#define TW_TYPE_TIMELINE_HISTORY (tw_timeline_history_get_type ())
G_DECLARE_FINAL_TYPE (TwTimelineHistory, tw_timeline_history, TW, TIMELINE_HISTORY, TwTimelineSource)

struct _TwTimelineHistory
{
  TwTimelineSource parent_instance;

  gint64           before_seq;                         /* where the next page starts; 0: the newest */
};

G_DEFINE_FINAL_TYPE (TwTimelineHistory, tw_timeline_history, TW_TYPE_TIMELINE_SOURCE)

static gboolean
has_words (const TwTimelineView *view,
           TwChange             *change,
           TwOp                  op)
{
  g_autofree char *text = op == TW_OP_SET ? tw_timeline_change_dup_text (view, view->entity, change, NULL, TRUE) : NULL;

  return text != NULL && tw_text_contains (text, view->text);
}

/* NULL when nothing that people see has changed, or it has not the words that are searched. */
static TwTimelineEntry *
make_entry (const TwTimelineView *view,
            TwChange             *change)
{
  const TwEntity *user_entity = tw_schema_get_entity (view->schema, "user");
  TwOp op = tw_change_get_op (change);
  g_autofree char *text = op == TW_OP_SET ? tw_timeline_change_dup_text (view, view->entity, change, NULL, FALSE) : NULL;
  g_autofree char *name = NULL, *title = NULL, *body = NULL;
  TwTimelineFacts facts = { .source = "history", .time = tw_change_get_time (change), .zone = view->zone };

  if (op == TW_OP_SET && *text == '\0')
    return NULL;
  facts.icon = op == TW_OP_SET ? "document-edit-symbolic" : op == TW_OP_DELETE ? "user-trash-symbolic" : "list-add-symbolic";
  facts.id = *tw_change_get_record (change);
  tw_timeline_change_get_author (view, view->entity, change, &facts.user, &facts.time);
  facts.order = tw_change_get_seq (change);
  if (user_entity != NULL && !tw_id_is_nil (&facts.user))
    name = tw_store_dup_title (view->store, user_entity->number, &facts.user);
  title = name != NULL && *name != '\0' ? g_strdup_printf ("%s · %s", tw_timeline_op_get_label (op), name)
                                        : g_strdup (tw_timeline_op_get_label (op));
  if (view->text != NULL && !tw_text_contains (title, view->text) && !has_words (view, change, op))
    return NULL;
  body = text != NULL ? g_markup_escape_text (text, -1) : NULL;
  facts.title = title;
  facts.body = body;
  return tw_timeline_entry_new (&facts);
}

static gboolean
tw_timeline_history_read (TwTimelineSource     *source,
                          const TwTimelineView *view,
                          guint                 limit,
                          GPtrArray            *entries,
                          gboolean             *end,
                          GError              **error)
{
  TwTimelineHistory *self = TW_TIMELINE_HISTORY (source);
  g_autoptr(GPtrArray) changes = tw_store_history (view->store, &view->id, PAGE_SIZE, self->before_seq, error);

  if (changes == NULL)
    return FALSE;
  *end = changes->len < PAGE_SIZE;
  for (guint i = 0; i < changes->len; i++)
    {
      TwChange *change = g_ptr_array_index (changes, i);
      TwTimelineEntry *entry = NULL;

      self->before_seq = tw_change_get_seq (change);
      if (view->past == 0 || tw_change_get_time (change) <= view->past)
        entry = make_entry (view, change);
      if (entry != NULL)
        g_ptr_array_add (entries, entry);
    }
  return TRUE;
}

static gboolean
tw_timeline_history_is_touched (TwTimelineSource     *source,
                                const TwTimelineView *view,
                                TwCommit             *commit)
{
  GPtrArray *changes = tw_commit_get_changes (commit);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    if (tw_id_equal (tw_change_get_record (g_ptr_array_index (changes, i)), &view->id))
      return TRUE;
  return changes == NULL && tw_commit_touches (commit, view->entity);
}

static void
tw_timeline_history_class_init (TwTimelineHistoryClass *klass)
{
  TwTimelineSourceClass *source_class = TW_TIMELINE_SOURCE_CLASS (klass);

  source_class->read = tw_timeline_history_read;
  source_class->is_touched = tw_timeline_history_is_touched;
}

static void
tw_timeline_history_init (TwTimelineHistory *self)
{
}

/**
 * tw_timeline_history_new:
 *
 * Returns: (transfer full): the changes of the record's own fields, from the log
 */
TwTimelineSource *
tw_timeline_history_new (void)
{
  return g_object_new (TW_TYPE_TIMELINE_HISTORY, NULL);
}
