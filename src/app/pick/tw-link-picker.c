/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-link-picker.h"

#include "tw-searcher.h"

#define MAX_FOUND 12

struct _TwLinkPicker
{
  AdwBin              parent_instance;

  TwSearcher         *searcher;                        /* (owned) */
  GtkSingleSelection *selection;                       /* (owned) over the searcher's items */

  GtkSearchEntry     *entry;
  GtkListView        *list;
};

G_DEFINE_FINAL_TYPE (TwLinkPicker, tw_link_picker, ADW_TYPE_BIN)

enum { PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
pick (TwLinkPicker *self,
      guint         position)
{
  g_autoptr(TwSearchItem) item = g_list_model_get_item (tw_searcher_get_items (self->searcher), position);

  if (item != NULL)
    g_signal_emit (self, signals[PICKED], 0, item);
}

static void
text_changed_cb (TwLinkPicker *self)
{
  tw_searcher_set_text (self->searcher, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
entry_activated_cb (TwLinkPicker *self)
{
  if (!tw_searcher_is_busy (self->searcher))
    pick (self, gtk_single_selection_get_selected (self->selection));
}

static void
row_activated_cb (TwLinkPicker *self,
                  guint         position)
{
  pick (self, position);
}

static gboolean
tw_link_picker_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TW_LINK_PICKER (widget)->entry));
}

static void
tw_link_picker_dispose (GObject *object)
{
  TwLinkPicker *self = TW_LINK_PICKER (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_LINK_PICKER);
  g_clear_object (&self->selection);
  g_clear_object (&self->searcher);
  G_OBJECT_CLASS (tw_link_picker_parent_class)->dispose (object);
}

static void
tw_link_picker_class_init (TwLinkPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_link_picker_dispose;
  widget_class->grab_focus = tw_link_picker_grab_focus;
  g_type_ensure (TW_TYPE_SEARCH_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("pick/tw-link-picker.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwLinkPicker, entry);
  gtk_widget_class_bind_template_child (widget_class, TwLinkPicker, list);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  /**
   * TwLinkPicker::picked:
   * @item: the record that was chosen
   *
   * A record was chosen by Enter or by a click.
   */
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, TW_TYPE_SEARCH_ITEM);
}

static void
tw_link_picker_init (TwLinkPicker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_link_picker_new:
 * @workspace: where to search
 * @entity_keys: (nullable): keys of the entities to find, NULL-terminated; NULL or empty for all
 *
 * Returns: (transfer floating): a picker
 */
TwLinkPicker *
tw_link_picker_new (TwWorkspace       *workspace,
                    const char *const *entity_keys)
{
  TwLinkPicker *self = g_object_new (TW_TYPE_LINK_PICKER, NULL);

  self->searcher = tw_searcher_new (workspace, entity_keys, MAX_FOUND);
  self->selection = gtk_single_selection_new (g_object_ref (tw_searcher_get_items (self->searcher)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  tw_searcher_set_text (self->searcher, "");
  return self;
}

/**
 * tw_link_picker_set_text:
 * @self: a picker
 * @text: what to search
 *
 * Puts a text into the entry.
 */
void
tw_link_picker_set_text (TwLinkPicker *self,
                         const char   *text)
{
  g_return_if_fail (TW_IS_LINK_PICKER (self));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

/**
 * tw_link_picker_get_items:
 * @self: a picker
 *
 * Returns: (transfer none): the records offered
 */
GListModel *
tw_link_picker_get_items (TwLinkPicker *self)
{
  g_return_val_if_fail (TW_IS_LINK_PICKER (self), NULL);
  return tw_searcher_get_items (self->searcher);
}
