/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-feed-page.h"

#include <glib/gi18n-lib.h>

#include "tw-preference.h"

struct _TwFeedPage
{
  TwWindowPage     parent_instance;

  TwFeedPanel     *panel;
  TwRecord        *preference;                         /* (owned) (nullable) what the choices were when they were opened */
  gboolean         filling;

  AdwBin          *bin;
  GtkToggleButton *own_button, *team_button;
  GtkMenuButton   *choose_button;
  GtkBox          *from_box, *kind_box, *entity_box;
};

G_DEFINE_FINAL_TYPE (TwFeedPage, tw_feed_page, TW_TYPE_WINDOW_PAGE)

/* What the personal feed can hold; the key is what the preferences name when it is left out. */
static const struct
{
  guint       from;
  const char *key, *label;
} sources[] = {
  { TW_FEED_FOLLOWED, "followed", N_("Records that I follow") },
  { TW_FEED_MENTIONS, "mentions", N_("Comments that mention me") },
  { TW_FEED_TEAM, "team", N_("What my team does") },
};

static const struct
{
  guint       kind;
  const char *key, *label;
} kinds[] = {
  { TW_FEED_ADDED, "added", N_("New records") },
  { TW_FEED_CHANGED, "changed", N_("Changes of fields") },
  { TW_FEED_MOVED, "moved", N_("Moves to another stage") },
  { TW_FEED_WRITTEN, "written", N_("Comments") },
  { TW_FEED_REMOVED, "removed", N_("Deleted and restored records") },
};

static TwWorkspace *
get_workspace (TwFeedPage *self)
{
  return tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
}

static TwStore *
get_store (TwFeedPage *self)
{
  return tw_workspace_get_store (get_workspace (self));
}

static GPtrArray *
list_hidden (TwFeedPage *self,
             TwRecord   *preference)
{
  g_autoptr(GPtrArray) entities = tw_feed_list_entities (tw_workspace_get_schema (get_workspace (self)));
  GPtrArray *hidden = g_ptr_array_new ();

  for (guint i = 0; i < entities->len; i++)
    if (tw_preference_hides (preference, ((const TwEntity *) g_ptr_array_index (entities, i))->key))
      g_ptr_array_add (hidden, (gpointer) ((const TwEntity *) g_ptr_array_index (entities, i))->key);
  g_ptr_array_add (hidden, NULL);
  return hidden;
}

/* Without a team of one's own the team is everybody. */
static guint
get_team (TwFeedPage *self)
{
  g_autoptr(GArray) team = tw_access_list_team (get_store (self), tw_store_get_user (get_store (self)), NULL);

  return team != NULL && team->len > 1 ? TW_FEED_TEAM : TW_FEED_EVERYBODY;
}

static void
show_feed (TwFeedPage *self)
{
  g_autoptr(TwRecord) preference = tw_preference_load (get_store (self), tw_store_get_user (get_store (self)));
  g_autoptr(GPtrArray) hidden = list_hidden (self, preference);
  guint from = 0, shown = 0, all = 0;

  if (gtk_toggle_button_get_active (self->team_button))
    {
      tw_feed_panel_set_empty (self->panel, _("What your team does appears here: new records, changes, comments, calls and visits."));
      tw_feed_panel_show (self->panel, get_team (self), 0, NULL);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (!tw_preference_hides (preference, sources[i].key))
      from |= sources[i].from;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      all |= kinds[i].kind;
      if (!tw_preference_hides (preference, kinds[i].key))
        shown |= kinds[i].kind;
    }
  tw_feed_panel_set_empty (self->panel, _("Follow records with Ctrl+Shift+F to see what happens to them here, beside comments that mention "
                                          "you and what your team does."));
  tw_feed_panel_show (self->panel, shown != 0 ? from : 0, shown != all ? shown : 0, (const char *const *) hidden->pdata);
}

static void
mode_cb (TwFeedPage      *self,
         GtkToggleButton *button)
{
  if (self->panel == NULL || !gtk_toggle_button_get_active (button))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->choose_button), button == self->own_button);
  show_feed (self);
}

/* --- What appears --- */

static void
choice_cb (TwFeedPage     *self,
           GtkCheckButton *check)
{
  if (!self->filling && self->preference != NULL)
    tw_preference_set_hides (self->preference, g_object_get_data (G_OBJECT (check), "key"), !gtk_check_button_get_active (check));
}

static void
add_choice (TwFeedPage *self,
            GtkBox     *box,
            const char *key,
            const char *label)
{
  GtkWidget *check = gtk_check_button_new_with_label (label);

  g_object_set_data (G_OBJECT (check), "key", (gpointer) g_intern_string (key));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), !tw_preference_hides (self->preference, key));
  g_signal_connect_object (check, "toggled", G_CALLBACK (choice_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (box, check);
}

static void
clear_box (GtkBox *box)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static void
choices_shown_cb (TwFeedPage *self)
{
  g_autoptr(GPtrArray) entities = tw_feed_list_entities (tw_workspace_get_schema (get_workspace (self)));

  g_clear_object (&self->preference);
  self->preference = tw_preference_load (get_store (self), tw_store_get_user (get_store (self)));
  clear_box (self->from_box);
  clear_box (self->kind_box);
  clear_box (self->entity_box);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    add_choice (self, self->from_box, sources[i].key, _(sources[i].label));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_choice (self, self->kind_box, kinds[i].key, _(kinds[i].label));
  for (guint i = 0; i < entities->len; i++)
    add_choice (self, self->entity_box, ((const TwEntity *) g_ptr_array_index (entities, i))->key,
                tw_entity_get_label (g_ptr_array_index (entities, i), TRUE));
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(TwFeedPage) self = TW_FEED_PAGE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

/* All that was chosen is one change. */
static void
choices_closed_cb (TwFeedPage *self)
{
  const TwField *field = self->preference != NULL ? tw_entity_get_field (tw_record_get_entity (self->preference), "feed_hidden") : NULL;
  g_autoptr(TwRecord) preference = g_steal_pointer (&self->preference);
  TwEdit *edit = NULL;

  if (field == NULL || !tw_record_is_changed (preference, field))
    return;
  edit = tw_edit_new (get_store (self), TW_ORIGIN_PERSON, _("Choose what the feed shows"));
  tw_edit_save (edit, preference);
  tw_edit_commit_async (edit, NULL, kept_cb, g_object_ref (self));
}

static void
committed_cb (TwFeedPage *self,
              TwCommit   *commit)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (get_workspace (self)), "preference");

  if (entity != NULL && tw_commit_touches (commit, entity) && !gtk_toggle_button_get_active (self->team_button))
    show_feed (self);
}

/* --- Commands --- */

static void
show_own (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  tw_feed_page_show_team (TW_FEED_PAGE (widget), FALSE);
}

static void
show_team (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_feed_page_show_team (TW_FEED_PAGE (widget), TRUE);
}

static void
choose (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_feed_page_show_team (TW_FEED_PAGE (widget), FALSE);
  gtk_menu_button_popup (TW_FEED_PAGE (widget)->choose_button);
}

static const TwActionInfo infos[] = {
  { "feed.show-own", N_("Show my feed"), "<Alt>1", NULL, NULL, show_own },
  { "feed.show-team", N_("Show the team's feed"), "<Alt>2", NULL, NULL, show_team },
  { "feed.choose", N_("Choose what my feed shows"), NULL, NULL, NULL, choose },
  { "win.back", N_("Back to the previous page"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_feed_page_actions = { N_("Feed page"), infos, G_N_ELEMENTS (infos) };

static void
tw_feed_page_shown (TwWindowPage *page)
{
  gtk_widget_child_focus (GTK_WIDGET (TW_FEED_PAGE (page)->panel), GTK_DIR_TAB_FORWARD);
}

static void
tw_feed_page_constructed (GObject *object)
{
  TwFeedPage *self = TW_FEED_PAGE (object);

  G_OBJECT_CLASS (tw_feed_page_parent_class)->constructed (object);
  self->panel = tw_feed_panel_new (get_workspace (self));
  adw_bin_set_child (self->bin, GTK_WIDGET (self->panel));
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  show_feed (self);
}

static void
tw_feed_page_dispose (GObject *object)
{
  TwFeedPage *self = TW_FEED_PAGE (object);

  self->panel = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_FEED_PAGE);
  g_clear_object (&self->preference);
  G_OBJECT_CLASS (tw_feed_page_parent_class)->dispose (object);
}

static void
tw_feed_page_class_init (TwFeedPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = tw_feed_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = tw_feed_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_feed_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "feed";
  tw_action_table_install (&tw_feed_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("feed/tw-feed-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFeedPage, bin);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPage, own_button);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPage, team_button);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPage, choose_button);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPage, from_box);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPage, kind_box);
  gtk_widget_class_bind_template_child (widget_class, TwFeedPage, entity_box);
  gtk_widget_class_bind_template_callback (widget_class, mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, choices_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, choices_closed_cb);
}

static void
tw_feed_page_init (TwFeedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_feed_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window, which follows the store
 */
TwWindowPage *
tw_feed_page_new (TwWorkspace *workspace)
{
  return g_object_new (TW_TYPE_FEED_PAGE, "workspace", workspace, NULL);
}

/**
 * tw_feed_page_get_panel:
 * @self: a page
 *
 * Returns: (transfer none): what shows the feed
 */
TwFeedPanel *
tw_feed_page_get_panel (TwFeedPage *self)
{
  g_return_val_if_fail (TW_IS_FEED_PAGE (self), NULL);
  return self->panel;
}

/**
 * tw_feed_page_show_team:
 * @self: a page
 * @team: whether the team's feed is shown, and not the personal one
 *
 * Chooses the feed.
 */
void
tw_feed_page_show_team (TwFeedPage *self,
                        gboolean    team)
{
  g_return_if_fail (TW_IS_FEED_PAGE (self));
  gtk_toggle_button_set_active (team ? self->team_button : self->own_button, TRUE);
}
