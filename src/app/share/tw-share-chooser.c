/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-share-chooser.h"

#include <glib/gi18n-lib.h>

#include "tw-text.h"

#define MANY 8                                         /* names from which on they can be searched */
#define MAX_ROWS 100                                   /* rows are dear to make: the others are found by their names */

struct _TwShareChooser
{
  AdwBin           parent_instance;

  GPtrArray       *sharers;                            /* (owned) (nullable) TwSharer */

  GtkSwitch       *everybody;
  GtkSearchEntry  *search;
  GtkListBox      *list;
  GtkLabel        *more;                               /* how many are not in the list */
};

G_DEFINE_FINAL_TYPE (TwShareChooser, tw_share_chooser, ADW_TYPE_BIN)

static void
tw_share_chooser_finalize (GObject *object)
{
  g_clear_pointer (&TW_SHARE_CHOOSER (object)->sharers, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_share_chooser_parent_class)->finalize (object);
}

static void
tw_share_chooser_class_init (TwShareChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_share_chooser_finalize;
}

/* --- Rows --- */

static void
toggled_cb (GtkCheckButton *check,
            TwSharer       *sharer)
{
  sharer->chosen = gtk_check_button_get_active (check);
}

static GtkWidget *
make_row (TwSharer *sharer)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), sharer->chosen);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), sharer);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sharer->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), tw_entity_get_label (sharer->entity, FALSE));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (row), "sharer", sharer);
  g_object_set_data (G_OBJECT (row), "check", check);
  return row;
}

static gboolean
is_wanted (const TwSharer *sharer,
           const char     *words)
{
  g_autofree char *name = NULL;

  if (*words == '\0')
    return TRUE;
  name = tw_text_fold (sharer->name);
  return strstr (name, words) != NULL;
}

/* Those who are chosen come first where not all have room: what is ticked is to be seen. */
static void
fill (TwShareChooser *self)
{
  g_autofree char *words = tw_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  g_autoptr(GPtrArray) wanted = g_ptr_array_new ();
  GtkWidget *child = NULL;
  guint n = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->sharers->len; i++)
    if (is_wanted (g_ptr_array_index (self->sharers, i), words))
      g_ptr_array_add (wanted, g_ptr_array_index (self->sharers, i));
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < wanted->len && n < MAX_ROWS; i++)
      {
        TwSharer *sharer = g_ptr_array_index (wanted, i);

        if (wanted->len > MAX_ROWS ? sharer->chosen == (pass > 0) : pass > 0)
          continue;
        gtk_list_box_append (self->list, make_row (sharer));
        n++;
      }
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->more), wanted->len > n);
  if (wanted->len > n)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("%u more is found by name.", "%u more are found by name.", wanted->len - n), wanted->len - n);

      gtk_label_set_label (self->more, more);
    }
}

static void
searched_cb (TwShareChooser *self)
{
  if (self->sharers != NULL)
    fill (self);
}

/* Whom everybody includes need not be chosen. */
static void
everybody_cb (TwShareChooser *self)
{
  gboolean some = !gtk_switch_get_active (self->everybody);

  gtk_widget_set_sensitive (GTK_WIDGET (self->list), some);
  gtk_widget_set_sensitive (GTK_WIDGET (self->search), some);
}

static GtkWidget *
make_everybody (TwShareChooser *self)
{
  GtkWidget *list = gtk_list_box_new (), *row = adw_action_row_new (), *input = gtk_switch_new ();

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_set_valign (input, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Everybody"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), input);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), input);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  self->everybody = GTK_SWITCH (input);
  g_signal_connect_object (input, "notify::active", G_CALLBACK (everybody_cb), self, G_CONNECT_SWAPPED);
  return list;
}

static void
tw_share_chooser_init (TwShareChooser *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), make_everybody (self));
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->search, "placeholder-text", _("Search"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search people, teams and roles"), -1);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (searched_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Shared with"), -1);
  self->more = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->more, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "dim-label");
  gtk_box_append (GTK_BOX (rows), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (rows), GTK_WIDGET (self->more));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), rows);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 320);
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_bin_set_child (ADW_BIN (self), box);
}

/* --- Public functions --- */

/**
 * tw_share_chooser_new:
 *
 * Returns: (transfer floating): a chooser without names
 */
GtkWidget *
tw_share_chooser_new (void)
{
  return g_object_new (TW_TYPE_SHARE_CHOOSER, NULL);
}

/**
 * tw_share_chooser_set:
 * @self: a chooser
 * @everybody: whether everybody sees it
 * @sharers: (element-type TwSharer): of tw_share_list(); what is chosen is changed in them
 */
void
tw_share_chooser_set (TwShareChooser *self,
                      gboolean        everybody,
                      GPtrArray      *sharers)
{
  g_return_if_fail (TW_IS_SHARE_CHOOSER (self) && sharers != NULL);
  g_clear_pointer (&self->sharers, g_ptr_array_unref);
  self->sharers = g_ptr_array_ref (sharers);
  fill (self);
  gtk_widget_set_visible (GTK_WIDGET (self->search), sharers->len >= MANY);
  gtk_switch_set_active (self->everybody, everybody);
}

/**
 * tw_share_chooser_get_sharers:
 * @self: a chooser
 *
 * Returns: (transfer none) (nullable) (element-type TwSharer): those who can be chosen, and who are
 */
GPtrArray *
tw_share_chooser_get_sharers (TwShareChooser *self)
{
  g_return_val_if_fail (TW_IS_SHARE_CHOOSER (self), NULL);
  return self->sharers;
}

/**
 * tw_share_chooser_get_everybody:
 * @self: a chooser
 *
 * Returns: whether everybody is to see it
 */
gboolean
tw_share_chooser_get_everybody (TwShareChooser *self)
{
  g_return_val_if_fail (TW_IS_SHARE_CHOOSER (self), FALSE);
  return gtk_switch_get_active (self->everybody);
}

/**
 * tw_share_chooser_set_everybody:
 * @self: a chooser
 * @everybody: whether everybody is to see it
 */
void
tw_share_chooser_set_everybody (TwShareChooser *self,
                                gboolean        everybody)
{
  g_return_if_fail (TW_IS_SHARE_CHOOSER (self));
  gtk_switch_set_active (self->everybody, everybody);
}

/**
 * tw_share_chooser_choose:
 * @self: a chooser
 * @id: of a person, a team or a role
 * @chosen: whether it is shared with them
 *
 * Returns: whether they stand in the list
 */
gboolean
tw_share_chooser_choose (TwShareChooser *self,
                         const TwId     *id,
                         gboolean        chosen)
{
  g_return_val_if_fail (TW_IS_SHARE_CHOOSER (self), FALSE);
  for (guint i = 0; i < self->sharers->len; i++)
    {
      TwSharer *sharer = g_ptr_array_index (self->sharers, i);

      if (!tw_id_equal (&sharer->id, id))
        continue;
      sharer->chosen = chosen;
      for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL; row = gtk_widget_get_next_sibling (row))
        if (g_object_get_data (G_OBJECT (row), "sharer") == sharer)
          gtk_check_button_set_active (g_object_get_data (G_OBJECT (row), "check"), chosen);
      return TRUE;
    }
  return FALSE;
}
