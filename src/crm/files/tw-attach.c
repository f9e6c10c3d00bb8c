/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-attach.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-blobs.h"
#include "tw-counting-stream.h"
#include "tw-file-policy.h"
#include "tw-task.h"

typedef struct
{
  GFile  *file;                                        /* (owned) (nullable) or */
  GBytes *bytes;                                       /* (owned) (nullable) */
  char   *name;                                        /* (owned) clean */
  gint64  size;                                        /* what is expected, then what it is */
  char   *hash, *type;                                 /* (owned) (nullable) once it is kept */
} Item;

struct _TwAttach
{
  GObject    parent_instance;

  TwStore   *store;                                    /* (owned) */
  TwRecord  *about;                                    /* (owned) (nullable) NULL: documents about nothing yet */
  TwId       folder;                                   /* nil: in none */
  GPtrArray *items;                                    /* (owned) Item; the thread's while it runs */
  GPtrArray *failures;                                 /* (owned) char */
  gsize      n_done, n_bytes;                          /* atomic */
  TwFilePolicy policy;                                 /* what is in force; read when it runs */
};

G_DEFINE_FINAL_TYPE (TwAttach, tw_attach, G_TYPE_OBJECT)

static void
item_free (Item *item)
{
  g_clear_object (&item->file);
  g_clear_pointer (&item->bytes, g_bytes_unref);
  g_free (item->name);
  g_free (item->hash);
  g_free (item->type);
  g_free (item);
}

/* What kept a file out, in words that say what to do. The store's own sentences about disks and sizes say it already. */
static void
add_failure (TwAttach     *self,
             const char   *name,
             const GError *error)
{
  if (error->domain == TW_STORE_ERROR)
    g_ptr_array_add (self->failures, g_strdup_printf ("“%s”: %s", name, error->message));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    g_ptr_array_add (self->failures, g_strdup_printf (_("“%s” is a folder. Attach the files in it."), name));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_ptr_array_add (self->failures, g_strdup_printf (_("“%s” is not there any more. Choose it again."), name));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_ptr_array_add (self->failures, g_strdup_printf (_("You may not read “%s”. Ask its owner for access."), name));
  else
    g_ptr_array_add (self->failures, g_strdup_printf (_("“%s” cannot be read: %s"), name, error->message));
}

/* A pipe or a device never ends. */
static gboolean
look_at (TwAttach     *self,
         Item         *item,
         GCancellable *cancellable,
         GError      **error)
{
  g_autoptr(GFileInfo) info = NULL;

  if (item->file != NULL)
    {
      info = g_file_query_info (item->file, G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE ","
                                G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, cancellable, error);
      if (info == NULL)
        return FALSE;
      g_free (item->name);
      item->name = tw_file_clean_name (g_file_info_get_display_name (info));
      item->size = g_file_info_get_size (info);
      if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
        {
          if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
            g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "");
          else
            g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _("it is no file with contents."));
          return FALSE;
        }
    }
  return tw_file_policy_check_size (&self->policy, item->size, error);
}

/* Before it is copied: what is not taken needs no room. */
static gboolean
is_taken (TwAttach     *self,
          Item         *item,
          GInputStream *stream,
          GCancellable *cancellable,
          GError      **error)
{
  guint8 head[4096];
  gsize n = 0;

  if (!g_input_stream_read_all (stream, head, sizeof head, &n, cancellable, error)
      || !tw_file_policy_check_type (&self->policy, item->name, head, n, error))
    return FALSE;
  return g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, cancellable, error);
}

static gboolean
keep (TwAttach     *self,
      Item         *item,
      GCancellable *cancellable,
      GError      **error)
{
  g_autoptr(GInputStream) base = NULL;
  g_autoptr(GInputStream) stream = NULL;

  if (item->file != NULL)
    base = G_INPUT_STREAM (g_file_read (item->file, cancellable, error));
  else
    base = g_memory_input_stream_new_from_bytes (item->bytes);
  if (base == NULL || (G_IS_SEEKABLE (base) && g_seekable_can_seek (G_SEEKABLE (base)) && !is_taken (self, item, base, cancellable, error)))
    return FALSE;
  stream = tw_counting_stream_new (base, &self->n_done);
  item->hash = tw_store_add_blob (self->store, stream, self->policy.max_size, cancellable, error);
  if (item->hash == NULL)
    return FALSE;
  item->size = tw_store_get_blob_size (self->store, item->hash);
  item->type = tw_file_guess_type (self->store, item->hash, item->name);
  return TRUE;
}

static void
keep_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  TwAttach *self = TW_ATTACH (source);
  g_autofree gboolean *fits = g_new0 (gboolean, self->items->len + 1);

  tw_file_policy_load (self->store, &self->policy);
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      g_autoptr(GError) error = NULL;

      fits[i] = look_at (self, item, cancellable, &error);
      if (fits[i])
        g_atomic_pointer_add (&self->n_bytes, (gssize) item->size);
      else
        add_failure (self, item->name, error);
    }
  for (guint i = 0; i < self->items->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      g_autoptr(GError) error = NULL;

      if (fits[i] && !keep (self, item, cancellable, &error) && !g_cancellable_is_cancelled (cancellable))
        add_failure (self, item->name, error);
    }
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static gboolean
set_if_there (TwRecord      *document,
              const char    *key,
              const TwValue *value,
              GError       **error)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (document), key);

  return field == NULL || tw_record_set (document, field, value, error);
}

static TwRecord *
make_document (TwAttach      *self,
               const TwField *link,
               Item          *item,
               GError       **error)
{
  g_autoptr(TwRecord) document = tw_record_new (link->entity);
  g_auto(TwValue) name = tw_value_text (item->name), hash = tw_value_text (item->hash);
  const TwField *in = tw_entity_get_field (link->entity, "folder");
  g_auto(TwValue) target = TW_VALUE_INIT, folder = TW_VALUE_INIT;
  g_auto(TwValue) size = tw_value_integer (item->size);
  g_autofree char *mime = g_content_type_get_mime_type (item->type);
  g_auto(TwValue) type = tw_value_text (mime);

  if (self->about != NULL)
    target = tw_value_link (tw_record_get_entity (self->about)->number, tw_record_get_id (self->about));
  if (!tw_id_is_nil (&self->folder) && in != NULL && tw_field_get_target (in) != NULL)
    folder = tw_value_link (tw_field_get_target (in)->number, &self->folder);
  if (!tw_record_set (document, link->entity->name_field, &name, error) || (self->about != NULL && !tw_record_set (document, link, &target, error))
      || (folder.type == TW_TYPE_LINK && !tw_record_set (document, in, &folder, error))
      || !set_if_there (document, "file", &hash, error) || !set_if_there (document, "size", &size, error)
      || !set_if_there (document, "mime_type", &type, error))
    return NULL;
  return g_steal_pointer (&document);
}

static TwEdit *
make_edit (TwAttach *self,
           GError  **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (self->store);
  const TwEntity *any = tw_schema_get_entity (schema, "company");
  const TwField *link = self->about != NULL ? tw_record_file_find_link (schema, tw_record_get_entity (self->about))
                                            : any != NULL ? tw_record_file_find_link (schema, any) : NULL;
  g_autoptr(TwEdit) edit = NULL;
  g_autofree char *about = self->about != NULL ? tw_record_dup_title (self->about) : NULL, *title = NULL;
  const char *name = NULL;
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (item->hash == NULL)
        continue;
      name = item->name;
      n++;
    }
  if (link == NULL || n == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           self->failures->len > 0 ? g_ptr_array_index (self->failures, 0)
                                                   : _("Nothing can be attached to this record."));
      return NULL;
    }
  if (about == NULL && n == 1)
    /* Translators: names a change; %s is a file. */
    title = g_strdup_printf (_("Add “%s”"), name);
  else if (about == NULL)
    title = g_strdup_printf (ngettext ("Add %u document", "Add %u documents", n), n);
  else if (n == 1)
    /* Translators: names a change: a file and the record that it belongs to. */
    title = g_strdup_printf (_("Attach “%s” to “%s”"), name, about);
  else
    /* Translators: names a change: how many files, and the record that they belong to. */
    title = g_strdup_printf (ngettext ("Attach %u file to “%s”", "Attach %u files to “%s”", n), n, about);
  edit = tw_edit_new (self->store, TW_ORIGIN_PERSON, title);
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      g_autoptr(TwRecord) document = NULL;

      if (item->hash == NULL)
        continue;
      document = make_document (self, link, item, error);
      if (document == NULL)
        return NULL;
      tw_edit_save (edit, document);
    }
  return g_steal_pointer (&edit);
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GTask) task = G_TASK (data);
  TwAttach *self = TW_ATTACH (g_task_get_source_object (task));
  GError *error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (self->store, result, &error);

  if (commit != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwAttach *self = TW_ATTACH (source);
  g_autoptr(GTask) task = G_TASK (data);
  GError *error = NULL;
  TwEdit *edit = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    edit = make_edit (self, &error);
  if (edit == NULL)
    g_task_return_error (task, error);
  else
    tw_edit_commit_async (edit, NULL, committed_cb, g_steal_pointer (&task));
}

static void
tw_attach_finalize (GObject *object)
{
  TwAttach *self = TW_ATTACH (object);

  g_clear_object (&self->store);
  g_clear_object (&self->about);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->failures, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_attach_parent_class)->finalize (object);
}

static void
tw_attach_class_init (TwAttachClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_attach_finalize;
}

static void
tw_attach_init (TwAttach *self)
{
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  self->failures = g_ptr_array_new_with_free_func (g_free);
}

/**
 * tw_attach_new:
 * @store: the store
 * @about: (nullable): the record that files are attached to; %NULL: they become documents that are about nothing yet
 *
 * Returns: (transfer full): an attachment of no file yet
 */
TwAttach *
tw_attach_new (TwStore  *store,
               TwRecord *about)
{
  TwAttach *self = g_object_new (TW_TYPE_ATTACH, NULL);

  self->store = g_object_ref (store);
  self->about = about != NULL ? g_object_ref (about) : NULL;
  return self;
}

/**
 * tw_attach_set_folder:
 * @self: an attachment that does not run yet
 * @folder: id of a folder
 *
 * Puts the documents into a folder.
 */
void
tw_attach_set_folder (TwAttach   *self,
                      const TwId *folder)
{
  self->folder = *folder;
}

/**
 * tw_attach_add_file:
 * @self: an attachment that does not run yet
 * @file: a file
 *
 * Adds a file.
 */
void
tw_attach_add_file (TwAttach *self,
                    GFile    *file)
{
  Item *item = g_new0 (Item, 1);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : NULL;

  item->file = g_object_ref (file);
  item->name = tw_file_clean_name (name);
  g_ptr_array_add (self->items, item);
}

/**
 * tw_attach_add_bytes:
 * @self: an attachment that does not run yet
 * @name: name of the file that they become
 * @bytes: some bytes
 *
 * Adds what is no file yet, as a picture on the clipboard.
 */
void
tw_attach_add_bytes (TwAttach   *self,
                     const char *name,
                     GBytes     *bytes)
{
  Item *item = g_new0 (Item, 1);

  item->bytes = g_bytes_ref (bytes);
  item->name = tw_file_clean_name (name);
  item->size = (gint64) g_bytes_get_size (bytes);
  g_ptr_array_add (self->items, item);
}

/**
 * tw_attach_get_n_files:
 * @self: an attachment
 *
 * Returns: how many files were added
 */
guint
tw_attach_get_n_files (TwAttach *self)
{
  g_return_val_if_fail (TW_IS_ATTACH (self), 0);
  return self->items->len;
}

/**
 * tw_attach_get_progress:
 * @self: an attachment
 *
 * Returns: how much of the bytes was copied, 0…1
 */
double
tw_attach_get_progress (TwAttach *self)
{
  gsize all = (gsize) g_atomic_pointer_get (&self->n_bytes);

  return all > 0 ? MIN ((double) (gsize) g_atomic_pointer_get (&self->n_done) / (double) all, 1.0) : 0;
}

/**
 * tw_attach_run_async:
 * @self: an attachment
 * @cancellable: (nullable): to give up; what was copied by then goes with the next sweep
 * @callback: called when it is durable
 * @data: for @callback
 *
 * Copies the files and makes their documents in one commit.
 */
void
tw_attach_run_async (TwAttach           *self,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  g_autoptr(GTask) copying = g_task_new (self, cancellable, kept_cb, task);

  /* Whether it was cancelled is decided before the commit: after it the files are there. */
  g_task_set_check_cancellable (task, FALSE);
  tw_task_run_in_thread (copying, keep_thread);
}

/**
 * tw_attach_run_finish:
 * @self: an attachment
 * @result: what the callback was given
 * @error: why nothing was attached; %G_IO_ERROR_CANCELLED
 *
 * Returns: whether anything was
 */
gboolean
tw_attach_run_finish (TwAttach     *self,
                      GAsyncResult *result,
                      GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tw_attach_get_failures:
 * @self: an attachment that has run
 *
 * Returns: (transfer none) (element-type utf8): sentences about files that were not attached
 */
GPtrArray *
tw_attach_get_failures (TwAttach *self)
{
  g_return_val_if_fail (TW_IS_ATTACH (self), NULL);
  return self->failures;
}
