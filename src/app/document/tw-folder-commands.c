/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with documents and their folders. A folder's command is given its id; "" is the one that is looked at. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-document-shelf-private.h"
#include "tw-folder.h"
#include "tw-passing-popover.h"

/* FALSE: there is none, as when all documents are looked at. */
static gboolean
read_folder (TwDocumentShelf *self,
             GVariant        *parameter,
             TwId            *id)
{
  const char *text = g_variant_get_string (parameter, NULL);

  return *text != '\0' ? tw_id_parse (text, id) : tw_folder_bar_get_folder (self->bar, id);
}

static gboolean
require_folder (TwDocumentShelf *self,
                GVariant        *parameter,
                TwId            *id)
{
  if (read_folder (self, parameter, id))
    return TRUE;
  tw_document_shelf_toast (self, _("Open a folder first."));
  return FALSE;
}

/* --- A name --- */

typedef struct
{
  TwDocumentShelf *self;                               /* not owned: the popover is its bar's */
  GtkWidget       *popover, *entry;
  gboolean         rename, has_folder;
  TwId             folder;                             /* that is renamed, or that the new one lies in */
} Naming;

static void
named_cb (Naming *naming)
{
  TwDocumentShelf *self = naming->self;
  TwStore *store = tw_document_shelf_get_store (self);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (naming->entry));
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  edit = naming->rename ? tw_folder_rename (store, &naming->folder, name, &error)
                        : tw_folder_make (store, naming->has_folder ? &naming->folder : NULL, name, NULL, &error);
  if (edit == NULL)
    {
      gtk_widget_add_css_class (naming->entry, "error");
      tw_document_shelf_toast (self, error->message);
      return;
    }
  tw_document_shelf_commit (self, edit, NULL);
  gtk_popover_popdown (GTK_POPOVER (naming->popover));
}

static void
ask_name (TwDocumentShelf *self,
          gboolean         rename,
          const TwId      *folder,
          const char      *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *button = gtk_button_new_with_mnemonic (rename ? _("_Rename") : _("_Create"));
  Naming *naming = g_new0 (Naming, 1);

  naming->self = self;
  naming->rename = rename;
  naming->has_folder = folder != NULL;
  naming->folder = folder != NULL ? *folder : (TwId) { 0 };
  naming->popover = gtk_popover_new ();
  naming->entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (naming->entry), name);
  gtk_entry_set_placeholder_text (GTK_ENTRY (naming->entry), _("Name of the folder"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (naming->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the folder"), -1);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (GTK_BOX (box), naming->entry);
  gtk_box_append (GTK_BOX (box), button);
  gtk_popover_set_child (GTK_POPOVER (naming->popover), box);
  g_object_set_data_full (G_OBJECT (naming->popover), "naming", naming, g_free);
  g_signal_connect_swapped (naming->entry, "activate", G_CALLBACK (named_cb), naming);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (named_cb), naming);
  gtk_widget_set_parent (naming->popover, GTK_WIDGET (self->bar));
  tw_popover_goes_when_closed (GTK_POPOVER (naming->popover));
  gtk_popover_popup (GTK_POPOVER (naming->popover));
  gtk_widget_grab_focus (naming->entry);
}

static void
make (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwDocumentShelf *self = TW_DOCUMENT_SHELF (widget);
  TwId id;
  gboolean inside = read_folder (self, parameter, &id);

  ask_name (self, FALSE, inside ? &id : NULL, "");
}

static void
rename_folder (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwDocumentShelf *self = TW_DOCUMENT_SHELF (widget);
  const TwEntity *folders = tw_field_get_target (tw_folder_bar_find_field (tw_view_state_get_entity (self->state)));
  g_autoptr(TwRecord) record = NULL;
  g_autofree char *title = NULL;
  TwId id;

  if (!require_folder (self, parameter, &id))
    return;
  record = tw_store_get (tw_document_shelf_get_store (self), folders, &id, NULL);
  title = record != NULL ? tw_record_dup_title (record) : g_strdup ("");
  ask_name (self, TRUE, &id, title);
}

/* --- A place --- */

typedef struct
{
  TwDocumentShelf *self;                               /* not owned */
  GtkWidget       *popover;
  GPtrArray       *nodes;                              /* (owned) TwFolderNode; the first line is the top */
  GArray          *documents;                          /* (owned) (nullable) or */
  TwId             folder;
} Placing;

static void
placing_free (gpointer data)
{
  Placing *placing = data;

  g_ptr_array_unref (placing->nodes);
  g_clear_pointer (&placing->documents, g_array_unref);
  g_free (placing);
}

static void
placed_cb (GtkListBox    *list,
           GtkListBoxRow *row,
           Placing       *placing)
{
  TwStore *store = tw_document_shelf_get_store (placing->self);
  int line = gtk_list_box_row_get_index (row);
  const TwId *into = line > 0 ? &((TwFolderNode *) g_ptr_array_index (placing->nodes, line - 1))->id : NULL;
  g_autoptr(GError) error = NULL;
  TwEdit *edit = placing->documents != NULL ? tw_folder_put (store, placing->documents, into, &error)
                                            : tw_folder_move (store, &placing->folder, into, &error);

  tw_document_shelf_commit (placing->self, edit, error);
  gtk_popover_popdown (GTK_POPOVER (placing->popover));
}

static void
add_place (GtkListBox *list,
           const char *name,
           guint       depth)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (depth == 0 ? "folder-documents-symbolic" : "folder-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_margin_start (box, (int) (6 + 18 * depth));
  gtk_widget_set_margin_end (box, 6);
  gtk_list_box_append (list, box);
}

/* Takes documents; without, the folder is moved. */
static void
ask_place (TwDocumentShelf *self,
           GArray          *documents,
           const TwId      *folder)
{
  Placing *placing = g_new0 (Placing, 1);
  g_autoptr(GError) error = NULL;
  GtkWidget *list = gtk_list_box_new (), *scrolled = gtk_scrolled_window_new ();

  placing->self = self;
  placing->documents = documents;
  placing->folder = folder != NULL ? *folder : (TwId) { 0 };
  placing->nodes = tw_folder_list (tw_document_shelf_get_store (self), &error);
  if (placing->nodes == NULL)
    {
      placing->nodes = g_ptr_array_new ();
      placing_free (placing);
      tw_document_shelf_toast (self, error->message);
      g_object_unref (g_object_ref_sink (list));
      g_object_unref (g_object_ref_sink (scrolled));
      return;
    }
  placing->popover = gtk_popover_new ();
  add_place (GTK_LIST_BOX (list), _("In no folder"), 0);
  for (guint i = 0; i < placing->nodes->len; i++)
    {
      const TwFolderNode *node = g_ptr_array_index (placing->nodes, i);

      add_place (GTK_LIST_BOX (list), node->name, node->depth + 1);
    }
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_BROWSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Move to"), -1);
  g_object_set_data_full (G_OBJECT (placing->popover), "placing", placing, placing_free);
  g_signal_connect (list, "row-activated", G_CALLBACK (placed_cb), placing);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_popover_set_child (GTK_POPOVER (placing->popover), scrolled);
  gtk_widget_set_parent (placing->popover, GTK_WIDGET (self->bar));
  tw_popover_goes_when_closed (GTK_POPOVER (placing->popover));
  gtk_popover_popup (GTK_POPOVER (placing->popover));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)));
}

static void
move_documents (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  TwDocumentShelf *self = TW_DOCUMENT_SHELF (widget);
  GArray *selected = tw_document_shelf_dup_selected (self);

  if (selected->len > 0)
    {
      ask_place (self, selected, NULL);
      return;
    }
  g_array_unref (selected);
  tw_document_shelf_toast (self, _("Select documents first, then choose the folder that they are to lie in."));
}

static void
move_folder (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwDocumentShelf *self = TW_DOCUMENT_SHELF (widget);
  TwId id;

  if (require_folder (self, parameter, &id))
    ask_place (self, NULL, &id);
}

/* --- The end --- */

/* One does not stay in a folder that is gone. */
static void
leave (TwDocumentShelf *self,
       const TwId      *id)
{
  TwId here;

  if (tw_folder_bar_get_folder (self->bar, &here) && tw_id_equal (&here, id))
    tw_folder_bar_go_up (self->bar);
}

static void
delete_now (TwDocumentShelf *self,
            const TwId      *id,
            gboolean         with_documents)
{
  g_autoptr(GError) error = NULL;
  TwEdit *edit = tw_folder_delete (tw_document_shelf_get_store (self), id, with_documents, &error);

  if (edit != NULL)
    leave (self, id);
  tw_document_shelf_commit (self, edit, error);
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             TwDocumentShelf  *self)
{
  TwId *id = g_object_get_data (G_OBJECT (dialog), "folder");

  if (self->state != NULL && !g_str_equal (response, "cancel"))
    delete_now (self, id, g_str_equal (response, "all"));
}

/* What is to become of the documents is asked; that can be undone like all else. */
static void
delete_folder (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwDocumentShelf *self = TW_DOCUMENT_SHELF (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;
  GtkWidget *dialog = NULL;
  guint n_folders = 0;
  gint64 n_documents = 0;
  TwId id;

  if (!require_folder (self, parameter, &id))
    return;
  if (!tw_folder_count (tw_document_shelf_get_store (self), &id, &n_folders, &n_documents, &error))
    {
      tw_document_shelf_toast (self, error->message);
      return;
    }
  if (n_documents == 0)
    {
      delete_now (self, &id, FALSE);
      return;
    }
  words = g_strdup_printf (ngettext ("%d document lies in it.", "%d documents lie in it.", (gulong) n_documents), (int) n_documents);
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _("Delete This Folder?"), words);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "folder", _("_Keep the Documents"), "all",
                                    _("_Delete Them, Too"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "all", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "folder");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "folder", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- The others --- */

static void
add_files (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_document_shelf_choose (TW_DOCUMENT_SHELF (widget));
}

static void
paste_files (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  tw_document_shelf_paste (TW_DOCUMENT_SHELF (widget));
}

static void
go_up (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  tw_folder_bar_go_up (TW_DOCUMENT_SHELF (widget)->bar);
}

static const TwActionInfo infos[] = {
  { "documents.add", N_("Add files"), "<Control><Alt>a", NULL, NULL, add_files },
  { "documents.paste", N_("Add the files or the picture on the clipboard"), "<Control><Alt>v", NULL, NULL, paste_files },
  { "documents.move", N_("Move documents to a folder"), "<Control><Alt>m", NULL, NULL, move_documents },
  { "folder.new", N_("New folder"), "<Control><Alt>n", "s", "''", make },
  { "folder.rename", N_("Rename the folder"), "<Control><Alt>r", "s", "''", rename_folder },
  { "folder.move", N_("Move the folder"), NULL, "s", "''", move_folder },
  { "folder.delete", N_("Delete the folder"), NULL, "s", "''", delete_folder },
  { "folder.up", N_("To the parent folder"), "<Control><Alt>Up", NULL, NULL, go_up },
};

const TwActionTable tw_document_shelf_actions = { N_("Documents"), infos, G_N_ELEMENTS (infos) };
