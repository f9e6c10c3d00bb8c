/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-search-history.h"

#include <string.h>

#include "tw-kept-file.h"
#include "tw-text.h"

#define MAX_TEXTS 50
#define MAX_TEXT  500                                  /* bytes */
#define MAX_FILE  (64 * 1024)                          /* bytes; a longer file is not ours */

struct _TwSearchHistory
{
  GObject     parent_instance;

  TwKeptFile *file;                                    /* (owned) */
  GPtrArray  *texts;                                   /* (owned) the newest first */
};

G_DEFINE_FINAL_TYPE (TwSearchHistory, tw_search_history, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_kept (const char *text)
{
  return *text != '\0' && strlen (text) <= MAX_TEXT && strpbrk (text, "\r\n") == NULL;
}

static void
read_file (TwSearchHistory *self)
{
  g_auto(GStrv) lines = tw_kept_file_read_lines (self->file);

  for (guint i = 0; lines != NULL && lines[i] != NULL && self->texts->len < MAX_TEXTS; i++)
    if (is_kept (lines[i]))
      g_ptr_array_add (self->texts, g_strdup (lines[i]));
}

static void
write_file (TwSearchHistory *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->texts->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (self->texts, i));
  tw_kept_file_write (self->file, g_string_free (text, FALSE));
}

static void
tw_search_history_finalize (GObject *object)
{
  TwSearchHistory *self = TW_SEARCH_HISTORY (object);

  g_ptr_array_unref (self->texts);
  g_object_unref (self->file);
  G_OBJECT_CLASS (tw_search_history_parent_class)->finalize (object);
}

static void
tw_search_history_class_init (TwSearchHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_search_history_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_search_history_init (TwSearchHistory *self)
{
  self->texts = g_ptr_array_new_with_free_func (g_free);
}

/**
 * tw_search_history_new:
 * @path: file to keep it in
 *
 * Returns: (transfer full): what the file knows; empty when there is none
 */
TwSearchHistory *
tw_search_history_new (const char *path)
{
  TwSearchHistory *self = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  self = g_object_new (TW_TYPE_SEARCH_HISTORY, NULL);
  self->file = tw_kept_file_new (path, MAX_FILE);
  read_file (self);
  return self;
}

/**
 * tw_search_history_add:
 * @self: the history
 * @text: what was searched for
 *
 * Puts it first. The same text further down goes, and so does the newest one when this one only goes on typing it.
 */
void
tw_search_history_add (TwSearchHistory *self,
                       const char      *text)
{
  g_autofree char *stripped = NULL;

  g_return_if_fail (TW_IS_SEARCH_HISTORY (self) && text != NULL);
  stripped = g_strstrip (g_strdup (text));
  if (!is_kept (stripped))
    return;
  if (self->texts->len > 0 && tw_text_has_prefix (stripped, g_ptr_array_index (self->texts, 0)))
    g_ptr_array_remove_index (self->texts, 0);
  for (guint i = self->texts->len; i > 0; i--)
    if (tw_text_equal (g_ptr_array_index (self->texts, i - 1), stripped))
      g_ptr_array_remove_index (self->texts, i - 1);
  g_ptr_array_insert (self->texts, 0, g_steal_pointer (&stripped));
  if (self->texts->len > MAX_TEXTS)
    g_ptr_array_set_size (self->texts, MAX_TEXTS);
  write_file (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tw_search_history_clear:
 * @self: the history
 *
 * Forgets all of it.
 */
void
tw_search_history_clear (TwSearchHistory *self)
{
  g_return_if_fail (TW_IS_SEARCH_HISTORY (self));
  if (self->texts->len == 0)
    return;
  g_ptr_array_set_size (self->texts, 0);
  write_file (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tw_search_history_list:
 * @self: the history
 * @text: (nullable): what is being typed
 * @limit: how many at most
 *
 * Returns: (transfer full): past searches in which the text stands, the newest first; not the text itself
 */
char **
tw_search_history_list (TwSearchHistory *self,
                        const char      *text,
                        guint            limit)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  g_return_val_if_fail (TW_IS_SEARCH_HISTORY (self), NULL);
  for (guint i = 0; i < self->texts->len && n < limit; i++)
    {
      const char *past = g_ptr_array_index (self->texts, i);

      if (text != NULL && *text != '\0' && (!tw_text_contains (past, text) || tw_text_equal (past, text)))
        continue;
      g_strv_builder_add (builder, past);
      n++;
    }
  return g_strv_builder_end (builder);
}
