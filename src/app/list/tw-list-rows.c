/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-field-text.h"
#include "tw-list-cell.h"
#include "tw-list-view-private.h"
#include "tw-portrait.h"

/* The narrow form: the name, and below it what the other columns say. A signal factory for the same reasons as in
 * tw-list-cell.c. */

#define FACE_SIZE 36                                   /* pixels: two lines are higher */
#define MAX_DETAILS 3

/* The head of a group: its name and count, and below what its numbers come to. */
static void
fill_group (TwListView  *self,
            TwListGroup *group,
            GtkWidget   *box)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  const char *const *keys = tw_view_state_get_columns (self->state);
  GString *totals = g_string_new (NULL);
  g_autofree char *name = tw_text_isolate (tw_list_group_get_title (group)), *title = NULL, *sums = NULL;
  GString *words = g_string_new (tw_list_group_get_expanded (group) ? "▾" : gtk_widget_get_direction (box) == GTK_TEXT_DIR_RTL ? "◂" : "▸");

  for (guint i = 0; keys[i] != NULL; i++)
    {
      const char *total = tw_list_group_get_total (group, keys[i]);
      /* After an Arabic label the sign of a currency would change its side. */
      g_autofree char *amount = total != NULL ? tw_number_isolate (total) : NULL;

      if (amount != NULL)
        {
          if (totals->len > 0)
            g_string_append (totals, " · ");
          g_string_append_printf (totals, _("%s: %s"), tw_field_get_label (tw_entity_get_field (entity, keys[i])), amount);
        }
    }
  g_string_append_printf (words, " %s  (%'" G_GINT64_FORMAT ")", name, tw_list_group_get_count (group));
  title = tw_line_free (words);
  sums = tw_line_free (totals);
  gtk_widget_add_css_class (box, "tw-group-cell");
  tw_inscription_show (GTK_INSCRIPTION (gtk_widget_get_first_child (box)), title, FALSE);
  tw_inscription_show (GTK_INSCRIPTION (gtk_widget_get_last_child (box)), sums, FALSE);
}

/* The two lines of a row, which has the portrait of a person before them. */
static GtkWidget *
get_lines (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  return TW_IS_PORTRAIT (gtk_widget_get_first_child (child)) ? gtk_widget_get_last_child (child) : child;
}

static void
fill_portrait (GtkListItem *item,
               TwRow       *row)
{
  GtkWidget *first = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  if (!TW_IS_PORTRAIT (first))
    return;
  gtk_widget_set_visible (first, row != NULL);
  if (row != NULL)
    tw_portrait_show_record (TW_PORTRAIT (first), tw_row_get_record (row));
}

static void
fill (TwListView  *self,
      GtkListItem *item)
{
  GObject *object = gtk_list_item_get_item (item);
  TwRow *row = TW_IS_ROW (object) ? TW_ROW (object) : NULL;
  GtkWidget *box = get_lines (item);
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  const char *const *keys = tw_view_state_get_columns (self->state);
  GString *details = g_string_new (NULL);
  g_autofree char *line = NULL;
  guint n_details = 0;

  if (TW_IS_LIST_GROUP (object))
    fill_group (self, TW_LIST_GROUP (object), box);
  fill_portrait (item, row);
  if (row == NULL)
    {
      g_string_free (details, TRUE);
      return;
    }
  gtk_widget_remove_css_class (box, "tw-group-cell");
  for (guint i = 0; keys[i] != NULL && n_details < MAX_DETAILS; i++)
    {
      const TwField *field = tw_entity_get_field (entity, keys[i]);
      g_autofree char *text = NULL;

      if (field == NULL || field == entity->name_field || field->hidden)
        continue;
      text = tw_field_isolate (field, tw_row_get_text (row, field));
      if (*text == '\0')
        continue;
      g_string_append_printf (details, "%s%s", n_details++ > 0 ? " · " : "", text);
    }
  line = tw_line_free (details);
  tw_inscription_show (GTK_INSCRIPTION (gtk_widget_get_first_child (box)), tw_row_get_text (row, entity->name_field), FALSE);
  tw_inscription_show (GTK_INSCRIPTION (gtk_widget_get_last_child (box)), line, FALSE);
}

static void
row_changed_cb (GObject     *object,
                GtkListItem *item)
{
  fill (g_object_get_data (G_OBJECT (item), "tw-list"), item);
}

static GtkWidget *
make_line (const char *css_class)
{
  GtkWidget *line = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (line), 8);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (line), 24);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (line), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_add_css_class (line, css_class);
  return line;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          TwListView               *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_append (GTK_BOX (box), make_line ("tw-name-cell"));
  gtk_box_append (GTK_BOX (box), make_line ("dim-label"));
  gtk_widget_set_hexpand (box, TRUE);
  if (self->faces != NULL)
    {
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

      gtk_box_append (GTK_BOX (row), tw_portrait_new (self->faces, FACE_SIZE));
      gtk_box_append (GTK_BOX (row), box);
      box = row;
    }
  gtk_widget_add_css_class (box, "tw-two-lines");
  gtk_list_item_set_child (item, box);
  g_object_set_data (G_OBJECT (item), "tw-list", self);
  g_object_set_data (G_OBJECT (box), "tw-item", item);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         TwListView               *self)
{
  g_signal_connect (gtk_list_item_get_item (item), "changed", G_CALLBACK (row_changed_cb), item);
  fill (self, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           TwListView               *self)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), row_changed_cb, item);
}

static void
activate_cb (TwListView *self,
             guint       position)
{
  tw_list_view_open (self, position);
}

/**
 * tw_list_rows_new:
 * @self: the list
 *
 * Returns: (transfer floating): two-line rows over its selection
 */
GtkWidget *
tw_list_rows_new (TwListView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *rows = NULL;

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  rows = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (rows), TRUE);
  gtk_widget_add_css_class (rows, "tw-rows");
  g_signal_connect_object (rows, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  return rows;
}
