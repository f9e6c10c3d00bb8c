/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-search-offers.h"

#include <glib/gi18n-lib.h>

#include "tw-search.h"
#include "tw-searcher.h"

#define MAX_PAST    3
#define MAX_WORDS   3
#define MAX_RECORDS 4

struct _TwSearchOffers
{
  AdwBin           parent_instance;

  TwWorkspace     *workspace;                          /* (owned) */
  TwSearchHistory *history;                            /* (owned) */
  TwSearcher      *searcher;                           /* (owned) */
  GCancellable    *completing;                         /* (owned) (nullable) */
  char            *text;                               /* (owned) */
  char           **words;                              /* (owned) (nullable) completed texts */

  GtkListBox      *list;
};

G_DEFINE_FINAL_TYPE (TwSearchOffers, tw_search_offers, ADW_TYPE_BIN)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- Rows --- */

static void
add_row (TwSearchOffers *self,
         const char     *icon,
         const char     *title,
         const char     *detail,
         GVariant       *record)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (title), *end = gtk_label_new (detail);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_label_set_ellipsize (GTK_LABEL (end), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (end, "dim-label");
  gtk_widget_add_css_class (end, "caption");
  gtk_box_append (GTK_BOX (box), end);
  gtk_widget_add_css_class (box, "tw-search-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  /* The keyboard stays in the entry. */
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (row), "title", g_strdup (title), g_free);
  if (record != NULL)
    g_object_set_data_full (G_OBJECT (row), "record", g_variant_ref_sink (record), (GDestroyNotify) g_variant_unref);
  gtk_list_box_append (self->list, row);
}

static void
add_records (TwSearchOffers *self)
{
  GListModel *records = tw_searcher_get_items (self->searcher);

  for (guint i = 0; i < g_list_model_get_n_items (records); i++)
    {
      g_autoptr(TwSearchItem) item = g_list_model_get_item (records, i);
      g_autofree char *icon = NULL, *kind = NULL;
      char id[TW_ID_TEXT_LENGTH + 1];

      g_object_get (item, "icon", &icon, "kind", &kind, NULL);
      add_row (self, icon, tw_search_item_get_title (item), kind,
               g_variant_new ("(uss)", tw_search_item_get_entity (item), tw_id_print (tw_search_item_get_id (item), id), ""));
    }
}

static gboolean
is_past (char      **past,
         const char *text)
{
  return g_strv_contains ((const char *const *) past, text);
}

static void
fill (TwSearchOffers *self)
{
  g_auto(GStrv) past = tw_search_history_list (self->history, self->text, MAX_PAST);
  GtkListBoxRow *row = NULL;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; past[i] != NULL; i++)
    add_row (self, "document-open-recent-symbolic", past[i], _("Searched before"), NULL);
  for (guint i = 0; self->words != NULL && self->words[i] != NULL; i++)
    if (!is_past (past, self->words[i]))
      add_row (self, "system-search-symbolic", self->words[i], NULL, NULL);
  add_records (self);
  gtk_widget_set_visible (GTK_WIDGET (self), tw_search_offers_get_n (self) > 0);
}

/* --- What comes --- */

static void
completed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwSearchOffers) self = TW_SEARCH_OFFERS (data);
  g_auto(GStrv) words = tw_store_complete_finish (TW_STORE (source), result, NULL);

  if (self->completing == NULL || self->completing != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->completing);
  g_clear_pointer (&self->words, g_strfreev);
  self->words = g_steal_pointer (&words);
  if (!tw_searcher_is_busy (self->searcher))
    fill (self);
}

static void
answered_cb (TwSearchOffers *self)
{
  if (*self->text != '\0' && self->completing == NULL)
    fill (self);
}

static void
stop (TwSearchOffers *self)
{
  if (self->completing != NULL)
    g_cancellable_cancel (self->completing);
  g_clear_object (&self->completing);
  g_clear_pointer (&self->words, g_strfreev);
}

static void
take (TwSearchOffers *self,
      GtkListBoxRow  *row)
{
  GVariant *record = g_object_get_data (G_OBJECT (row), "record");
  g_autofree char *title = g_strdup (g_object_get_data (G_OBJECT (row), "title"));
  g_autoptr(GVariant) opened = record != NULL ? g_variant_ref (record) : NULL;

  if (opened != NULL)
    tw_search_history_add (self->history, self->text);
  tw_search_offers_close (self);
  if (opened != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (self), "win.open-record", opened);
  else
    g_signal_emit (self, signals[CHOSEN], 0, title);
}

static void
row_activated_cb (TwSearchOffers *self,
                  GtkListBoxRow  *row)
{
  take (self, row);
}

static void
tw_search_offers_dispose (GObject *object)
{
  TwSearchOffers *self = TW_SEARCH_OFFERS (object);

  stop (self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->searcher);
  g_clear_object (&self->history);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_search_offers_parent_class)->dispose (object);
}

static void
tw_search_offers_finalize (GObject *object)
{
  g_free (TW_SEARCH_OFFERS (object)->text);
  G_OBJECT_CLASS (tw_search_offers_parent_class)->finalize (object);
}

static void
tw_search_offers_class_init (TwSearchOffersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_search_offers_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_search_offers_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
}

static void
tw_search_offers_init (TwSearchOffers *self)
{
  self->text = g_strdup ("");
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_widget_set_can_focus (GTK_WIDGET (self->list), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Suggestions"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
  gtk_widget_add_css_class (GTK_WIDGET (self), "tw-search-card");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * tw_search_offers_new:
 * @workspace: where records and words come from
 * @history: where past searches come from
 *
 * Built in code because its rows come from three sources.
 *
 * Returns: (transfer floating): what is offered, nothing yet
 */
TwSearchOffers *
tw_search_offers_new (TwWorkspace     *workspace,
                      TwSearchHistory *history)
{
  TwSearchOffers *self = g_object_new (TW_TYPE_SEARCH_OFFERS, NULL);

  self->workspace = g_object_ref (workspace);
  self->history = g_object_ref (history);
  self->searcher = tw_searcher_new (workspace, NULL, MAX_RECORDS);
  g_signal_connect_object (self->searcher, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_search_offers_set_text:
 * @self: the offers
 * @text: what is typed
 *
 * Looks for what may be meant, in the background; nothing is offered for an empty text.
 */
void
tw_search_offers_set_text (TwSearchOffers *self,
                           const char     *text)
{
  g_return_if_fail (TW_IS_SEARCH_OFFERS (self) && text != NULL);
  stop (self);
  g_free (self->text);
  self->text = g_strdup (text);
  if (*text == '\0')
    {
      tw_search_offers_close (self);
      return;
    }
  self->completing = g_cancellable_new ();
  tw_store_complete_async (tw_workspace_get_store (self->workspace), text, MAX_WORDS, self->completing, completed_cb,
                           g_object_ref (self));
  tw_searcher_set_text (self->searcher, text);
}

/**
 * tw_search_offers_close:
 * @self: the offers
 *
 * Hides them until another text comes.
 */
void
tw_search_offers_close (TwSearchOffers *self)
{
  g_return_if_fail (TW_IS_SEARCH_OFFERS (self));
  stop (self);
  g_free (self->text);
  self->text = g_strdup ("");
  gtk_list_box_unselect_all (self->list);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * tw_search_offers_is_open:
 * @self: the offers
 *
 * Returns: whether they are shown
 */
gboolean
tw_search_offers_is_open (TwSearchOffers *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_OFFERS (self), FALSE);
  return gtk_widget_get_visible (GTK_WIDGET (self));
}

/**
 * tw_search_offers_move:
 * @self: the offers
 * @delta: 1 for the next line, -1 for the one before; before the first there is none
 *
 * Returns: %FALSE when they are not shown
 */
gboolean
tw_search_offers_move (TwSearchOffers *self,
                       int             delta)
{
  GtkListBoxRow *selected = NULL;
  int next;

  g_return_val_if_fail (TW_IS_SEARCH_OFFERS (self), FALSE);
  if (!tw_search_offers_is_open (self))
    return FALSE;
  selected = gtk_list_box_get_selected_row (self->list);
  next = MIN ((selected != NULL ? gtk_list_box_row_get_index (selected) : -1) + delta, (int) tw_search_offers_get_n (self) - 1);
  if (next < 0)
    gtk_list_box_unselect_all (self->list);
  else
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, next));
  return TRUE;
}

/**
 * tw_search_offers_activate:
 * @self: the offers
 *
 * Returns: whether a line was chosen, and was taken
 */
gboolean
tw_search_offers_activate (TwSearchOffers *self)
{
  GtkListBoxRow *selected = NULL;

  g_return_val_if_fail (TW_IS_SEARCH_OFFERS (self), FALSE);
  selected = tw_search_offers_is_open (self) ? gtk_list_box_get_selected_row (self->list) : NULL;
  if (selected == NULL)
    return FALSE;
  take (self, selected);
  return TRUE;
}

/**
 * tw_search_offers_get_n:
 * @self: the offers
 *
 * Returns: how many lines there are
 */
guint
tw_search_offers_get_n (TwSearchOffers *self)
{
  guint n = 0;

  g_return_val_if_fail (TW_IS_SEARCH_OFFERS (self), 0);
  while (gtk_list_box_get_row_at_index (self->list, n) != NULL)
    n++;
  return n;
}

/**
 * tw_search_offers_get_title:
 * @self: the offers
 * @i: number of a line
 *
 * Returns: (transfer none) (nullable): its words
 */
const char *
tw_search_offers_get_title (TwSearchOffers *self,
                            guint           i)
{
  GtkListBoxRow *row = NULL;

  g_return_val_if_fail (TW_IS_SEARCH_OFFERS (self), NULL);
  row = gtk_list_box_get_row_at_index (self->list, i);
  return row != NULL ? g_object_get_data (G_OBJECT (row), "title") : NULL;
}
