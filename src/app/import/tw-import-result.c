/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of an import, or would come of it. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-import-dialog-private.h"

#define MAX_SHOWN 100

static void
clear (GtkListBox *list)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

static void
add_count (TwImportDialog *self,
           const char     *label,
           gint64          n)
{
  GtkWidget *row = NULL, *number = NULL;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, n);

  if (n == 0)
    return;
  row = adw_action_row_new ();
  number = gtk_label_new (text);
  gtk_widget_add_css_class (number, "numeric");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), number);
  gtk_list_box_append (self->count_list, row);
}

static void
show_texts (AdwPreferencesGroup *group,
            GtkListBox          *list,
            GPtrArray           *texts)
{
  clear (list);
  gtk_widget_set_visible (GTK_WIDGET (group), texts->len > 0);
  for (guint i = 0; i < MIN (texts->len, MAX_SHOWN); i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), g_ptr_array_index (texts, i));
      gtk_list_box_append (list, row);
    }
}

/* The figure that matters most, as the heading. */
static char *
dup_heading (TwImportDialog       *self,
             const TwImportCounts *counts)
{
  gint64 n = counts->n_added + counts->n_updated;

  if (self->trial)
    return g_strdup_printf (ngettext ("%lld record would be added or changed", "%lld records would be added or changed", (gulong) n),
                            (long long) n);
  return g_strdup_printf (ngettext ("%lld record was added or changed", "%lld records were added or changed", (gulong) n),
                          (long long) n);
}

/**
 * tw_import_dialog_show_result:
 * @self: the dialog whose import was run
 *
 * Shows counts, reasons and remarks.
 */
void
tw_import_dialog_show_result (TwImportDialog *self)
{
  const TwImportCounts *counts = tw_import_get_counts (self->import);
  g_autofree char *heading = dup_heading (self, counts);

  adw_status_page_set_title (self->result_page, heading);
  adw_status_page_set_icon_name (self->result_page, counts->n_rejected > 0 ? "dialog-warning-symbolic" : "object-select-symbolic");
  adw_status_page_set_description (self->result_page, self->trial ? _("This was a check: nothing was changed.")
                                                      : _("The import is one step, which Undo takes back."));
  clear (self->count_list);
  add_count (self, _("Rows in the file"), counts->n_rows);
  add_count (self, _("Added"), counts->n_added);
  add_count (self, _("Updated"), counts->n_updated);
  add_count (self, _("Already as in the file"), counts->n_unchanged);
  add_count (self, _("There already, left alone"), counts->n_skipped);
  add_count (self, _("Made because rows link to them"), counts->n_created);
  add_count (self, _("Values kept in the notes"), counts->n_notes);
  add_count (self, _("Rejected rows"), counts->n_rejected);
  show_texts (self->reason_group, self->reason_list, tw_import_get_reasons (self->import));
  show_texts (self->remark_group, self->remark_list, tw_import_get_remarks (self->import));
  gtk_widget_set_visible (self->undo_button, !self->trial && tw_import_get_commit (self->import) != NULL);
  gtk_widget_set_visible (self->save_button, counts->n_rejected > 0);
  tw_import_dialog_set_page (self, "result");
}
