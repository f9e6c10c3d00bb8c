/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-search-history.h"

#include <string.h>

#include "tw-task.h"
#include "tw-text.h"

#define MAX_TEXTS 50
#define MAX_TEXT  500                                  /* bytes */
#define MAX_FILE  (64 * 1024)                          /* bytes; a longer file is not ours */

struct _TwSearchHistory
{
  GObject    parent_instance;

  char      *path;                                     /* (owned) */
  GPtrArray *texts;                                    /* (owned) the newest first */
  gboolean   writing;
  gboolean   again;                                    /* changed while it was being written */
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
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  gsize length = 0;

  if (!g_file_get_contents (self->path, &text, &length, NULL) || length > MAX_FILE || !g_utf8_validate (text, length, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && self->texts->len < MAX_TEXTS; i++)
    if (is_kept (lines[i]))
      g_ptr_array_add (self->texts, g_strdup (lines[i]));
}

static void write_file (TwSearchHistory *self);

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwSearchHistory) self = TW_SEARCH_HISTORY (data);
  g_autoptr(GError) error = NULL;

  /* A computer that cannot keep the file only forgets what was searched. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("%s", error->message);
  self->writing = FALSE;
  if (self->again)
    write_file (self);
}

static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  TwSearchHistory *self = source;
  g_autofree char *folder = g_path_get_dirname (self->path);
  GError *error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (self->path, data, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
write_file (TwSearchHistory *self)
{
  GString *text = NULL;
  g_autoptr(GTask) task = NULL;

  self->again = self->writing;
  if (self->writing)
    return;
  self->writing = TRUE;
  text = g_string_new (NULL);
  for (guint i = 0; i < self->texts->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (self->texts, i));
  task = g_task_new (self, NULL, written_cb, g_object_ref (self));
  g_task_set_source_tag (task, write_file);
  g_task_set_task_data (task, g_string_free (text, FALSE), g_free);
  tw_task_run_in_thread (task, write_thread);
}

static void
tw_search_history_finalize (GObject *object)
{
  TwSearchHistory *self = TW_SEARCH_HISTORY (object);

  g_ptr_array_unref (self->texts);
  g_free (self->path);
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
  self->path = g_strdup (path);
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
