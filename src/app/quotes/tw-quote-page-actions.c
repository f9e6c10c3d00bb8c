/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-print.h"
#include "tw-quote.h"
#include "tw-quote-page.h"
#include "tw-quote-paper.h"
#include "tw-task.h"

static TwQuoteModel *
get_model (GtkWidget *widget)
{
  return tw_quote_page_get_model (TW_QUOTE_PAGE (widget));
}

static TwQuoteGrid *
get_grid (GtkWidget *widget)
{
  return tw_quote_page_get_grid (TW_QUOTE_PAGE (widget));
}

/* What stands in a cell is stored before the line is touched otherwise. FALSE: no line has the focus. */
static gboolean
get_position (GtkWidget *widget,
              guint     *position)
{
  tw_quote_model_store_all (get_model (widget));
  *position = tw_quote_grid_get_position (get_grid (widget));
  return *position != G_MAXUINT;
}

/* --- Lines --- */

static void
add (GtkWidget      *widget,
     TwQuoteLineKind kind)
{
  guint position = 0, n = g_list_model_get_n_items (tw_quote_model_get_items (get_model (widget))) - 1;
  TwId id;

  position = get_position (widget, &position) ? tw_quote_grid_get_position (get_grid (widget)) + 1 : n;
  if (tw_quote_model_add (get_model (widget), position, kind, NULL, &id))
    tw_quote_grid_want (get_grid (widget), &id, TW_QUOTE_CELL_NAME);
}

static void
add_line (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  add (widget, TW_QUOTE_ITEM);
}

static void
add_group (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  add (widget, TW_QUOTE_GROUP);
}

static void
add_text (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  add (widget, TW_QUOTE_TEXT);
}

static void
duplicate (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  guint position;
  TwId id;

  if (get_position (widget, &position) && tw_quote_model_copy (get_model (widget), position, &id))
    tw_quote_grid_want (get_grid (widget), &id, TW_QUOTE_CELL_NAME);
}

/* The line below has the focus then. */
static void
remove_line (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GListModel *items = tw_quote_model_get_items (get_model (widget));
  g_autoptr(TwLineItem) next = NULL;
  guint position;

  if (!get_position (widget, &position))
    return;
  next = g_list_model_get_item (items, position + 1);
  tw_quote_model_remove (get_model (widget), position);
  tw_quote_grid_want (get_grid (widget), next != NULL ? tw_line_item_get_id (next) : NULL, TW_QUOTE_CELL_NAME);
}

static void
move (GtkWidget *widget,
      int        rows)
{
  g_autoptr(TwLineItem) item = NULL;
  guint position;

  if (!get_position (widget, &position) || (rows < 0 && position == 0))
    return;
  item = g_list_model_get_item (tw_quote_model_get_items (get_model (widget)), position);
  tw_quote_model_move (get_model (widget), position, position + rows);
  tw_quote_grid_want (get_grid (widget), tw_line_item_get_id (item), TW_QUOTE_CELL_NAME);
}

static void
up (GtkWidget  *widget,
    const char *name,
    GVariant   *parameter)
{
  move (widget, -1);
}

static void
down (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  move (widget, 1);
}

static void
toggle_optional (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  guint position;

  if (get_position (widget, &position))
    tw_quote_model_toggle_optional (get_model (widget), position);
}

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GtkWidget) widget = GTK_WIDGET (data);
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  TwQuoteModel *model = get_model (widget);
  guint position;

  if (model == NULL)
    return;
  if (!get_position (widget, &position))
    position = g_list_model_get_n_items (tw_quote_model_get_items (model)) - 1;
  tw_quote_model_paste (model, position, text != NULL ? text : "");
}

static void
paste (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, pasted_cb, g_object_ref (widget));
}

static void
explain_price (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_autoptr(TwLineItem) item = NULL;
  g_autofree char *reason = NULL;
  guint position;

  if (!get_position (widget, &position))
    return;
  item = g_list_model_get_item (tw_quote_model_get_items (get_model (widget)), position);
  reason = tw_quote_model_dup_reason (get_model (widget), item);
  gtk_widget_activate_action (widget, "win.toast", "s", reason != NULL ? reason : _("The line has no product, so that no rule says its price."));
}

/* --- Status --- */

static void
set_sent (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  tw_quote_model_store_all (get_model (widget));
  tw_quote_model_set_status (get_model (widget), "sent");
}

static void
set_accepted (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  tw_quote_model_set_status (get_model (widget), "accepted");
}

static void
set_rejected (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  tw_quote_model_set_status (get_model (widget), "rejected");
}

static void
set_draft (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_quote_model_set_status (get_model (widget), "draft");
}

/* --- A copy, on another thread --- */

typedef struct { TwId quote, copy; } Copying;

static void
copy_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Copying *copying = data;
  TwStore *store = tw_workspace_get_store (tw_window_page_get_workspace (source));
  GError *error = NULL;

  if (tw_quote_duplicate (store, &copying->quote, &copying->copy, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Copying *copying = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    gtk_widget_activate_action (GTK_WIDGET (source), "win.toast", "s", error->message);
  else if (gtk_widget_get_mapped (GTK_WIDGET (source)))
    gtk_widget_activate_action (GTK_WIDGET (source), "win.open-quote", "s", tw_id_print (&copying->copy, id));
}

static void
duplicate_quote (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  g_autoptr(GTask) task = g_task_new (widget, NULL, copied_cb, NULL);
  Copying *copying = g_new0 (Copying, 1);

  tw_quote_model_store_all (get_model (widget));
  copying->quote = *tw_quote_model_get_id (get_model (widget));
  g_task_set_source_tag (task, duplicate_quote);
  g_task_set_task_data (task, copying, g_free);
  tw_task_run_in_thread (task, copy_thread);
}

static void
show_record (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwRecord *quote = tw_quote_model_get_quote (get_model (widget));
  char id[TW_ID_TEXT_LENGTH + 1];

  if (quote != NULL)
    gtk_widget_activate_action (widget, "win.open-record", "(uss)", tw_record_get_entity (quote)->number,
                                tw_id_print (tw_record_get_id (quote), id), "");
}

/* --- Paper --- */

typedef struct
{
  TwStore *store;                                      /* (owned) */
  TwId     quote;
  char    *template;                                   /* (owned) (nullable) */
  GFile   *file;                                       /* (owned) */
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->store);
  g_object_unref (saving->file);
  g_free (saving->template);
  g_free (saving);
}

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;
  g_autoptr(TwPaper) paper = tw_quote_paper_load (saving->store, &saving->quote, &(TwQuotePaperChoice) { saving->template, NULL, NULL }, &error);

  if (paper != NULL && tw_paper_write_pdf (paper, saving->file, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_file_get_basename (saving->file), *message = NULL;
  g_autoptr(GError) error = NULL;

  message = g_task_propagate_boolean (G_TASK (result), &error) ? g_strdup_printf (_("Saved as “%s”."), name) : g_strdup (error->message);
  gtk_widget_activate_action (GTK_WIDGET (source), "win.toast", "s", message);
}

static void
save_to (GtkWidget *widget,
         GFile     *file)
{
  g_autoptr(GTask) task = g_task_new (widget, NULL, saved_cb, NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->store = g_object_ref (tw_quote_model_get_store (get_model (widget)));
  saving->quote = *tw_quote_model_get_id (get_model (widget));
  saving->template = g_strdup (tw_quote_preview_get_template (tw_quote_page_get_preview (TW_QUOTE_PAGE (widget))));
  saving->file = g_object_ref (file);
  g_task_set_source_tag (task, save_to);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  tw_task_run_in_thread (task, save_thread);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           gpointer         data)
{
  g_autoptr(GtkWidget) widget = GTK_WIDGET (data);
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
  if (file != NULL && get_model (widget) != NULL)
    save_to (widget, file);
}

static void
save_pdf (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  TwRecord *quote = tw_quote_model_get_quote (get_model (widget));
  g_autofree char *title = quote != NULL ? tw_record_dup_title (quote) : NULL, *file = NULL;
  GtkFileChooserNative *dialog = NULL;

  if (quote == NULL)
    return;
  tw_quote_model_store_all (get_model (widget));
  file = g_strdup_printf ("%s.pdf", *title != '\0' ? g_strdelimit (title, "/\\", '-') : "quote");
  dialog = gtk_file_chooser_native_new (_("Save the Quote"), GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"),
                                        _("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), g_object_ref (widget));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
print (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  TwRecord *quote = tw_quote_model_get_quote (get_model (widget));

  if (quote == NULL)
    return;
  tw_quote_model_store_all (get_model (widget));
  tw_print_quote (widget, tw_window_page_get_workspace (TW_WINDOW_PAGE (widget)), quote,
                  tw_quote_preview_get_template (tw_quote_page_get_preview (TW_QUOTE_PAGE (widget))));
}

static void
turn (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  tw_quote_preview_turn (tw_quote_page_get_preview (TW_QUOTE_PAGE (widget)), g_str_equal (name, "quote.next-page") ? 1 : -1);
}

static void
zoom (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  tw_quote_preview_zoom (tw_quote_page_get_preview (TW_QUOTE_PAGE (widget)),
                         g_str_equal (name, "quote.zoom-in") ? 1 : g_str_equal (name, "quote.zoom-out") ? -1 : 0);
}

/* "" is the design of the quote. */
static void
show_design (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  const char *key = g_variant_get_string (parameter, NULL);

  tw_quote_preview_set_template (tw_quote_page_get_preview (TW_QUOTE_PAGE (widget)), *key != '\0' ? key : NULL);
}

static const TwActionInfo infos[] = {
  { "quote.add-line", N_("Add a line below"), "<Control>n", NULL, NULL, add_line },
  { "quote.add-group", N_("Add a group below"), "<Control><Shift>n", NULL, NULL, add_group },
  { "quote.add-text", N_("Add a text below"), NULL, NULL, NULL, add_text },
  { "quote.duplicate", N_("Duplicate the line"), "<Control>d", NULL, NULL, duplicate },
  { "quote.remove", N_("Remove the line"), "<Control>Delete", NULL, NULL, remove_line },
  { "quote.up", N_("Move the line up"), "<Alt>Up", NULL, NULL, up },
  { "quote.down", N_("Move the line down"), "<Alt>Down", NULL, NULL, down },
  { "quote.optional", N_("Make the line optional, or include it again"), NULL, NULL, NULL, toggle_optional },
  { "quote.paste", N_("Paste rows of a spreadsheet as lines"), NULL, NULL, NULL, paste },
  { "quote.explain-price", N_("Say why the line has its price"), NULL, NULL, NULL, explain_price },
  { "quote.send", N_("Mark the quote as sent"), NULL, NULL, NULL, set_sent },
  { "quote.accept", N_("Mark the quote as accepted"), NULL, NULL, NULL, set_accepted },
  { "quote.reject", N_("Mark the quote as rejected"), NULL, NULL, NULL, set_rejected },
  { "quote.revise", N_("Make a new version of the quote"), NULL, NULL, NULL, set_draft },
  { "quote.duplicate-quote", N_("Duplicate the quote"), NULL, NULL, NULL, duplicate_quote },
  { "quote.show-record", N_("Show the quote’s record"), NULL, NULL, NULL, show_record },
  { "quote.save-pdf", N_("Save the quote as PDF"), "<Control>s", NULL, NULL, save_pdf },
  { "quote.print", N_("Print the quote"), "<Control>p", NULL, NULL, print },
  { "quote.previous-page", N_("Previous page of the quote"), "<Alt>Page_Up", NULL, NULL, turn },
  { "quote.next-page", N_("Next page of the quote"), "<Alt>Page_Down", NULL, NULL, turn },
  { "quote.zoom-in", N_("Show the page larger"), "<Control>plus", NULL, NULL, zoom },
  { "quote.zoom-out", N_("Show the page smaller"), "<Control>minus", NULL, NULL, zoom },
  { "quote.zoom-fit", N_("Show the page as wide as there is room"), "<Control>0", NULL, NULL, zoom },
  { "quote.show-design", NULL, NULL, "s", NULL, show_design },
};

const TwActionTable tw_quote_page_actions = { N_("Quotes"), infos, G_N_ELEMENTS (infos) };
