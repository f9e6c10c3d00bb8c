/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-trash-page.h"

#include <glib/gi18n-lib.h>

#include "tw-action-table.h"
#include "tw-text.h"
#include "tw-trash-row.h"

#define MAX_ROWS 5000                                  /* newest deletions; the rest is found by tradewindctl trash */

struct _TwTrashPage
{
  TwWindowPage        parent_instance;

  GCancellable       *cancellable;                     /* (owned) of the reading that is under way */
  guint               reload_source;

  GtkStack           *stack;
  AdwStatusPage      *error_page;
  GtkSearchEntry     *search;
  GtkListView        *list;
  GListStore         *rows;
  GtkStringFilter    *filter;
  GtkFilterListModel *found;
  GtkMultiSelection  *selection;
};

G_DEFINE_FINAL_TYPE (TwTrashPage, tw_trash_page, TW_TYPE_WINDOW_PAGE)

static TwStore *
get_store (TwTrashPage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

static void
update_actions (TwTrashPage *self)
{
  g_autoptr(GtkBitset) chosen = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trash.restore", !gtk_bitset_is_empty (chosen));
}

/* --- Reading --- */

/* What stays keeps its place and its selection. */
static void
show_items (TwTrashPage *self,
            GPtrArray   *items)
{
  TwWorkspace *workspace = tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < items->len; i++)
    {
      TwTrashItem *item = g_ptr_array_index (items, i);
      const TwEntity *entity = tw_schema_get_entity_by_number (tw_workspace_get_schema (workspace), item->entity);

      if (entity != NULL)
        g_ptr_array_add (rows, tw_trash_row_new (entity, item, tw_workspace_get_zone (workspace)));
    }
  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)), rows->pdata, rows->len);
  gtk_stack_set_visible_child_name (self->stack, rows->len > 0 ? "list" : "empty");
  gtk_widget_set_sensitive (GTK_WIDGET (self->search), rows->len > 0);
  update_actions (self);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(TwTrashPage) self = TW_TRASH_PAGE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = tw_store_list_trash_finish (TW_STORE (source), result, &error);

  if (items != NULL)
    show_items (self, items);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      tw_tell (self->error_page, error->message);
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
}

static void
load (TwTrashPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  tw_store_list_trash_async (get_store (self), MAX_ROWS, self->cancellable, listed_cb, g_object_ref (self));
}

static gboolean
reload_cb (gpointer data)
{
  TwTrashPage *self = TW_TRASH_PAGE (data);

  self->reload_source = 0;
  load (self);
  return G_SOURCE_REMOVE;
}

/* Many commits in a row are one reading. */
static void
committed_cb (TwTrashPage *self)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add (100, reload_cb, self);
}

/* --- Commands --- */

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(TwTrashPage) self = TW_TRASH_PAGE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (get_store (self), result, &error);

  if (commit == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
restore (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwTrashPage *self = TW_TRASH_PAGE (widget);
  g_autoptr(GtkBitset) chosen = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  guint64 n = gtk_bitset_get_size (chosen);
  g_autoptr(TwTrashRow) first = n > 0 ? g_list_model_get_item (G_LIST_MODEL (self->found), gtk_bitset_get_minimum (chosen)) : NULL;
  g_autofree char *title = NULL;
  TwEdit *edit = NULL;
  GtkBitsetIter iter;
  guint position = 0;

  if (first == NULL)
    return;
  /* Translators: names a change; %s is the record's name. */
  title = n == 1 ? g_strdup_printf (_("Restore “%s”"), tw_trash_row_get_title (first))
                 : g_strdup_printf (ngettext ("Restore %u record", "Restore %u records", (gulong) n), (guint) n);
  edit = tw_edit_new (get_store (self), TW_ORIGIN_PERSON, title);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, chosen, &position); more; more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr(TwTrashRow) row = g_list_model_get_item (G_LIST_MODEL (self->found), position);

      tw_edit_restore (edit, tw_trash_row_get_entity (row), tw_trash_row_get_id (row));
    }
  tw_edit_commit_async (edit, NULL, restored_cb, g_object_ref (self));
}

static void
reload (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  load (TW_TRASH_PAGE (widget));
}

/* The record's page shows it as it was, with a button that restores it. */
static void
row_activated_cb (TwTrashPage *self,
                  guint        position)
{
  g_autoptr(TwTrashRow) row = g_list_model_get_item (G_LIST_MODEL (self->found), position);
  char id[TW_ID_TEXT_LENGTH + 1];

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_trash_row_get_entity (row)->number,
                              tw_id_print (tw_trash_row_get_id (row), id), "");
}

static void
searched_cb (TwTrashPage *self)
{
  g_autofree char *folded = tw_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));

  gtk_string_filter_set_search (self->filter, folded);
  update_actions (self);
}

static const TwActionInfo infos[] = {
  { "trash.restore", N_("Restore what is selected"), "<Control>r", NULL, NULL, restore },
  { "trash.reload", N_("Refresh the wastebasket"), NULL, NULL, NULL, reload },
};

const TwActionTable tw_trash_page_actions = { N_("Wastebasket"), infos, G_N_ELEMENTS (infos) };

static void
tw_trash_page_shown (TwWindowPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_TRASH_PAGE (page)->list));
}

static void
tw_trash_page_constructed (GObject *object)
{
  TwTrashPage *self = TW_TRASH_PAGE (object);

  G_OBJECT_CLASS (tw_trash_page_parent_class)->constructed (object);
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  update_actions (self);
  load (self);
}

static void
tw_trash_page_dispose (GObject *object)
{
  TwTrashPage *self = TW_TRASH_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->reload_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_TRASH_PAGE);
  G_OBJECT_CLASS (tw_trash_page_parent_class)->dispose (object);
}

static void
tw_trash_page_finalize (GObject *object)
{
  g_clear_object (&TW_TRASH_PAGE (object)->cancellable);
  G_OBJECT_CLASS (tw_trash_page_parent_class)->finalize (object);
}

static void
tw_trash_page_class_init (TwTrashPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = tw_trash_page_constructed;
  object_class->dispose = tw_trash_page_dispose;
  object_class->finalize = tw_trash_page_finalize;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_trash_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "undo";
  g_type_ensure (TW_TYPE_TRASH_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("trash/tw-trash-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwTrashPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwTrashPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, TwTrashPage, search);
  gtk_widget_class_bind_template_child (widget_class, TwTrashPage, list);
  gtk_widget_class_bind_template_child (widget_class, TwTrashPage, rows);
  gtk_widget_class_bind_template_child (widget_class, TwTrashPage, filter);
  gtk_widget_class_bind_template_child (widget_class, TwTrashPage, found);
  gtk_widget_class_bind_template_child (widget_class, TwTrashPage, selection);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, searched_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
  tw_action_table_install (&tw_trash_page_actions, widget_class);
}

static void
tw_trash_page_init (TwTrashPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_window_page_set_place (TW_WINDOW_PAGE (self), "");
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->list));
}

/**
 * tw_trash_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window
 */
TwTrashPage *
tw_trash_page_new (TwWorkspace *workspace)
{
  return g_object_new (TW_TYPE_TRASH_PAGE, "workspace", workspace, NULL);
}
