/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-call-page.h"

#include <glib/gi18n-lib.h>

#include "tw-call-list.h"
#include "tw-field-open.h"
#include "tw-field-text.h"
#include "tw-late-spinner.h"
#include "tw-task.h"

struct _TwCallPage
{
  TwWindowPage    parent_instance;

  GPtrArray      *calls;                               /* (owned) (nullable) TwRecord */
  guint           at;

  GtkStack       *stack;
  AdwStatusPage  *call_page;
  AdwStatusPage  *error_page;
  GtkListBox     *facts;
  GtkFlowBox     *outcomes;
  GtkEntry       *note;
  GtkLinkButton  *phone;
  GtkLabel       *count_label;
};

G_DEFINE_FINAL_TYPE (TwCallPage, tw_call_page, TW_TYPE_WINDOW_PAGE)

static TwStore *
get_store (TwCallPage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

/* --- The call --- */

static char *
dup_value (TwCallPage *self,
           TwRecord   *call,
           const char *key)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (call), key);
  const TwValue *value = tw_record_get (call, field);
  g_autofree char *title = NULL;

  if (tw_value_is_null (value))
    return g_strdup ("");
  if (value->type == TW_TYPE_LINK)
    title = tw_store_dup_title (get_store (self), value->tag, &value->id);
  return tw_field_dup_text (field, value, title);
}

static void
add_fact (TwCallPage *self,
          TwRecord   *call,
          const char *key)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (call), key);
  g_autofree char *text = dup_value (self, call, key);
  GtkWidget *row = NULL;

  if (*text == '\0')
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tw_field_get_label (field));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_list_box_append (self->facts, row);
}

static void
show_phone (TwCallPage *self,
            TwRecord   *call)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (call), "phone");
  g_autofree char *text = dup_value (self, call, "phone"), *uri = tw_field_dup_uri (field, tw_record_get (call, field));

  gtk_widget_set_visible (GTK_WIDGET (self->phone), uri != NULL);
  if (uri == NULL)
    return;
  gtk_link_button_set_uri (self->phone, uri);
  gtk_button_set_label (GTK_BUTTON (self->phone), text);
}

static void
show_call (TwCallPage *self)
{
  static const char *const facts[] = { "reason", "company", "contact", "lead", "scheduled_for", "attempts", "script" };
  TwRecord *call = tw_call_page_get_call (self);
  GtkWidget *child = NULL;
  g_autofree char *who = NULL, *count = NULL;

  gtk_stack_set_visible_child_name (self->stack, call != NULL ? "call" : "empty");
  gtk_editable_set_text (GTK_EDITABLE (self->note), "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "call.outcome", call != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "call.next", call != NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts))) != NULL)
    gtk_list_box_remove (self->facts, child);
  if (call == NULL)
    return;
  who = dup_value (self, call, "contact");
  if (*who == '\0')
    {
      g_free (who);
      who = tw_record_dup_title (call);
    }
  adw_status_page_set_title (self->call_page, who);
  /* Translators: which of several calls is shown. */
  count = g_strdup_printf (_("Call %u of %u"), self->at + 1, self->calls->len);
  gtk_label_set_label (self->count_label, count);
  show_phone (self, call);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    add_fact (self, call, facts[i]);
}

/* --- Reading --- */

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *calls = tw_call_list_load (TW_STORE (task_data), &error);

  if (calls != NULL)
    g_task_return_pointer (task, calls, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwCallPage *self = TW_CALL_PAGE (source);
  g_autoptr(GError) error = NULL;
  GPtrArray *calls = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->stack == NULL)                             /* closed meanwhile */
    {
      g_clear_pointer (&calls, g_ptr_array_unref);
      return;
    }
  if (calls == NULL)
    {
      tw_tell (self->error_page, error->message);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  self->calls = calls;
  self->at = 0;
  show_call (self);
}

static void
read_calls (TwCallPage *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, read_cb, NULL);

  g_task_set_source_tag (task, read_calls);
  g_task_set_task_data (task, g_object_ref (get_store (self)), g_object_unref);
  tw_task_run_in_thread (task, read_thread);
}

/* --- Commands --- */

/* After the last one the list is read anew: those that were put off for minutes come again. */
static void
go_on (TwCallPage *self)
{
  self->at++;
  if (self->at < self->calls->len)
    show_call (self);
  else
    read_calls (self);
}

static void
logged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(TwCallPage) self = TW_CALL_PAGE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (self->stack == NULL)
    return;
  if (commit == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  else
    go_on (self);
}

static void
outcome (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwCallPage *self = TW_CALL_PAGE (widget);
  TwRecord *call = tw_call_page_get_call (self);
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  if (call == NULL)
    return;
  edit = tw_call_list_log (get_store (self), tw_record_get_id (call), g_variant_get_string (parameter, NULL),
                           gtk_editable_get_text (GTK_EDITABLE (self->note)), &error);
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, logged_cb, g_object_ref (self));
  else
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
}

static void
next (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwCallPage *self = TW_CALL_PAGE (widget);

  if (tw_call_page_get_call (self) != NULL)
    go_on (self);
}

static const TwActionInfo infos[] = {
  { "call.outcome", N_("Reached"), "1", "s", "'reached'", outcome },
  { "call.outcome", N_("Not reached"), "2", "s", "'not_reached'", NULL },
  { "call.outcome", N_("Busy"), "3", "s", "'busy'", NULL },
  { "call.outcome", N_("Call back"), "4", "s", "'call_back'", NULL },
  { "call.outcome", N_("Wrong number"), "5", "s", "'wrong_number'", NULL },
  { "call.outcome", N_("Declined"), "6", "s", "'declined'", NULL },
  { "call.next", N_("Next call without logging this one"), "n", NULL, NULL, next },
};

const TwActionTable tw_call_page_actions = { N_("Call list"), infos, G_N_ELEMENTS (infos) };

/* A button an outcome, with its key. */
static void
add_outcomes (TwCallPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    {
      g_autofree char *label = NULL;
      GtkWidget *button = NULL;

      if (infos[i].target == NULL)
        continue;
      /* Translators: a command and its key. */
      label = g_strdup_printf (_("%s (%s)"), _(infos[i].title), infos[i].accels);
      button = gtk_button_new_with_label (label);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), infos[i].name);
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), g_variant_new_parsed (infos[i].target));
      gtk_flow_box_insert (self->outcomes, button, -1);
    }
}

static void
tw_call_page_shown (TwWindowPage *page)
{
  TwCallPage *self = TW_CALL_PAGE (page);

  gtk_widget_child_focus (GTK_WIDGET (self->outcomes), GTK_DIR_TAB_FORWARD);
}

static void
tw_call_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (tw_call_page_parent_class)->constructed (object);
  read_calls (TW_CALL_PAGE (object));
}

static void
tw_call_page_dispose (GObject *object)
{
  TwCallPage *self = TW_CALL_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CALL_PAGE);
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_call_page_parent_class)->dispose (object);
}

static void
tw_call_page_class_init (TwCallPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = tw_call_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = tw_call_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_call_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "tasks";
  tw_action_table_install (&tw_call_page_actions, widget_class);
  g_type_ensure (TW_TYPE_LATE_SPINNER);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("task/tw-call-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwCallPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwCallPage, call_page);
  gtk_widget_class_bind_template_child (widget_class, TwCallPage, error_page);
  gtk_widget_class_bind_template_callback (widget_class, read_calls);
  gtk_widget_class_bind_template_child (widget_class, TwCallPage, facts);
  gtk_widget_class_bind_template_child (widget_class, TwCallPage, outcomes);
  gtk_widget_class_bind_template_child (widget_class, TwCallPage, note);
  gtk_widget_class_bind_template_child (widget_class, TwCallPage, phone);
  gtk_widget_class_bind_template_child (widget_class, TwCallPage, count_label);
}

static void
tw_call_page_init (TwCallPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "call.outcome", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "call.next", FALSE);
  tw_window_page_set_place (TW_WINDOW_PAGE (self), "");
  add_outcomes (self);
}

/**
 * tw_call_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window
 */
TwCallPage *
tw_call_page_new (TwWorkspace *workspace)
{
  return g_object_new (TW_TYPE_CALL_PAGE, "workspace", workspace, NULL);
}

/**
 * tw_call_page_get_call:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): the call that is shown
 */
TwRecord *
tw_call_page_get_call (TwCallPage *self)
{
  g_return_val_if_fail (TW_IS_CALL_PAGE (self), NULL);
  return self->calls != NULL && self->at < self->calls->len ? g_ptr_array_index (self->calls, self->at) : NULL;
}

/**
 * tw_call_page_get_note:
 * @self: the page
 *
 * Returns: (transfer none): where what was said is written
 */
GtkEntry *
tw_call_page_get_note (TwCallPage *self)
{
  g_return_val_if_fail (TW_IS_CALL_PAGE (self), NULL);
  return self->note;
}
