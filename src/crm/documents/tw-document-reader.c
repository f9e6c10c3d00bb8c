/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-document-reader.h"

#include <glib/gi18n-lib.h>

#include "tw-document-text.h"
#include "tw-record-file.h"
#include "tw-task.h"

#define DELAY 400                                      /* ms: what is attached together is looked for once */
#define BATCH 50

struct _TwDocumentReader
{
  GObject       parent_instance;

  TwStore      *store;                                 /* (owned) (nullable) after stop */
  GCancellable *cancellable;                           /* (owned) */
  guint         delay_id;
  gboolean      busy, again;
};

G_DEFINE_FINAL_TYPE (TwDocumentReader, tw_document_reader, G_TYPE_OBJECT)

/* The program's own change: nobody is to take it back, and it is no news. */
static gboolean
keep_text (TwStore              *store,
           TwRecordFile         *file,
           const char           *text,
           TwDocumentTextSource  source,
           GError              **error)
{
  g_autoptr(TwCommit) commit = NULL;
  g_auto(TwValue) words = tw_value_text (text != NULL ? text : "");
  const char *status = text == NULL ? "failed" : source == TW_DOCUMENT_TEXT_INSIDE ? "none" : "done";
  TwEdit *edit = NULL;

  if (text != NULL && *text == '\0')
    tw_value_clear (&words);
  if (!tw_record_set (file->document, tw_entity_get_field (tw_record_get_entity (file->document), "extracted_text"), &words, error)
      || !tw_record_set_text (file->document, "ocr_status", status, error))
    return FALSE;
  edit = tw_edit_new (store, TW_ORIGIN_SYSTEM, _("Read the text inside a file"));
  tw_edit_save (edit, file->document);
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}

/* Of no kind that has text: it is said so once, or it would be looked at again and again. */
static gboolean
read_one (TwStore      *store,
          TwRecord     *document,
          const char   *languages,
          GCancellable *cancellable,
          GError      **error)
{
  g_autoptr(TwRecordFile) file = tw_record_file_get (store, tw_record_get_id (document), error);
  g_autoptr(GError) unread = NULL;
  g_autofree char *text = NULL;
  TwDocumentTextSource source = TW_DOCUMENT_TEXT_NONE;

  if (file == NULL)
    return FALSE;
  if (file->hash == NULL || !file->here)
    return TRUE;
  text = tw_document_text_read (store, file->hash, file->name, languages, &source, cancellable, &unread);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (text == NULL)
    g_debug ("text of “%s”: %s", file->name, unread->message);
  return keep_text (store, file, text, source, error);
}

static TwQuery *
make_query (TwSchema *schema,
            GError  **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "document");

  if (entity == NULL || tw_entity_get_field (entity, "extracted_text") == NULL || tw_entity_get_field (entity, "ocr_status") == NULL)
    return NULL;
  return tw_query_new (schema, entity, "file is not empty and extracted_text is empty and (ocr_status is empty or ocr_status in (\"none\", \"queued\"))"
                                       " and updated_by = me", "-created_at", error);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  TwStore *store = data;
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autofree char *languages = tw_document_text_dup_languages ();
  GError *error = NULL;
  g_autoptr(TwQuery) query = make_query (schema, &error);
  g_autoptr(GPtrArray) documents = query != NULL ? tw_store_list (store, query, BATCH, NULL, NULL, &error) : NULL;
  guint n = 0;

  for (guint i = 0; documents != NULL && i < documents->len && error == NULL; i++)
    {
      if (read_one (store, g_ptr_array_index (documents, i), languages, cancellable, &error))
        n++;
      /* Somebody changed it meanwhile: it comes again with the next commit. */
      else if (g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_CHANGED) || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
        g_clear_error (&error);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, documents != NULL && documents->len == BATCH && n == BATCH ? 1 : 0);
}

static void start (TwDocumentReader *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwDocumentReader *self = TW_DOCUMENT_READER (source);
  g_autoptr(GError) error = NULL;
  gboolean more = g_task_propagate_int (G_TASK (result), &error) > 0;

  if (error != NULL)
    g_debug ("text inside files: %s", error->message);
  self->busy = FALSE;
  if (self->store != NULL && (self->again || more))
    start (self);
}

static void
start (TwDocumentReader *self)
{
  g_autoptr(GTask) task = NULL;

  self->again = self->busy;
  if (self->busy)
    return;
  self->busy = TRUE;
  task = g_task_new (self, self->cancellable, read_cb, NULL);
  g_task_set_source_tag (task, start);
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_set_task_data (task, g_object_ref (self->store), g_object_unref);
  tw_task_run_in_thread (task, read_thread);
}

static gboolean
delay_cb (gpointer data)
{
  TwDocumentReader *self = TW_DOCUMENT_READER (data);

  self->delay_id = 0;
  start (self);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwDocumentReader *self,
              TwCommit         *commit)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (self->store), "document");

  if (self->delay_id == 0 && entity != NULL && tw_commit_get_origin (commit) != TW_ORIGIN_SYSTEM && tw_commit_touches (commit, entity))
    self->delay_id = g_timeout_add (DELAY, delay_cb, self);
}

static void
tw_document_reader_dispose (GObject *object)
{
  tw_document_reader_stop (TW_DOCUMENT_READER (object));
  g_clear_object (&TW_DOCUMENT_READER (object)->cancellable);
  G_OBJECT_CLASS (tw_document_reader_parent_class)->dispose (object);
}

static void
tw_document_reader_class_init (TwDocumentReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_document_reader_dispose;
}

static void
tw_document_reader_init (TwDocumentReader *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * tw_document_reader_new:
 * @store: a store that is open for writing
 *
 * Begins to read, first what was added while nothing ran.
 *
 * Returns: (transfer full): a reader, which follows the store until it is stopped
 */
TwDocumentReader *
tw_document_reader_new (TwStore *store)
{
  TwDocumentReader *self = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  self = g_object_new (TW_TYPE_DOCUMENT_READER, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  self->delay_id = g_timeout_add (DELAY, delay_cb, self);
  return self;
}

/**
 * tw_document_reader_stop:
 * @self: a reader
 *
 * Stops it; what is being read is given up, and read when the program runs again.
 */
void
tw_document_reader_stop (TwDocumentReader *self)
{
  g_return_if_fail (TW_IS_DOCUMENT_READER (self));
  g_clear_handle_id (&self->delay_id, g_source_remove);
  self->again = FALSE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->store);
}

/**
 * tw_document_reader_is_busy:
 * @self: a reader
 *
 * Returns: whether files are being read, or will be in a moment
 */
gboolean
tw_document_reader_is_busy (TwDocumentReader *self)
{
  g_return_val_if_fail (TW_IS_DOCUMENT_READER (self), FALSE);
  return self->busy || self->delay_id != 0;
}
