/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-commands.h"

#include <glib/gi18n-lib.h>

#include "tw-quote.h"
#include "tw-record-page.h"
#include "tw-task.h"

static void
open_quote (GtkWidget  *widget,
            const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  gtk_widget_activate_action (widget, "win.open-quote", "s", tw_id_print (id, text));
}

static void
edit_lines (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  open_quote (widget, tw_record_get_id (tw_record_page_get_record (TW_RECORD_PAGE (widget))));
}

/* --- From a deal, on another thread --- */

typedef struct { TwId deal, quote; } Making;

static void
make_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Making *making = data;
  TwStore *store = tw_workspace_get_store (tw_window_page_get_workspace (source));
  GError *error = NULL;

  if (tw_quote_make_from_deal (store, &making->deal, &making->quote, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Making *making = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    open_quote (GTK_WIDGET (source), &making->quote);
  else
    gtk_widget_activate_action (GTK_WIDGET (source), "win.toast", "s", error->message);
}

static void
make_from_deal (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  g_autoptr(GTask) task = g_task_new (widget, NULL, made_cb, NULL);
  Making *making = g_new0 (Making, 1);

  making->deal = *tw_record_get_id (tw_record_page_get_record (TW_RECORD_PAGE (widget)));
  g_task_set_source_tag (task, make_from_deal);
  g_task_set_task_data (task, making, g_free);
  tw_task_run_in_thread (task, make_thread);
}

static const TwActionInfo infos[] = {
  { "quote.edit-lines", N_("Edit the lines of the quote"), "<Control>Return", NULL, NULL, edit_lines },
  { "quote.make-from-deal", N_("New quote from this deal"), NULL, NULL, NULL, make_from_deal },
};

const TwActionTable tw_quote_actions = { N_("Quotes and deals"), infos, G_N_ELEMENTS (infos) };

/**
 * tw_quote_commands_update:
 * @page: the page of a record
 * @record: the record
 *
 * Enables what can be done with it.
 */
void
tw_quote_commands_update (GtkWidget *page,
                          TwRecord  *record)
{
  const char *key = tw_record_get_entity (record)->key;
  gboolean live = !tw_record_is_deleted (record);

  gtk_widget_action_set_enabled (page, "quote.edit-lines", live && g_str_equal (key, "quote"));
  gtk_widget_action_set_enabled (page, "quote.make-from-deal", live && g_str_equal (key, "deal"));
}
