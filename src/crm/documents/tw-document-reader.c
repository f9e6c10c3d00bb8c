/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-document-reader.h"

#include <glib/gi18n-lib.h>

#include "tw-document-text.h"
#include "tw-follower.h"
#include "tw-record-file.h"

#define DELAY 400                                      /* ms: what is attached together is looked for once */
#define BATCH 50

struct _TwDocumentReader
{
  GObject     parent_instance;

  TwFollower *follower;                                /* (owned) */
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

/* TRUE: there may be more than one batch. */
static gboolean
read_documents (TwStore *store, gboolean timed, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autofree char *languages = tw_document_text_dup_languages ();
  g_autoptr(GError) local = NULL;
  g_autoptr(TwQuery) query = make_query (schema, &local);
  g_autoptr(GPtrArray) documents = query != NULL ? tw_store_list (store, query, BATCH, NULL, NULL, &local) : NULL;
  guint n = 0;

  for (guint i = 0; documents != NULL && i < documents->len && local == NULL; i++)
    {
      if (read_one (store, g_ptr_array_index (documents, i), languages, cancellable, &local))
        n++;
      /* Somebody changed it meanwhile: it comes again with the next commit. */
      else if (g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_CHANGED) || g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
        g_clear_error (&local);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return n == BATCH;
}

static gboolean
concerns (TwStore *store, TwCommit *commit, gpointer data)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (store), "document");

  return entity != NULL && tw_commit_touches (commit, entity);
}

static void
tw_document_reader_dispose (GObject *object)
{
  TwDocumentReader *self = TW_DOCUMENT_READER (object);

  if (self->follower != NULL)
    tw_follower_stop (self->follower);
  g_clear_object (&self->follower);
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
  self->follower = tw_follower_new (store, "text inside files", read_documents, NULL, NULL);
  tw_follower_follow (self->follower, concerns, DELAY);
  tw_follower_start (self->follower);
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
  tw_follower_stop (self->follower);
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
  return tw_follower_is_busy (self->follower);
}
