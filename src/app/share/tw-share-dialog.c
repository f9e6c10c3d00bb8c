/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-share-dialog.h"

#include <glib/gi18n-lib.h>

#include "tw-text.h"

#define MANY 8                                         /* names from which on they can be searched */
#define MAX_ROWS 100                                   /* rows are dear to make: the others are found by their names */

struct _TwShareDialog
{
  AdwMessageDialog parent_instance;

  TwStore         *store;                              /* (owned) */
  TwRecord        *record;                             /* (owned) */
  GPtrArray       *sharers;                            /* (owned) TwSharer */

  GtkSwitch       *everybody;
  GtkSearchEntry  *search;
  GtkListBox      *list;
  GtkLabel        *more;                               /* how many are not in the list */
};

G_DEFINE_FINAL_TYPE (TwShareDialog, tw_share_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
tw_share_dialog_response (AdwMessageDialog *dialog,
                          const char       *response)
{
  TwShareDialog *self = TW_SHARE_DIALOG (dialog);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (response, "share"))
    return;
  if (!tw_share_save (self->store, self->record, gtk_switch_get_active (self->everybody), self->sharers, &error) && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", error->message);
}

static void
tw_share_dialog_dispose (GObject *object)
{
  TwShareDialog *self = TW_SHARE_DIALOG (object);

  g_clear_object (&self->store);
  g_clear_object (&self->record);
  G_OBJECT_CLASS (tw_share_dialog_parent_class)->dispose (object);
}

static void
tw_share_dialog_finalize (GObject *object)
{
  g_clear_pointer (&TW_SHARE_DIALOG (object)->sharers, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_share_dialog_parent_class)->finalize (object);
}

static void
tw_share_dialog_class_init (TwShareDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_share_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_share_dialog_finalize;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = tw_share_dialog_response;
}

/* --- Rows --- */

static void
toggled_cb (GtkCheckButton *check,
            TwSharer       *sharer)
{
  sharer->chosen = gtk_check_button_get_active (check);
}

static GtkWidget *
make_row (TwSharer *sharer)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), sharer->chosen);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), sharer);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sharer->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), tw_entity_get_label (sharer->entity, FALSE));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (row), "sharer", sharer);
  g_object_set_data (G_OBJECT (row), "check", check);
  return row;
}

static gboolean
is_wanted (const TwSharer *sharer,
           const char     *words)
{
  g_autofree char *name = NULL;

  if (*words == '\0')
    return TRUE;
  name = tw_text_fold (sharer->name);
  return strstr (name, words) != NULL;
}

/* Those who are chosen come first where not all have room: what is ticked is to be seen. */
static void
fill (TwShareDialog *self)
{
  g_autofree char *words = tw_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  g_autoptr(GPtrArray) wanted = g_ptr_array_new ();
  GtkWidget *child = NULL;
  guint n = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->sharers->len; i++)
    if (is_wanted (g_ptr_array_index (self->sharers, i), words))
      g_ptr_array_add (wanted, g_ptr_array_index (self->sharers, i));
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < wanted->len && n < MAX_ROWS; i++)
      {
        TwSharer *sharer = g_ptr_array_index (wanted, i);

        if (wanted->len > MAX_ROWS ? sharer->chosen == (pass > 0) : pass > 0)
          continue;
        gtk_list_box_append (self->list, make_row (sharer));
        n++;
      }
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->more), wanted->len > n);
  if (wanted->len > n)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("%u more is found by name.", "%u more are found by name.", wanted->len - n), wanted->len - n);

      gtk_label_set_label (self->more, more);
    }
}

static void
searched_cb (TwShareDialog *self)
{
  if (self->sharers != NULL)
    fill (self);
}

/* Whom everybody includes need not be chosen. */
static void
everybody_cb (TwShareDialog *self)
{
  gboolean some = !gtk_switch_get_active (self->everybody);

  gtk_widget_set_sensitive (GTK_WIDGET (self->list), some);
  gtk_widget_set_sensitive (GTK_WIDGET (self->search), some);
}

static GtkWidget *
make_everybody (TwShareDialog *self)
{
  GtkWidget *list = gtk_list_box_new (), *row = adw_action_row_new (), *input = gtk_switch_new ();

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_set_valign (input, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Everybody"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), input);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), input);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  self->everybody = GTK_SWITCH (input);
  g_signal_connect_object (input, "notify::active", G_CALLBACK (everybody_cb), self, G_CONNECT_SWAPPED);
  return list;
}

static void
tw_share_dialog_init (TwShareDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), make_everybody (self));
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search people, teams and roles"), -1);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (searched_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Shared with"), -1);
  self->more = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->more, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "dim-label");
  gtk_box_append (GTK_BOX (rows), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (rows), GTK_WIDGET (self->more));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), rows);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 320);
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self), "cancel", _("_Cancel"), "share", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (self), "share", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self), "share");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self), "cancel");
}

/* --- Public functions --- */

/**
 * tw_share_dialog_new:
 * @parent: the window that it belongs to
 * @store: the store
 * @record: a record as it is stored
 * @error: of the store
 *
 * Returns: (transfer none) (nullable): a dialog that shares it when it is answered so
 */
TwShareDialog *
tw_share_dialog_new (GtkWindow *parent,
                     TwStore   *store,
                     TwRecord  *record,
                     GError   **error)
{
  g_autoptr(GPtrArray) sharers = tw_share_list (store, record, error);
  g_autofree char *name = tw_record_dup_title (record), *heading = NULL;
  TwShareDialog *self = NULL;

  if (sharers == NULL)
    return NULL;
  /* Translators: %s is the name of a dashboard or report. */
  heading = g_strdup_printf (_("Share “%s”"), name);
  self = g_object_new (TW_TYPE_SHARE_DIALOG, "transient-for", parent, "modal", TRUE, "heading", heading, "body",
                       sharers->len > 0 ? _("Those whom you choose see it. Nobody but you changes it, unless a role allows that.")
                       : _("Nobody else is in this workspace yet."), NULL);
  self->store = g_object_ref (store);
  self->record = g_object_ref (record);
  self->sharers = g_steal_pointer (&sharers);
  fill (self);
  gtk_widget_set_visible (GTK_WIDGET (self->search), self->sharers->len >= MANY);
  gtk_switch_set_active (self->everybody, tw_share_is_everybody (record));
  return self;
}

/**
 * tw_share_dialog_ask:
 * @widget: in a window
 * @store: the store
 * @entity: key of an entity
 * @id: of one of its records
 *
 * Returns: (transfer none) (nullable): the dialog, which is presented
 */
TwShareDialog *
tw_share_dialog_ask (GtkWidget  *widget,
                     TwStore    *store,
                     const char *entity,
                     const TwId *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = tw_store_get (store, tw_schema_get_entity (tw_store_get_schema (store), entity), id, &error);
  TwShareDialog *dialog = record != NULL ? tw_share_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), store, record, &error) : NULL;

  if (dialog != NULL)
    gtk_window_present (GTK_WINDOW (dialog));
  else
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
  return dialog;
}

/**
 * tw_share_dialog_set_everybody:
 * @self: a dialog
 * @everybody: whether everybody is to see it
 */
void
tw_share_dialog_set_everybody (TwShareDialog *self,
                               gboolean       everybody)
{
  g_return_if_fail (TW_IS_SHARE_DIALOG (self));
  gtk_switch_set_active (self->everybody, everybody);
}

/**
 * tw_share_dialog_choose:
 * @self: a dialog
 * @id: of a person, a team or a role
 * @chosen: whether it is shared with them
 *
 * Returns: whether they stand in the list
 */
gboolean
tw_share_dialog_choose (TwShareDialog *self,
                        const TwId    *id,
                        gboolean       chosen)
{
  g_return_val_if_fail (TW_IS_SHARE_DIALOG (self), FALSE);
  for (guint i = 0; i < self->sharers->len; i++)
    {
      TwSharer *sharer = g_ptr_array_index (self->sharers, i);

      if (!tw_id_equal (&sharer->id, id))
        continue;
      sharer->chosen = chosen;
      for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL; row = gtk_widget_get_next_sibling (row))
        if (g_object_get_data (G_OBJECT (row), "sharer") == sharer)
          gtk_check_button_set_active (g_object_get_data (G_OBJECT (row), "check"), chosen);
      return TRUE;
    }
  return FALSE;
}
