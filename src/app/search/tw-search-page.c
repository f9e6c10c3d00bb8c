/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-filter-chip.h"
#include "tw-passing-popover.h"
#include "tw-search-open.h"
#include "tw-search-page-private.h"
#include "tw-search-side.h"
#include "tw-wrap-layout.h"

#define MAX_RECENT 8

G_DEFINE_FINAL_TYPE (TwSearchPage, tw_search_page, TW_TYPE_WINDOW_PAGE)

static TwWorkspace *
get_workspace (TwSearchPage *self)
{
  return tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
}

static gboolean
has_text (TwSearchPage *self)
{
  return *tw_search_state_get_text (self->state) != '\0';
}

/* --- The bar: what it is narrowed by, and how many were found --- */

static void
everything_cb (TwSearchPage *self)
{
  tw_search_state_set_kind (self->state, NULL);
}

static GtkWidget *
make_kind_chip (TwSearchPage   *self,
                const TwEntity *entity)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *label = gtk_label_new (tw_entity_get_label (entity, TRUE));
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_add_css_class (chip, "tw-chip");
  gtk_widget_set_margin_start (label, 12);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "tw-chip-remove");
  gtk_widget_set_tooltip_text (button, _("Search everything"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search everything"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (everything_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (chip), button);
  return chip;
}

static void
fill_chips (TwSearchPage *self)
{
  TwViewState *view = tw_search_state_get_view (self->state);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), child);
  if (view == NULL)
    return;
  gtk_box_append (GTK_BOX (self->chips), make_kind_chip (self, tw_view_state_get_entity (view)));
  for (guint i = 0; i < tw_view_state_get_n_conditions (view); i++)
    gtk_box_append (GTK_BOX (self->chips), tw_filter_chip_new (view, i));
}

/* Until all are counted the number before stands. */
static void
counted_cb (TwSearchPage *self)
{
  gint64 total = tw_search_state_get_total (self->state);
  guint shown = g_list_model_get_n_items (tw_search_state_get_items (self->state));
  g_autofree char *all = NULL, *text = NULL;

  if (total < 0)
    return;
  all = g_strdup_printf ("%'" G_GINT64_FORMAT, total);
  if (total > shown)
    /* Translators: how many records are shown, of how many that were found: "200 of 12,345". */
    text = g_strdup_printf (_("%1$u of %2$s"), shown, all);
  else
    text = g_strdup_printf (ngettext ("%s record", "%s records", (gulong) total), all);
  gtk_label_set_label (self->summary, text);
}

/* --- What was found --- */

/* What it can be narrowed by. Wide: beside the records. Narrow: behind a button. Nothing cannot be narrowed. */
static void
update_side (TwSearchPage *self)
{
  gboolean narrow = tw_window_page_get_narrow (TW_WINDOW_PAGE (self));
  gboolean failed = tw_search_state_get_error (self->state) != NULL;
  gboolean some = has_text (self) && (tw_search_state_get_view (self->state) != NULL
                                      || g_list_model_get_n_items (tw_search_state_get_items (self->state)) > 0);

  /* What could not be searched was not counted either. */
  gtk_widget_set_visible (GTK_WIDGET (self->summary), !failed);
  if (some && !narrow && adw_bin_get_child (self->side) == NULL)
    adw_bin_set_child (self->side, tw_search_side_new (self->state));
  else if (!some || narrow)
    adw_bin_set_child (self->side, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->side), some && !narrow && !failed);
  gtk_widget_set_visible (self->bar, some);
  gtk_widget_set_visible (self->narrow_button, narrow && !failed);
  gtk_widget_set_visible (self->save_button, !narrow);
}

static const char *
get_page_name (TwSearchPage *self)
{
  if (!has_text (self))
    return "start";
  if (tw_search_state_get_error (self->state) != NULL)
    return "error";
  return g_list_model_get_n_items (tw_search_state_get_items (self->state)) > 0 ? "found" : "nothing";
}

static void
answered_cb (TwSearchPage *self)
{
  const char *meant = tw_search_state_get_meant (self->state), *error = tw_search_state_get_error (self->state);

  if (error != NULL)
    {
      tw_tell (self->error_page, error);
    }
  gtk_widget_set_visible (self->meant_box, meant != NULL);
  if (meant != NULL)
    {
      /* Translators: %s is what was probably meant by words that are written wrong. */
      g_autofree char *question = g_strdup_printf (_("Did you mean “%s”?"), meant);

      gtk_button_set_label (self->meant_button, question);
    }
  gtk_stack_set_visible_child_name (self->stack, get_page_name (self));
  update_side (self);
  tw_search_page_update_actions (self);
  if (!tw_search_state_is_counting (self->state) && g_list_model_get_n_items (tw_search_state_get_items (self->state)) == 0)
    counted_cb (self);
}

static void
put_text (TwSearchPage *self,
          const char   *text)
{
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text))
    return;
  self->typing = FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->typing = TRUE;
}

gboolean
tw_search_page_is_saved (TwSearchPage *self)
{
  TwViewState *view = tw_search_state_get_view (self->state);
  g_autofree char *where = view != NULL ? tw_view_state_dup_where (view) : NULL;
  const char *kind = view != NULL ? tw_view_state_get_entity (view)->key : NULL;

  return self->saved != NULL && g_str_equal (self->saved->text, tw_search_state_get_text (self->state))
         && g_strcmp0 (self->saved->kinds[0], kind) == 0 && g_strcmp0 (self->saved->where, where) == 0;
}

/* The page is called as the saved search as long as it shows that. */
static void
changed_cb (TwSearchPage *self)
{
  gtk_widget_set_visible (self->everything_button, tw_search_state_get_view (self->state) != NULL);
  tw_window_page_set_title (TW_WINDOW_PAGE (self), tw_search_page_is_saved (self) ? self->saved->name : _("Search"));
  fill_chips (self);
  update_side (self);
  if (has_text (self) && gtk_stack_get_visible_child_name (self->stack) != NULL
      && g_str_equal (gtk_stack_get_visible_child_name (self->stack), "start"))
    gtk_stack_set_visible_child_name (self->stack, "loading");
  tw_search_page_update_actions (self);
}

/* --- Past searches --- */

static void
fill_recent (TwSearchPage *self)
{
  g_auto(GStrv) texts = tw_search_history_list (self->history, NULL, MAX_RECENT);
  GtkListBoxRow *row = NULL;

  while ((row = gtk_list_box_get_row_at_index (self->recent, 0)) != NULL)
    gtk_list_box_remove (self->recent, GTK_WIDGET (row));
  for (guint i = 0; texts[i] != NULL; i++)
    {
      GtkWidget *line = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (line), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line), texts[i]);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (line), 1);
      adw_action_row_set_icon_name (ADW_ACTION_ROW (line), "document-open-recent-symbolic");
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (line), TRUE);
      gtk_list_box_append (self->recent, line);
    }
  gtk_widget_set_visible (self->recent_group, texts[0] != NULL);
  tw_search_page_update_actions (self);
}

static void
recent_activated_cb (TwSearchPage  *self,
                     GtkListBoxRow *row)
{
  g_autofree char *text = g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));

  tw_search_history_add (self->history, text);
  tw_search_page_set_text (self, text);
}

/* --- Typing --- */

/* What may be meant is offered with every letter; the search itself waits for a pause. */
static void
typed_cb (TwSearchPage *self)
{
  if (self->offers != NULL && self->typing)
    tw_search_offers_set_text (self->offers, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

/* A text that is put there comes as nothing first, and then as itself. */
static void
paused_cb (TwSearchPage *self)
{
  if (self->state != NULL && self->typing)
    tw_search_state_set_text (self->state, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
entered_cb (TwSearchPage *self)
{
  if (tw_search_offers_activate (self->offers))
    return;
  tw_search_offers_close (self->offers);
  tw_search_history_add (self->history, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  paused_cb (self);
}

/* Escape closes what is offered, then empties the entry, then goes back. */
static void
stopped_cb (TwSearchPage *self)
{
  if (tw_search_offers_is_open (self->offers))
    tw_search_offers_close (self->offers);
  else if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    tw_search_page_set_text (self, "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
left_cb (TwSearchPage *self)
{
  if (self->offers != NULL)
    tw_search_offers_close (self->offers);
}

/* Down goes through what is offered, or into what was found. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                TwSearchPage          *self)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up)
    return GDK_EVENT_PROPAGATE;
  if (tw_search_offers_move (self->offers, keyval == GDK_KEY_Down ? 1 : -1))
    return GDK_EVENT_STOP;
  if (keyval == GDK_KEY_Down)
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static void
chosen_cb (TwSearchPage *self,
           const char   *text)
{
  tw_search_history_add (self->history, text);
  tw_search_page_set_text (self, text);
}

static void
row_activated_cb (TwSearchPage *self,
                  guint         position)
{
  g_autoptr(TwSearchItem) item = g_list_model_get_item (tw_search_state_get_items (self->state), position);

  if (item == NULL)
    return;
  tw_search_history_add (self->history, tw_search_state_get_text (self->state));
  tw_search_open (GTK_WIDGET (self), tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), tw_search_item_get_entity (item),
                  tw_search_item_get_id (item), tw_search_state_get_text (self->state));
}

/* --- Life --- */

static void
tw_search_page_shown (TwWindowPage *page)
{
  TwSearchPage *self = TW_SEARCH_PAGE (page);

  if (has_text (self))
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* Each workspace of this computer has its own file. */
static char *
dup_history_path (TwWorkspace *workspace)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, tw_store_get_dir (tw_workspace_get_store (workspace)), -1);
  g_autofree char *name = g_strdup_printf ("searched-%.16s", sum);

  return g_build_filename (g_get_user_data_dir (), "tradewind", name, NULL);
}

/* The saved search may be renamed or deleted from the sidebar, and by others. */
static void
committed_cb (TwSearchPage *self,
              TwCommit     *commit)
{
  TwStore *store = tw_workspace_get_store (get_workspace (self));
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (store), "saved_search");

  if (self->saved != NULL && entity != NULL && tw_commit_touches (commit, entity))
    tw_search_page_take_saved (self, tw_saved_search_load (store, &self->saved->id, NULL));
}

static void
tw_search_page_constructed (GObject *object)
{
  TwSearchPage *self = TW_SEARCH_PAGE (object);
  g_autofree char *path = dup_history_path (get_workspace (self));
  GtkSelectionModel *selection = NULL;

  G_OBJECT_CLASS (tw_search_page_parent_class)->constructed (object);
  self->history = tw_search_history_new (path);
  self->state = tw_search_state_new (get_workspace (self));
  self->offers = tw_search_offers_new (get_workspace (self), self->history);
  adw_clamp_set_child (self->offers_clamp, GTK_WIDGET (self->offers));
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (tw_search_state_get_items (self->state))));
  gtk_list_view_set_model (self->list, selection);
  g_object_unref (selection);
  g_signal_connect_object (self->offers, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "changed", G_CALLBACK (fill_recent), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->state, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->state, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->state, "counted", G_CALLBACK (counted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_store (get_workspace (self)), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::narrow", G_CALLBACK (update_side), NULL);
  fill_recent (self);
  changed_cb (self);
}

static void
tw_search_page_dispose (GObject *object)
{
  TwSearchPage *self = TW_SEARCH_PAGE (object);

  if (self->bar != NULL)
    tw_popovers_unparent (self->bar);
  self->offers = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_SEARCH_PAGE);
  g_clear_object (&self->state);
  g_clear_object (&self->history);
  g_clear_pointer (&self->saved, tw_saved_search_free);
  G_OBJECT_CLASS (tw_search_page_parent_class)->dispose (object);
}

static void
tw_search_page_class_init (TwSearchPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = tw_search_page_constructed;
  object_class->dispose = tw_search_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_search_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "search";
  g_type_ensure (TW_TYPE_SEARCH_ITEM);
  tw_action_table_install (&tw_search_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("search/tw-search-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, entry);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, offers_clamp);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, bar);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, chips);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, narrow_button);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, meant_box);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, meant_button);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, save_button);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, summary);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, start_page);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, everything_button);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, recent_group);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, recent);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, list);
  gtk_widget_class_bind_template_child (widget_class, TwSearchPage, side);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, paused_cb);
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, left_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, recent_activated_cb);
}

static void
tw_search_page_init (TwSearchPage *self)
{
  self->typing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_window_page_set_place (TW_WINDOW_PAGE (self), "");
  gtk_widget_set_layout_manager (self->chips, tw_wrap_layout_new (6));
}

/**
 * tw_search_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window, with an empty entry
 */
TwSearchPage *
tw_search_page_new (TwWorkspace *workspace)
{
  return g_object_new (TW_TYPE_SEARCH_PAGE, "workspace", workspace, NULL);
}

void
tw_search_page_take_saved (TwSearchPage  *self,
                           TwSavedSearch *saved)
{
  g_clear_pointer (&self->saved, tw_saved_search_free);
  self->saved = saved;
  changed_cb (self);
}

/**
 * tw_search_page_run:
 * @self: a page
 * @id: id of a saved search
 * @error: it is gone
 *
 * Searches as it was saved.
 *
 * Returns: whether it is there
 */
gboolean
tw_search_page_run (TwSearchPage *self,
                    const TwId   *id,
                    GError      **error)
{
  TwSavedSearch *saved = NULL;
  gboolean only;

  g_return_val_if_fail (TW_IS_SEARCH_PAGE (self) && id != NULL, FALSE);
  saved = tw_saved_search_load (tw_workspace_get_store (get_workspace (self)), id, error);
  if (saved == NULL)
    return FALSE;
  only = saved->kinds[0] != NULL && saved->kinds[1] == NULL;
  put_text (self, saved->text);
  tw_search_state_set_all (self->state, saved->text, only ? saved->kinds[0] : NULL, only ? saved->where : NULL);
  tw_search_page_take_saved (self, saved);
  return TRUE;
}

/**
 * tw_search_page_set_text:
 * @self: a page
 * @text: what to search for
 *
 * Puts it into the entry and searches at once.
 */
void
tw_search_page_set_text (TwSearchPage *self,
                         const char   *text)
{
  g_return_if_fail (TW_IS_SEARCH_PAGE (self) && text != NULL);
  put_text (self, text);
  tw_search_state_set_text (self->state, text);
}

/**
 * tw_search_page_get_state:
 * @self: a page
 *
 * Returns: (transfer none): what is searched for and found
 */
TwSearchState *
tw_search_page_get_state (TwSearchPage *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_PAGE (self), NULL);
  return self->state;
}

/**
 * tw_search_page_get_history:
 * @self: a page
 *
 * Returns: (transfer none): what was searched on this computer
 */
TwSearchHistory *
tw_search_page_get_history (TwSearchPage *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_PAGE (self), NULL);
  return self->history;
}

/**
 * tw_search_page_get_saved:
 * @self: a page
 *
 * Returns: (transfer none): id of the saved search that was run; nil without one
 */
const TwId *
tw_search_page_get_saved (TwSearchPage *self)
{
  static const TwId nil = { 0 };

  g_return_val_if_fail (TW_IS_SEARCH_PAGE (self), &nil);
  return self->saved != NULL ? &self->saved->id : &nil;
}
