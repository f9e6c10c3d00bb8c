/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-shortcuts.h"

#include <glib/gi18n-lib.h>

#include "tw-action-table.h"

/* Tables of all widgets with commands, in the order shown. */
extern const TwActionTable tw_window_actions;
extern const TwActionTable tw_view_page_actions;
extern const TwActionTable tw_list_view_actions;
extern const TwActionTable tw_board_view_actions;
extern const TwActionTable tw_create_actions;
extern const TwActionTable tw_record_page_actions;

static const TwActionTable *const tables[] = {
  &tw_window_actions, &tw_view_page_actions, &tw_list_view_actions, &tw_board_view_actions, &tw_record_page_actions,
  &tw_create_actions,
};

static void
append_group (GString             *ui,
              const TwActionTable *table)
{
  g_autofree char *heading = g_markup_escape_text (_(table->title), -1);

  g_string_append_printf (ui, "<child><object class='GtkShortcutsGroup'><property name='title'>%s</property>", heading);
  for (guint i = 0; i < table->n_infos; i++)
    {
      const TwActionInfo *info = &table->infos[i];
      g_autofree char *title = NULL, *accels = NULL;

      if (info->title == NULL || info->accels == NULL)
        continue;
      title = g_markup_escape_text (_(info->title), -1);
      accels = g_markup_escape_text (info->accels, -1);
      g_string_append_printf (ui, "<child><object class='GtkShortcutsShortcut'><property name='title'>%s</property>"
                              "<property name='accelerator'>%s</property></object></child>", title, accels);
    }
  g_string_append (ui, "</object></child>");
}

/**
 * tw_shortcuts_window_new:
 * @parent: the window that it belongs to
 *
 * GtkShortcutsWindow can only be filled by GtkBuilder before GTK 4.14, so the description is put together here.
 *
 * Returns: (transfer floating): the list of keys
 */
GtkWidget *
tw_shortcuts_window_new (GtkWindow *parent)
{
  g_autoptr(GString) ui = g_string_new ("<interface><object class='GtkShortcutsWindow' id='window'>"
                                        "<property name='modal'>1</property><child>"
                                        "<object class='GtkShortcutsSection'>"
                                        "<property name='section-name'>all</property>"
                                        "<property name='max-height'>16</property>");
  g_autoptr(GtkBuilder) builder = NULL;
  GtkWidget *window = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    append_group (ui, tables[i]);
  g_string_append (ui, "</object></child></object></interface>");
  builder = gtk_builder_new_from_string (ui->str, ui->len);
  window = GTK_WIDGET (gtk_builder_get_object (builder, "window"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  return window;
}
