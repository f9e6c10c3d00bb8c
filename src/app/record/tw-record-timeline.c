/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-timeline.h"

#include <glib/gi18n-lib.h>

#include "tw-timeline-item.h"

#define PAGE_SIZE 50

enum { FILTER_ALL, FILTER_CHANGES, FILTER_ACTIVITIES };

#define MAX_PAST 200                                   /* records of each kind that are shown of a day in the past */

/* The kinds of records that stand in the timeline, and the order that puts their newest first. */
static const struct
{
  const char *entity, *sort;
} sources[] = {
  { "activity", "-at" },
  { "comment", "-created_at" },
  { "task", "-created_at" },
};
#define N_SOURCES G_N_ELEMENTS (sources)

/* The records of one kind that point to the record, read in pages. */
typedef struct
{
  GQueue   items;                                      /* TwTimelineItem read and not yet shown, newest first */
  TwQuery *query;                                      /* (owned) (nullable) */
  char    *cursor;                                     /* (owned) (nullable) */
  gboolean end;
} Source;

/* Several sources, each read in pages from the newest: the log's changes of the record, and the activities, comments and tasks
 * that point to it. An entry is shown when no source can still bring a newer one. */
struct _TwRecordTimeline
{
  AdwBin       parent_instance;

  TwWorkspace *workspace;                              /* (owned) */
  TwRecord    *record;                                 /* (owned) (nullable) */
  TwInstant    past;                                   /* what happened later is not shown; 0: everything is */
  GListStore  *items;                                  /* (owned) what is shown */

  guint        filter;                                 /* what the drop-down says: all, changes, activities */
  GQueue       changes;                                /* TwTimelineItem read and not yet shown, newest first */
  gint64       before_seq;                             /* where the next page of changes starts; 0: the newest */
  gboolean     changes_end;
  Source       sources[N_SOURCES];

  GtkEditable *note_entry;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (TwRecordTimeline, tw_record_timeline, ADW_TYPE_BIN)

static void
clear_sources (TwRecordTimeline *self)
{
  g_queue_clear_full (&self->changes, g_object_unref);
  self->before_seq = 0;
  self->changes_end = self->filter == FILTER_ACTIVITIES;
  for (guint i = 0; i < N_SOURCES; i++)
    {
      g_queue_clear_full (&self->sources[i].items, g_object_unref);
      g_clear_pointer (&self->sources[i].query, tw_query_unref);
      g_clear_pointer (&self->sources[i].cursor, g_free);
      self->sources[i].end = self->filter == FILTER_CHANGES;
    }
}

/* A task of a template or a rule is not about it. */
static gboolean
is_about (const TwField  *field,
          const TwEntity *entity)
{
  return field->kind == TW_KIND_LINK && field->number >= TW_FIELD_FIRST_OWN && tw_field_can_target (field, entity)
         && !g_str_equal (field->key, "template") && !g_str_equal (field->key, "created_by_rule");
}

/* Records that point to the record through any of their links. */
static TwQuery *
make_query (TwRecordTimeline *self,
            guint             source)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);
  const TwEntity *kind = tw_schema_get_entity (schema, sources[source].entity);
  g_autoptr(GString) where = g_string_new (NULL);
  char id[TW_ID_TEXT_LENGTH + 1];

  if (kind == NULL)
    return NULL;
  tw_id_print (tw_record_get_id (self->record), id);
  for (guint i = 0; i < kind->n_fields; i++)
    if (is_about (kind->fields[i], tw_record_get_entity (self->record)))
      g_string_append_printf (where, "%s%s = \"%s\"", where->len > 0 ? " or " : "", kind->fields[i]->key, id);
  return where->len > 0 ? tw_query_new (schema, kind, where->str, sources[source].sort, NULL) : NULL;
}

static void
read_changes (TwRecordTimeline *self)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  g_autoptr(GPtrArray) changes = tw_store_history (store, tw_record_get_id (self->record), PAGE_SIZE, self->before_seq,
                                                   NULL);

  self->changes_end = changes == NULL || changes->len < PAGE_SIZE;
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      TwChange *change = g_ptr_array_index (changes, i);
      TwTimelineItem *item = tw_timeline_item_new_change (self->workspace, tw_record_get_entity (self->record), change);

      self->before_seq = tw_change_get_seq (change);
      if (item != NULL && self->past != 0 && tw_timeline_item_get_time (item) > self->past)
        g_clear_object (&item);
      if (item != NULL)
        g_queue_push_tail (&self->changes, item);
    }
}

static void
read_source (TwRecordTimeline *self,
             Source           *source)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  g_autofree char *next = NULL;
  g_autoptr(GPtrArray) records = NULL;

  if (source->query != NULL && self->past != 0)
    records = tw_store_list_as_of (store, source->query, self->past, MAX_PAST, NULL);
  else if (source->query != NULL)
    records = tw_store_list (store, source->query, PAGE_SIZE, source->cursor, &next, NULL);
  g_free (source->cursor);
  source->cursor = g_steal_pointer (&next);
  source->end = source->cursor == NULL;
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      TwTimelineItem *item = tw_timeline_item_new_record (self->workspace, g_ptr_array_index (records, i));

      if (item != NULL)
        g_queue_push_tail (&source->items, item);
    }
}

/* The queue whose head is the newest entry that is not shown yet; NULL when all are. */
static GQueue *
find_newest (TwRecordTimeline *self)
{
  GQueue *newest = NULL;

  while (g_queue_is_empty (&self->changes) && !self->changes_end)
    read_changes (self);
  if (!g_queue_is_empty (&self->changes))
    newest = &self->changes;
  for (guint i = 0; i < N_SOURCES; i++)
    {
      Source *source = &self->sources[i];

      while (g_queue_is_empty (&source->items) && !source->end)
        read_source (self, source);
      if (g_queue_is_empty (&source->items))
        continue;
      if (newest == NULL || tw_timeline_item_get_time (g_queue_peek_head (&source->items))
                            >= tw_timeline_item_get_time (g_queue_peek_head (newest)))
        newest = &source->items;
    }
  return newest;
}

/* Shows the next page: the newest of the heads each time. */
static void
show_more (TwRecordTimeline *self)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  GQueue *newest = NULL;

  while (page->len < PAGE_SIZE && (newest = find_newest (self)) != NULL)
    g_ptr_array_add (page, g_queue_pop_head (newest));
  g_list_store_splice (self->items, g_list_model_get_n_items (G_LIST_MODEL (self->items)), 0, page->pdata, page->len);
}

static void
filter_cb (TwRecordTimeline *self,
           GParamSpec       *pspec,
           GtkDropDown      *drop_down)
{
  self->filter = gtk_drop_down_get_selected (drop_down);
  if (self->record != NULL)
    tw_record_timeline_set_record (self, self->record);
}

static void
edge_reached_cb (TwRecordTimeline *self,
                 GtkPositionType   position)
{
  if (position == GTK_POS_BOTTOM && self->record != NULL)
    show_more (self);
}

static void
note_kept_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwRecordTimeline) self = TW_RECORD_TIMELINE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (tw_workspace_get_store (self->workspace), result, &error);

  if (commit == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  else if (self->note_entry != NULL)
    gtk_editable_set_text (self->note_entry, "");
}

static void
note_cb (TwRecordTimeline *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->note_entry)));

  if (*text != '\0')
    tw_record_timeline_write_note (self, text);
}

static void
tw_record_timeline_dispose (GObject *object)
{
  TwRecordTimeline *self = TW_RECORD_TIMELINE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_RECORD_TIMELINE);
  clear_sources (self);
  g_clear_object (&self->items);
  g_clear_object (&self->record);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_record_timeline_parent_class)->dispose (object);
}

static void
tw_record_timeline_class_init (TwRecordTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_record_timeline_dispose;
  g_type_ensure (TW_TYPE_TIMELINE_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("record/tw-record-timeline.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwRecordTimeline, note_entry);
  gtk_widget_class_bind_template_child (widget_class, TwRecordTimeline, list);
  gtk_widget_class_bind_template_callback (widget_class, note_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_reached_cb);
}

static void
tw_record_timeline_init (TwRecordTimeline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (TW_TYPE_TIMELINE_ITEM);
  g_queue_init (&self->changes);
  for (guint i = 0; i < N_SOURCES; i++)
    g_queue_init (&self->sources[i].items);
}

/**
 * tw_record_timeline_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a timeline without a record
 */
TwRecordTimeline *
tw_record_timeline_new (TwWorkspace *workspace)
{
  TwRecordTimeline *self = g_object_new (TW_TYPE_RECORD_TIMELINE, NULL);
  g_autoptr(GtkNoSelection) selection = NULL;

  self->workspace = g_object_ref (workspace);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  return self;
}

/**
 * tw_record_timeline_set_record:
 * @self: a timeline
 * @record: the record
 *
 * Reads the newest entries anew.
 */
void
tw_record_timeline_set_record (TwRecordTimeline *self,
                               TwRecord         *record)
{
  g_return_if_fail (TW_IS_RECORD_TIMELINE (self) && TW_IS_RECORD (record));
  g_set_object (&self->record, record);
  clear_sources (self);
  for (guint i = 0; i < N_SOURCES; i++)
    self->sources[i].query = make_query (self, i);
  g_list_store_remove_all (self->items);
  show_more (self);
}

/**
 * tw_record_timeline_set_past:
 * @self: a timeline
 * @at: an instant; 0 for now
 *
 * Shows what had happened until then from the next tw_record_timeline_set_record() on; nothing can be written in the past.
 */
void
tw_record_timeline_set_past (TwRecordTimeline *self,
                             TwInstant         at)
{
  g_return_if_fail (TW_IS_RECORD_TIMELINE (self));
  self->past = at;
  gtk_widget_set_sensitive (GTK_WIDGET (self->note_entry), at == 0);
}

/**
 * tw_record_timeline_is_touched:
 * @self: a timeline
 * @commit: a commit
 *
 * Returns: whether it may have changed what the timeline shows besides the record's own changes
 */
gboolean
tw_record_timeline_is_touched (TwRecordTimeline *self,
                               TwCommit         *commit)
{
  TwSchema *schema = NULL;

  g_return_val_if_fail (TW_IS_RECORD_TIMELINE (self), FALSE);
  schema = tw_workspace_get_schema (self->workspace);
  for (guint i = 0; i < N_SOURCES; i++)
    {
      const TwEntity *entity = tw_schema_get_entity (schema, sources[i].entity);

      if (entity != NULL && tw_commit_touches (commit, entity))
        return TRUE;
    }
  return FALSE;
}

/**
 * tw_record_timeline_get_items:
 * @self: a timeline
 *
 * Returns: (transfer none): the entries read so far
 */
GListModel *
tw_record_timeline_get_items (TwRecordTimeline *self)
{
  g_return_val_if_fail (TW_IS_RECORD_TIMELINE (self), NULL);
  return G_LIST_MODEL (self->items);
}

/* The link of the entity "activity" that names records of this kind: its own, else the one to any record. */
static const TwField *
find_link (const TwEntity *activity,
           const TwEntity *entity)
{
  const TwField *any = NULL;

  for (guint i = 0; i < activity->n_fields; i++)
    {
      const TwField *field = activity->fields[i];

      if (field->kind != TW_KIND_LINK || field->number < TW_FIELD_FIRST_OWN || !tw_field_can_target (field, entity)
          || g_str_equal (field->key, "user"))
        continue;
      if (tw_field_get_target (field) == entity)
        return field;
      any = field;
    }
  return any;
}

/**
 * tw_record_timeline_write_note:
 * @self: a timeline
 * @text: the note
 *
 * Keeps a note on the record.
 */
void
tw_record_timeline_write_note (TwRecordTimeline *self,
                               const char       *text)
{
  const TwEntity *activity = NULL, *entity = NULL;
  const TwField *link = NULL;
  g_autoptr(TwRecord) note = NULL;
  g_autofree char *title = NULL, *name = NULL;
  g_auto(TwValue) target = TW_VALUE_INIT;
  TwEdit *edit = NULL;

  g_return_if_fail (TW_IS_RECORD_TIMELINE (self) && self->record != NULL && text != NULL);
  activity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "activity");
  entity = tw_record_get_entity (self->record);
  link = activity != NULL ? find_link (activity, entity) : NULL;
  if (link == NULL)
    return;
  note = tw_record_new (activity);
  target = tw_value_link (entity->number, tw_record_get_id (self->record));
  tw_record_set_text (note, "kind", "note", NULL);
  tw_record_set_text (note, "subject", text, NULL);
  tw_record_set (note, link, &target, NULL);
  name = tw_record_dup_title (self->record);
  /* Translators: names a change; %s is the record that the note is about. */
  title = g_strdup_printf (_("Note on “%s”"), name);
  edit = tw_edit_new (tw_workspace_get_store (self->workspace), TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, note);
  tw_edit_commit_async (edit, NULL, note_kept_cb, g_object_ref (self));
}
