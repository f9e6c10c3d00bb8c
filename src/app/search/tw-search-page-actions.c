/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-passing-popover.h"
#include "tw-save-search-dialog.h"
#include "tw-search-page-private.h"
#include "tw-search-side.h"

static TwStore *
get_store (TwSearchPage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

static void
saved_cb (TwSearchPage *self,
          TwSavedSearch *saved)
{
  tw_search_page_take_saved (self, saved);
}

static void
ask (TwSearchPage  *self,
     TwSavedSearch *search)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  TwSaveSearchDialog *dialog = tw_save_search_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, get_store (self), search);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwSearchPage *self = TW_SEARCH_PAGE (widget);
  TwViewState *view = tw_search_state_get_view (self->state);
  g_autofree char *where = view != NULL ? tw_view_state_dup_where (view) : NULL;
  TwSavedSearch *search = tw_saved_search_new (tw_search_state_get_text (self->state),
                                               view != NULL ? tw_view_state_get_entity (view)->key : NULL, where);

  g_free (search->name);
  search->name = g_strdup (search->text);
  ask (self, search);
}

static void
change (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwSearchPage *self = TW_SEARCH_PAGE (widget);
  g_autoptr(GError) error = NULL;
  TwSavedSearch *search = self->saved != NULL ? tw_saved_search_load (get_store (self), &self->saved->id, &error) : NULL;

  if (search != NULL)
    ask (self, search);
  else if (error != NULL)
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
}

/* What is looked for now takes the place of what was looked for. */
static void
update (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwSearchPage *self = TW_SEARCH_PAGE (widget);
  TwViewState *view = tw_search_state_get_view (self->state);
  g_autofree char *where = view != NULL ? tw_view_state_dup_where (view) : NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSavedSearch) search = NULL, present = NULL;

  present = self->saved != NULL ? tw_saved_search_load (get_store (self), &self->saved->id, &error) : NULL;
  if (present != NULL)
    {
      search = tw_saved_search_new (tw_search_state_get_text (self->state), view != NULL ? tw_view_state_get_entity (view)->key : NULL,
                                    where);
      search->id = present->id;
      search->owner = present->owner;
      search->shared = present->shared;
      search->alert = present->alert;
      g_free (search->name);
      search->name = g_strdup (present->name);
      g_free (search->frequency);
      search->frequency = g_strdup (present->frequency);
    }
  if (search != NULL && tw_saved_search_save (search, get_store (self), &error))
    tw_search_page_take_saved (self, g_steal_pointer (&search));
  else if (error != NULL)
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
}

static void
delete_saved (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwSearchPage *self = TW_SEARCH_PAGE (widget);
  g_autoptr(GError) error = NULL;

  if (self->saved == NULL)
    return;
  if (tw_saved_search_delete (get_store (self), &self->saved->id, &error))
    tw_search_page_take_saved (self, NULL);
  else
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
}

static void
take_meant (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwSearchPage *self = TW_SEARCH_PAGE (widget);
  g_autofree char *meant = g_strdup (tw_search_state_get_meant (self->state));

  if (meant == NULL)
    return;
  tw_search_history_add (self->history, meant);
  tw_search_page_set_text (self, meant);
}

static void
everything (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_search_state_set_kind (TW_SEARCH_PAGE (widget)->state, NULL);
}

static void
clear_filters (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwViewState *view = tw_search_state_get_view (TW_SEARCH_PAGE (widget)->state);

  if (view != NULL)
    tw_view_state_set_conditions (view, NULL, NULL);
}

/* All of one kind that were found, as any list: to sort, to change, to export. */
static void
open_list (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwViewState *view = tw_search_state_get_view (TW_SEARCH_PAGE (widget)->state);
  g_autofree char *where = view != NULL ? tw_view_state_dup_where (view) : NULL;

  if (view != NULL)
    gtk_widget_activate_action (widget, "win.open-found", "(sss)", tw_view_state_get_entity (view)->key,
                                tw_view_state_get_text (view), where != NULL ? where : "");
}

static void
clear_history (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  tw_search_history_clear (TW_SEARCH_PAGE (widget)->history);
}

static void
again (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  tw_search_state_search (TW_SEARCH_PAGE (widget)->state);
}

static void
narrow_down (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwSearchPage *self = TW_SEARCH_PAGE (widget);
  GtkWidget *popover = NULL, *side = NULL;

  if (!tw_window_page_get_narrow (TW_WINDOW_PAGE (self)))
    {
      gtk_widget_child_focus (GTK_WIDGET (self->side), GTK_DIR_TAB_FORWARD);
      return;
    }
  popover = gtk_popover_new ();
  side = tw_search_side_new (self->state);
  tw_search_side_set_max_height (TW_SEARCH_SIDE (side), gtk_widget_get_height (GTK_WIDGET (self->stack)) - TW_POPOVER_FRAME);
  gtk_popover_set_child (GTK_POPOVER (popover), side);
  /* What it holds asks for room, and the bar below it is not to have it. */
  gtk_widget_set_vexpand (popover, FALSE);
  tw_popover_goes_when_closed (GTK_POPOVER (popover));
  gtk_widget_set_parent (popover, self->bar);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
focus_entry (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_SEARCH_PAGE (widget)->entry));
}

static const TwActionInfo infos[] = {
  { "search.focus", N_("Type another search"), "<Control>f", NULL, NULL, focus_entry },
  { "search.save", N_("Save this search"), "<Control>s", NULL, NULL, save },
  { "search.change", N_("Change the saved search"), NULL, NULL, NULL, change },
  { "search.update", N_("Put what is searched for into the saved search"), NULL, NULL, NULL, update },
  { "search.delete", N_("Delete the saved search"), NULL, NULL, NULL, delete_saved },
  { "search.narrow-down", N_("Narrow the search down"), "<Control>j", NULL, NULL, narrow_down },
  { "search.everything", N_("Search all kinds of records"), NULL, NULL, NULL, everything },
  { "search.clear-filters", N_("Remove all filters"), NULL, NULL, NULL, clear_filters },
  { "search.open-list", N_("Show what was found as a list"), NULL, NULL, NULL, open_list },
  { "search.take-meant", N_("Search for what was probably meant"), NULL, NULL, NULL, take_meant },
  { "search.again", N_("Search again"), NULL, NULL, NULL, again },
  { "search.clear-history", N_("Clear recent searches"), NULL, NULL, NULL, clear_history },
};

const TwActionTable tw_search_page_actions = { N_("Search"), infos, G_N_ELEMENTS (infos) };

/* What can be done follows from what is shown. */
void
tw_search_page_update_actions (TwSearchPage *self)
{
  TwViewState *view = self->state != NULL ? tw_search_state_get_view (self->state) : NULL;
  gboolean text = self->state != NULL && *tw_search_state_get_text (self->state) != '\0';
  gboolean own = self->saved != NULL && tw_saved_search_is_own (self->saved, get_store (self));
  g_auto(GStrv) past = tw_search_history_list (self->history, NULL, 1);
  const struct { const char *name; gboolean enabled; } states[] = {
    { "search.save", text && !tw_store_is_read_only (get_store (self)) },
    { "search.change", own },
    { "search.update", own && text && !tw_search_page_is_saved (self) },
    { "search.delete", own },
    { "search.narrow-down", text },
    { "search.everything", view != NULL },
    { "search.clear-filters", view != NULL && tw_view_state_get_n_conditions (view) > 0 },
    { "search.open-list", text && view != NULL },
    { "search.take-meant", self->state != NULL && tw_search_state_get_meant (self->state) != NULL },
    { "search.clear-history", past[0] != NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), states[i].name, states[i].enabled);
}
