/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of plain text and of Markdown. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "tw-task.h"
#include "tw-viewer-private.h"

#define PIECE      (512 * 1024)                        /* bytes that are read at once; more would hold the window up */
#define MAX_SOUGHT (8 * 1024 * 1024)                   /* bytes that are read for words that were not found before */
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

/* --- Reading, piece by piece --- */

typedef struct
{
  char   *path;                                        /* (owned) */
  char   *encoding;                                    /* (owned) (nullable) NULL: UTF-8, or found out with the first piece */
  gint64  from;                                        /* bytes of the file that were read before */
  gint64  to;                                          /* (out) and after it */
  gboolean more;                                       /* (out) there is still something */
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_free (piece->path);
  g_free (piece->encoding);
  g_free (piece);
}

/* By its mark; a text that is no UTF-8 is of Western Europe, for there every byte is some letter. */
static const char *
guess_encoding (const char *bytes,
                gsize       n)
{
  const char *end = NULL;

  if (n >= 2 && memcmp (bytes, "\xff\xfe", 2) == 0)
    return "UTF-16LE";
  if (n >= 2 && memcmp (bytes, "\xfe\xff", 2) == 0)
    return "UTF-16BE";
  /* A letter may be cut at the end of the piece; a byte of nothing may stand in any log. */
  if (g_utf8_validate_len (bytes, n, &end) || n - (gsize) (end - bytes) < 4 || memchr (bytes, '\0', n) != NULL)
    return NULL;
  return "WINDOWS-1252";
}

/* How much of it ends with a whole letter, and better with a line. */
static gsize
find_end (const char *bytes,
          gsize       n,
          const char *encoding)
{
  const char *line = NULL;

  if (encoding != NULL && g_str_has_prefix (encoding, "UTF-16"))
    return n & ~(gsize) 1;
  line = memrchr (bytes, '\n', n);
  if (line != NULL && (gsize) (line - bytes) > n / 2)
    return (gsize) (line - bytes) + 1;
  for (gsize back = 0; encoding == NULL && back < 4 && back < n; back++)
    if (((guint8) bytes[n - 1 - back] & 0xc0) != 0x80)
      return (guint8) bytes[n - 1 - back] >= 0xc0 ? n - 1 - back : n;
  return n;
}

static char *
decode (const char *bytes,
        gsize       n,
        const char *encoding)
{
  gsize mark = n >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  g_autofree char *text = NULL;

  if (encoding != NULL)
    text = g_convert_with_fallback (bytes, (gssize) n, "UTF-8", encoding, "\uFFFD", NULL, NULL, NULL);
  if (text == NULL)
    return g_utf8_make_valid (bytes + mark, (gssize) (n - mark));
  return g_str_has_prefix (text, "\uFEFF") ? g_strdup (text + strlen ("\uFEFF")) : g_steal_pointer (&text);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Piece *piece = data;
  g_autoptr(GFile) file = g_file_new_for_path (piece->path);
  GError *error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, &error);
  g_autofree char *bytes = g_malloc (PIECE + 1), *text = NULL;
  gsize n = 0, end = 0;

  if (stream == NULL || !g_seekable_seek (G_SEEKABLE (stream), piece->from, G_SEEK_SET, cancellable, &error)
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, PIECE + 1, &n, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (piece->from == 0)
    piece->encoding = g_strdup (guess_encoding (bytes, MIN (n, PIECE)));
  piece->more = n > PIECE;
  end = piece->more ? find_end (bytes, PIECE, piece->encoding) : n;
  piece->to = piece->from + (gint64) end;
  text = decode (bytes, end, piece->encoding);
  g_task_return_pointer (task, break_lines (text), g_free);
}

static gboolean
is_markdown (TwViewer *self)
{
  return g_content_type_is_mime_type (self->type, "text/markdown") || g_str_has_suffix (self->name, ".md");
}

/* What was not found yet may stand in what has come. */
static void
text_grown (TwViewer *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->find_entry));

  if (self->text_seeking && *words != '\0')
    tw_viewer_find_in_text (self, words, 0);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwViewer *self = TW_VIEWER (source);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);
  const Piece *piece = g_task_get_task_data (G_TASK (result));
  GtkTextBuffer *buffer = NULL;
  gboolean markdown = FALSE;

  self->text_reading = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  if (text == NULL)
    {
      tw_viewer_show_problem (self, error->message, TRUE);
      return;
    }
  buffer = gtk_text_view_get_buffer (self->text);
  self->text_at = piece->to;
  self->text_more = piece->more;
  g_free (self->text_encoding);
  self->text_encoding = g_strdup (piece->encoding);
  if (piece->from > 0)
    {
      GtkTextIter end;

      gtk_text_buffer_get_end_iter (buffer, &end);
      gtk_text_buffer_insert (buffer, &end, text, -1);
      text_grown (self);
      return;
    }
  markdown = is_markdown (self) && strlen (text) <= MAX_MARKUP;
  gtk_text_view_set_monospace (self->text, !markdown);
  if (markdown)
    tw_viewer_show_markdown (self, text);
  else
    gtk_text_buffer_set_text (buffer, text, -1);
  gtk_stack_set_visible_child_name (self->stack, "text");
  self->state = TW_VIEWER_TEXT;
  gtk_widget_set_sensitive (self->toolbar, TRUE);
  tw_viewer_update_actions (self);
  g_object_notify (G_OBJECT (self), "state");
  if (self->words != NULL && *self->words != '\0')
    tw_viewer_find (self, self->words);
}

static void
read_piece (TwViewer *self,
            gint64    from)
{
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, read_cb, NULL);
  Piece *piece = g_new0 (Piece, 1);

  piece->path = g_strdup (self->path);
  piece->from = from;
  piece->encoding = from > 0 ? g_strdup (self->text_encoding) : NULL;
  self->text_reading = TRUE;
  g_task_set_source_tag (task, read_piece);
  g_task_set_task_data (task, piece, piece_free);
  tw_task_run_in_thread (task, read_thread);
}

void
tw_viewer_open_text (TwViewer *self)
{
  self->text_more = FALSE;
  read_piece (self, 0);
}

/* A log of any length is read as far as somebody goes. */
gboolean
tw_viewer_read_more_text (TwViewer *self)
{
  if (self->state != TW_VIEWER_TEXT || !self->text_more)
    return FALSE;
  if (!self->text_reading)
    read_piece (self, self->text_at);
  return TRUE;
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
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->find_entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
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
  self->text_seeking = starts->len == 0 && self->text_at < MAX_SOUGHT && tw_viewer_read_more_text (self);
  if (self->text_seeking)
    {
      gtk_label_set_label (self->find_count, _("Searching…"));
      return;
    }
  if (starts->len == 0 && self->text_more)
    {
      gtk_label_set_label (self->find_count, _("Not found so far"));
      return;
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
