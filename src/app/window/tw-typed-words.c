/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-typed-words.h"

static gboolean
holds_words (GtkWidget *widget)
{
  GtkTextIter start, end;

  if (GTK_IS_TEXT_VIEW (widget) && gtk_text_view_get_editable (GTK_TEXT_VIEW (widget)))
    {
      gtk_text_buffer_get_bounds (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), &start, &end);
      return !gtk_text_iter_equal (&start, &end);
    }
  /* What is searched for is typed again soon. */
  return GTK_IS_TEXT (widget) && gtk_editable_get_editable (GTK_EDITABLE (widget)) && *gtk_editable_get_text (GTK_EDITABLE (widget)) != '\0'
         && gtk_widget_get_ancestor (widget, GTK_TYPE_SEARCH_ENTRY) == NULL;
}

/* Pages that lie behind what is shown, too. */
static gboolean
any_in (GtkWidget *widget)
{
  gboolean any = holds_words (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !any; child = gtk_widget_get_next_sibling (child))
    any = any_in (child);
  return any;
}

/**
 * tw_typed_words_any:
 *
 * Whether a form, a field that is edited, or a text that is written holds words, in any window. Those of a form that was opened with words
 * count as well.
 *
 * Returns: whether words would be lost if all windows were filled anew
 */
gboolean
tw_typed_words_any (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  gboolean any = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (windows) && !any; i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      any = any_in (window);
    }
  return any;
}
