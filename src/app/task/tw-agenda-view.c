/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-agenda-view.h"

#include <glib/gi18n-lib.h>

#include "tw-field-text.h"
#include "tw-late-spinner.h"
#include "tw-task-finish.h"
#include "tw-task-line.h"
#include "tw-task.h"

#define MAX_SHOWN 300                                  /* whoever has more to do filters */

typedef enum { GROUP_OVERDUE, GROUP_TODAY, GROUP_WEEK, GROUP_LATER, GROUP_NONE } Group;

struct _TwAgendaView
{
  AdwBin        parent_instance;

  TwViewState  *state;                                 /* (owned) */
  GCancellable *cancellable;                           /* (owned) (nullable) of the reading under way */
  guint         reload_id;
  TwDate        today;

  GtkStack     *stack;
  GtkEntry     *entry;
  GtkListBox   *list;
  GtkLabel     *more_label;
  AdwStatusPage *error_page;
};

static void tw_agenda_view_presentation_init (TwPresentationInterface *iface);
static void reload (TwAgendaView *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwAgendaView, tw_agenda_view, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_PRESENTATION, tw_agenda_view_presentation_init))

static const TwEntity *
get_entity (TwAgendaView *self)
{
  return tw_view_state_get_entity (self->state);
}

static TwStore *
get_store (TwAgendaView *self)
{
  return tw_workspace_get_store (tw_view_state_get_workspace (self->state));
}

static GTimeZone *
get_zone (TwAgendaView *self)
{
  return tw_workspace_get_zone (tw_view_state_get_workspace (self->state));
}

static void
report (TwAgendaView *self,
        const char   *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
}

/* --- Rows --- */

static TwRecord *
get_record (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "record");
}

/* G_MAXINT32: no day. */
static TwDate
day_of (TwAgendaView *self,
        TwRecord     *record)
{
  const TwValue *value = tw_record_get (record, get_entity (self)->date_field);

  if (value->type == TW_TYPE_DATE)
    return (TwDate) value->i;
  return value->type == TW_TYPE_DATETIME ? tw_instant_get_date (value->i, get_zone (self)) : G_MAXINT32;
}

static Group
group_of (TwAgendaView *self,
          TwRecord     *record)
{
  TwDate day = day_of (self, record);

  if (day == G_MAXINT32)
    return GROUP_NONE;
  if (day <= self->today)
    return day < self->today ? GROUP_OVERDUE : GROUP_TODAY;
  return day <= self->today + 7 - tw_date_get_weekday (self->today) ? GROUP_WEEK : GROUP_LATER;
}

static const char *
get_group_label (Group group)
{
  switch (group)
    {
    case GROUP_OVERDUE:
      return _("Overdue");
    case GROUP_TODAY:
      return _("Today");
    case GROUP_WEEK:
      return _("This week");
    case GROUP_LATER:
      return _("Later");
    default:
      return _("Without a day");
    }
}

static void
update_header (GtkListBoxRow *row,
               GtkListBoxRow *before,
               gpointer       data)
{
  TwAgendaView *self = TW_AGENDA_VIEW (data);
  Group group = group_of (self, get_record (row));
  GtkWidget *label = NULL;

  if (before != NULL && group_of (self, get_record (before)) == group)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (get_group_label (group));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "tw-agenda-heading");
  if (group == GROUP_OVERDUE)
    gtk_widget_add_css_class (label, "error");
  gtk_list_box_row_set_header (row, label);
}

/* The day, its time, and what it is about: the links of the list's columns. */
static char *
dup_subtitle (TwAgendaView *self,
              TwRecord     *record)
{
  const TwEntity *entity = get_entity (self);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwValue *value = tw_record_get (record, field);
      gboolean wanted = field == entity->date_field || field->kind == TW_KIND_TIME
                        || (field->kind == TW_KIND_LINK && field != entity->owner_field
                            && g_strv_contains (entity->list_columns, field->key));
      g_autofree char *title = NULL, *shown = NULL;

      if (!wanted || tw_value_is_null (value))
        continue;
      if (value->type == TW_TYPE_LINK)
        title = tw_store_dup_title (get_store (self), value->tag, &value->id);
      shown = tw_field_dup_text (field, value, title);
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", shown);
    }
  return tw_line_free (text);
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwAgendaView) self = TW_AGENDA_VIEW (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL && self->state != NULL)
    {
      report (self, error->message);
      reload (self);
    }
}

static void
commit (TwAgendaView *self,
        TwEdit       *edit)
{
  tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
}

static void
finish_row (TwAgendaView  *self,
            GtkListBoxRow *row)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  g_array_append_val (ids, *tw_record_get_id (get_record (row)));
  edit = tw_task_finish (get_store (self), get_entity (self), ids, &error);
  if (edit != NULL)
    commit (self, edit);
  else
    {
      report (self, error->message);
      reload (self);
    }
}

static void
toggled_cb (GtkCheckButton *check,
            TwAgendaView   *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (check), GTK_TYPE_LIST_BOX_ROW);

  if (row != NULL && gtk_check_button_get_active (check))
    finish_row (self, GTK_LIST_BOX_ROW (row));
}

static GtkWidget *
make_row (TwAgendaView *self,
          TwRecord     *record)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
  g_autofree char *title = tw_record_dup_title (record), *subtitle = dup_subtitle (self, record);
  /* Translators: the accessible name of a tick; %s is a task. */
  g_autofree char *name = g_strdup_printf (_("Finish “%s”"), title);

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (check, _("Done"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, 0);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "record", g_object_ref (record), g_object_unref);
  return row;
}

/* --- Reading --- */

/* Those of the view that are not done, by day. */
static TwQuery *
make_query (TwAgendaView *self,
            GError      **error)
{
  const TwEntity *entity = get_entity (self);
  const TwField *state = tw_task_get_state (entity, NULL);
  g_autoptr(GString) open = g_string_new (NULL);
  g_autofree char *where = tw_view_state_dup_where (self->state);
  g_autoptr(TwQuery) query = NULL, narrowed = NULL;

  for (guint i = 0; state->choices[i] != NULL; i++)
    if (state->choices[i]->closed)
      g_string_append_printf (open, "%s%s != \"%s\"", open->len > 0 ? " and " : "", state->key, state->choices[i]->key);
  query = tw_query_new (tw_query_get_schema (tw_view_state_get_query (self->state)), entity, where, entity->date_field->key, error);
  if (query != NULL)
    narrowed = tw_query_with_where (query, open->str, error);
  if (narrowed == NULL || tw_view_state_get_text (self->state) == NULL)
    return g_steal_pointer (&narrowed);
  return tw_query_with_text (narrowed, tw_view_state_get_text (self->state));
}

typedef struct
{
  TwStore *store;                                      /* (owned) */
  TwQuery *query;                                      /* (owned) */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->store);
  tw_query_unref (reading->query);
  g_free (reading);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Reading *reading = task_data;
  GError *error = NULL;
  GPtrArray *records = tw_store_list (reading->store, reading->query, MAX_SHOWN + 1, NULL, NULL, &error);

  if (records != NULL)
    g_task_return_pointer (task, records, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
show_error (TwAgendaView *self,
            GError       *error)
{
  tw_tell (self->error_page, error->message);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

/* By day; without one last, although null comes first in the order of the store. */
static void
fill (TwAgendaView *self,
      GPtrArray    *records)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < MIN (records->len, MAX_SHOWN); i++)
      if ((day_of (self, g_ptr_array_index (records, i)) == G_MAXINT32) == (pass == 1))
        gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (records, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), records->len > MAX_SHOWN);
  gtk_stack_set_visible_child_name (self->stack, records->len > 0 ? "list" : "empty");
  tw_presentation_selection_changed (TW_PRESENTATION (self));
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwAgendaView *self = TW_AGENDA_VIEW (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->state == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (records == NULL)
    show_error (self, error);
  else
    fill (self, records);
}

static void
reload (TwAgendaView *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = make_query (self, &error);
  g_autoptr(GTask) task = NULL;
  Reading *reading = NULL;

  if (query == NULL)
    {
      show_error (self, error);
      return;
    }
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->today = tw_instant_get_date (g_get_real_time (), get_zone (self));
  reading = g_new0 (Reading, 1);
  reading->store = g_object_ref (get_store (self));
  reading->query = tw_query_ref (query);
  task = g_task_new (self, self->cancellable, read_cb, NULL);
  g_task_set_source_tag (task, reload);
  g_task_set_task_data (task, reading, reading_free);
  tw_task_run_in_thread (task, read_thread);
}

static gboolean
reload_cb (gpointer data)
{
  TwAgendaView *self = TW_AGENDA_VIEW (data);

  self->reload_id = 0;
  reload (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (TwAgendaView *self,
            TwCommit     *made)
{
  if (tw_commit_touches (made, get_entity (self)) && self->reload_id == 0)
    self->reload_id = g_idle_add (reload_cb, self);
}

/* --- Adding --- */

/**
 * tw_agenda_view_add:
 * @self: the view
 * @line: what a person typed
 *
 * Adds a record that the line describes.
 */
void
tw_agenda_view_add (TwAgendaView *self,
                    const char   *line)
{
  g_autoptr(TwRecord) record = tw_record_new (get_entity (self));
  g_autofree char *title = NULL, *name = NULL;
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  g_return_if_fail (TW_IS_AGENDA_VIEW (self) && line != NULL);
  if (!tw_task_line_fill (record, line, get_zone (self), &error))
    {
      if (error != NULL)
        report (self, error->message);
      return;
    }
  name = tw_record_dup_title (record);
  /* Translators: names a change; %s is the new record's name. */
  title = g_strdup_printf (_("Add “%s”"), name);
  edit = tw_edit_new (get_store (self), TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  commit (self, edit);
}

static void
entry_activate_cb (TwAgendaView *self)
{
  g_autofree char *line = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  tw_agenda_view_add (self, line);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

/* --- Commands --- */

static void
add (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_AGENDA_VIEW (widget)->entry));
}

static void
finish (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwAgendaView *self = TW_AGENDA_VIEW (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    finish_row (self, row);
}

static void
reload_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  reload (TW_AGENDA_VIEW (widget));
}

static const TwActionInfo infos[] = {
  { "agenda.add", N_("Add in one line"), "<Control><Shift>n", NULL, NULL, add },
  { "agenda.finish", N_("Finish the selected record"), "<Control>d", NULL, NULL, finish },
  { "agenda.reload", N_("Refresh the list"), NULL, NULL, NULL, reload_action },
};

const TwActionTable tw_agenda_view_actions = { N_("By day"), infos, G_N_ELEMENTS (infos) };

static void
row_activated_cb (TwAgendaView  *self,
                  GtkListBoxRow *row)
{
  TwRecord *record = get_record (row);
  char id[TW_ID_TEXT_LENGTH + 1];

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_record_get_entity (record)->number,
                              tw_id_print (tw_record_get_id (record), id), "");
}

static void
row_selected_cb (TwAgendaView *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "agenda.finish", gtk_list_box_get_selected_row (self->list) != NULL);
  tw_presentation_selection_changed (TW_PRESENTATION (self));
}

/* --- The presentation --- */

static GArray *
tw_agenda_view_dup_selected (TwPresentation *presentation)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (TW_AGENDA_VIEW (presentation)->list);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  if (row != NULL)
    g_array_append_val (ids, *tw_record_get_id (get_record (row)));
  return ids;
}

static void
tw_agenda_view_clear_selection (TwPresentation *presentation)
{
  gtk_list_box_unselect_all (TW_AGENDA_VIEW (presentation)->list);
}

static void
tw_agenda_view_take_focus (TwPresentation *presentation)
{
  TwAgendaView *self = TW_AGENDA_VIEW (presentation);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->entry));
}

static void
tw_agenda_view_presentation_init (TwPresentationInterface *iface)
{
  iface->dup_selected = tw_agenda_view_dup_selected;
  iface->clear_selection = tw_agenda_view_clear_selection;
  iface->take_focus = tw_agenda_view_take_focus;
}

static void
tw_agenda_view_dispose (GObject *object)
{
  TwAgendaView *self = TW_AGENDA_VIEW (object);

  g_clear_handle_id (&self->reload_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  /* Rows that go ask for their headings. */
  if (self->list != NULL)
    gtk_list_box_set_header_func (self->list, NULL, NULL, NULL);
  g_clear_object (&self->state);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_AGENDA_VIEW);
  G_OBJECT_CLASS (tw_agenda_view_parent_class)->dispose (object);
}

static void
tw_agenda_view_class_init (TwAgendaViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_agenda_view_dispose;
  tw_action_table_install (&tw_agenda_view_actions, widget_class);
  g_type_ensure (TW_TYPE_LATE_SPINNER);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("task/tw-agenda-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwAgendaView, stack);
  gtk_widget_class_bind_template_child (widget_class, TwAgendaView, entry);
  gtk_widget_class_bind_template_child (widget_class, TwAgendaView, list);
  gtk_widget_class_bind_template_child (widget_class, TwAgendaView, more_label);
  gtk_widget_class_bind_template_child (widget_class, TwAgendaView, error_page);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

static void
tw_agenda_view_init (TwAgendaView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, update_header, self, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "agenda.finish", FALSE);
}

/**
 * tw_agenda_view_can_show:
 * @entity: a kind of record
 *
 * Returns: whether its records have a day and can be done
 */
gboolean
tw_agenda_view_can_show (const TwEntity *entity)
{
  return entity->date_field != NULL && entity->name_field != NULL && !entity->date_field->formula && !entity->date_field->read_only
         && entity->name_field->type == TW_TYPE_TEXT && tw_task_get_state (entity, NULL) != NULL;
}

/**
 * tw_agenda_view_new:
 * @state: what to show
 *
 * Returns: (transfer floating): what is to be done of it, by day
 */
GtkWidget *
tw_agenda_view_new (TwViewState *state)
{
  TwAgendaView *self = g_object_new (TW_TYPE_AGENDA_VIEW, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  reload (self);
  return GTK_WIDGET (self);
}

/**
 * tw_agenda_view_get_list:
 * @self: the view
 *
 * Returns: (transfer none): its rows
 */
GtkListBox *
tw_agenda_view_get_list (TwAgendaView *self)
{
  g_return_val_if_fail (TW_IS_AGENDA_VIEW (self), NULL);
  return self->list;
}
