/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-search-panel.h"

#include "tw-searcher.h"

#define MAX_FOUND 20

struct _TwSearchPanel
{
  AdwBin              parent_instance;

  TwSearcher         *searcher;                        /* (owned) */
  GtkSingleSelection *selection;                       /* (owned) over the searcher's items */
  gboolean            open_when_answered;              /* Enter was pressed before the answer came */

  GtkWidget          *card;
  GtkSearchEntry     *entry;
  GtkRevealer        *revealer;
  GtkListView        *list;
  GtkWidget          *nothing;
};

G_DEFINE_FINAL_TYPE (TwSearchPanel, tw_search_panel, ADW_TYPE_BIN)

static void
open_item (TwSearchPanel *self,
           guint          position)
{
  GListModel *items = tw_searcher_get_items (self->searcher);
  g_autoptr(TwSearchItem) item = g_list_model_get_item (items, position);
  char id[TW_ID_TEXT_LENGTH + 1];

  if (item == NULL)
    return;
  tw_id_print (tw_search_item_get_id (item), id);
  tw_search_panel_close (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_search_item_get_entity (item), id, "");
}

static void
answered_cb (TwSearchPanel *self)
{
  guint n = g_list_model_get_n_items (tw_searcher_get_items (self->searcher));
  gboolean typed = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0';

  gtk_revealer_set_reveal_child (self->revealer, n > 0);
  gtk_widget_set_visible (self->nothing, n == 0 && typed);
  if (n > 0)
    {
      gtk_single_selection_set_selected (self->selection, 0);
      gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
    }
  if (self->open_when_answered)
    {
      self->open_when_answered = FALSE;
      open_item (self, 0);
    }
}

static void
text_changed_cb (TwSearchPanel *self)
{
  self->open_when_answered = FALSE;
  tw_searcher_set_text (self->searcher, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
entry_activated_cb (TwSearchPanel *self)
{
  if (tw_searcher_is_busy (self->searcher))
    self->open_when_answered = TRUE;
  else
    open_item (self, gtk_single_selection_get_selected (self->selection));
}

static void
row_activated_cb (TwSearchPanel *self,
                  guint          position)
{
  open_item (self, position);
}

/* The arrows move in the list while the text keeps the focus. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                TwSearchPanel         *self)
{
  guint n = g_list_model_get_n_items (tw_searcher_get_items (self->searcher));
  guint selected = gtk_single_selection_get_selected (self->selection);

  if (n == 0 || (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up))
    return GDK_EVENT_PROPAGATE;
  selected = keyval == GDK_KEY_Down ? MIN (selected + 1, n - 1) : selected > 0 ? selected - 1 : 0;
  gtk_single_selection_set_selected (self->selection, selected);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", selected);
  return GDK_EVENT_STOP;
}

static void
shade_pressed_cb (GtkGestureClick *gesture,
                  int              n_press,
                  double           x,
                  double           y,
                  TwSearchPanel   *self)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (picked == NULL || (picked != self->card && !gtk_widget_is_ancestor (picked, self->card)))
    tw_search_panel_close (self);
}

static void
tw_search_panel_dispose (GObject *object)
{
  TwSearchPanel *self = TW_SEARCH_PANEL (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_SEARCH_PANEL);
  g_clear_object (&self->selection);
  g_clear_object (&self->searcher);
  G_OBJECT_CLASS (tw_search_panel_parent_class)->dispose (object);
}

static void
tw_search_panel_class_init (TwSearchPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_search_panel_dispose;
  g_type_ensure (TW_TYPE_SEARCH_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("search/tw-search-panel.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwSearchPanel, card);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPanel, entry);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPanel, revealer);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPanel, list);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPanel, nothing);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, shade_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, tw_search_panel_close);
}

static void
tw_search_panel_init (TwSearchPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_search_panel_new:
 * @workspace: where to search
 *
 * Returns: (transfer floating): a closed panel
 */
TwSearchPanel *
tw_search_panel_new (TwWorkspace *workspace)
{
  TwSearchPanel *self = g_object_new (TW_TYPE_SEARCH_PANEL, NULL);

  self->searcher = tw_searcher_new (workspace, NULL, MAX_FOUND);
  self->selection = gtk_single_selection_new (g_object_ref (tw_searcher_get_items (self->searcher)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->searcher, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_search_panel_open:
 * @self: the panel
 *
 * Shows the panel and takes the focus; what was typed before is selected, so that typing replaces it.
 */
void
tw_search_panel_open (TwSearchPanel *self)
{
  g_return_if_fail (TW_IS_SEARCH_PANEL (self));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

/**
 * tw_search_panel_close:
 * @self: the panel
 *
 * Hides the panel.
 */
void
tw_search_panel_close (TwSearchPanel *self)
{
  g_return_if_fail (TW_IS_SEARCH_PANEL (self));
  self->open_when_answered = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * tw_search_panel_is_open:
 * @self: the panel
 *
 * Returns: whether it is shown
 */
gboolean
tw_search_panel_is_open (TwSearchPanel *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_PANEL (self), FALSE);
  return gtk_widget_get_visible (GTK_WIDGET (self));
}

/**
 * tw_search_panel_set_text:
 * @self: the panel
 * @text: what to search
 *
 * Puts a text into the entry.
 */
void
tw_search_panel_set_text (TwSearchPanel *self,
                          const char    *text)
{
  g_return_if_fail (TW_IS_SEARCH_PANEL (self));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

/**
 * tw_search_panel_get_items:
 * @self: the panel
 *
 * Returns: (transfer none): the records that it shows
 */
GListModel *
tw_search_panel_get_items (TwSearchPanel *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_PANEL (self), NULL);
  return tw_searcher_get_items (self->searcher);
}
