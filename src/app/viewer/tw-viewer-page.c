/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-viewer-page.h"

#include <glib/gi18n-lib.h>

#include "tw-blobs.h"
#include "tw-document-access.h"
#include "tw-document-places.h"
#include "tw-file-commands.h"
#include "tw-renderer.h"
#include "tw-sync-files.h"
#include "tw-task.h"
#include "tw-versions-window.h"

struct _TwViewerPage
{
  TwWindowPage   parent_instance;

  TwId           document;
  TwRecordFile  *file;                                 /* (owned) (nullable) as it was read last */
  char          *hash;                                 /* (owned) (nullable) of the bytes that are shown */
  char          *words;                                /* (owned) (nullable) */
  GCancellable  *cancellable;                          /* (owned) (nullable) of what is found out about the file */
  TwViewer      *viewer;                               /* child of bin */
  AdwBin        *bin;
  GtkMenuButton *file_menu;
};

G_DEFINE_FINAL_TYPE (TwViewerPage, tw_viewer_page, TW_TYPE_WINDOW_PAGE)

extern const TwActionTable tw_viewer_page_actions;

static TwStore *
get_store (TwViewerPage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

static gboolean
can_change (TwViewerPage *self)
{
  return self->file != NULL && !tw_record_is_deleted (self->file->document) && !tw_store_is_read_only (get_store (self));
}

static void
update_actions (TwViewerPage *self)
{
  gboolean here = self->file != NULL && self->file->here;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "document.open-outside", here);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "document.save-as", here);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "document.details", self->file != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "document.versions", self->file != NULL);
}

/* --- Words of a scan --- */

typedef struct
{
  TwStore  *store;                                     /* (owned) */
  char     *hash, *name;                               /* (owned) */
  gboolean  recognize;
} Asked;

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->store);
  g_free (asked->hash);
  g_free (asked->name);
  g_free (asked);
}

static void
find_places_thread (GTask        *task,
                    gpointer      source,
                    gpointer      data,
                    GCancellable *cancellable)
{
  const Asked *asked = data;

  g_task_return_pointer (task, tw_document_places_find (asked->store, asked->hash, asked->name, asked->recognize, cancellable),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
places_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  TwViewerPage *self = TW_VIEWER_PAGE (source);
  g_autoptr(GPtrArray) pages = g_task_propagate_pointer (G_TASK (result), NULL);

  if (pages != NULL && self->viewer != NULL && g_task_get_cancellable (G_TASK (result)) == self->cancellable)
    tw_viewer_set_recognized (self->viewer, pages);
}

/* Whoever has added it kept where its words stand; elsewhere that is found out once, when it is known that there are some. */
static void
find_places (TwViewerPage *self)
{
  const TwField *status = tw_entity_get_field (tw_record_get_entity (self->file->document), "ocr_status");
  const TwValue *value = status != NULL ? tw_record_get (self->file->document, status) : NULL;
  g_autoptr(GTask) task = NULL;
  Asked *asked = g_new0 (Asked, 1);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  asked->store = g_object_ref (get_store (self));
  asked->hash = g_strdup (self->file->hash);
  asked->name = g_strdup (self->file->name);
  asked->recognize = value != NULL && value->type == TW_TYPE_ENUM && g_strcmp0 (value->text, "done") == 0;
  task = g_task_new (self, self->cancellable, places_found_cb, NULL);
  g_task_set_source_tag (task, find_places);
  g_task_set_task_data (task, asked, (GDestroyNotify) asked_free);
  tw_task_run_in_thread (task, find_places_thread);
}

static void
show_file (TwViewerPage *self)
{
  TwRendererKind kind;

  TwStore *store = get_store (self);
  g_autofree char *path = NULL, *type = NULL;

  if (!self->file->here)
    {
      tw_viewer_show_problem (self->viewer, _("This file is not on this computer yet. It opens when it has come."), FALSE);
      return;
    }
  if (g_strcmp0 (self->hash, self->file->hash) == 0)
    return;
  g_free (self->hash);
  self->hash = g_strdup (self->file->hash);
  path = tw_store_dup_blob_path (store, self->hash);
  type = tw_file_guess_type (store, self->hash, self->file->name);
  if (tw_viewer_can_show (type))
    {
      tw_viewer_open (self->viewer, path, type, self->file->name, self->words);
      if (tw_renderer_find_kind (type, &kind))
        find_places (self);
    }
  else
    tw_viewer_show_problem (self->viewer, _("Files of this kind are not shown here. Open it with another program."), FALSE);
}

/* FALSE: there is no such document, or it has no file. */
static gboolean
read_file (TwViewerPage *self)
{
  g_autoptr(GError) error = NULL;
  TwRecordFile *file = tw_record_file_get (get_store (self), &self->document, &error);

  g_clear_pointer (&self->file, tw_record_file_free);
  self->file = file;
  update_actions (self);
  if (file == NULL || file->hash == NULL)
    {
      tw_viewer_show_problem (self->viewer, file == NULL ? error->message : _("This document has no file yet. Attach one on its page."), FALSE);
      return FALSE;
    }
  tw_window_page_set_title (TW_WINDOW_PAGE (self), file->name);
  return TRUE;
}

static void
refresh (TwViewerPage *self)
{
  if (read_file (self))
    show_file (self);
}

static void
committed_cb (TwViewerPage *self,
              TwCommit     *commit)
{
  if (self->file != NULL && tw_commit_touches (commit, tw_record_get_entity (self->file->document)))
    refresh (self);
}

/* Its bytes may have come. */
static void
account_changed_cb (TwViewerPage *self)
{
  if (self->file != NULL && !self->file->here)
    refresh (self);
}

static void
state_changed_cb (TwViewerPage *self)
{
  TwViewerState state = self->viewer != NULL ? tw_viewer_get_state (self->viewer) : TW_VIEWER_EMPTY;

  if (state == TW_VIEWER_PAGES || state == TW_VIEWER_TEXT)
    tw_document_access_note (get_store (self), &self->document, TW_DOCUMENT_VIEWED);
}

static void
printed_cb (TwViewerPage *self)
{
  tw_document_access_note (get_store (self), &self->document, TW_DOCUMENT_PRINTED);
}

static void
narrow_changed_cb (TwViewerPage *self)
{
  tw_viewer_set_narrow (self->viewer, tw_window_page_get_narrow (TW_WINDOW_PAGE (self)));
}

/* --- Commands --- */

static void
open_outside (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwViewerPage *self = TW_VIEWER_PAGE (widget);

  tw_file_open_outside (widget, tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), self->file, can_change (self));
}

static void
save_as (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwViewerPage *self = TW_VIEWER_PAGE (widget);

  tw_file_save_as (widget, tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), self->file);
}

static void
details (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwViewerPage *self = TW_VIEWER_PAGE (widget);
  char id[TW_ID_TEXT_LENGTH + 1];

  gtk_widget_activate_action (widget, "win.open-record", "(uss)", tw_record_get_entity (self->file->document)->number,
                              tw_id_print (&self->document, id), "");
}

static void
versions (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  TwViewerPage *self = TW_VIEWER_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_window_present (GTK_WINDOW (tw_versions_window_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                          tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), &self->document)));
}

static const TwActionInfo infos[] = {
  { "document.versions", N_("Versions of the document"), NULL, NULL, NULL, versions },
  { "document.open-outside", N_("Open the file with another program"), "<Control>o", NULL, NULL, open_outside },
  { "document.save-as", N_("Save a copy of the file"), "<Control><Shift>s", NULL, NULL, save_as },
  { "document.details", N_("What is known of the document"), "<Alt>Return", NULL, NULL, details },
};

const TwActionTable tw_viewer_page_actions = { N_("A document"), infos, G_N_ELEMENTS (infos) };

static void
make_menu (TwViewerPage *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();

  g_menu_append (menu, _("Open With _Another Program"), "document.open-outside");
  g_menu_append (menu, _("_Save As…"), "document.save-as");
  g_menu_append (menu, _("_Versions…"), "document.versions");
  g_menu_append (menu, _("_Details"), "document.details");
  gtk_menu_button_set_menu_model (self->file_menu, G_MENU_MODEL (menu));
}

static void
tw_viewer_page_shown (TwWindowPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_VIEWER_PAGE (page)->viewer));
}

static void
tw_viewer_page_dispose (GObject *object)
{
  TwViewerPage *self = TW_VIEWER_PAGE (object);

  if (self->viewer != NULL)
    tw_viewer_close (self->viewer);
  self->viewer = NULL;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_VIEWER_PAGE);
  g_clear_pointer (&self->file, tw_record_file_free);
  G_OBJECT_CLASS (tw_viewer_page_parent_class)->dispose (object);
}

static void
tw_viewer_page_finalize (GObject *object)
{
  TwViewerPage *self = TW_VIEWER_PAGE (object);

  g_free (self->hash);
  g_free (self->words);
  G_OBJECT_CLASS (tw_viewer_page_parent_class)->finalize (object);
}

static void
tw_viewer_page_class_init (TwViewerPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_viewer_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_viewer_page_finalize;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_viewer_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "documents";
  tw_action_table_install (&tw_viewer_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("viewer/tw-viewer-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwViewerPage, bin);
  gtk_widget_class_bind_template_child (widget_class, TwViewerPage, file_menu);
}

static void
tw_viewer_page_init (TwViewerPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->viewer = tw_viewer_new ();
  adw_bin_set_child (self->bin, GTK_WIDGET (self->viewer));
  make_menu (self);
  g_signal_connect_object (self->viewer, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewer, "printed", G_CALLBACK (printed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::narrow", G_CALLBACK (narrow_changed_cb), NULL);
}

/**
 * tw_viewer_page_new:
 * @workspace: the workspace
 * @document: id of a document
 * @words: (nullable): to be found in it
 *
 * Returns: (transfer floating): a page that shows its file
 */
TwWindowPage *
tw_viewer_page_new (TwWorkspace *workspace,
                    const TwId  *document,
                    const char  *words)
{
  TwViewerPage *self = g_object_new (TW_TYPE_VIEWER_PAGE, "workspace", workspace, NULL);
  TwStore *store = tw_workspace_get_store (workspace);

  self->document = *document;
  self->words = g_strdup (words);
  g_signal_connect_object (store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_account (workspace), "changed", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  refresh (self);
  if (self->file != NULL && self->file->hash != NULL && !self->file->here)
    {
      TwSync *sync = tw_sync_account_get_sync (tw_workspace_get_account (workspace));

      if (sync != NULL)
        tw_sync_want_file (sync, self->file->hash, NULL);
    }
  return TW_WINDOW_PAGE (self);
}

/**
 * tw_viewer_page_get_viewer:
 * @self: a page
 *
 * Returns: (transfer none): what shows the file
 */
TwViewer *
tw_viewer_page_get_viewer (TwViewerPage *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_PAGE (self), NULL);
  return self->viewer;
}
