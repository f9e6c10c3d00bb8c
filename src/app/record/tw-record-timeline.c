/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-timeline.h"

#include <glib/gi18n-lib.h>

#include "tw-activity.h"
#include "tw-comment.h"
#include "tw-days-ago.h"
#include "tw-field-text.h"
#include "tw-late-spinner.h"
#include "tw-task.h"
#include "tw-timeline-items.h"
#include "tw-timeline-row.h"
#include "tw-timeline.h"

#define PAGE_SIZE  50
#define FIRST_SIZE 16                                  /* more than a window shows: lines are dear to make, and a page is to open at once */

struct _TwRecordTimeline
{
  AdwBin             parent_instance;

  TwWorkspace       *workspace;                        /* (owned) */
  const TwEntity    *entity;
  TwRecord          *record;                           /* (owned) (nullable) */
  TwInstant          past;                             /* what happened later is not shown; 0: everything is */
  GListStore        *items;                            /* (owned) TwTimelineEntry that are shown */
  GPtrArray         *filters;                          /* (owned) TwTimelineFilter, as in the drop-down */
  TwTimeline        *timeline;                         /* (owned) (nullable) read as far as items */
  TwTimeline        *reading;                          /* (owned) (nullable) being read on a thread */
  gboolean           end;                              /* there is nothing older */
  guint              fill_id;                          /* the rest of the first page is to be read */
  const TwDaysAgo   *days;                             /* what happened in them is shown */

  TwCommentComposer *composer;
  GtkWidget         *log_button;
  GtkDropDown       *filter;
  GtkMenuButton     *days_button;
  GtkEditable       *search;
  GtkStack          *stack;
  GtkLabel          *empty_label;
  GtkListView       *list;
};

G_DEFINE_FINAL_TYPE (TwRecordTimeline, tw_record_timeline, ADW_TYPE_BIN)

enum { PROP_0, PROP_DAYS, N_PROPS };
static GParamSpec *properties[N_PROPS];

typedef struct
{
  TwTimeline *timeline;                                /* (owned) */
  guint       limit;
  gboolean    more;                                    /* the next page, not the first one anew */
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->timeline);
  g_free (reading);
}

static TwStore *
get_store (TwRecordTimeline *self)
{
  return tw_workspace_get_store (self->workspace);
}

static const char *
get_filter_key (TwRecordTimeline *self)
{
  guint i = gtk_drop_down_get_selected (self->filter);

  return i < self->filters->len ? ((TwTimelineFilter *) g_ptr_array_index (self->filters, i))->key : "";
}

static void
show_state (TwRecordTimeline *self,
            const char       *message)
{
  gboolean filtered = *get_filter_key (self) != '\0' || *gtk_editable_get_text (self->search) != '\0' || *self->days->key != '\0';

  if (message == NULL && g_list_model_get_n_items (G_LIST_MODEL (self->items)) > 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "list");
      return;
    }
  if (message == NULL)
    message = filtered ? _("Nothing of this kind has happened here.")
                       : _("Nothing has happened here yet. Write a comment, or log a call with Ctrl+L.");
  gtk_label_set_label (self->empty_label, message);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  GPtrArray *entries = tw_timeline_read (reading->timeline, reading->limit, &error);

  if (entries != NULL)
    g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static gboolean fill_cb (gpointer data);

/* An answer to a question that is no longer asked is dropped. */
static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwRecordTimeline *self = TW_RECORD_TIMELINE (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->reading != reading->timeline || self->items == NULL)
    return;
  g_clear_object (&self->reading);
  g_set_object (&self->timeline, reading->timeline);
  self->end = entries == NULL || entries->len < reading->limit;
  if (entries != NULL && reading->more)
    g_list_store_splice (self->items, g_list_model_get_n_items (G_LIST_MODEL (self->items)), 0, entries->pdata, entries->len);
  else if (entries != NULL)
    tw_timeline_items_replace (self->items, entries);
  else
    g_list_store_remove_all (self->items);
  show_state (self, error != NULL ? error->message : NULL);
  /* When the first lines have been drawn. */
  if (!self->end && reading->limit < PAGE_SIZE && !reading->more && self->fill_id == 0)
    self->fill_id = g_idle_add_full (G_PRIORITY_LOW, fill_cb, self, NULL);
}

static void
start_reading (TwRecordTimeline *self,
               TwTimeline       *timeline,
               guint             limit,
               gboolean          more)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, read_cb, NULL);
  Reading *reading = g_new0 (Reading, 1);

  reading->timeline = g_object_ref (timeline);
  reading->limit = limit;
  reading->more = more;
  g_set_object (&self->reading, timeline);
  g_task_set_source_tag (task, start_reading);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  tw_task_run_in_thread (task, read_thread);
}

static gboolean
fill_cb (gpointer data)
{
  TwRecordTimeline *self = TW_RECORD_TIMELINE (data);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  self->fill_id = 0;
  if (self->reading == NULL && self->timeline != NULL && !self->end && n < PAGE_SIZE)
    start_reading (self, self->timeline, PAGE_SIZE - n, TRUE);
  return G_SOURCE_REMOVE;
}

/* As much as is shown is read anew: the place in the list stays. */
static void
reload (TwRecordTimeline *self,
        gboolean          keep_length)
{
  guint n = keep_length ? g_list_model_get_n_items (G_LIST_MODEL (self->items)) : 0;
  g_autoptr(TwTimeline) timeline = NULL;
  TwInstant since = 0, until = 0;

  if (self->record == NULL)
    return;
  timeline = tw_timeline_new (get_store (self), self->entity, tw_record_get_id (self->record), get_filter_key (self),
                              gtk_editable_get_text (self->search), self->past, tw_field_dup_text);
  tw_days_ago_get_span (self->days, tw_workspace_get_zone (self->workspace), &since, &until);
  tw_timeline_set_span (timeline, since, until);
  start_reading (self, timeline, MAX (FIRST_SIZE, n), FALSE);
}

static void
filter_cb (TwRecordTimeline *self)
{
  if (self->filters != NULL)
    reload (self, FALSE);
}

static void
edge_reached_cb (TwRecordTimeline *self,
                 GtkPositionType   position)
{
  if (position == GTK_POS_BOTTOM && self->timeline != NULL && self->reading == NULL && !self->end)
    start_reading (self, self->timeline, PAGE_SIZE, TRUE);
}

static void
activate_cb (TwRecordTimeline *self,
             guint             position)
{
  g_autoptr(TwTimelineEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->items), position);
  char id[TW_ID_TEXT_LENGTH + 1];

  if (entry == NULL || tw_timeline_entry_get_entity (entry) == 0 || g_str_equal (tw_timeline_entry_get_source (entry), "comment"))
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_timeline_entry_get_entity (entry),
                              tw_id_print (tw_timeline_entry_get_id (entry), id), "");
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(TwRecordTimeline) self = TW_RECORD_TIMELINE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (get_store (self), result, &error);

  if (commit == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  else if (self->composer != NULL)
    tw_comment_composer_clear (self->composer);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwRecordTimeline) self = TW_RECORD_TIMELINE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (get_store (self), result, &error);

  if (commit == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
submit_cb (TwRecordTimeline *self,
           const char       *text,
           gboolean          note)
{
  gboolean change = FALSE;
  const TwId *comment = tw_comment_composer_get_comment (self->composer, &change);
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  if (self->record == NULL)
    return;
  if (note)
    {
      tw_record_timeline_write_note (self, text);
      return;
    }
  edit = change ? tw_comment_change (get_store (self), comment, text, &error)
                : tw_comment_write (get_store (self), self->record, text, comment, &error);
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, kept_cb, g_object_ref (self));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static TwRecord *
get_comment (TwRecordTimeline *self,
             GVariant         *parameter)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "comment");
  TwId id;

  if (entity == NULL || !tw_id_parse (g_variant_get_string (parameter, NULL), &id))
    return NULL;
  return tw_store_get (get_store (self), entity, &id, NULL);
}

static void
answer (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwRecordTimeline *self = TW_RECORD_TIMELINE (widget);
  g_autoptr(TwRecord) comment = get_comment (self, parameter);
  g_autofree char *person = NULL, *words = NULL;
  const TwValue *author = NULL;

  if (comment == NULL)
    return;
  author = tw_record_get (comment, tw_record_get_entity (comment)->owner_field);
  if (author->type == TW_TYPE_LINK)
    person = tw_store_dup_title (get_store (self), author->tag, &author->id);
  /* Translators: above a text that is being written; %s is a person. */
  words = g_strdup_printf (_("Answer to %s"), person != NULL ? person : "");
  tw_comment_composer_begin (self->composer, tw_record_get_id (comment), FALSE, words, NULL);
}

static void
edit_comment (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwRecordTimeline *self = TW_RECORD_TIMELINE (widget);
  g_autoptr(TwRecord) comment = get_comment (self, parameter);
  const TwValue *body = comment != NULL ? tw_record_get_key (comment, "body") : NULL;

  if (body != NULL && body->type == TW_TYPE_TEXT)
    tw_comment_composer_begin (self->composer, tw_record_get_id (comment), TRUE, _("Change of a comment"), body->text);
}

static void
remove_comment (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  TwRecordTimeline *self = TW_RECORD_TIMELINE (widget);
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;
  TwId id;

  if (!tw_id_parse (g_variant_get_string (parameter, NULL), &id))
    return;
  edit = tw_comment_remove (get_store (self), &id, &error);
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, removed_cb, g_object_ref (self));
  else
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
}

static void
find (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_RECORD_TIMELINE (widget)->search));
}

static void
set_days (TwRecordTimeline *self,
          const char       *key)
{
  const TwDaysAgo *days = tw_days_ago_find (key);

  if (days == self->days)
    return;
  self->days = days;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->days_button), _(days->label));
  if (*days->key != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->days_button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->days_button), "suggested-action");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DAYS]);
  filter_cb (self);
}

static const TwActionInfo infos[] = {
  { "timeline.days", NULL, NULL, "s", NULL, NULL, "days" },
  { "timeline.find", N_("Search the timeline"), "<Control>f", NULL, NULL, find },
  { "timeline.answer", NULL, NULL, "s", NULL, answer },
  { "timeline.edit", NULL, NULL, "s", NULL, edit_comment },
  { "timeline.remove", NULL, NULL, "s", NULL, remove_comment },
};

const TwActionTable tw_record_timeline_actions = { N_("Timeline"), infos, G_N_ELEMENTS (infos) };

static void
tw_record_timeline_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  g_value_set_string (value, TW_RECORD_TIMELINE (object)->days->key);
}

static void
tw_record_timeline_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  set_days (TW_RECORD_TIMELINE (object), g_value_get_string (value));
}

static void
tw_record_timeline_dispose (GObject *object)
{
  TwRecordTimeline *self = TW_RECORD_TIMELINE (object);

  g_clear_handle_id (&self->fill_id, g_source_remove);
  g_clear_object (&self->items);
  g_clear_pointer (&self->filters, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_RECORD_TIMELINE);
  g_clear_object (&self->reading);
  g_clear_object (&self->timeline);
  g_clear_object (&self->record);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_record_timeline_parent_class)->dispose (object);
}

static void
tw_record_timeline_class_init (TwRecordTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tw_record_timeline_dispose;
  object_class->get_property = tw_record_timeline_get_property;
  object_class->set_property = tw_record_timeline_set_property;
  properties[PROP_DAYS] = g_param_spec_string ("days", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (TW_TYPE_TIMELINE_ROW);
  g_type_ensure (TW_TYPE_COMMENT_COMPOSER);
  tw_action_table_install (&tw_record_timeline_actions, widget_class);
  g_type_ensure (TW_TYPE_LATE_SPINNER);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("record/tw-record-timeline.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwRecordTimeline, composer);
  gtk_widget_class_bind_template_child (widget_class, TwRecordTimeline, log_button);
  gtk_widget_class_bind_template_child (widget_class, TwRecordTimeline, filter);
  gtk_widget_class_bind_template_child (widget_class, TwRecordTimeline, days_button);
  gtk_widget_class_bind_template_child (widget_class, TwRecordTimeline, search);
  gtk_widget_class_bind_template_child (widget_class, TwRecordTimeline, stack);
  gtk_widget_class_bind_template_child (widget_class, TwRecordTimeline, empty_label);
  gtk_widget_class_bind_template_child (widget_class, TwRecordTimeline, list);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_reached_cb);
}

static void
tw_record_timeline_init (TwRecordTimeline *self)
{
  self->items = g_list_store_new (TW_TYPE_TIMELINE_ENTRY);
  self->days = tw_days_ago_find ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
make_filters (TwRecordTimeline *self)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  g_autoptr(GPtrArray) filters = tw_timeline_list_filters ((TwSchema *) self->entity->schema, self->entity);

  for (guint i = 0; i < filters->len; i++)
    gtk_string_list_append (labels, ((TwTimelineFilter *) g_ptr_array_index (filters, i))->label);
  gtk_drop_down_set_model (self->filter, G_LIST_MODEL (labels));
  self->filters = g_steal_pointer (&filters);
}

static void
make_days (TwRecordTimeline *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  guint n = 0;
  const TwDaysAgo *days = tw_days_ago_list (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GMenuItem) item = g_menu_item_new (_(days[i].label), NULL);

      g_menu_item_set_action_and_target (item, "timeline.days", "s", days[i].key);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->days_button, G_MENU_MODEL (menu));
}

/**
 * tw_record_timeline_new:
 * @workspace: the workspace
 * @entity: entity of the records that it is of
 *
 * Returns: (transfer floating): a timeline without a record
 */
TwRecordTimeline *
tw_record_timeline_new (TwWorkspace    *workspace,
                        const TwEntity *entity)
{
  TwRecordTimeline *self = g_object_new (TW_TYPE_RECORD_TIMELINE, NULL);
  g_autoptr(GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)));

  self->workspace = g_object_ref (workspace);
  self->entity = entity;
  tw_comment_composer_set_workspace (self->composer, workspace);
  make_filters (self);
  make_days (self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  return self;
}

/**
 * tw_record_timeline_set_record:
 * @self: a timeline
 * @record: the record
 *
 * Reads the entries anew; those that did not change keep their rows.
 */
void
tw_record_timeline_set_record (TwRecordTimeline *self,
                               TwRecord         *record)
{
  g_return_if_fail (TW_IS_RECORD_TIMELINE (self) && TW_IS_RECORD (record));
  g_set_object (&self->record, record);
  reload (self, TRUE);
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
  gtk_widget_set_visible (GTK_WIDGET (self->composer), at == 0);
  gtk_widget_set_visible (self->log_button, at == 0);
}

/**
 * tw_record_timeline_is_touched:
 * @self: a timeline
 * @commit: a commit
 *
 * Returns: whether it may have changed what the timeline shows
 */
gboolean
tw_record_timeline_is_touched (TwRecordTimeline *self,
                               TwCommit         *commit)
{
  TwTimeline *timeline = NULL;

  g_return_val_if_fail (TW_IS_RECORD_TIMELINE (self), FALSE);
  timeline = self->reading != NULL ? self->reading : self->timeline;
  return timeline != NULL && tw_timeline_is_touched (timeline, commit);
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

/**
 * tw_record_timeline_write_note:
 * @self: a timeline
 * @text: the note: its first line is the subject
 *
 * Keeps a note on the record.
 */
void
tw_record_timeline_write_note (TwRecordTimeline *self,
                               const char       *text)
{
  const TwEntity *activity = NULL;
  g_autoptr(TwRecord) note = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;
  g_autofree char *title = NULL, *name = NULL;
  TwEdit *edit = NULL;

  g_return_if_fail (TW_IS_RECORD_TIMELINE (self) && self->record != NULL && text != NULL);
  activity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "activity");
  lines = g_strsplit (text, "\n", 2);
  if (activity == NULL || lines[0] == NULL)
    return;
  note = tw_record_new (activity);
  if (!tw_record_set_text (note, "kind", "note", &error) || !tw_record_set_text (note, "subject", lines[0], &error)
      || (lines[1] != NULL && !tw_record_set_text (note, "description", g_strstrip (lines[1]), &error))
      || !tw_activity_set_about (note, self->record, &error))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
      return;
    }
  name = tw_record_dup_title (self->record);
  /* Translators: names a change; %s is the record that the note is about. */
  title = g_strdup_printf (_("Note on “%s”"), name);
  edit = tw_edit_new (get_store (self), TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, note);
  tw_edit_commit_async (edit, NULL, kept_cb, g_object_ref (self));
}

/**
 * tw_record_timeline_set_filter:
 * @self: a timeline
 * @key: (nullable): key of one of tw_timeline_list_filters()
 * @text: (nullable): words that entries must contain
 *
 * Shows part of the timeline.
 */
void
tw_record_timeline_set_filter (TwRecordTimeline *self,
                               const char       *key,
                               const char       *text)
{
  g_return_if_fail (TW_IS_RECORD_TIMELINE (self));
  for (guint i = 0; i < self->filters->len; i++)
    if (g_strcmp0 (((TwTimelineFilter *) g_ptr_array_index (self->filters, i))->key, key != NULL ? key : "") == 0)
      gtk_drop_down_set_selected (self->filter, i);
  gtk_editable_set_text (self->search, text != NULL ? text : "");
}

/**
 * tw_record_timeline_is_own:
 * @self: a timeline
 * @entry: one of its entries
 *
 * Returns: whether it is this user's
 */
gboolean
tw_record_timeline_is_own (TwRecordTimeline *self,
                           TwTimelineEntry  *entry)
{
  g_return_val_if_fail (TW_IS_RECORD_TIMELINE (self) && TW_IS_TIMELINE_ENTRY (entry), FALSE);
  return tw_id_equal (tw_timeline_entry_get_user (entry), tw_store_get_user (get_store (self)));
}

/**
 * tw_record_timeline_get_composer:
 * @self: a timeline
 *
 * Returns: (transfer none): where comments are written
 */
TwCommentComposer *
tw_record_timeline_get_composer (TwRecordTimeline *self)
{
  g_return_val_if_fail (TW_IS_RECORD_TIMELINE (self), NULL);
  return self->composer;
}
