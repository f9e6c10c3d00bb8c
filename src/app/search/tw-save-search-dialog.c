/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-save-search-dialog.h"

#include <glib/gi18n-lib.h>

struct _TwSaveSearchDialog
{
  AdwMessageDialog parent_instance;

  TwStore         *store;                              /* (owned) */
  TwSavedSearch   *search;                             /* (owned) (nullable) until it was saved */
  const TwField   *frequency_field;                    /* of the store's schema */

  GtkEditable     *name;
  GtkSwitch       *shared;
  GtkSwitch       *alert;
  AdwComboRow     *frequency;
};

G_DEFINE_FINAL_TYPE (TwSaveSearchDialog, tw_save_search_dialog, ADW_TYPE_MESSAGE_DIALOG)

enum { SAVED, N_SIGNALS };
static guint signals[N_SIGNALS];

static char *
dup_name (TwSaveSearchDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
}

static void
name_changed_cb (TwSaveSearchDialog *self)
{
  g_autofree char *name = dup_name (self);

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "save", *name != '\0');
}

/* The choices and their words are the schema's. */
static void
fill_frequency (TwSaveSearchDialog *self)
{
  const TwField *field = self->frequency_field;
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; field->choices[i] != NULL; i++)
    {
      gtk_string_list_append (labels, tw_choice_get_label (field, field->choices[i]));
      if (g_str_equal (field->choices[i]->key, self->search->frequency))
        selected = i;
    }
  adw_combo_row_set_model (self->frequency, G_LIST_MODEL (labels));
  adw_combo_row_set_selected (self->frequency, selected);
}

static void
read_widgets (TwSaveSearchDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->frequency);

  g_free (self->search->name);
  self->search->name = dup_name (self);
  self->search->shared = gtk_switch_get_active (self->shared);
  self->search->alert = gtk_switch_get_active (self->alert);
  if (selected != GTK_INVALID_LIST_POSITION)
    {
      g_free (self->search->frequency);
      self->search->frequency = g_strdup (self->frequency_field->choices[selected]->key);
    }
}

static void
tw_save_search_dialog_response (AdwMessageDialog *dialog,
                                const char       *response)
{
  TwSaveSearchDialog *self = TW_SAVE_SEARCH_DIALOG (dialog);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (response, "save") || self->search == NULL)
    return;
  read_widgets (self);
  if (*self->search->name == '\0')
    return;
  if (tw_saved_search_save (self->search, self->store, &error))
    g_signal_emit (self, signals[SAVED], 0, g_steal_pointer (&self->search));
  else if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", error->message);
}

static void
tw_save_search_dialog_dispose (GObject *object)
{
  TwSaveSearchDialog *self = TW_SAVE_SEARCH_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_SAVE_SEARCH_DIALOG);
  g_clear_pointer (&self->search, tw_saved_search_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tw_save_search_dialog_parent_class)->dispose (object);
}

static void
tw_save_search_dialog_class_init (TwSaveSearchDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_save_search_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = tw_save_search_dialog_response;
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("search/tw-save-search-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwSaveSearchDialog, name);
  gtk_widget_class_bind_template_child (widget_class, TwSaveSearchDialog, shared);
  gtk_widget_class_bind_template_child (widget_class, TwSaveSearchDialog, alert);
  gtk_widget_class_bind_template_child (widget_class, TwSaveSearchDialog, frequency);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
}

static void
tw_save_search_dialog_init (TwSaveSearchDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_save_search_dialog_new:
 * @parent: (nullable): the window that it belongs to
 * @store: the store
 * @search: (transfer full): a new search, or one that was loaded
 *
 * Returns: (transfer none): a dialog that saves the search when it is answered so
 */
TwSaveSearchDialog *
tw_save_search_dialog_new (GtkWindow     *parent,
                           TwStore       *store,
                           TwSavedSearch *search)
{
  TwSaveSearchDialog *self = g_object_new (TW_TYPE_SAVE_SEARCH_DIALOG, "transient-for", parent, NULL);

  self->store = g_object_ref (store);
  self->search = search;
  self->frequency_field = tw_entity_get_field (tw_schema_get_entity (tw_store_get_schema (store), "saved_search"), "alert_frequency");
  if (!tw_id_is_nil (&search->id))
    {
      adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self), _("Change Search"));
      adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), _("What it looks for stays as it was saved."));
    }
  fill_frequency (self);
  gtk_switch_set_active (self->shared, search->shared);
  gtk_switch_set_active (self->alert, search->alert);
  gtk_editable_set_text (self->name, search->name);
  gtk_editable_select_region (self->name, 0, -1);
  return self;
}
