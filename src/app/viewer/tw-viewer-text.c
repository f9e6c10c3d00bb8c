/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of plain text and of Markdown. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "tw-markdown.h"
#include "tw-task.h"
#include "tw-viewer-private.h"

#define MAX_SHOWN  (2 * 1024 * 1024)                   /* bytes; more would hold the window up */
#define MAX_MARKUP (256 * 1024)
#define MAX_LINE   20000                               /* bytes of a line before it is broken */
#define MAX_HITS   5000

/* A line without an end makes a text view as slow as its length. */
static char *
break_lines (const char *text)
{
  GString *broken = g_string_sized_new (strlen (text) + 64);
  gsize length = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      length = *c == '\n' ? 0 : length + 1;
      if (length > MAX_LINE)
        {
          g_string_append_c (broken, '\n');
          length = 0;
        }
      g_string_append_len (broken, c, g_utf8_next_char (c) - c);
    }
  return g_string_free (broken, FALSE);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  g_autoptr(GFile) file = g_file_new_for_path (data);
  GError *error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, &error);
  g_autofree char *bytes = g_malloc (MAX_SHOWN + 1), *text = NULL;
  gsize n = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, MAX_SHOWN + 1, &n, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  text = g_utf8_make_valid (bytes, (gssize) MIN (n, MAX_SHOWN));
  g_object_set_data (G_OBJECT (task), "cut", GINT_TO_POINTER (n > MAX_SHOWN));
  g_task_return_pointer (task, break_lines (text), g_free);
}

static void
show_markdown (TwViewer   *self,
               const char *text)
{
  g_autofree char *markup = tw_markdown_to_pango (text);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start;

  gtk_text_buffer_set_text (buffer, "", 0);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_insert_markup (buffer, &start, markup, -1);
}

static gboolean
is_markdown (TwViewer *self)
{
  return g_content_type_is_mime_type (self->type, "text/markdown") || g_str_has_suffix (self->name, ".md");
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwViewer *self = TW_VIEWER (source);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);
  GtkTextBuffer *buffer = NULL;
  gboolean markdown = FALSE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  if (text == NULL)
    {
      tw_viewer_show_problem (self, error->message, TRUE);
      return;
    }
  buffer = gtk_text_view_get_buffer (self->text);
  markdown = is_markdown (self) && strlen (text) <= MAX_MARKUP;
  gtk_text_view_set_monospace (self->text, !markdown);
  if (markdown)
    show_markdown (self, text);
  else
    gtk_text_buffer_set_text (buffer, text, -1);
  if (g_object_get_data (G_OBJECT (result), "cut") != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Only the beginning of this text is shown. Open it in another program to read all of it."));
  gtk_stack_set_visible_child_name (self->stack, "text");
  self->state = TW_VIEWER_TEXT;
  gtk_widget_set_sensitive (self->toolbar, TRUE);
  tw_viewer_update_actions (self);
  g_object_notify (G_OBJECT (self), "state");
  if (self->words != NULL && *self->words != '\0')
    tw_viewer_find (self, self->words);
}

void
tw_viewer_open_text (TwViewer *self)
{
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, read_cb, NULL);

  g_task_set_task_data (task, g_strdup (self->path), g_free);
  tw_task_run_in_thread (task, read_thread);
}

static GtkTextTag *
get_tag (GtkTextBuffer *buffer)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "hit");

  return tag != NULL ? tag : gtk_text_buffer_create_tag (buffer, "hit", "background", "#f9f06b", "foreground", "#241f31", NULL);
}

static void
show_count (TwViewer *self,
            guint     number,
            guint     n)
{
  g_autofree char *text = n > 0 ? g_strdup_printf (_("%u of %u"), number, n) : g_strdup (_("Not found"));

  gtk_label_set_label (self->find_count, text);
}

/* All places are marked; the one after the cursor (or before it) is selected. */
void
tw_viewer_find_in_text (TwViewer   *self,
                        const char *words,
                        int         step)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autoptr(GArray) starts = g_array_new (FALSE, FALSE, sizeof (int));
  GtkTextIter start, end, from, to, cursor;
  guint current = 0;
  int place = 0;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, get_tag (buffer), &start, &end);
  if (*words == '\0')
    return;
  while (starts->len < MAX_HITS
         && gtk_text_iter_forward_search (&start, words, GTK_TEXT_SEARCH_CASE_INSENSITIVE | GTK_TEXT_SEARCH_VISIBLE_ONLY, &from, &to, NULL))
    {
      int at = gtk_text_iter_get_offset (&from);

      gtk_text_buffer_apply_tag (buffer, get_tag (buffer), &from, &to);
      g_array_append_val (starts, at);
      start = to;
    }
  if (starts->len == 0)
    {
      show_count (self, 0, 0);
      return;
    }
  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  place = gtk_text_iter_get_offset (&cursor);
  while (current < starts->len && g_array_index (starts, int, current) < place + (step > 0 ? 1 : 0))
    current++;
  if (step < 0)
    current = current > 0 ? current - 1 : starts->len - 1;
  current %= starts->len;
  gtk_text_buffer_get_iter_at_offset (buffer, &from, g_array_index (starts, int, current));
  gtk_text_buffer_place_cursor (buffer, &from);
  gtk_text_view_scroll_to_iter (self->text, &from, 0.1, FALSE, 0, 0);
  show_count (self, current + 1, starts->len);
}
