/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-document-access.h"

#include <glib/gi18n-lib.h>

#include "tw-access.h"
#include "tw-task.h"

#define ONE_LOOK (G_TIME_SPAN_HOUR)

static const char *const keys[] = { "viewed", "saved", "opened", "printed" };

static gboolean
may_note (TwStore        *store,
          const TwEntity *entity)
{
  g_autoptr(GError) error = NULL;
  TwAccess *access = NULL;
  gboolean may = FALSE;

  if (entity == NULL || tw_store_is_read_only (store) || tw_id_is_nil (tw_store_get_user (store)))
    return FALSE;
  access = tw_access_new (store, tw_store_get_user (store), NULL, &error);
  may = access != NULL && tw_access_may (access, TW_RIGHT_CREATE, entity);
  g_clear_pointer (&access, tw_access_unref);
  return may;
}

static gboolean
was_noted (TwStore        *store,
           TwSchema       *schema,
           const TwEntity *entity,
           const TwId     *document,
           TwDocumentUse   use,
           GError        **error)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("document = \"%s\" and user = me and action = \"%s\"", tw_id_print (document, id), keys[use]);
  g_autoptr(TwQuery) query = tw_query_new (schema, entity, where, "-at", error);
  g_autoptr(GPtrArray) found = query != NULL ? tw_store_list (store, query, 1, NULL, NULL, error) : NULL;
  const TwValue *at = NULL;

  if (found == NULL || found->len == 0)
    return FALSE;
  at = tw_record_get (g_ptr_array_index (found, 0), tw_entity_get_field (entity, "at"));
  return at->type == TW_TYPE_DATETIME && g_get_real_time () - at->i < ONE_LOOK;
}

/* Copies are counted with the document, too. */
static gboolean
count_copy (TwStore    *store,
            TwSchema   *schema,
            TwEdit     *edit,
            const TwId *id,
            GError    **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "document");
  const TwField *field = tw_entity_get_field (entity, "download_count");
  g_autoptr(TwRecord) document = field != NULL ? tw_store_get (store, entity, id, error) : NULL;
  const TwValue *before = document != NULL ? tw_record_get (document, field) : NULL;
  g_auto(TwValue) count = tw_value_integer (before != NULL && before->type == TW_TYPE_INTEGER ? before->i + 1 : 1);

  if (document == NULL || !tw_record_set (document, field, &count, error))
    return FALSE;
  tw_edit_save (edit, document);
  return TRUE;
}

/**
 * tw_document_access_note_sync:
 * @store: the store
 * @document: id of a document
 * @use: what was done with it
 * @error: of the store
 *
 * Blocks; any thread.
 *
 * Returns: whether it was noted
 */
gboolean
tw_document_access_note_sync (TwStore       *store,
                              const TwId    *document,
                              TwDocumentUse  use,
                              GError       **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "document_access");
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(TwEdit) edit = NULL;
  g_autoptr(TwCommit) commit = NULL;
  g_auto(TwValue) link = TW_VALUE_INIT;

  if (!may_note (store, entity) || (use == TW_DOCUMENT_VIEWED && was_noted (store, schema, entity, document, use, error)))
    return FALSE;
  record = tw_record_new (entity);
  link = tw_value_link (tw_schema_get_entity (schema, "document")->number, document);
  if (!tw_record_set_key (record, "document", &link, error) || !tw_record_set_text (record, "action", keys[use], error))
    return FALSE;
  edit = tw_edit_new (store, TW_ORIGIN_SYSTEM, _("Note the use of a document"));
  tw_edit_save (edit, record);
  if (use != TW_DOCUMENT_VIEWED && use != TW_DOCUMENT_PRINTED && !count_copy (store, schema, edit, document, error))
    return FALSE;
  commit = tw_edit_commit (g_steal_pointer (&edit), error);
  return commit != NULL;
}

typedef struct
{
  TwId          document;
  TwDocumentUse use;
} Note;

static void
note_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Note *note = data;
  g_autoptr(GError) error = NULL;

  if (!tw_document_access_note_sync (source, &note->document, note->use, &error) && error != NULL)
    g_debug ("use of a document: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/**
 * tw_document_access_note:
 * @store: the store
 * @document: id of a document
 * @use: what was done with it
 *
 * Notes it behind what people do.
 */
void
tw_document_access_note (TwStore       *store,
                         const TwId    *document,
                         TwDocumentUse  use)
{
  g_autoptr(GTask) task = NULL;
  Note *note = NULL;

  g_return_if_fail (TW_IS_STORE (store) && document != NULL);
  if (tw_store_is_read_only (store))
    return;
  note = g_new0 (Note, 1);
  note->document = *document;
  note->use = use;
  task = g_task_new (store, NULL, NULL, NULL);
  g_task_set_task_data (task, note, g_free);
  tw_task_run_in_thread (task, note_thread);
}
