/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-kept-file.h"

#include "tw-task.h"

struct _TwKeptFile
{
  GObject  parent_instance;

  char    *path;                                       /* (owned) */
  gsize    max;                                        /* bytes */
  gboolean writing;
  char    *next;                                       /* (owned) (nullable) what came while it was being written */
};

G_DEFINE_FINAL_TYPE (TwKeptFile, tw_kept_file, G_TYPE_OBJECT)

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TwKeptFile *self = source;
  g_autofree char *folder = g_path_get_dirname (self->path);
  GError *error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (self->path, data, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TwKeptFile *self = TW_KEPT_FILE (source);
  g_autoptr (GError) error = NULL;

  /* A computer that cannot keep the file only forgets. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("%s", error->message);
  self->writing = FALSE;
  if (self->next != NULL)
    tw_kept_file_write (self, g_steal_pointer (&self->next));
}

static void
tw_kept_file_finalize (GObject *object)
{
  g_free (TW_KEPT_FILE (object)->path);
  g_free (TW_KEPT_FILE (object)->next);
  G_OBJECT_CLASS (tw_kept_file_parent_class)->finalize (object);
}

static void
tw_kept_file_class_init (TwKeptFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_kept_file_finalize;
}

static void
tw_kept_file_init (TwKeptFile *self)
{
}

/**
 * tw_kept_file_new:
 * @path: where it is kept; its folder is made when it is needed
 * @max: bytes; a longer file is not ours
 *
 * Returns: (transfer full): the file, which need not be there
 */
TwKeptFile *
tw_kept_file_new (const char *path, gsize max)
{
  TwKeptFile *self = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  self = g_object_new (TW_TYPE_KEPT_FILE, NULL);
  self->path = g_strdup (path);
  self->max = max;
  return self;
}

/**
 * tw_kept_file_read_lines:
 * @self: a file
 *
 * Returns: (transfer full) (nullable): its lines; %NULL when there is none, it is too long or not UTF-8
 */
char **
tw_kept_file_read_lines (TwKeptFile *self)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  g_return_val_if_fail (TW_IS_KEPT_FILE (self), NULL);
  if (!g_file_get_contents (self->path, &text, &length, NULL) || length > self->max || !g_utf8_validate (text, length, NULL))
    return NULL;
  return g_strsplit (text, "\n", -1);
}

/**
 * tw_kept_file_write:
 * @self: a file
 * @text: (transfer full): what it is to hold
 *
 * Writes it on a thread; of several that come meanwhile the last one.
 */
void
tw_kept_file_write (TwKeptFile *self, char *text)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TW_IS_KEPT_FILE (self) && text != NULL);
  if (self->writing)
    {
      g_free (self->next);
      self->next = text;
      return;
    }
  self->writing = TRUE;
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_source_tag (task, tw_kept_file_write);
  g_task_set_task_data (task, text, g_free);
  tw_task_run_in_thread (task, write_thread);
}

/**
 * tw_kept_file_is_writing:
 * @self: a file
 *
 * Returns: whether something is still being written
 */
gboolean
tw_kept_file_is_writing (TwKeptFile *self)
{
  g_return_val_if_fail (TW_IS_KEPT_FILE (self), FALSE);
  return self->writing;
}
