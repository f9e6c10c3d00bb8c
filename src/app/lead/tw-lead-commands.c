/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-lead-commands.h"

#include <glib/gi18n-lib.h>

#include "tw-convert-dialog.h"
#include "tw-record-page.h"

static void
convert (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwWorkspace *workspace = tw_window_page_get_workspace (TW_WINDOW_PAGE (widget));
  TwRecord *record = tw_record_page_get_record (TW_RECORD_PAGE (widget));
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (GTK_WINDOW (tw_convert_dialog_new (window, workspace, tw_record_get_id (record))));
}

static const TwActionInfo infos[] = {
  { "lead.convert", N_("Convert the lead"), "<Control>Return", NULL, NULL, convert },
};

const TwActionTable tw_lead_actions = { N_("Leads"), infos, G_N_ELEMENTS (infos) };

static gboolean
is_empty (TwRecord   *record,
          const char *key)
{
  return tw_value_is_null (tw_record_get_key (record, key));
}

/**
 * tw_lead_commands_update:
 * @page: the page of a record
 * @record: the record
 *
 * Enables what can be done with it: a lead can be converted once.
 */
void
tw_lead_commands_update (GtkWidget *page,
                         TwRecord  *record)
{
  gboolean lead = g_str_equal (tw_record_get_entity (record)->key, "lead") && !tw_record_is_deleted (record);

  gtk_widget_action_set_enabled (page, "lead.convert", lead && is_empty (record, "converted_company")
                                                       && is_empty (record, "converted_contact")
                                                       && is_empty (record, "converted_deal"));
}
