/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text in Markdown, laid out, with links that can be followed. A text buffer knows no links: they are marked while the markup is inserted,
 * and become tags then. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-markdown.h"
#include "tw-viewer-private.h"

#define LINK_START "\xee\x80\x80"                      /* U+E000 and U+E001, which are nobody's signs */
#define LINK_END   "\xee\x80\x81"
#define ADDRESS    "tw-address"

/* Links become spans between two signs; their addresses in order. */
static char *
mark_links (const char *markup,
            GPtrArray  *addresses)
{
  GString *marked = g_string_sized_new (strlen (markup));
  const char *at = markup;

  while (*at != '\0')
    {
      const char *end = g_str_has_prefix (at, "<a href=\"") ? strstr (at + 9, "\">") : NULL;

      if (end != NULL)
        {
          g_autofree char *escaped = g_strndup (at + 9, (gsize) (end - at - 9));
          char *address = NULL;

          /* What is within the quotes was escaped. */
          if (pango_parse_markup (escaped, -1, 0, NULL, &address, NULL, NULL))
            g_ptr_array_add (addresses, address);
          else
            g_ptr_array_add (addresses, g_strdup (""));
          g_string_append (marked, "<span underline=\"single\">" LINK_START);
          at = end + 2;
        }
      else if (g_str_has_prefix (at, "</a>"))
        {
          g_string_append (marked, LINK_END "</span>");
          at += 4;
        }
      else
        g_string_append_c (marked, *at++);
    }
  return g_string_free (marked, FALSE);
}

/* Signs of the text's own that look like ours. */
static char *
strip_signs (const char *text)
{
  g_auto(GStrv) starts = g_strsplit (text, LINK_START, -1);
  g_autofree char *without = g_strjoinv ("", starts);
  g_auto(GStrv) ends = g_strsplit (without, LINK_END, -1);

  return g_strjoinv ("", ends);
}

static void
make_link (GtkTextBuffer *buffer,
           GtkTextIter   *from,
           const char    *address)
{
  GtkTextTag *tag = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  GtkTextIter end, next;
  int offset = gtk_text_iter_get_offset (from);

  g_object_set_data_full (G_OBJECT (tag), ADDRESS, g_strdup (address), g_free);
  next = *from;
  gtk_text_iter_forward_char (&next);
  gtk_text_buffer_delete (buffer, from, &next);
  if (!gtk_text_iter_forward_search (from, LINK_END, GTK_TEXT_SEARCH_TEXT_ONLY, &end, &next, NULL))
    return;
  gtk_text_buffer_delete (buffer, &end, &next);
  gtk_text_buffer_get_iter_at_offset (buffer, from, offset);
  gtk_text_buffer_apply_tag (buffer, tag, from, &end);
}

/* What was shown before had tags of its own. */
static void
drop_tag (GtkTextTag *tag,
          gpointer    table)
{
  if (g_object_get_data (G_OBJECT (tag), ADDRESS) != NULL)
    g_ptr_array_add (table, g_object_ref (tag));
}

static void
clear (GtkTextBuffer *buffer)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (buffer);
  g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_text_buffer_set_text (buffer, "", 0);
  gtk_text_tag_table_foreach (table, drop_tag, tags);
  for (guint i = 0; i < tags->len; i++)
    gtk_text_tag_table_remove (table, g_ptr_array_index (tags, i));
}

void
tw_viewer_show_markdown (TwViewer   *self,
                         const char *text)
{
  g_autofree char *clean = strip_signs (text), *markup = tw_markdown_to_pango (clean), *marked = NULL;
  g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, from;
  guint n = 0;

  marked = mark_links (markup, addresses);
  clear (buffer);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_insert_markup (buffer, &start, marked, -1);
  gtk_text_buffer_get_start_iter (buffer, &start);
  while (n < addresses->len && gtk_text_iter_forward_search (&start, LINK_START, GTK_TEXT_SEARCH_TEXT_ONLY, &from, NULL, NULL))
    {
      make_link (buffer, &from, g_ptr_array_index (addresses, n++));
      start = from;
    }
}

/* (transfer none) (nullable) the address of the link there. */
static const char *
find_address (const GtkTextIter *iter)
{
  g_autoptr(GSList) tags = gtk_text_iter_get_tags (iter);

  for (GSList *l = tags; l != NULL; l = l->next)
    if (g_object_get_data (G_OBJECT (l->data), ADDRESS) != NULL)
      return g_object_get_data (G_OBJECT (l->data), ADDRESS);
  return NULL;
}

static void
clicked_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            TwViewer        *self)
{
  int at_x = 0, at_y = 0;
  GtkTextIter iter;
  const char *address = NULL;

  gtk_text_view_window_to_buffer_coords (self->text, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &at_x, &at_y);
  if (gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->text)) || !gtk_text_view_get_iter_at_location (self->text, &iter, at_x, at_y))
    return;
  address = find_address (&iter);
  if (address != NULL)
    tw_viewer_ask_for_address (self, address);
}

static void
moved_cb (GtkEventControllerMotion *motion,
          double                    x,
          double                    y,
          TwViewer                 *self)
{
  int at_x = 0, at_y = 0;
  GtkTextIter iter;
  gboolean over = FALSE;

  gtk_text_view_window_to_buffer_coords (self->text, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &at_x, &at_y);
  over = gtk_text_view_get_iter_at_location (self->text, &iter, at_x, at_y) && find_address (&iter) != NULL;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->text), over ? "pointer" : "text");
}

/* Enter follows the link that the cursor is in: the text is not edited, so the cursor walks it. */
static gboolean
pressed_cb (GtkEventControllerKey *keys,
            guint                  key,
            guint                  code,
            GdkModifierType        state,
            TwViewer              *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter iter;
  const char *address = NULL;

  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return FALSE;
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  address = find_address (&iter);
  if (address == NULL)
    return FALSE;
  tw_viewer_ask_for_address (self, address);
  return TRUE;
}

void
tw_viewer_add_text_controllers (TwViewer *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();

  g_signal_connect_object (click, "released", G_CALLBACK (clicked_cb), self, 0);
  g_signal_connect_object (motion, "motion", G_CALLBACK (moved_cb), self, 0);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->text), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self->text), motion);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->text), keys);
}
